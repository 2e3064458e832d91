"""What a batch showed, written: positions, latest positions, violations with their alarms."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.live import publish_many
from anlan.monitoring.alarms.public import clear_alarm, raise_alarm
from anlan.monitoring.telemetry.public import from_ms
from anlan.monitoring.vehicles.choices import CrossingKind, RuleKind
from anlan.monitoring.vehicles.constants import ALARM_SOURCE
from anlan.monitoring.vehicles.engine import Edge, Findings, State
from anlan.monitoring.vehicles.models import FenceCrossing, Vehicle, Violation
from anlan.monitoring.vehicles.roads import CLASSES
from anlan.monitoring.vehicles.selectors.loads import load_words
from anlan.monitoring.vehicles.services.fleet import Fleet

LONGITUDE, LATITUDE, SPEED, HEADING = range(4)
#: Alarms raised with a batch of readings, the gravest first; more than that follow within seconds,
#: so that two o'clock at night, when hundreds of coaches must stand, does not hold up the readings.
ALARMS_AT_ONCE = 3


def store_positions(
    vehicle_ids: NDArray[np.int64],
    rows: NDArray[np.int64],
    at: NDArray[np.int64],
    values: NDArray[np.float64],
) -> None:
    """Store positions; one that is there already stays as it is."""
    if not len(rows):
        return
    speed = np.nan_to_num(values[:, SPEED])
    heading = np.nan_to_num(values[:, HEADING]) % 360
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vehicles_position "
            "(vehicle_id, at, longitude, latitude, speed_km_h, heading) "
            "SELECT v, to_timestamp(t / 1000.0), x, y, s, h FROM unnest(%s::bigint[], "
            "%s::bigint[], %s::float8[], %s::float8[], %s::float8[], %s::int[]) "
            "AS n(v, t, x, y, s, h) "
            "ON CONFLICT DO NOTHING",
            [
                vehicle_ids[rows].tolist(),
                at.tolist(),
                values[:, LONGITUDE].tolist(),
                values[:, LATITUDE].tolist(),
                speed.tolist(),
                heading.astype(np.int64).tolist(),
            ],
        )


_LIVE = """
INSERT INTO vehicles_livestate AS l (vehicle_id, at, received_at, location, speed_km_h, heading,
    mileage_km, road_class, limit_km_h, driver_id, fences, driving_since, standing_since,
    speeding_since, night_since, level)
SELECT v, to_timestamp(t / 1000.0), %s, ST_SetSRID(ST_MakePoint(x, y), 4326), s, h,
    m, r, lim, d, f::bigint[],
    CASE WHEN ds > 0 THEN to_timestamp(ds / 1000.0) END,
    CASE WHEN ss > 0 THEN to_timestamp(ss / 1000.0) END,
    CASE WHEN sp > 0 THEN to_timestamp(sp / 1000.0) END,
    CASE WHEN ns > 0 THEN to_timestamp(ns / 1000.0) END, lev
FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::float8[], %s::float8[], %s::int[],
    %s::float8[], %s::text[], %s::float8[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::int[])
    AS n(v, t, x, y, s, h, m, r, lim, d, f, ds, ss, sp, ns, lev)
ON CONFLICT (vehicle_id) DO UPDATE SET at = excluded.at, received_at = excluded.received_at,
    location = excluded.location, speed_km_h = excluded.speed_km_h, heading = excluded.heading,
    mileage_km = coalesce(excluded.mileage_km, l.mileage_km), road_class = excluded.road_class,
    limit_km_h = excluded.limit_km_h, driver_id = coalesce(excluded.driver_id, l.driver_id),
    fences = excluded.fences, driving_since = excluded.driving_since,
    standing_since = excluded.standing_since, speeding_since = excluded.speeding_since,
    night_since = excluded.night_since, level = excluded.level
"""


def _or_none(values: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def write_live(fleet: Fleet, state: State, rows: NDArray[np.int64], received_at: datetime) -> None:
    """Write newest positions and what the rules remember of these vehicles."""
    if not len(rows):
        return
    fence_ids = [fence.id for fence in fleet.engine.fences]
    fences = [
        "{" + ",".join(str(fence_ids[number]) for number in np.flatnonzero(inside)) + "}"
        for inside in state.inside[rows]
    ]
    drivers = [
        None if np.isnan(card) else fleet.drivers.get(int(card)) for card in state.driver[rows]
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _LIVE,
            [
                received_at,
                fleet.engine.vehicle_ids[rows].tolist(),
                state.at[rows].tolist(),
                state.longitude[rows].tolist(),
                state.latitude[rows].tolist(),
                state.speed[rows].tolist(),
                state.heading[rows].astype(np.int64).tolist(),
                _or_none(state.mileage[rows]),
                [CLASSES[number] for number in state.road[rows].tolist()],
                _or_none(state.limit[rows]),
                drivers,
                fences,
                state.driving_since[rows].tolist(),
                state.standing_since[rows].tolist(),
                state.speeding_since[rows].tolist(),
                state.night_since[rows].tolist(),
                state.level[rows].tolist(),
            ],
        )


def record_findings(fleet: Fleet, state: State, findings: Findings) -> None:
    """Write crossings and violations, raise and clear their alarms."""
    if findings.crossings:
        FenceCrossing.objects.bulk_create(
            FenceCrossing(
                fence_id=crossing.fence_id,
                vehicle_id=int(fleet.engine.vehicle_ids[crossing.row]),
                kind=CrossingKind.ENTERED if crossing.is_entry else CrossingKind.LEFT,
                at=from_ms(crossing.at_ms),
            )
            for crossing in findings.crossings
        )
    if not findings.edges:
        return
    actor = system_actor("vehicles")
    told = []
    left = ALARMS_AT_ONCE
    for edge in sorted(findings.edges, key=lambda edge: edge.level):
        vehicle = fleet.vehicles[edge.row]
        card = state.driver[edge.row]
        driver_id = None if np.isnan(card) else fleet.drivers.get(int(card))
        if edge.is_on:
            place = (float(state.longitude[edge.row]), float(state.latitude[edge.row]))
            found = open_violation(vehicle, edge, place, driver_id or vehicle.driver_id)
            if left > 0:
                left -= 1
                raise_for(found, vehicle, actor)
        else:
            close_violation(vehicle, edge.rule, edge.fence_id, from_ms(edge.at_ms), actor)
        told.append(
            ("vehicles", "vehicles.violation.changed", {
                "vehicle_id": vehicle.pk, "region": vehicle.region_id,
                "organisation": vehicle.enterprise.organisation_id,
            })
        )  # fmt: skip
    publish_many(told)


def source_of(rule: str) -> str:
    """Return the name under which a rule raises alarms."""
    return f"{ALARM_SOURCE}.{rule}"


def key_of(vehicle_id: int, fence_id: int | None) -> str:
    """Return the key of a vehicle (and fence) at its source of alarms."""
    return f"{vehicle_id}:{fence_id}" if fence_id else str(vehicle_id)


def _open(vehicle: Vehicle, rule: str, fence_id: int | None) -> QuerySet[Violation]:
    """Return the open violation of a rule (of a fence)."""
    rows = Violation.objects.filter(vehicle=vehicle, rule=rule, ended_at__isnull=True)
    if fence_id is None:
        return rows.filter(fence__isnull=True)
    return rows.filter(fence_id=fence_id)


def open_violation(
    vehicle: Vehicle, edge: Edge, place: tuple[float, float], driver_id: int | None
) -> Violation:
    """Write that a violation began, or that it grew worse; its alarm is raised separately."""
    # Speeding in a slow zone is one violation of the vehicle, whatever zone it drives on into.
    fence_id = None if edge.rule == RuleKind.SPEEDING else edge.fence_id
    found = _open(vehicle, edge.rule, fence_id).first()
    if found is None:
        return Violation.objects.create(
            vehicle=vehicle,
            enterprise_id=vehicle.enterprise_id,
            region_id=vehicle.region_id,
            driver_id=driver_id,
            rule=edge.rule,
            fence_id=fence_id,
            level=edge.level,
            begun_at=from_ms(edge.at_ms),
            value=edge.value,
            limit=edge.limit,
            unit=edge.unit,
            location=Point(*place, srid=4326),
            legal_basis=edge.basis,
            is_told=False,
        )
    found.level = min(found.level, edge.level)
    if edge.value is not None:
        found.value = max(found.value or 0, edge.value)
    found.is_told = False
    found.save(update_fields=["level", "value", "is_told"])
    return found


def raise_for(violation: Violation, vehicle: Vehicle, actor: Actor) -> None:
    """Raise the alarm of a violation, or raise its level; clear it when it has ended meanwhile."""
    title = _("%(plate)s: %(rule)s") % {
        "plate": vehicle.plate,
        "rule": RuleKind(violation.rule).label,
    }
    alarm = raise_alarm(
        source=source_of(violation.rule),
        source_key=key_of(vehicle.pk, violation.fence_id),
        level=violation.level,
        title=title,
        reason=_reason(vehicle, violation),
        region_code=vehicle.region_id,
        at=violation.begun_at,
        enterprise_id=vehicle.enterprise_id,
        device_id=vehicle.device_id,
        longitude=violation.location.x,
        latitude=violation.location.y,
        value=violation.value,
        unit=violation.unit,
        actor=actor,
    )
    violation.alarm_id, violation.is_told = alarm.id, True
    violation.save(update_fields=["alarm_id", "is_told"])
    if violation.ended_at is not None:
        _clear(vehicle, violation.rule, violation.fence_id, violation.ended_at, actor)


def raise_waiting(limit: int = 50) -> int:
    """Raise the alarms of violations that came many at once; returns how many."""
    actor = system_actor("vehicles")
    raised = 0
    waiting = Violation.objects.filter(is_told=False).order_by("level", "pk")
    for pk in list(waiting.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            found = Violation.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if found is None or found.is_told:
                continue
            raise_for(found, found.vehicle, actor)
            raised += 1
    return raised


def _reason(vehicle: Vehicle, edge: Violation) -> str:
    """Say what was seen, what is permitted and what is on board."""
    parts = []
    if edge.rule == RuleKind.SPEEDING:
        parts.append(
            _("%(value)s km/h where %(limit)s km/h is permitted")
            % {"value": f"{edge.value:g}", "limit": f"{edge.limit:g}"}
        )
    elif edge.rule == RuleKind.FATIGUE:
        parts.append(
            _("driven for %(value)s h without enough rest, permitted %(limit)s h")
            % {"value": f"{edge.value:g}", "limit": f"{edge.limit:g}"}
        )
    elif edge.rule == RuleKind.NIGHT:
        parts.append(_("on the road in hours forbidden to this kind of vehicle"))
    elif edge.rule == RuleKind.OFFLINE:
        parts.append(
            _("nothing heard for %(minutes)s minutes while on its way")
            % {"minutes": f"{edge.value or 0:g}"}
        )
    else:
        parts.append(str(RuleKind(edge.rule).label))
    if edge.legal_basis:
        parts.append(edge.legal_basis)
    if load := load_words(vehicle.pk):
        parts.append(_("on board: %(load)s") % {"load": load})
    return "；".join(parts)


def close_violation(
    vehicle: Vehicle, rule: str, fence_id: int | None, at: datetime, actor: Actor
) -> None:
    """Write that a violation ended; its alarm goes on until people have dealt with it."""
    fence_id = None if rule == RuleKind.SPEEDING else fence_id
    _open(vehicle, rule, fence_id).update(ended_at=at)
    _clear(vehicle, rule, fence_id, at, actor)


def _clear(vehicle: Vehicle, rule: str, fence_id: int | None, at: datetime, actor: Actor) -> None:
    clear_alarm(
        source=source_of(rule),
        source_key=key_of(vehicle.pk, fence_id),
        at=at,
        reason=_("the vehicle keeps the rule again"),
        actor=actor,
    )
