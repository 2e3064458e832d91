"""Reading vehicles, fences and rules into the engine, and the state the rules left off with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from django.db import connection
from django.db.models import Q
from numpy.typing import NDArray

from anlan.monitoring.devices.public import Quantity
from anlan.monitoring.vehicles.choices import RuleKind, TripState, VehicleState
from anlan.monitoring.vehicles.constants import CHANNELS
from anlan.monitoring.vehicles.engine import Engine
from anlan.monitoring.vehicles.models import (
    Driver,
    DrivingRule,
    Fence,
    SpeedLimit,
    Trip,
    Vehicle,
    Violation,
)
from anlan.monitoring.vehicles.roads import CLASSES, RoadNet
from anlan.monitoring.vehicles.rulebook import (
    PLAIN,
    SPEEDING,
    FenceRule,
    HoursRule,
    RouteRule,
    State,
    seconds_of,
)

#: Channels known by what a point measures, where its key says something else.
BY_QUANTITY = {
    Quantity.LONGITUDE: "longitude",
    Quantity.LATITUDE: "latitude",
    Quantity.SPEED: "speed",
    Quantity.HEADING: "heading",
    Quantity.MILEAGE: "mileage",
}
Revision = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A vehicle as the ingester needs it."""

    id: int
    plate: str
    kind: str
    enterprise_id: int
    organisation_id: int | None
    region_code: str
    driver_id: int | None
    is_exempt_at_night: bool = False


_MEMBER = (
    "pk",
    "plate",
    "kind",
    "enterprise_id",
    "enterprise__organisation_id",
    "region_id",
    "driver_id",
    "runs_at_night",
)


def member_of(vehicle: Vehicle) -> Member:
    """Return a vehicle as a member of a fleet."""
    return Member(
        vehicle.pk,
        vehicle.plate,
        vehicle.kind,
        vehicle.enterprise_id,
        vehicle.enterprise.organisation_id,
        vehicle.region_id,
        vehicle.driver_id,
        vehicle.runs_at_night,
    )


@dataclass(slots=True)
class Fleet:
    """The vehicles of one process: engine, state, and how readings name them."""

    engine: Engine
    state: State
    members: tuple[Member, ...]
    #: Point id → (row of the vehicle, column of ``CHANNELS``).
    channels: dict[int, tuple[int, int]]
    drivers: dict[int, int]
    revision: Revision

    def is_current(self) -> bool:
        """Look whether anything changed; a trip that began or ended costs only its route."""
        seen = revision()
        if seen[:-1] != self.revision[:-1]:
            return False
        if seen != self.revision:
            self.engine.take_routes(_routes())
            self.revision = seen
        return True

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
    """Return what changes whenever a vehicle, driver, fence, rule or, last, planned route does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT (count(*), max(updated_at))::text FROM vehicles_vehicle), "
            "(SELECT (count(*), max(updated_at))::text FROM vehicles_driver), "
            "(SELECT (count(*), max(updated_at))::text FROM vehicles_fence), "
            "(SELECT (count(*), max(updated_at))::text FROM vehicles_speedlimit), "
            "(SELECT (count(*), max(updated_at))::text FROM vehicles_drivingrule), "
            "(SELECT (count(*), max(updated_at))::text FROM vehicles_trip "
            "WHERE state = 'under_way' AND route IS NOT NULL)"
        )
        found: Revision = cursor.fetchone()
        return found


def _routes() -> dict[int, shapely.Geometry]:
    """Return the planned route of every vehicle that is on a trip with one."""
    rows = Trip.objects.filter(state=TripState.UNDER_WAY, route__isnull=False)
    return {
        vehicle_id: shapely.from_wkb(bytes(route.wkb))
        for vehicle_id, route in rows.values_list("vehicle_id", "route")
        if route is not None
    }


def _route_rule() -> RouteRule | None:
    """Return what is tolerated off a planned route; None: nobody judges it."""
    rows = DrivingRule.objects.filter(kind=RuleKind.OFF_ROUTE, is_active=True)
    rule = rows.filter(tolerance_m__isnull=False).order_by("pk").first()
    if rule is None or rule.tolerance_m is None:
        return None
    return RouteRule(float(rule.tolerance_m), rule.minutes, rule.level, rule.legal_basis)


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
    by_quantity: Mapping[str, str] = {str(q): name for q, name in BY_QUANTITY.items()}
    points = Vehicle.objects.filter(
        state=VehicleState.IN_SERVICE, device__points__is_active=True
    ).filter(
        Q(device__points__key__in=CHANNELS) | Q(device__points__quantity__in=list(by_quantity))
    )
    for vehicle_id, point_id, key, quantity in points.values_list(
        "pk", "device__points__pk", "device__points__key", "device__points__quantity"
    ):
        if vehicle_id not in rows:
            continue
        name = key if key in columns else by_quantity.get(quantity, "")
        if name in columns:
            found[point_id] = (rows[vehicle_id], columns[name])
    return found


def load_fleet(roads: RoadNet | None = None) -> Fleet:
    """Read everything; the state goes on from what was committed last."""
    seen = revision()
    rows_of_vehicles = Vehicle.objects.filter(state=VehicleState.IN_SERVICE, device__isnull=False)
    members = tuple(Member(*row) for row in rows_of_vehicles.order_by("pk").values_list(*_MEMBER))
    rows_of_limits = list(SpeedLimit.objects.all())
    limits = {(row.vehicle_kind, row.road_class): float(row.limit_km_h) for row in rows_of_limits}
    engine = Engine(
        vehicle_ids=[member.id for member in members],
        kinds=[member.kind for member in members],
        is_exempt_at_night=[member.is_exempt_at_night for member in members],
        limits=limits,
        hours=_hours(),
        fences=_fences(),
        roads=roads or RoadNet.load(),
        bases={(row.vehicle_kind, row.road_class): row.legal_basis for row in rows_of_limits},
        route_rule=_route_rule(),
    )
    engine.take_routes(_routes())
    rows = {member.id: number for number, member in enumerate(members)}
    cards = Driver.objects.filter(card_number__isnull=False).values_list("card_number", "pk")
    drivers = {number: pk for number, pk in cards if number is not None}
    state = engine.empty_state()
    _restore(state, engine, rows, {pk: number for number, pk in drivers.items()})
    return Fleet(engine, state, members, _channels(rows), drivers, seen)


_REMEMBERED = """
SELECT vehicle_id, (extract(epoch FROM at) * 1000)::bigint, ST_X(location), ST_Y(location),
    speed_km_h, heading, mileage_km, driver_id,
    (extract(epoch FROM driving_since) * 1000)::bigint,
    (extract(epoch FROM standing_since) * 1000)::bigint,
    (extract(epoch FROM speeding_since) * 1000)::bigint,
    (extract(epoch FROM night_since) * 1000)::bigint,
    (extract(epoch FROM off_route_since) * 1000)::bigint,
    road_class, level, fences
FROM vehicles_livestate
"""


def _restore(state: State, engine: Engine, rows: dict[int, int], cards: dict[int, int]) -> None:
    """Put the committed state into the arrays."""
    fences = {fence.id: number for number, fence in enumerate(engine.fences)}
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBERED)
        remembered = cursor.fetchall()
    for live in remembered:
        (
            vehicle_id, at, longitude, latitude, speed, heading, mileage, driver_id, driving,
            standing, speeding, night, off_route, road, level, inside,
        ) = live  # fmt: skip
        if vehicle_id not in rows:
            continue
        row = rows[vehicle_id]
        state.at[row] = at
        state.longitude[row], state.latitude[row] = longitude, latitude
        state.speed[row], state.heading[row] = speed, heading
        if mileage is not None:
            state.mileage[row] = mileage
        if driver_id in cards:
            state.driver[row] = cards[driver_id]
        state.driving_since[row], state.standing_since[row] = driving or 0, standing or 0
        state.speeding_since[row], state.night_since[row] = speeding or 0, night or 0
        state.off_route_since[row] = off_route or 0
        state.road[row] = CLASSES.index(road)
        state.level[row] = level
        for fence_id in inside:
            if fence_id in fences:
                state.inside[row, fences[fence_id]] = True
    still_open = Violation.objects.filter(ended_at__isnull=True)
    for violation in still_open.exclude(rule=RuleKind.OFFLINE):
        if violation.vehicle_id not in rows:
            continue
        row = rows[violation.vehicle_id]
        if violation.rule in PLAIN:
            column = PLAIN.index(RuleKind(violation.rule))
            state.open[row, column] = True
            if column == SPEEDING:
                state.speeding_level[row] = violation.level
        elif violation.fence_id in fences:
            state.open_fence[row, fences[violation.fence_id]] = True
