"""Alarms that other apps raise: natural hazards, vehicles, anything that is no rule over readings.

A source names the thing by a key of its own; what it says again of the same thing joins the
unfinished alarm, and a graver level raises it.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import connection, transaction

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import require
from anlan.monitoring.alarms.choices import UNFINISHED, AlarmState, Level, StepKind
from anlan.monitoring.alarms.constants import RULES_SOURCE
from anlan.monitoring.alarms.contracts import AlarmInfo
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.permissions import RAISE
from anlan.monitoring.alarms.selectors.alarms import find_info
from anlan.monitoring.alarms.services.crossings import (
    add_step,
    begin_alarm,
    call_out_again,
    end_signal,
    escalate_level,
)
from anlan.monitoring.devices.public import list_points


def _find_unfinished(source: str, source_key: str) -> Alarm | None:
    """Lock the key and return its unfinished alarm: two raisers come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{source}|{source_key}"]
        )
    return (
        Alarm.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(
            source=source,
            source_key=source_key,
            state__in=[str(state) for state in UNFINISHED],
        )
        .first()
    )


@transaction.atomic
def raise_alarm(
    *,
    source: str,
    source_key: str,
    level: int,
    title: str,
    reason: str,
    region_code: str,
    at: datetime,
    enterprise_id: int | None = None,
    device_id: int | None = None,
    point_id: int | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    value: float | None = None,
    unit: str = "",
    actor: Actor,
) -> AlarmInfo:
    """Raise an alarm on a device, an enterprise or an area, or join the one that stands.

    ``actor`` is the platform's own (``system_actor``). Saying the same again (no graver level, the
    signal not back to normal in between) writes nothing. What is not given of enterprise and place
    is taken from the point or device. Raises ``InvalidInput``.
    """
    if source == RULES_SOURCE or not source or not source_key:
        raise InvalidInput(fields={"source": "reserved or empty"})
    if level not in Level.values:
        raise InvalidInput(fields={"level": "1 to 4"})
    alarm = _find_unfinished(source, source_key)
    if alarm is not None:
        require(actor, RAISE, alarm)
        _join(alarm, level, title, reason, at, value, actor)
        return find_info(alarm.pk)
    if point_id is not None:
        point = list_points([point_id]).get(point_id)
        if point is None:
            raise InvalidInput(fields={"point_id": "unknown"})
        device_id, unit = point.device_id, unit or point.unit
    alarm = Alarm(
        source=source,
        source_key=source_key,
        point_id=point_id,
        device_id=device_id,
        enterprise_id=enterprise_id,
        region_id=region_code,
        level=level,
        title=title[:200],
        reason=reason,
        unit=unit,
        opened_at=at,
        raised_at=clock.now(),
        first_value=value,
        peak_value=value,
        peak_at=at if value is not None else None,
    )
    if longitude is not None and latitude is not None:
        alarm.location = Point(longitude, latitude, srid=4326)
    if alarm.device is not None:
        alarm.enterprise_id = alarm.enterprise_id or alarm.device.enterprise_id
        alarm.location = alarm.location or alarm.device.location
    begin_alarm(alarm, actor)
    return find_info(alarm.pk)


def _join(
    alarm: Alarm,
    level: int,
    title: str,
    reason: str,
    at: datetime,
    value: float | None,
    actor: Actor,
) -> None:
    came_back = alarm.cleared_at is not None
    if value is not None and (alarm.peak_value is None or abs(value) > abs(alarm.peak_value)):
        alarm.peak_value, alarm.peak_at = value, at
    alarm.cleared_at = None
    alarm.save(update_fields=["peak_value", "peak_at", "cleared_at", "updated_at"])
    if level < alarm.level:
        alarm.reason = reason
        alarm.save(update_fields=["reason"])
        escalate_level(
            alarm=alarm,
            level=level,
            title=title[:200],
            at=at,
            value=value,
            actor=actor,
            text=reason,
        )
    elif came_back:
        add_step(alarm, StepKind.REPORTED, actor, value=value, at=at, text=reason)
        audit(actor, "alarms.alarm.reported", alarm, after={"value": value}, reason=reason)
        if alarm.state == AlarmState.DISPOSED:
            call_out_again(alarm, actor)


@transaction.atomic
def clear_alarm(*, source: str, source_key: str, at: datetime, reason: str, actor: Actor) -> None:
    """Note that the danger a source told of is over; the alarm itself ends by people's hands."""
    alarm = _find_unfinished(source, source_key)
    if alarm is None or alarm.cleared_at is not None:
        return
    require(actor, RAISE, alarm)
    end_signal(alarm, at, actor, reason=reason)
