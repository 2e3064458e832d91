"""Flood season and the days of the three inspections; the county's figures, with their basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from django.utils import timezone

from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data" / "seasons.csv"


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of the year, or a day of it, with its basis."""

    code: str
    title: str
    first: tuple[int, int]
    last: tuple[int, int]
    legal_basis: str
    is_verified: bool


@cache
def seasons() -> dict[str, Season]:
    """Return the table by code."""
    rows = read_csv(DATA)
    return {
        row["code"]: Season(
            row["code"],
            row["title"],
            _day(row["first"]),
            _day(row["last"]),
            row["legal_basis"],
            row["is_verified"] == "1",
        )
        for row in rows
    }


def _day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def is_flood_season(at: datetime) -> bool:
    """Whether a moment lies in the flood season."""
    season, local = seasons()["flood_season"], timezone.localtime(at)
    return season.first <= (local.month, local.day) <= season.last


def last_moment(code: str, year: int) -> datetime:
    """Return the end of the last day of a season in a year."""
    month, day = seasons()[code].last
    return timezone.make_aware(datetime.combine(date(year, month, day), time(23, 59)))
