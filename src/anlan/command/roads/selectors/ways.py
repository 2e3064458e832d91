"""Questions to the network: how long, which are nearest, which way, what is reached."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import shapely

from anlan.command.roads.choices import ClosureEffect, RoadVehicle
from anlan.command.roads.constants import FURTHEST_M, METHOD, VERGE_M
from anlan.command.roads.contracts import NearInfo, ReachInfo, RouteInfo, TravelInfo
from anlan.command.roads.selectors.memory import (
    Loaded,
    closures_at,
    find_loaded,
    get_loaded,
    router_for,
)
from anlan_science.registry import Floats
from anlan_science.roads.dijkstra1959 import Route, Router
from anlan_science.roads.network import Places

Position = tuple[float, float]
#: Places whose road is remembered.
PLACES_KEPT = 20_000


def has_network() -> bool:
    """Whether a network is in use."""
    return find_loaded() is not None


def snap(loaded: Loaded, places: Sequence[Position]) -> tuple[Places, Floats]:
    """Tie places to the network; the second value is infinite for those too far from any road.

    Stations and shelters are asked for again and again: what was tied once is remembered.
    """
    known = loaded.snapped
    if len(known) > PLACES_KEPT:
        known.clear()
    missing = [place for place in dict.fromkeys(map(tuple, places)) if place not in known]
    if missing:
        points = np.asarray(missing, dtype=np.float64).reshape(-1, 2)
        tied = loaded.network.snap(points[:, 0], points[:, 1])
        rows_of = zip(tied.road.tolist(), tied.share.tolist(), tied.away.tolist(), strict=True)
        known.update(zip(missing, rows_of, strict=True))
    rows = np.array([known[tuple(place)] for place in places], dtype=np.float64).reshape(-1, 3)
    return _far(Places(rows[:, 0].astype(np.int32), rows[:, 1].copy(), rows[:, 2].copy()))


def _far(found: Places) -> tuple[Places, Floats]:
    return found, np.where(found.away <= FURTHEST_M, 0.0, np.inf)


def travel_times(
    origins: Sequence[Position],
    destination: Position,
    *,
    vehicle: str = RoadVehicle.RESCUE,
    at: datetime | None = None,
    nearest: int = 0,
) -> list[float | None]:
    """Return the time from each of several places to one, None where it cannot be reached. [s]

    With ``nearest`` only the so many nearest are found, which is quicker; the others are None.
    """
    loaded = get_loaded()
    router = router_for(loaded, vehicle, at=at)
    there, there_far = snap(loaded, [destination])
    here, here_far = snap(loaded, origins)
    times = router.to_one(there, here, nearest=nearest) + here_far + there_far[0]
    return [float(t) if np.isfinite(t) else None for t in times]


def list_nearest(
    destination: Position,
    origins: Sequence[Position],
    *,
    count: int,
    vehicle: str = RoadVehicle.RESCUE,
    at: datetime | None = None,
) -> list[NearInfo]:
    """Return the so many places nearest to one by travel time, nearest first."""
    times = travel_times(origins, destination, vehicle=vehicle, at=at, nearest=count)
    found = [NearInfo(index, time) for index, time in enumerate(times) if time is not None]
    return sorted(found, key=lambda near: (near.time_s, near.index))[:count]


def list_travels(
    origins: Sequence[Position],
    destination: Position,
    *,
    vehicle: str = RoadVehicle.RESCUE,
    at: datetime | None = None,
) -> list[TravelInfo | None]:
    """Return length and time from several places to one; None without a network or a way."""
    loaded = find_loaded()
    if loaded is None or not origins:
        return [None] * len(origins)
    router = router_for(loaded, vehicle, at=at)
    there, there_far = snap(loaded, [destination])
    here, here_far = snap(loaded, origins)
    times, lengths = router.ways_to_one(there, here)
    times = times + here_far + there_far[0]
    lengths = lengths + here.away + there.away[0]
    return [
        TravelInfo(float(length), float(time), METHOD, loaded.label) if np.isfinite(time) else None
        for time, length in zip(times, lengths, strict=True)
    ]


def find_travel(
    origin: Position,
    destination: Position,
    *,
    vehicle: str = RoadVehicle.RESCUE,
    at: datetime | None = None,
) -> TravelInfo | None:
    """Return length and time between two places; None without a network or a way."""
    return list_travels([origin], destination, vehicle=vehicle, at=at)[0]


def find_route(
    origin: Position,
    destination: Position,
    *,
    vehicle: str = RoadVehicle.RESCUE,
    at: datetime | None = None,
) -> RouteInfo | None:
    """Return the quickest way between two places, or None; raises ``NoNetwork``."""
    loaded = get_loaded()
    closures = closures_at(at)
    router = router_for(loaded, vehicle, closures)
    found = _route(loaded, router, origin, destination)
    if found is None:
        return None
    closed = sum(1 for c in closures if c.effect == ClosureEffect.CLOSED)
    return told(loaded, found, origin, destination, closed)


def _route(loaded: Loaded, router: Router, origin: Position, destination: Position) -> Route | None:
    here, here_far = snap(loaded, [origin])
    there, there_far = snap(loaded, [destination])
    return None if here_far[0] or there_far[0] else router.route(here, there)


def told(
    loaded: Loaded, route: Route, origin: Position, destination: Position, closures: int = 0
) -> RouteInfo:
    """Return a way with the names of its roads and the stretches from and to them."""
    network = loaded.network
    points = [tuple(point) for point in route.line.tolist()]
    line = tuple(
        (round(x, 6), round(y, 6))
        for (x, y), _same in itertools.groupby([tuple(origin), *points, tuple(destination)])
    )
    parts = [
        (network.names[network.name[road]], float(driven))
        for road, driven in zip(route.roads, route.driven, strict=True)
    ]
    roads = tuple(
        (name, sum(length for _n, length in group))
        for name, group in itertools.groupby(parts, key=lambda part: part[0])
    )
    ends = np.array([line[0], route.line[0], line[-1], route.line[-1]])
    step = (ends[::2] - ends[1::2]) * network.scale
    access = float(np.hypot(step[:, 0], step[:, 1]).sum())
    return RouteInfo(route.length + access, route.time, line, roads, closures, METHOD, loaded.label)


def list_reaches(
    origin: Position,
    minutes: Sequence[float],
    *,
    vehicle: str = RoadVehicle.RESCUE,
    at: datetime | None = None,
) -> list[ReachInfo]:
    """Return the areas reached from a place within several times, the shortest first."""
    from anlan_science.roads.isochrone import isochrones

    loaded = get_loaded()
    router = router_for(loaded, vehicle, at=at)
    here, far = snap(loaded, [origin])
    limits = sorted({float(m) for m in minutes})
    if far[0] or not limits:
        return []
    reach = router.reach(here, limits[-1] * 60.0)
    areas = isochrones(router, reach, [m * 60.0 for m in limits], verge=VERGE_M)
    return [_reach(loaded, limit, area) for limit, area in zip(limits, areas, strict=True)]


def _reach(loaded: Loaded, minutes: float, area: shapely.Geometry) -> ReachInfo:
    east, north = loaded.network.scale
    return ReachInfo(
        minutes,
        json.loads(shapely.to_geojson(shapely.transform(area, lambda c: c.round(5)))),
        round(area.area * east * north / 1e6, 2),
    )


def list_joint_reaches(
    stands: Sequence[tuple[Position, float, float]],
    minutes: Sequence[float],
    *,
    vehicle: str = RoadVehicle.RESCUE,
    at: datetime | None = None,
) -> list[ReachInfo]:
    """Return the areas any of several places reaches within several times, the shortest first.

    With each place come the time that passes there before somebody drives off [s] and how long he
    takes compared with the usual [-].
    """
    from anlan_science.roads.isochrone import isochrones

    loaded = get_loaded()
    router = router_for(loaded, vehicle, at=at)
    limits = sorted({float(m) for m in minutes})
    parts: dict[float, list[shapely.Geometry]] = {limit: [] for limit in limits}
    for delay, pace in sorted({stand[1:] for stand in stands}):
        here, far = snap(loaded, [stand[0] for stand in stands if stand[1:] == (delay, pace)])
        here = here.some(np.flatnonzero(np.isfinite(far)))
        in_time = [limit for limit in limits if limit * 60.0 > delay]
        if not len(here) or not in_time:
            continue
        driving = [(limit * 60.0 - delay) / pace for limit in in_time]
        areas = isochrones(router, router.reach(here, driving[-1]), driving, verge=VERGE_M)
        for limit, area in zip(in_time, areas, strict=True):
            parts[limit].append(area)
    return [_reach(loaded, limit, shapely.union_all(parts[limit])) for limit in limits]


def reach_times(
    origins: Sequence[Position],
    destinations: Sequence[Position],
    *,
    within_s: float,
    vehicle: str = RoadVehicle.RESCUE,
    at: datetime | None = None,
) -> Floats:
    """Return the times from some places to others, infinite beyond a limit. [s]

    The shape is (origins, destinations).
    """
    loaded = get_loaded()
    router = router_for(loaded, vehicle, at=at)
    here, here_far = snap(loaded, origins)
    there, there_far = snap(loaded, destinations)
    found = np.full((len(origins), len(destinations)), np.inf)
    for row in np.flatnonzero(np.isfinite(here_far)):
        found[row] = router.from_one(here.one(int(row)), there, limit=within_s)
    found[found > within_s] = np.inf
    return np.asarray(found + there_far)
