"""Readings for other systems."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from orjson import OPT_UTC_Z, dumps
from pydantic import BeforeValidator

from anlan.kernel.actor import Actor
from anlan.monitoring.telemetry.choices import CurveLevel
from anlan.monitoring.telemetry.moments import from_ms
from anlan.monitoring.telemetry.selectors.readings import get_curve, list_latest_of
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


def _split(values: list[str]) -> list[str]:
    """Take numbers separated by commas as well as one parameter for each."""
    return [part for value in values for part in value.split(",")]


class LatestQuery(Schema):
    """Which points: ``points=1,2,3``."""

    points: Annotated[list[int], BeforeValidator(_split)] = Field(
        min_length=1, max_length=MOST_POINTS
    )


class CurveQuery(Schema):
    """Which stretch, at which resolution (empty: chosen)."""

    since: datetime | None = None
    until: datetime | None = None
    level: CurveLevel | None = None


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/latest", response=list[LatestOut], summary="Newest readings of points")
def latest(request: HttpRequest, query: Query[LatestQuery]) -> HttpResponse:
    """Return the newest readings of the visible ones of these points."""
    return _answer(list_latest_of(query.points, actor=_actor(request)))


@router.get("/points/{int:point_id}/curve", response=CurveOut, summary="Curve of a point")
def curve(request: HttpRequest, point_id: int, query: Query[CurveQuery]) -> HttpResponse:
    """Return the curve of a visible point; the last six hours unless a stretch is given."""
    since, until = span_of(_aware(query.since), _aware(query.until))
    found = get_curve(
        point_id,
        since,
        until,
        actor=_actor(request),
        level=query.level.value if query.level else "",
    )
    rows = [
        {"at": from_ms(at), "mean": mean, "least": least, "most": most}
        for at, mean, least, most in found.rows
    ]
    return _answer({"level": str(found.level), "rows": rows})


def _answer(content: Any) -> HttpResponse:
    """Thousands of rows are written as they are: a schema would cost more than reading them."""
    return HttpResponse(dumps(content, option=OPT_UTC_Z), content_type="application/json")


def _aware(moment: datetime | None) -> datetime | None:
    """Take a moment without zone as local time."""
    from django.utils import timezone

    if moment is None or timezone.is_aware(moment):
        return moment
    return timezone.make_aware(moment)
