"""The measures noted line by line in the inventory of the five documents: which are found where."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from anlan.governance.planning.reading import Reading

EXPLAINED = Path(__file__).parent / "annotations" / "not_extracted.csv"


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of the inventory."""

    document: str
    name: str
    target: str
    lines: tuple[int, ...]
    place: str


def find_inventory() -> Path | None:
    """Return the inventory; None where it is not at hand."""
    for base in Path(__file__).resolve().parents:
        path = base.parent / "shared" / "requirements" / "indicators.csv"
        if path.is_file():
            return path
    return None


def read_inventory(path: Path) -> list[Row]:
    """Return the rows with all lines they name."""
    found = []
    with path.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            lines: list[int] = []
            for piece in re.split(r"[;,]", row["line"]):
                numbers = [int(n) for n in re.findall(r"\d+", piece)]
                if numbers:
                    lines += range(numbers[0], numbers[-1] + 1)
            found.append(Row(row["seed"], row["name_zh"], row["target"], tuple(lines), row["line"]))
    return found


def is_found(row: Row, reading: Reading) -> bool:
    """Whether an indicator or a task on one of the lines speaks of the measure."""
    found = [one.name + one.quote for one in reading.indicators if one.line in row.lines]
    found += [
        task.text + task.quote + (task.cadence or "")
        for task in reading.tasks
        if task.line in row.lines
    ]
    words = _pairs(row.name)
    figures = re.findall(r"\d+(?:\.\d+)?%?|每[两三半]?[年月季周日]", row.target)
    for text in found:
        share = _share(words, text)
        if share >= 0.4 or (share >= 0.15 and any(figure in text for figure in figures)):
            return True
    return False


def _pairs(text: str) -> set[str]:
    text = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", re.sub(r"（[^）]*）|\([^)]*\)", "", text))
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _share(words: set[str], text: str) -> float:
    return len(words & _pairs(text)) / len(words)


def read_explanations() -> list[tuple[str, str, str]]:
    """Return (document, name, reason) of what is not extracted."""
    with EXPLAINED.open(encoding="utf-8") as stream:
        return [(row["seed"], row["name"], row["reason"]) for row in csv.DictReader(stream)]
