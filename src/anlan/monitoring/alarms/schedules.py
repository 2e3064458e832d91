"""Schedules of rules as moments: at night, on working days, on days off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import numpy as np
from django.utils import timezone

from anlan.base.deadlines.public import is_working_day
from anlan.monitoring.alarms.choices import ScheduleDays
from anlan.monitoring.alarms.models import RuleSchedule
from anlan_science.telemetry.segments import Floats

#: How far back and ahead the moments are worked out; a running engine works them out anew when
#: rules or devices change, and at every start.
BACK = timedelta(days=100)
AHEAD = timedelta(days=400)


def moments_of(schedule: RuleSchedule, since: datetime, until: datetime) -> Floats:
    """Return the moments [unix s] at which the schedule begins and ends, by turns."""
    zone = timezone.get_default_timezone()
    day = since.astimezone(zone).date() - timedelta(days=1)
    last = until.astimezone(zone).date()
    moments: list[float] = []
    while day <= last:
        if _holds_on(schedule.days, day):
            end_on = day if schedule.ends_at > schedule.begins_at else day + timedelta(days=1)
            moments += [
                datetime.combine(day, schedule.begins_at, zone).timestamp(),
                datetime.combine(end_on, schedule.ends_at, zone).timestamp(),
            ]
        day += timedelta(days=1)
    return np.array(moments, np.float64)


def _holds_on(days: str, day: date) -> bool:
    if days == ScheduleDays.ALL:
        return True
    return is_working_day(day) == (days == ScheduleDays.WORKING)


def numbered(
    schedules: Iterable[RuleSchedule], now: datetime
) -> tuple[Mapping[int, int], list[Floats]]:
    """Return (number by schedule id, moments by number) as the engine takes them."""
    numbers: dict[int, int] = {}
    moments: list[Floats] = []
    for schedule in schedules:
        if schedule.pk not in numbers:
            numbers[schedule.pk] = len(moments)
            moments.append(moments_of(schedule, now - BACK, now + AHEAD))
    return numbers, moments
