"""What progress was to be expected by a day, and when it will be finished. No database.

Expected progress runs straight from the first day to the deadline, or over the milestones by their
weights. The forecast is that of earned schedule (W. Lipke, “Schedule is different”, The Measurable
News, Summer 2003): the day on which the progress reached was planned to be reached, against the
days that have passed, gives the pace; the whole time divided by the pace gives the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

#: Before this share of its time has passed a pace says nothing yet.
EARLY = 0.1
#: Reports are round numbers: so little behind is on its way. [percentage points]
TOLERANCE = 5
#: A report is taken as of its day for so long; later the silence counts. [days]
REPORT_HOLDS_DAYS = 31
#: No forecast looks further than this past the deadline, in whole times of the task.
MOST_TIMES = 3.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """Progress to be expected today, the forecast end, and by how many days it is late.

    ``finish_on`` is None where there is no deadline to measure against.
    """

    expected: int
    finish_on: date | None
    late_days: int | None


Point = tuple[date, float]


def planned_curve(
    starts_on: date, deadline: date, milestones: Sequence[tuple[date, int]] = ()
) -> list[Point]:
    """Return the planned progress as points (day, percent), rising from 0 to 100."""
    points: list[Point] = [(starts_on, 0.0)]
    total = sum(weight for _day, weight in milestones)
    reached = 0.0
    for day, weight in sorted(milestones):
        if not (starts_on < day < deadline) or weight <= 0:
            continue
        reached += 100.0 * weight / max(total, 100)
        if day == points[-1][0]:
            points[-1] = (day, reached)
        else:
            points.append((day, reached))
    points.append((max(deadline, points[-1][0] + timedelta(days=1)), 100.0))
    return points


def expected_on(points: Sequence[Point], day: date) -> float:
    """Return the percentage planned for a day."""
    if day <= points[0][0]:
        return 0.0
    for (before, low), (after, high) in zip(points, points[1:], strict=False):
        if day < after:
            return low + (high - low) * (day - before).days / (after - before).days
    return 100.0


def planned_day(points: Sequence[Point], progress: float) -> float:
    """Return after how many days from the first the progress was planned to be reached."""
    start = points[0][0]
    for (before, low), (after, high) in zip(points, points[1:], strict=False):
        if progress <= high and high > low:
            share = max(0.0, progress - low) / (high - low)
            return (before - start).days + share * (after - before).days
    return float((points[-1][0] - start).days)


def outlook(
    *,
    starts_on: date,
    deadline: date | None,
    progress: int,
    today: date,
    milestones: Sequence[tuple[date, int]] = (),
    reported_on: date | None = None,
) -> Outlook:
    """Return what was to be expected and when it will be done at the pace so far."""
    if deadline is None:
        return Outlook(0, None, None)
    points = planned_curve(starts_on, deadline, milestones)
    expected = round(expected_on(points, today))
    if progress >= 100:
        return Outlook(expected, today, max(0, (today - deadline).days))
    whole = max(1, (points[-1][0] - starts_on).days)
    passed = (today - starts_on).days
    if reported_on is not None and (today - reported_on).days <= REPORT_HOLDS_DAYS:
        passed = min(passed, max(0, (reported_on - starts_on).days))
    if passed < EARLY * whole and today <= deadline:
        return Outlook(expected, deadline, 0)
    as_of = starts_on + timedelta(days=passed)
    if today <= deadline and expected_on(points, as_of) - progress <= TOLERANCE:
        return Outlook(expected, deadline, 0)
    earned = planned_day(points, float(progress))
    # With nothing done all of it lies ahead.
    days = passed + whole if progress <= 0 or earned <= 0 else round(whole * passed / earned)
    finish = starts_on + timedelta(days=min(days, round(whole * MOST_TIMES)))
    finish = max(finish, today)
    return Outlook(expected, finish, max(0, (finish - deadline).days))
