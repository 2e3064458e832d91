"""Calendar periods: where they begin and end."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
#: A Monday from which groups of several weeks or days are counted.
ANCHOR = date(2024, 1, 1)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, the last of the month where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_period(day: date, count: int, unit: str) -> date:
    """The day so many periods later."""
    if unit in MONTHS:
        return add_months(day, count * MONTHS[unit])
    days = {"day": 1, "week": 7, "ten_days": 10}[unit]
    return day + timedelta(days=days * count)


def period_of(day: date, unit: str, every: int = 1) -> tuple[date, date]:
    """First and last day of the period in which ``day`` lies, in groups of ``every``."""
    if unit == "ten_days":
        return _ten_days(day)
    if unit in MONTHS:
        size = MONTHS[unit] * every
        months = (day.year - ANCHOR.year) * 12 + day.month - 1
        first = add_months(ANCHOR, months // size * size)
        return first, add_months(first, size) - timedelta(days=1)
    size = {"day": 1, "week": 7}[unit] * every
    first = ANCHOR + timedelta(days=(day - ANCHOR).days // size * size)
    return first, first + timedelta(days=size - 1)


def _ten_days(day: date) -> tuple[date, date]:
    """上旬、中旬、下旬 of a month."""
    last = calendar.monthrange(day.year, day.month)[1]
    if day.day <= 10:
        return day.replace(day=1), day.replace(day=10)
    if day.day <= 20:
        return day.replace(day=11), day.replace(day=20)
    return day.replace(day=21), day.replace(day=last)


def shares(first: date, last: date, count: int) -> list[date]:
    """Last days of the equal parts of a period: two a year are due mid-year and at its end."""
    length = (last - first).days + 1
    return [first + timedelta(days=length * part // count - 1) for part in range(1, count + 1)]
