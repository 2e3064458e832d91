"""What a batch showed, written: positions, latest positions, violations with their alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.live import publish_many
from anlan.monitoring.alarms.public import clear_alarm, raise_alarm
from anlan.monitoring.telemetry.public import from_ms
from anlan.monitoring.vehicles.choices import CrossingKind, RuleKind
from anlan.monitoring.vehicles.constants import ALARM_SOURCE
from anlan.monitoring.vehicles.models import FenceCrossing, Vehicle, Violation
from anlan.monitoring.vehicles.roads import CLASSES
from anlan.monitoring.vehicles.rulebook import Edge, Findings, State
from anlan.monitoring.vehicles.selectors.loads import load_words
from anlan.monitoring.vehicles.services.fleet import Fleet, Member

LONGITUDE, LATITUDE, SPEED, HEADING = range(4)


def _array(values: NDArray[Any]) -> str:
    """Return numbers as the text of an array, NaN as NULL: ten times as quick as one by one."""
    return "{" + ",".join(map(str, values.tolist())).replace("nan", "NULL") + "}"


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
                _array(vehicle_ids[rows]),
                _array(at),
                _array(values[:, LONGITUDE]),
                _array(values[:, LATITUDE]),
                _array(speed),
                _array(heading.astype(np.int64)),
            ],
        )


_LIVE = """
INSERT INTO vehicles_livestate AS l (vehicle_id, at, received_at, location, speed_km_h, heading,
    mileage_km, road_class, limit_km_h, driver_id, fences, driving_since, standing_since,
    speeding_since, night_since, off_route_since, level)
SELECT v, to_timestamp(t / 1000.0), %s, ST_SetSRID(ST_MakePoint(x, y), 4326), s, h,
    m, r, lim, d, f::bigint[],
    CASE WHEN ds > 0 THEN to_timestamp(ds / 1000.0) END,
    CASE WHEN ss > 0 THEN to_timestamp(ss / 1000.0) END,
    CASE WHEN sp > 0 THEN to_timestamp(sp / 1000.0) END,
    CASE WHEN ns > 0 THEN to_timestamp(ns / 1000.0) END,
    CASE WHEN os > 0 THEN to_timestamp(os / 1000.0) END, lev
FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::float8[], %s::float8[], %s::int[],
    %s::float8[], %s::text[], %s::float8[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::bigint[], %s::int[])
    AS n(v, t, x, y, s, h, m, r, lim, d, f, ds, ss, sp, ns, os, lev)
ON CONFLICT (vehicle_id) DO UPDATE SET at = excluded.at, received_at = excluded.received_at,
    location = excluded.location, speed_km_h = excluded.speed_km_h, heading = excluded.heading,
    mileage_km = coalesce(excluded.mileage_km, l.mileage_km), road_class = excluded.road_class,
    limit_km_h = excluded.limit_km_h, driver_id = coalesce(excluded.driver_id, l.driver_id),
    fences = excluded.fences, driving_since = excluded.driving_since,
    standing_since = excluded.standing_since, speeding_since = excluded.speeding_since,
    night_since = excluded.night_since, off_route_since = excluded.off_route_since,
    level = excluded.level
"""


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
                _array(fleet.engine.vehicle_ids[rows]),
                _array(state.at[rows]),
                _array(state.longitude[rows]),
                _array(state.latitude[rows]),
                _array(state.speed[rows]),
                _array(state.heading[rows].astype(np.int64)),
                _array(state.mileage[rows]),
                [CLASSES[number] for number in state.road[rows].tolist()],
                _array(state.limit[rows]),
                drivers,
                fences,
                _array(state.driving_since[rows]),
                _array(state.standing_since[rows]),
                _array(state.speeding_since[rows]),
                _array(state.night_since[rows]),
                _array(state.off_route_since[rows]),
                _array(state.level[rows]),
            ],
        )


def record_findings(fleet: Fleet, state: State, findings: Findings) -> None:
    """Write crossings and violations; the alarms of violations follow at once in a job.

    An alarm costs more than a hundred positions do, so readings never wait for one.
    """
    if findings.crossings:
        FenceCrossing.objects.bulk_create(
            FenceCrossing(
                fence_id=crossing.fence_id,
                vehicle_id=fleet.members[crossing.row].id,
                kind=CrossingKind.ENTERED if crossing.is_entry else CrossingKind.LEFT,
                at=from_ms(crossing.at_ms),
            )
            for crossing in findings.crossings
        )
    if not findings.edges:
        return
    sightings = []
    for edge in findings.edges:
        member, card = fleet.members[edge.row], state.driver[edge.row]
        driver_id = None if np.isnan(card) else fleet.drivers.get(int(card))
        place = (float(state.longitude[edge.row]), float(state.latitude[edge.row]))
        sightings.append(Sighting(edge, member, place, driver_id or member.driver_id))
    write_violations(sightings)
    publish_many(
        ("vehicles", "vehicles.violation.changed", {
            "vehicle_id": member.id,
            "region": member.region_code,
            "organisation": member.organisation_id,
        })
        for member in dict.fromkeys(sighting.member for sighting in sightings)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sighting:
    """An edge with whose it is and where it was seen."""

    edge: Edge
    member: Member
    place: tuple[float, float]
    driver_id: int | None


def _fence_of(edge: Edge) -> int | None:
    """Speeding in a slow zone is one violation, whatever zone the vehicle drives on into."""
    return None if edge.rule == RuleKind.SPEEDING else edge.fence_id


def write_violations(sightings: Sequence[Sighting]) -> None:
    """Begin, worsen and end violations in the order of what was seen; queue their alarms."""
    known = {
        (violation.vehicle_id, violation.rule, violation.fence_id): violation
        for violation in Violation.objects.select_for_update().filter(
            vehicle_id__in={sighting.member.id for sighting in sightings}, ended_at__isnull=True
        )
    }
    new: list[Violation] = []
    changed: dict[int, Violation] = {}
    for sighting in sightings:
        edge, member = sighting.edge, sighting.member
        key = (member.id, str(edge.rule), _fence_of(edge))
        found = known.get(key)
        if not edge.is_on:
            if found is None:
                continue
            found.ended_at = from_ms(edge.at_ms)
            del known[key]
        elif found is None:
            found = known[key] = Violation(
                vehicle_id=member.id,
                enterprise_id=member.enterprise_id,
                region_id=member.region_code,
                driver_id=sighting.driver_id,
                rule=edge.rule,
                fence_id=key[2],
                level=edge.level,
                begun_at=from_ms(edge.at_ms),
                value=edge.value,
                limit=edge.limit,
                unit=edge.unit,
                location=Point(*sighting.place, srid=4326),
                legal_basis=edge.basis,
            )
            new.append(found)
        else:
            found.level = min(found.level, edge.level)
            if edge.value is not None:
                found.value = max(found.value or 0, edge.value)
        found.is_told = False
        if found.pk:
            changed[found.pk] = found
    # What ended goes first: only one of a rule may be open.
    update_rows(changed.values(), ["level", "value", "ended_at", "is_told"])
    Violation.objects.bulk_create(new)
    if new or changed:
        from anlan.monitoring.vehicles.tasks import tell_alarms

        tell_alarms.defer_once("vehicles.tell_alarms")


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


def tell_alarm(violation: Violation, actor: Actor) -> None:
    """Raise the alarm of a violation, or its level; clear it when the violation has ended."""
    vehicle = violation.vehicle
    source, key = source_of(violation.rule), key_of(vehicle.pk, violation.fence_id)
    # Who opens it again at once keeps the alarm: it stands for the newer violation then.
    again = _open(vehicle, violation.rule, violation.fence_id)
    if violation.ended_at is None or violation.alarm_id is None:
        alarm = raise_alarm(
            source=source,
            source_key=key,
            level=violation.level,
            title=_("%(plate)s: %(rule)s")
            % {"plate": vehicle.plate, "rule": RuleKind(violation.rule).label},
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
        violation.alarm_id = alarm.id
    if violation.ended_at is not None and not again.exists():
        clear_alarm(
            source=source,
            source_key=key,
            at=violation.ended_at,
            reason=_("the vehicle keeps the rule again"),
            actor=actor,
        )
    violation.is_told = True
    violation.save(update_fields=["alarm_id", "is_told"])


def tell_waiting(limit: int = 200) -> int:
    """Raise and clear the alarms of violations that changed, the gravest first; returns how many.

    Each has its own transaction: who raises many alarms holds up nobody.
    """
    actor = system_actor("vehicles")
    told = 0
    waiting = Violation.objects.filter(is_told=False).order_by("level", "pk")
    for pk in list(waiting.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            rows = Violation.objects.select_for_update(of=("self",)).select_related("vehicle")
            found = rows.filter(pk=pk, is_told=False).first()
            if found is not None:
                tell_alarm(found, actor)
                told += 1
    return told


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
    elif edge.rule == RuleKind.OFF_ROUTE:
        parts.append(
            _("%(value)s m off the planned route, %(limit)s m are tolerated")
            % {"value": f"{edge.value:g}", "limit": f"{edge.limit:g}"}
        )
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
