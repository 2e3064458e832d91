"""Readings for other systems."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.telemetry.choices import CurveLevel
from anlan.monitoring.telemetry.contracts import LatestValue
from anlan.monitoring.telemetry.models import LatestReading
from anlan.monitoring.telemetry.selectors.readings import get_curve, list_latest
from anlan.monitoring.telemetry.series import span_of

router = Router()
MOST_POINTS = 1_000


class LatestOut(Schema):
    """The newest reading of a point; ``value`` is null when nothing was measured."""

    point_id: int
    at: datetime
    value: float | None
    quality: int
    received_at: datetime


class CurveRow(Schema):
    """A row of a curve: mean, least and most are equal for single readings."""

    at: datetime
    mean: float | None
    least: float | None
    most: float | None


class CurveOut(Schema):
    """A curve and its resolution (raw, minute, hour)."""

    level: str
    rows: list[CurveRow]


class LatestQuery(Schema):
    """Which points."""

    points: list[int] = Field(min_length=1, max_length=MOST_POINTS)


class CurveQuery(Schema):
    """Which stretch, at which resolution (empty: chosen)."""

    since: datetime | None = None
    until: datetime | None = None
    level: CurveLevel | None = None


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/latest", response=list[LatestOut], summary="Newest readings of points")
def latest(request: HttpRequest, query: Query[LatestQuery]) -> list[LatestValue]:
    """Return the newest readings of the visible ones of these points."""
    wanted = [point for point in query.points if 0 < point < 2**31]
    rows = visible(LatestReading, _actor(request)).filter(pk__in=wanted)
    found = list_latest(rows.values_list("pk", flat=True))
    return [found[point] for point in sorted(found)]


@router.get("/points/{int:point_id}/curve", response=CurveOut, summary="Curve of a point")
def curve(request: HttpRequest, point_id: int, query: Query[CurveQuery]) -> dict[str, Any]:
    """Return the curve of a visible point; the last six hours unless a stretch is given."""
    since, until = span_of(_aware(query.since), _aware(query.until))
    found = get_curve(
        point_id,
        since,
        until,
        actor=_actor(request),
        level=query.level.value if query.level else "",
    )
    return {
        "level": found.level,
        "rows": [
            {
                "at": datetime.fromtimestamp(at / 1000, tz=until.tzinfo),
                "mean": a,
                "least": b,
                "most": c,
            }
            for at, a, b, c in found.rows
        ],
    }


def _aware(moment: datetime | None) -> datetime | None:
    """Take a moment without zone as local time."""
    from django.utils import timezone

    if moment is None or timezone.is_aware(moment):
        return moment
    return timezone.make_aware(moment)
