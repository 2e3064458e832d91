"""The county's own numbers of patrols, from data files with their basis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    """Read a data file; lines that begin with # are remarks."""
    return read_csv(DATA / name)


@dataclass(frozen=True, slots=True)
class ReminderStep:
    """Who is told, so many days after a finding fell due (before it when negative)."""

    code: str
    days: int
    audience: str
    legal_basis: str


@lru_cache(maxsize=1)
def reminder_steps() -> tuple[ReminderStep, ...]:
    """The steps in the order of their days."""
    found = [
        ReminderStep(row["code"], int(row["days"]), row["audience"], row["legal_basis"])
        for row in rows_of("reminder_steps.csv")
    ]
    return tuple(sorted(found, key=lambda step: step.days))
