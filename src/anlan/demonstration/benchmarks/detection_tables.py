"""The figures of detection as they stand in docs/models/detection.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from anlan.demonstration.benchmarks.detection import published

#: Which figures a block of the document holds: of the selection that lies beside the project, or
#: of the complete collections.
SELECTION, COMPLETE = "selection", "complete"
_HEADINGS = ("rule, detector or publication", "standard", "reward low FP", "reward low FN")
_PROFILES = ("standard", "reward_low_fp", "reward_low_fn")


def write_block(document: Path, block: str, text: str) -> None:
    """Replace the figures between the marks of a block. Raises ``ValueError`` without marks."""
    begin, end = f"<!-- {block}: begin -->", f"<!-- {block}: end -->"
    before, found, rest = document.read_text(encoding="utf-8").partition(begin)
    _old, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{document} has no marks of the block {block!r}")
    document.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def render(figures: Mapping[str, Any], block: str) -> str:
    """Return every table there are figures for."""
    tables = []
    if "nab" in figures:
        tables.append(render_nab(figures["nab"], block))
    if "skab" in figures:
        tables.append(render_skab(figures["skab"]))
    if "tep" in figures:
        tables.append(render_tep(figures["tep"]))
    return "\n\n".join(tables)


def render_nab(figures: Mapping[str, Any], block: str) -> str:
    """Normalised scores, ours and published, the best first."""
    others = published()["nab"][block]
    rows = [(f"**{name}**", scores) for name, scores in figures["scores"].items()]
    rows += list(others.items())
    rows.sort(key=lambda row: -float(row[1]["standard"]))
    return _table(
        f"NAB, {figures['streams']} streams with {figures['windows']} labelled windows",
        _HEADINGS,
        ((name, *(f"{scores[key]:.1f}" for key in _PROFILES)) for name, scores in rows),
    )


def render_skab(figures: Mapping[str, Any]) -> str:
    """F1 and rates, ours on what was judged, published on all experiments, the best first."""
    rows = [(f"**{name}**", scores) for name, scores in figures["scores"].items()]
    rows += list(published()["skab"]["complete"].items())
    rows.sort(key=lambda row: -float(row[1]["f1"]))
    return _table(
        f"SKAB, ours on {figures['experiments']} experiments with {figures['rows']:,} judged rows",
        ("detector or publication", "F1", "false alarms, %", "missed, %"),
        (
            (
                name,
                f"{scores['f1']:.2f}",
                f"{scores['far_percent']:.1f}",
                f"{scores['mar_percent']:.1f}",
            )
            for name, scores in rows
        ),
    )


def render_tep(figures: Mapping[str, Any]) -> str:
    """Delay and missed rows of every fault."""
    others = published()["tep"]["complete"]
    names = [*figures["scores"], *others]
    faults = next(iter(figures["scores"].values()))["faults"]
    rows = [
        (
            fault,
            *(_fault(figures["scores"][name]["faults"][fault]) for name in figures["scores"]),
            *(_fault(others[name].get(fault)) for name in others),
        )
        for fault in faults
    ]
    ours = (f"{one['far_percent']:.1f} %" for one in figures["scores"].values())
    rows.append(("false alarms", *ours, *("1 % (set so)" for _name in others)))
    return _table(
        f"Tennessee Eastman process, {figures['faults']} faults: delay in minutes (rows missed)",
        ("fault", *(f"**{name}**" if name in figures["scores"] else name for name in names)),
        rows,
    )


def _fault(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "-"
    delay = "not found" if found["delay_min"] is None else str(found["delay_min"])
    return f"{delay} ({found['missed_percent']:.1f} %)"


def _table(title: str, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(headings)
    lines = [f"**{title}**", "", _line(heads), _line("---" for _head in heads)]
    lines += [_line(row) for row in rows]
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
