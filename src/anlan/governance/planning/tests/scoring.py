"""Precision and recall of the reader against annotations made by reading.

``python -m anlan.governance.planning.tests.scoring`` prints the tables of
``docs/governance/planning-figures.md``; ``--misses development`` shows what was missed.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import click

from anlan.governance.planning.reading import Indicator, PlanTask, Reading, read_plan
from anlan.governance.planning.reading.cleaning import clean

FOLDER = Path(__file__).parent / "annotations"


def find_seeds() -> dict[str, Path]:
    """Return the five documents by their number; empty where they are not at hand."""
    for base in Path(__file__).resolve().parents:
        folder = base.parent / "shared" / "seeds"
        if folder.is_dir():
            return {path.name[:3]: path for path in sorted(folder.glob("00?_*.txt"))}
    return {}


@dataclass(frozen=True, slots=True)
class NotedTask:
    """A task as a person noted it."""

    line: int
    words: str
    lead: frozenset[str]
    support: frozenset[str]
    deadline: str
    quantity: str
    cadence: str


@dataclass(slots=True)
class Section:
    """A contiguous part of a document, noted completely."""

    document: str
    first: int
    last: int
    kind: str
    tasks: list[NotedTask] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NotedIndicator:
    """An indicator as a person noted it."""

    line: int
    name: str
    target: str
    binding: bool | None
    deadline: str


def read_sections(path: Path) -> list[Section]:
    """Read the annotations of tasks."""
    sections: list[Section] = []
    lead: frozenset[str] = frozenset()
    support: frozenset[str] = frozenset()
    for row in path.read_text(encoding="utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        if row.startswith("@"):
            _mark, document, span, kind = row.split()
            first, last = map(int, span.split("-"))
            sections.append(Section(document, first, last, kind))
            continue
        line, words, leads, supports, day, quantity, cadence = row.split("|")
        lead = lead if leads == "=" else _names(leads)
        support = support if supports == "=" else _names(supports)
        sections[-1].tasks.append(
            NotedTask(int(line), plain(words), lead, support, day, plain(quantity), cadence)
        )
    return sections


def _names(text: str) -> frozenset[str]:
    return frozenset(plain(name) for name in text.split(";") if name)


def read_indicators(path: Path) -> dict[str, list[NotedIndicator]]:
    """Read the annotations of indicators, by document."""
    found: dict[str, list[NotedIndicator]] = {}
    for row in path.read_text(encoding="utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        document, line, name, target, binding, day = row.split("|")
        found.setdefault(document, []).append(
            NotedIndicator(
                int(line), plain(name), plain(target), {"yes": True, "no": False}.get(binding), day
            )
        )
    return found


def plain(text: str) -> str:
    """Return words without blanks, in one width of punctuation."""
    return clean(text).text.replace("〔", "（").replace("〕", "）")


@dataclass(slots=True)
class Count:
    """What was noted, what was found and what agrees."""

    noted: int = 0
    found: int = 0
    right: int = 0

    def add(self, other: Count) -> None:
        """Sum up."""
        self.noted += other.noted
        self.found += other.found
        self.right += other.right

    @property
    def precision(self) -> float:
        """How much of what was found is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """How much of what was noted is found."""
        return self.right / self.noted if self.noted else 1.0


@dataclass(slots=True)
class Score:
    """The counts of a section, and what went wrong in words."""

    counts: dict[str, Count] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def count(self, name: str) -> Count:
        """The count of a name."""
        return self.counts.setdefault(name, Count())

    def add(self, other: Score) -> None:
        """Sum up."""
        for name, count in other.counts.items():
            self.count(name).add(count)
        self.misses += other.misses


def score_tasks(section: Section, found: list[PlanTask]) -> Score:
    """Compare a section with what was found in its lines."""
    score = Score()
    inside = [task for task in found if section.first <= task.line <= section.last]
    free = list(inside)
    for noted in section.tasks:
        best = _best(noted, free)
        for name in ("tasks", "lead units", "deadlines", "quantities", "cadences"):
            score.count(name)
        tasks = score.count("tasks")
        tasks.noted += 1
        if best is not None:
            free.remove(best)
            tasks.right += 1
        else:
            score.misses.append(f"{section.document}:{noted.line} missed  {noted.words}")
        _compare(score, section, noted, best)
    tasks = score.count("tasks")
    tasks.found += len(inside)
    for task in free:
        score.misses.append(f"{section.document}:{task.line} too much {task.quote[:70]}")
        _compare(score, section, None, task)
    return score


def _best(noted: NotedTask, free: list[PlanTask]) -> PlanTask | None:
    best, nearest = None, 61
    for task in free:
        if task.line != noted.line:
            continue
        quote = plain(task.quote)
        at = quote.find(noted.words)
        if at < 0 and noted.words.startswith(quote[:12]) and quote:
            at = 0
        if 0 <= at < nearest:
            best, nearest = task, at
    return best


def _compare(
    score: Score, section: Section, noted: NotedTask | None, task: PlanTask | None
) -> None:
    day = task.deadline.isoformat() if task and task.deadline else ""
    pairs = (
        ("deadlines", noted.deadline if noted else "", day),
        ("quantities", noted.quantity if noted else "", plain(task.quantity or "") if task else ""),
        ("cadences", noted.cadence if noted else "", (task.cadence or "") if task else ""),
    )
    for name, expected, got in pairs:
        count = score.count(name)
        count.noted += bool(expected)
        count.found += bool(got)
        same = expected == got or (name == "quantities" and bool(expected) and expected in got)
        count.right += bool(expected) and same
        if noted and task and expected != got and not same:
            score.misses.append(
                f"{section.document}:{noted.line} {name} {expected!r} got {got!r}  {noted.words}"
            )
    lead = score.count("lead units")
    expected_units = noted.lead if noted else frozenset()
    got_units = frozenset(map(plain, task.lead_units)) if task else frozenset()
    lead.noted += len(expected_units)
    lead.found += len(got_units)
    lead.right += len(expected_units & got_units)
    if noted and task and expected_units != got_units:
        score.misses.append(
            f"{section.document}:{noted.line} lead {sorted(expected_units)} got {sorted(got_units)}"
            f"  {noted.words}"
        )
    if noted and task and noted.support:
        support = score.count("supporting units")
        got = frozenset(map(plain, task.support_units))
        support.noted += len(noted.support)
        support.found += len(got)
        support.right += len(noted.support & got)
        if noted.support != got:
            score.misses.append(
                f"{section.document}:{noted.line} support {sorted(noted.support)} got {sorted(got)}"
            )


def score_indicators(
    document: str, noted: list[NotedIndicator], found: tuple[Indicator, ...]
) -> Score:
    """Compare all indicators of a document."""
    score = Score()
    free = list(found)
    rows = score.count("indicators")
    targets, days = score.count("targets"), score.count("deadlines of indicators")
    rows.found = len(free)
    for row in noted:
        rows.noted += 1
        best = next((f for f in free if f.line == row.line and _same_name(row.name, f)), None)
        if best is None:
            score.misses.append(f"{document}:{row.line} missed indicator {row.name}")
            continue
        free.remove(best)
        rows.right += 1
        targets.noted += 1
        targets.found += 1
        days.noted += 1
        days.found += 1
        same = row.target in plain(best.target) or plain(best.target) in row.target
        targets.right += same
        day = best.deadline.isoformat() if best.deadline else ""
        days.right += day == row.deadline
        if not same or day != row.deadline or row.binding != best.binding:
            score.misses.append(
                f"{document}:{row.line} indicator {row.name}: {row.target} {row.deadline} got "
                f"{best.target} {day} {best.binding}"
            )
    for extra in free:
        score.misses.append(
            f"{document}:{extra.line} too much indicator {extra.name} | {extra.target}"
        )
    return score


def _same_name(noted: str, found: Indicator) -> bool:
    name = plain(found.name)
    return noted in name or (len(name) >= 4 and name in noted)


def read_all(seeds: dict[str, Path]) -> dict[str, Reading]:
    """Read the documents."""
    return {name: read_plan(path) for name, path in seeds.items()}


def measure(
    readings: dict[str, Reading], folder: Path = FOLDER
) -> tuple[dict[tuple[str, str], Score], dict[str, Score]]:
    """Return scores of tasks by document and kind of section, of indicators by document."""
    tasks: dict[tuple[str, str], Score] = {}
    for section in read_sections(folder / "tasks.txt"):
        reading = readings[section.document]
        score = score_tasks(section, list(reading.tasks))
        tasks.setdefault((section.document, section.kind), Score()).add(score)
    indicators = {
        name: score_indicators(name, rows, readings[name].indicators)
        for name, rows in read_indicators(folder / "indicators.txt").items()
    }
    return tasks, indicators


def find_documents() -> dict[str, Path]:
    """Return the documents written for the tests, by name."""
    here = Path(__file__).parent
    kinds = ["*.txt", "*.html", *(["*.pdf"] if shutil.which("pdftotext") else [])]
    return {
        path.stem: path
        for folder in (here / "documents", here.parent / "data")
        for path in sorted(path for kind in kinds for path in folder.glob(kind))
        if path.with_suffix(".notes").exists()
    }


def measure_document(path: Path) -> Score:
    """Return the score of one document written for the tests."""
    score, reading = Score(), read_plan(path)
    for section in read_sections(path.with_suffix(".notes")):
        score.add(score_tasks(section, list(reading.tasks)))
    return score


def measure_documents() -> dict[str, Score]:
    """Return the scores of the documents written for the tests."""
    return {name: measure_document(path) for name, path in find_documents().items()}


NAMES = ("tasks", "lead units", "deadlines", "quantities", "cadences", "supporting units")


def table(readings: dict[str, Reading]) -> str:
    """Return the tables of the documentation."""
    tasks, indicators = measure(readings)
    rows = [
        "| document | plans | headings | indicators | tasks | with lead | with deadline | doubts |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, reading in readings.items():
        led = sum(bool(task.lead_units) for task in reading.tasks)
        dated = sum(task.deadline is not None for task in reading.tasks)
        rows.append(
            f"| {name} | {len(reading.plans)} | {len(reading.outline)} | {len(reading.indicators)} "
            f"| {len(reading.tasks)} | {led} | {dated} | {len(reading.doubts)} |"
        )
    rows += ["", "| sections | tasks noted | " + " | ".join(f"{n} P / R" for n in NAMES) + " |"]
    rows.append("|---" * (len(NAMES) + 2) + "|")
    for kind in ("development", "held"):
        total = Score()
        for (document, which), score in tasks.items():
            if which == kind:
                total.add(score)
                rows.append(_row(f"{document} {kind}", score))
        rows.append(_row(f"all {kind}", total))
    rows += [
        "",
        "| document | indicators noted | indicators P / R | targets right | deadlines right |",
    ]
    rows.append("|---|---|---|---|---|")
    everything = Score()
    for document, score in indicators.items():
        everything.add(score)
        rows.append(_indicator_row(document, score))
    rows.append(_indicator_row("all", everything))
    return "\n".join(rows)


def _row(label: str, score: Score) -> str:
    cells = [_figures(score.count(name)) for name in NAMES]
    return f"| {label} | {score.count('tasks').noted} | " + " | ".join(cells) + " |"


def _figures(count: Count) -> str:
    if not count.noted and not count.found:
        return "–"
    return f"{count.precision:.2f} / {count.recall:.2f}"


def _indicator_row(label: str, score: Score) -> str:
    rows, targets = score.count("indicators"), score.count("targets")
    days = score.count("deadlines of indicators")
    return (
        f"| {label} | {rows.noted} | {_figures(rows)} | {targets.right} of {targets.noted} "
        f"| {days.right} of {days.noted} |"
    )


if __name__ == "__main__":
    READINGS = read_all(find_seeds())
    if "--misses" in sys.argv:
        KIND = sys.argv[sys.argv.index("--misses") + 1]
        TASKS, INDICATORS = measure(READINGS)
        for (_document, which), one in TASKS.items():
            if re.search(KIND, which):
                click.echo("\n".join(one.misses))
        if KIND == "documents":
            for one in measure_documents().values():
                click.echo("\n".join(one.misses))
        if KIND == "indicators":
            for one in INDICATORS.values():
                click.echo("\n".join(one.misses))
    else:
        click.echo(table(READINGS))
