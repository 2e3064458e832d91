"""Reading vehicles, fences and rules into the engine, and the state the rules left off with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from django.db import connection
from numpy.typing import NDArray

from anlan.monitoring.devices.public import Quantity
from anlan.monitoring.telemetry.public import unix_ms
from anlan.monitoring.vehicles.choices import RuleKind, VehicleState
from anlan.monitoring.vehicles.constants import CHANNELS
from anlan.monitoring.vehicles.engine import (
    PLAIN,
    SPEEDING,
    Engine,
    FenceRule,
    HoursRule,
    State,
    seconds_of,
)
from anlan.monitoring.vehicles.models import (
    Driver,
    DrivingRule,
    Fence,
    LiveState,
    SpeedLimit,
    Vehicle,
    Violation,
)
from anlan.monitoring.vehicles.roads import CLASSES, RoadNet

#: Channels known by what a point measures, where its key says something else.
BY_QUANTITY = {
    Quantity.LONGITUDE: "longitude",
    Quantity.LATITUDE: "latitude",
    Quantity.SPEED: "speed",
    Quantity.HEADING: "heading",
    Quantity.MILEAGE: "mileage",
}
Revision = tuple[object, ...]


@dataclass(slots=True)
class Fleet:
    """The vehicles of one process: engine, state, and how readings name them."""

    engine: Engine
    state: State
    vehicles: tuple[Vehicle, ...]
    #: Point id → (row of the vehicle, column of ``CHANNELS``).
    channels: dict[int, tuple[int, int]]
    drivers: dict[int, int]
    revision: Revision

    def lookup(self, point_ids: Sequence[int]) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Return row and column of every point by its dense index, -1 for what is no vehicle's."""
        row = np.full(len(point_ids), -1, np.int32)
        column = np.zeros(len(point_ids), np.int8)
        for number, point_id in enumerate(point_ids):
            found = self.channels.get(int(point_id))
            if found is not None:
                row[number], column[number] = found
        return row, column


def revision() -> Revision:
    """Return what changes whenever a vehicle, driver, fence or rule does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT (count(*), max(updated_at))::text FROM vehicles_vehicle), "
            "(SELECT (count(*), max(updated_at))::text FROM vehicles_driver), "
            "(SELECT (count(*), max(updated_at))::text FROM vehicles_fence), "
            "(SELECT (count(*), max(updated_at))::text FROM vehicles_speedlimit), "
            "(SELECT (count(*), max(updated_at))::text FROM vehicles_drivingrule)"
        )
        found: Revision = cursor.fetchone()
        return found


def _fences() -> list[FenceRule]:
    rows = Fence.objects.filter(is_active=True).prefetch_related("vehicles").order_by("pk")
    return [
        FenceRule(
            id=fence.pk,
            kind=fence.kind,
            area=shapely.from_wkb(bytes(fence.area.wkb)),
            vehicle_kinds=frozenset(fence.vehicle_kinds),
            vehicles=frozenset(vehicle.pk for vehicle in fence.vehicles.all()),
            limit_km_h=fence.limit_km_h,
            begins_s=seconds_of(fence.begins_at),
            ends_s=seconds_of(fence.ends_at),
            weekdays=frozenset(fence.weekdays),
            level=fence.level,
            basis=fence.legal_basis,
        )
        for fence in rows
    ]


def _hours() -> list[HoursRule]:
    return [
        HoursRule(
            kind=rule.kind,
            vehicle_kinds=frozenset(rule.vehicle_kinds),
            begins_s=seconds_of(rule.begins_at),
            ends_s=seconds_of(rule.ends_at),
            minutes=rule.minutes,
            rest_minutes=rule.rest_minutes,
            level=rule.level,
            basis=rule.legal_basis,
        )
        for rule in DrivingRule.objects.filter(is_active=True).order_by("pk")
    ]


def _channels(rows: dict[int, int]) -> dict[int, tuple[int, int]]:
    """Return which column of which vehicle each point fills."""
    columns = {name: number for number, name in enumerate(CHANNELS)}
    found: dict[int, tuple[int, int]] = {}
    points = Vehicle.objects.filter(pk__in=list(rows), device__points__is_active=True)
    for vehicle_id, point_id, key, quantity in points.values_list(
        "pk", "device__points__pk", "device__points__key", "device__points__quantity"
    ):
        name = key if key in columns else BY_QUANTITY.get(Quantity(quantity), "")
        if name in columns:
            found[point_id] = (rows[vehicle_id], columns[name])
    return found


def load_fleet(roads: RoadNet | None = None) -> Fleet:
    """Read everything; the state goes on from what was committed last."""
    seen = revision()
    vehicles = tuple(
        Vehicle.objects.filter(state=VehicleState.IN_SERVICE, device__isnull=False)
        .select_related("device", "enterprise")
        .order_by("pk")
    )
    rows_of_limits = list(SpeedLimit.objects.all())
    limits = {(row.vehicle_kind, row.road_class): float(row.limit_km_h) for row in rows_of_limits}
    engine = Engine(
        vehicle_ids=[vehicle.pk for vehicle in vehicles],
        kinds=[vehicle.kind for vehicle in vehicles],
        is_exempt_at_night=[vehicle.runs_at_night for vehicle in vehicles],
        limits=limits,
        hours=_hours(),
        fences=_fences(),
        roads=roads or RoadNet.load(),
        bases={(row.vehicle_kind, row.road_class): row.legal_basis for row in rows_of_limits},
    )
    rows = {vehicle.pk: number for number, vehicle in enumerate(vehicles)}
    cards = Driver.objects.filter(card_number__isnull=False).values_list("card_number", "pk")
    drivers = {number: pk for number, pk in cards if number is not None}
    state = engine.empty_state()
    _restore(state, engine, rows, {pk: number for number, pk in drivers.items()})
    return Fleet(engine, state, vehicles, _channels(rows), drivers, seen)


def _ms(moment: datetime | None) -> int:
    return 0 if moment is None else unix_ms(moment)


def _restore(state: State, engine: Engine, rows: dict[int, int], cards: dict[int, int]) -> None:
    """Put the committed state into the arrays."""
    fences = {fence.id: number for number, fence in enumerate(engine.fences)}
    for live in LiveState.objects.filter(pk__in=list(rows)).iterator(chunk_size=2000):
        row = rows[live.pk]
        state.at[row] = _ms(live.at)
        state.longitude[row], state.latitude[row] = live.location.x, live.location.y
        state.speed[row], state.heading[row] = live.speed_km_h, live.heading
        if live.mileage_km is not None:
            state.mileage[row] = live.mileage_km
        if live.driver_id in cards:
            state.driver[row] = cards[live.driver_id]
        state.driving_since[row] = _ms(live.driving_since)
        state.standing_since[row] = _ms(live.standing_since)
        state.speeding_since[row] = _ms(live.speeding_since)
        state.night_since[row] = _ms(live.night_since)
        state.road[row] = CLASSES.index(live.road_class)
        state.level[row] = live.level
        for fence_id in live.fences:
            if fence_id in fences:
                state.inside[row, fences[fence_id]] = True
    still_open = Violation.objects.filter(vehicle_id__in=list(rows), ended_at__isnull=True)
    for violation in still_open.exclude(rule=RuleKind.OFFLINE):
        row = rows[violation.vehicle_id]
        if violation.rule in PLAIN:
            column = PLAIN.index(RuleKind(violation.rule))
            state.open[row, column] = True
            if column == SPEEDING:
                state.speeding_level[row] = violation.level
        elif violation.fence_id in fences:
            state.open_fence[row, fences[violation.fence_id]] = True
