"""The tables of the rescue forces: duties with their clauses, and what a danger asks for."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class ForceRule:
    """A duty: its clause, its term in months (None: none set) and how early to warn.

    ``is_verified`` tells that the clause was read, ``term_is_verified`` that it states the term.
    """

    code: str
    title: str
    months: int | None
    term_is_verified: bool
    warn_days: int
    legal_basis: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Demand:
    """What a danger or a kind of incident asks for; ``level`` the lowest that asks for it."""

    level: int | None
    capabilities: tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    return read_csv(DATA / name)


@lru_cache(maxsize=1)
def _rules() -> dict[str, ForceRule]:
    return {
        row["code"]: ForceRule(
            code=row["code"],
            title=row["title"],
            months=int(row["months"]) if row["months"] else None,
            term_is_verified=row["term_is_verified"] == "1",
            warn_days=int(row["warn_days"]),
            legal_basis=row["legal_basis"],
            is_verified=row["is_verified"] == "1",
        )
        for row in _rows("force_rules.csv")
    }


@lru_cache(maxsize=1)
def _demands() -> dict[tuple[str, str], Demand]:
    return {
        (row["family"], row["code"]): Demand(
            int(row["level"]) if row["level"] else None, tuple(row["capabilities"].split(";"))
        )
        for row in _rows("needed_capabilities.csv")
    }


def force_rule(code: str) -> ForceRule:
    """Return a duty by its code."""
    return _rules()[code]


def find_demand(family: str, code: str) -> Demand | None:
    """Return what a danger (``danger``) or a kind of incident (``incident``) asks for, or None."""
    return _demands().get((family, code))


def find_warning_demand(event: str) -> Demand | None:
    """Return what a published warning asks for, by the words of its event (暴雨), or None."""
    return next(
        (
            demand
            for (family, word), demand in _demands().items()
            if family == "warning" and word in event
        ),
        None,
    )


def months_later(day: date, months: int) -> date:
    """Return the same day some months later (earlier when negative), or the month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
