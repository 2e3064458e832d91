"""Months, quarters, half-years and years: in which a day lies, what they are called."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from anlan.governance.campaigns.choices import Cadence

MONTHS: dict[str, int] = {
    Cadence.MONTH: 1,
    Cadence.QUARTER: 3,
    Cadence.HALF_YEAR: 6,
    Cadence.YEAR: 12,
}


def period_of(cadence: str, day: date) -> tuple[date, date]:
    """Return first and last day of the period a day lies in."""
    length = MONTHS[cadence]
    first = (day.month - 1) // length * length + 1
    last = first + length - 1
    return date(day.year, first, 1), date(day.year, last, calendar.monthrange(day.year, last)[1])


def periods_between(cadence: str, since: date, until: date) -> Iterator[tuple[date, date]]:
    """Yield the periods that end from ``since`` to ``until``, the oldest first."""
    day = since
    while True:
        start, end = period_of(cadence, day)
        if end > until:
            return
        yield start, end
        day = end + timedelta(days=1)


def period_label(cadence: str, starts_on: date, ends_on: date) -> str:
    """Return a period in words: 2026年3月, 2026年第1季度, 2026年上半年, 2026年度."""
    year = starts_on.year
    if cadence == Cadence.MONTH:
        return _("%(month)d/%(year)d") % {"year": year, "month": starts_on.month}
    if cadence == Cadence.QUARTER:
        return _("quarter %(quarter)d of %(year)d") % {
            "year": year,
            "quarter": (starts_on.month + 2) // 3,
        }
    if cadence == Cadence.HALF_YEAR:
        return (
            _("first half of %(year)d") if starts_on.month == 1 else _("second half of %(year)d")
        ) % {"year": year}
    if cadence == Cadence.YEAR:
        return _("the year %(year)d") % {"year": year}
    return f"{ends_on:%Y-%m-%d}"
