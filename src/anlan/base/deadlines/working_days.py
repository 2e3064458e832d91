"""Counting time as the law counts it: hours, natural days, working days.

The State Council's yearly holiday notices come from the package ``chinesecalendar``; the table
``WorkingDay`` overrides single days and covers years whose notice is not published yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice

import chinese_calendar
from django.utils import timezone

from anlan.base.deadlines.models import ClockUnit, WorkingDay

_SECONDS = {ClockUnit.SECOND: 1, ClockUnit.MINUTE: 60, ClockUnit.HOUR: 3600}


#: So many days are asked for at once while a time limit is counted.
_DAYS_AT_ONCE = 31


def is_working_day(day: date) -> bool:
    """Whether ``day`` is a working day. Without a published notice: Monday to Friday."""
    return _is_working(day, _exceptions(day, day))


def list_working_days(first: date, last: date) -> list[date]:
    """Return the working days of a span, both its ends included."""
    exceptions = _exceptions(first, last)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if _is_working(day, exceptions)]


def _exceptions(first: date, last: date) -> dict[date, bool]:
    """The days of the table from ``first`` to ``last``."""
    rows = WorkingDay.objects.filter(day__range=(first, last)).order_by()
    return dict(rows.values_list("day", "is_working"))


def _is_working(day: date, exceptions: Mapping[date, bool]) -> bool:
    if day in exceptions:
        return exceptions[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def _working_days_after(start: date) -> Iterator[date]:
    """The working days after ``start``, one after the other."""
    day = start
    while True:
        last = day + timedelta(days=_DAYS_AT_ONCE)
        exceptions = _exceptions(day + timedelta(days=1), last)
        while day < last:
            day += timedelta(days=1)
            if _is_working(day, exceptions):
                yield day


def is_published(day: date) -> bool:
    """Whether the holiday notice that covers ``day`` is known."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return WorkingDay.objects.filter(day=day).exists()
    return True


def add_working_days(start: date, amount: int) -> date:
    """Return the ``amount``-th working day after ``start``; the first day is not counted."""
    if amount <= 0:
        return start
    return next(islice(_working_days_after(start), amount - 1, None))


def working_days_between(start: date, end: date) -> int:
    """Count the working days after ``start`` up to and including ``end``."""
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    exceptions = _exceptions(days[0], days[-1]) if days else {}
    return sum(_is_working(day, exceptions) for day in days)


def due_after(start: datetime, amount: int, unit: str) -> datetime:
    """Return when a time limit ends.

    Hours and shorter run on from the moment. Days do not count the first day and end at midnight
    after the last one; a period of natural days whose last day is a holiday ends with the first
    working day after it (民法典 articles 201–203; 行政处罚法 article 85 for working days).
    """
    if unit in _SECONDS:
        return start + timedelta(seconds=amount * _SECONDS[ClockUnit(unit)])
    first = timezone.localtime(start).date()
    if unit == ClockUnit.WORKING_DAY:
        last = add_working_days(first, amount)
    else:
        last = add_working_days(first + timedelta(days=amount - 1), 1)
    midnight = datetime.combine(last + timedelta(days=1), time(0))
    return timezone.make_aware(midnight, timezone.get_default_timezone())
