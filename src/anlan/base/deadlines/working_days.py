"""Counting time as the law counts it: hours, natural days, working days.

The State Council's yearly holiday notices come from the package ``chinesecalendar``; the table
``WorkingDay`` overrides single days and covers years whose notice is not published yet.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import chinese_calendar
from django.utils import timezone

from anlan.base.deadlines.models import ClockUnit, WorkingDay

_SECONDS = {ClockUnit.SECOND: 1, ClockUnit.MINUTE: 60, ClockUnit.HOUR: 3600}


def is_working_day(day: date) -> bool:
    """Whether ``day`` is a working day. Without a published notice: Monday to Friday."""
    exception = WorkingDay.objects.filter(day=day).values_list("is_working", flat=True).first()
    if exception is not None:
        return bool(exception)
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def is_published(day: date) -> bool:
    """Whether the holiday notice that covers ``day`` is known."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return WorkingDay.objects.filter(day=day).exists()
    return True


def add_working_days(start: date, amount: int) -> date:
    """Return the ``amount``-th working day after ``start``; the first day is not counted."""
    day = start
    while amount > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            amount -= 1
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after ``start`` up to and including ``end``."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))


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
        last = first + timedelta(days=amount)
        while not is_working_day(last):
            last += timedelta(days=1)
    midnight = datetime.combine(last + timedelta(days=1), time(0))
    return timezone.make_aware(midnight, timezone.get_default_timezone())
