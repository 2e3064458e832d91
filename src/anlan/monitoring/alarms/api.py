"""Alarms for other systems; the same services as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.alarms.choices import AlarmState
from anlan.monitoring.alarms.contracts import AlarmInfo
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.selectors.alarms import get_alarm, info_of
from anlan.monitoring.alarms.services.alarms import (
    acknowledge_alarm,
    close_alarm,
    dispose_alarm,
    mark_false,
    verify_alarm,
)

router = Router()


class AlarmOut(Schema):
    """An alarm. ``level`` 1 is red; ``cleared_at`` is null while the signal is beyond its limit;
    ``due_at`` is by when the next step, ``due_for``, must be done."""

    id: int
    title: str
    level: int
    state: str
    source: str
    source_key: str
    reason: str
    point_id: int | None
    point_name: str
    quantity: str
    unit: str
    device_id: int | None
    enterprise_id: int | None
    enterprise_name: str
    region: str
    longitude: float | None
    latitude: float | None
    opened_at: datetime
    raised_at: datetime
    first_value: float | None
    peak_value: float | None
    limit: float | None
    cleared_at: datetime | None
    acknowledged_at: datetime | None
    due_at: datetime | None
    due_for: str
    url: str


class AlarmPage(Schema):
    """A page of a list, newest first; ``next_before`` leads on, null on the last."""

    items: list[AlarmOut]
    next_before: int | None


class ListQuery(Schema):
    """What narrows the list."""

    state: AlarmState | None = None
    level: int | None = Field(None, ge=1, le=4)
    enterprise_id: int | None = Field(None, ge=1, le=2**62)
    before: int = Field(2**62, ge=1, le=2**62)
    limit: int = Field(100, ge=1, le=500)


class ReasonIn(Schema):
    """Why."""

    reason: str = Field("", max_length=1000)


class FalseIn(Schema):
    """Why an alarm was false."""

    reason: str = Field(min_length=1, max_length=1000)
    cause: str = Field("", max_length=20)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/", response=AlarmPage, summary="Alarms of one's area, newest first")
def alarms(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """Return visible alarms before an id."""
    rows = visible(Alarm, _actor(request)).filter(pk__lt=query.before)
    if query.state is not None:
        rows = rows.filter(state=query.state.value)
    if query.level is not None:
        rows = rows.filter(level=query.level)
    if query.enterprise_id is not None:
        rows = rows.filter(enterprise_id=query.enterprise_id)
    rows = rows.select_related("point", "device", "enterprise", "region", "rule")
    found = list(rows.order_by("-pk")[: query.limit + 1])
    more = len(found) > query.limit
    return {
        "items": [info_of(alarm) for alarm in found[: query.limit]],
        "next_before": found[query.limit - 1].pk if more else None,
    }


@router.get("/{int:alarm_id}", response=AlarmOut, summary="One alarm")
def alarm(request: HttpRequest, alarm_id: int) -> AlarmInfo:
    """Return an alarm; 404 outside one's area."""
    return get_alarm(alarm_id, actor=_actor(request))


@router.post("/{int:alarm_id}/acknowledge", response=AlarmOut, summary="Acknowledge an alarm")
def acknowledge(request: HttpRequest, alarm_id: int) -> AlarmInfo:
    """Take an alarm; 409 when somebody was faster."""
    acknowledge_alarm(alarm_id=alarm_id, actor=_actor(request))
    return get_alarm(alarm_id, actor=_actor(request))


@router.post("/{int:alarm_id}/verify", response=AlarmOut, summary="Verify an alarm as real")
def verify(request: HttpRequest, alarm_id: int, body: ReasonIn) -> AlarmInfo:
    """Confirm an acknowledged alarm."""
    verify_alarm(alarm_id=alarm_id, actor=_actor(request), reason=body.reason)
    return get_alarm(alarm_id, actor=_actor(request))


@router.post("/{int:alarm_id}/false", response=AlarmOut, summary="Mark an alarm as false")
def false(request: HttpRequest, alarm_id: int, body: FalseIn) -> AlarmInfo:
    """Mark an acknowledged alarm as false."""
    mark_false(alarm_id=alarm_id, actor=_actor(request), reason=body.reason, cause=body.cause)
    return get_alarm(alarm_id, actor=_actor(request))


@router.post("/{int:alarm_id}/dispose", response=AlarmOut, summary="Report as dealt with")
def dispose(request: HttpRequest, alarm_id: int, body: ReasonIn) -> AlarmInfo:
    """Report a verified alarm as dealt with; 409 while the signal is beyond its limit."""
    dispose_alarm(alarm_id=alarm_id, actor=_actor(request), reason=body.reason)
    return get_alarm(alarm_id, actor=_actor(request))


@router.post("/{int:alarm_id}/close", response=AlarmOut, summary="Close an alarm")
def close(request: HttpRequest, alarm_id: int, body: ReasonIn) -> AlarmInfo:
    """Close an alarm that was dealt with."""
    close_alarm(alarm_id=alarm_id, actor=_actor(request), reason=body.reason)
    return get_alarm(alarm_id, actor=_actor(request))
