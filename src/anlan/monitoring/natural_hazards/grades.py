"""Grades of fire danger 森林火险气象等级 in words: the official names, with their source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data" / "fire_grades.csv"


@dataclass(frozen=True, slots=True)
class FireGrade:
    """One grade; ``level`` is the official level of its colour, 0 for the lowest grade."""

    grade: int
    level: int
    name: str
    source: str
    is_verified: bool


@cache
def fire_grades() -> dict[int, FireGrade]:
    """Return the grades by level, the lowest first."""
    rows = read_csv(DATA)
    return {
        int(row["level"]): FireGrade(
            int(row["grade"]),
            int(row["level"]),
            row["name"],
            f"{row['data_source']} {row['clause']}",
            row["is_verified"] == "1",
        )
        for row in rows
    }
