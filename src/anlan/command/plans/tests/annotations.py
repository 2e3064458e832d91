"""Comparing what was extracted with what a reader wrote down."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.command.plans.extraction import extract, lines_of
from anlan.command.plans.extraction.result import Task

CORPUS = Path(__file__).parent / "corpus"
PLANS = ("general", "chemical_works", "village")
HELD_OUT = ("mine", "forest")


@dataclass
class Score:
    """Counts of three measures: right, found, written down."""

    tasks: tuple[int, int, int] = (0, 0, 0)
    owners: tuple[int, int, int] = (0, 0, 0)
    deadlines: tuple[int, int, int] = (0, 0, 0)

    def __add__(self, other: Score) -> Score:
        return Score(
            *(
                tuple(a + b for a, b in zip(mine, theirs, strict=True))
                for mine, theirs in (
                    (self.tasks, other.tasks),
                    (self.owners, other.owners),
                    (self.deadlines, other.deadlines),
                )
            )
        )

    def rates(self) -> dict[str, tuple[float, float]]:
        """Precision and recall by measure; 1 where there is nothing to find."""
        return {
            name: (right / found if found else 1.0, right / noted if noted else 1.0)
            for name, (right, found, noted) in (
                ("tasks", self.tasks),
                ("owners", self.owners),
                ("deadlines", self.deadlines),
            )
        }


def notes(name: str) -> list[dict[str, str]]:
    """Return the annotations of a file."""
    with (CORPUS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def compare(found: Iterable[Task], noted: list[dict[str, str]]) -> Score:
    """Match tasks by line and words, then owners and deadlines of those that match."""
    left = list(found)
    total = len(left)
    owners_found = sum(len(task.owners) for task in left)
    deadlines_found = sum(task.deadline_minutes is not None for task in left)
    right = owners = deadlines = 0
    for note in noted:
        words = re.sub(r"\s+", "", note["quote"])
        hit = next(
            (
                task
                for task in left
                if task.anchor.line == int(note["line"]) and words in re.sub(r"\s+", "", task.text)
            ),
            None,
        )
        if hit is None:
            continue
        left.remove(hit)
        right += 1
        owners += len(set(hit.owners) & set(note["owner"].split("/")))
        wanted = note["deadline_minutes"]
        deadlines += wanted != "" and hit.deadline_minutes == int(wanted)
    return Score(
        (right, total, len(noted)),
        (owners, owners_found, sum(len(n["owner"].split("/")) for n in noted)),
        (deadlines, deadlines_found, sum(n["deadline_minutes"] != "" for n in noted)),
    )


def score_plan(name: str) -> Score:
    """Compare one plan of the corpus."""
    text = (CORPUS / f"{name}.txt").read_text(encoding="utf-8")
    return compare(extract(lines_of(text)).tasks, notes(name))


@cache
def tasks_of(path: Path) -> tuple[Task, ...]:
    """Return the tasks of a text."""
    return extract(lines_of(path.read_text(encoding="utf-8"))).tasks


def score_passages(name: str, folder: Path, *, held_out: bool) -> Score:
    """Compare annotated lines of texts that lie outside the project."""
    rows = [n for n in notes(name) if (n["held_out"] == "yes") is held_out]
    total = Score()
    for text in sorted({row["text"] for row in rows}):
        path = next(p for p in sorted(folder.iterdir()) if p.name.startswith(text))
        mine = [row for row in rows if row["text"] == text]
        lines = {int(row["line"]) for row in mine}
        found = tasks_of(path)
        total += compare([t for t in found if t.anchor.line in lines], mine)
    return total
