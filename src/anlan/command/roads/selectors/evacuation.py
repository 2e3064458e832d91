"""Ways out of zones by road, how long it takes until all have left, and what holds them up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import shapely

from anlan.command.roads.choices import RoadVehicle
from anlan.command.roads.constants import PEOPLE_PER_VEHICLE, ZONE_WEIGHT
from anlan.command.roads.contracts import EvacuationPlan, EvacuationWay, Group, RouteInfo
from anlan.command.roads.selectors.memory import (
    Loaded,
    closures_at,
    find_loaded,
    hindered_router,
    roads_in,
)
from anlan.command.roads.selectors.ways import snap, told
from anlan.command.roads.speeds import class_capacities, passing_times
from anlan_science.registry import Floats
from anlan_science.roads.dijkstra1959 import Route

MODELS = ("dijkstra1959", "ford_fulkerson1958")
#: Step of time of the clearance. [s]
STEP_S = 60.0
#: A zone that takes longer than this is told as such. [steps]
MOST_STEPS = 2048


@dataclass
class _Link:
    """A stretch without branches: time in it, what it takes at most, where that is."""

    tail: int
    head: int
    time: float
    capacity: float
    road: int


@dataclass
class _Streams:
    """The ways of all groups as one small network, from where they stand to out of the zones."""

    links: dict[tuple[int, int, int], _Link] = field(default_factory=dict)
    people: dict[int, float] = field(default_factory=dict)
    exits: set[int] = field(default_factory=set)


def plan_evacuation(
    groups: Sequence[Group],
    zones: Any,
    *,
    vehicle: str = RoadVehicle.CAR,
    at: datetime | None = None,
) -> EvacuationPlan | None:
    """Return ways that leave the zones by the shortest way out; None without a network.

    ``zones`` is a shapely area in degrees. The time to clear them is a lower bound: everybody is
    ready and drives in order (Ford and Fulkerson 1958); vehicles carry ``PEOPLE_PER_VEHICLE``.
    """
    loaded = find_loaded()
    if loaded is None:
        return None
    network = loaded.network
    free = passing_times(network, vehicle)
    closures = [c for c in closures_at(at) if vehicle in (c.vehicles or (vehicle,))]
    plain = hindered_router(loaded, free, closures)
    dangerous = np.zeros(network.roads, dtype=bool)
    dangerous[roads_in(network, zones).roads] = True
    router = hindered_router(loaded, free, closures, np.where(dangerous, ZONE_WEIGHT, 1.0))
    ways, streams, stuck = [], _Streams(), 0
    for number, group in enumerate(groups):
        origin = (group.longitude, group.latitude)
        goal = (group.to_longitude, group.to_latitude)
        here, here_far = snap(loaded, [origin])
        there, there_far = snap(loaded, [goal])
        route = None if here_far[0] or there_far[0] else router.route(here, there)
        if route is None:
            stuck += group.people
            ways.append(EvacuationWay(group, None, 0.0))
            continue
        access = plain.pace * float(here.away[0] + there.away[0])
        passed = plain.open_times[route.roads]
        share = np.divide(
            route.driven,
            network.length[route.roads],
            out=np.zeros(route.roads.size),
            where=network.length[route.roads] > 0.0,
        )
        true = Route(
            float((passed * share).sum()) + access,
            route.length,
            route.roads,
            route.driven,
            route.forth,
            route.line,
        )
        info = told(loaded, true, origin, goal)
        ways.append(EvacuationWay(group, info, _inside(loaded, info, zones)))
        _add(streams, loaded, route, passed * share, dangerous, network.junctions + number, group)
    clear_s, bottlenecks = _clear(streams, loaded)
    return EvacuationPlan(
        tuple(ways),
        clear_s,
        bottlenecks,
        sum(group.people for group in groups),
        stuck,
        MODELS,
    )


def _inside(loaded: Loaded, info: RouteInfo, zones: Any) -> float:
    east, north = loaded.network.scale
    part = shapely.intersection(shapely.linestrings(info.line), zones)
    return float(shapely.length(shapely.transform(part, lambda c: c * (east, north))))


def _add(
    streams: _Streams,
    loaded: Loaded,
    route: Route,
    times: Floats,
    dangerous: Any,
    start: int,
    group: Group,
) -> None:
    """Add the stretch of a way up to the last road of the zones."""
    network = loaded.network
    last = np.flatnonzero(dangerous[route.roads])
    if not last.size or not group.people:
        return
    capacity = class_capacities()
    node = start
    for index in range(int(last[-1]) + 1):
        road = int(route.roads[index])
        end = int(network.head[road] if route.forth[index] else network.tail[road])
        if index == len(route.roads) - 1:
            end = network.junctions + start  # ends at a place on the road
        link = _Link(
            node, end, float(times[index]), float(capacity[network.road_class[road]]), road
        )
        streams.links.setdefault((node, end, road), link)
        node = end
    streams.people[start] = streams.people.get(start, 0.0) + group.people / PEOPLE_PER_VEHICLE
    streams.exits.add(node)


def _clear(streams: _Streams, loaded: Loaded) -> tuple[float | None, tuple[tuple[str, float], ...]]:
    """Time until the last have left, and the roads that hold them up with the people on them."""
    from anlan_science.evacuation.ford_fulkerson1958 import clearance

    if not streams.people:
        return None, ()
    links = _contracted(streams)
    nodes = sorted({link.tail for link in links} | {link.head for link in links})
    number = {node: index for index, node in enumerate(nodes)}
    found = clearance(
        [number[link.tail] for link in links],
        [number[link.head] for link in links],
        [link.time for link in links],
        [link.capacity for link in links],
        {number[node]: vehicles for node, vehicles in streams.people.items()},
        [number[node] for node in streams.exits],
        step=STEP_S,
        most_steps=MOST_STEPS,
    )
    network = loaded.network
    load: dict[str, float] = defaultdict(float)
    for index in found.bottlenecks.tolist():
        name = network.names[network.name[links[index].road]]
        load[name] = max(load[name], float(found.loads[index]) * PEOPLE_PER_VEHICLE)
    worst = sorted(load.items(), key=lambda item: (-item[1], item[0]))
    return found.time, tuple((name, round(people)) for name, people in worst)


def _contracted(streams: _Streams) -> list[_Link]:
    """Join stretches that follow each other without a branch: only then whole steps are fair."""
    into: dict[int, list[_Link]] = defaultdict(list)
    out: dict[int, list[_Link]] = defaultdict(list)
    for link in streams.links.values():
        out[link.tail].append(link)
        into[link.head].append(link)
    kept = set(streams.people) | streams.exits
    kept |= {n for n in set(into) | set(out) if len(into[n]) != 1 or len(out[n]) != 1}
    joined = []
    for first in (link for node in sorted(kept) for link in out[node]):
        time, narrow, link = first.time, first, first
        while link.head not in kept:
            link = out[link.head][0]
            time += link.time
            narrow = link if link.capacity < narrow.capacity else narrow
        joined.append(_Link(first.tail, link.head, time, narrow.capacity, narrow.road))
    return joined
