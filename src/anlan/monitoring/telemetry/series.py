"""A curve as the chart and the API want it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.monitoring.devices.public import get_point
from anlan.monitoring.telemetry.choices import CurveLevel
from anlan.monitoring.telemetry.notes import notes_for
from anlan.monitoring.telemetry.selectors.readings import get_curve

#: What is shown when nothing is asked for, and the longest stretch there is.
DEFAULT_HOURS = 6
LONGEST = timedelta(days=3660)


def span_of(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """Complete a stretch of time and check that it is one. Raises ``InvalidInput``."""
    end = until or clock.now()
    begin = since or end - timedelta(hours=DEFAULT_HOURS)
    if begin >= end or end - begin > LONGEST:
        raise InvalidInput(fields={"from": _("The stretch must begin before it ends.")})
    return begin, end


def series_of(
    point_id: int, since: datetime | None, until: datetime | None, *, actor: Actor, level: str = ""
) -> dict[str, Any]:
    """Return unit, title, curves, limits and stretches of a visible point."""
    point = get_point(point_id, actor=actor)
    begin, end = span_of(since, until)
    curve = get_curve(point_id, begin, end, actor=actor, level=level)
    series: list[Any] = [[at, mean] for at, mean, _least, _most in curve.rows]
    if curve.level != CurveLevel.RAW:
        highest = [[at, most] for at, _mean, _least, most in curve.rows]
        series = [
            {"name": _("mean"), "data": series},
            {"name": _("highest"), "data": highest},
        ]
    return {
        "unit": point.unit,
        "title": f"{point.device_name} {point.name}",
        "level": str(curve.level),
        "series": series,
        **notes_for(point_id, begin, end, actor),
        "as_of": clock.now().isoformat(),
    }
