"""Dispatch on roads: the nearest teams, isochrones, joint assignment, a closure, on three networks.

The networks of two small countries are read from the reference data where it is there; the county
of 100,000 junctions is generated. Times between junctions are compared with networkx where it is
at hand (``ANLAN_PEERS=1`` fetches it), with scipy otherwise; the answer says which it was.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.geos import LineString
from django.db import transaction

from anlan.base.regions.public import RegionRow, load_regions, region_at
from anlan.command.roads.contracts import TaskNeed, TeamAt
from anlan.command.roads.models import RoadClosure
from anlan.command.roads.public import (
    assign_jointly,
    close_road,
    find_route,
    lift_closure,
    list_nearest,
    list_reaches,
    store_network,
)
from anlan.command.roads.reading import read_network
from anlan.kernel.actor import system_actor
from anlan.operations.paths import PROJECT
from anlan_science.registry import Floats
from anlan_science.roads.building import Built
from anlan_science.roads.dijkstra1959 import Router
from anlan_science.roads.network import RoadNetwork

DATA = PROJECT.parent / "shared/data"
MAPS = {
    "liechtenstein": "osm-liechtenstein/liechtenstein-latest.osm.pbf",
    "andorra": "osm-andorra/andorra.osm.pbf",
}
JUNCTIONS, TEAMS, TASKS, NEAREST = 100_000, 500, 200, 20
CAPABILITIES = ("fire", "rescue", "medical", "flood", "chemical")
ROUNDS = 11
MINUTES = (5.0, 10.0, 15.0)
SEED = 6


class _Undo(Exception):
    """Leaves a transaction without a trace."""


@contextmanager
def _without_trace() -> Any:
    """Do everything in a transaction that is taken back: the database keeps its own network."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


def _times(work: Callable[[int], Any], rounds: int = ROUNDS) -> tuple[list[float], float]:
    """Times of several rounds after one that warms up, and the middle one of the processor. [s]"""
    work(0)
    found, busy = [], []
    for number in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        work(number)
        found.append(time.perf_counter() - began)
        busy.append(time.process_time() - used)
    return found, statistics.median(busy)


def _median_ms(measured: tuple[list[float], float]) -> float:
    return round(statistics.median(measured[0]) * 1e3, 2)


def networks(junctions: int = JUNCTIONS) -> dict[str, Built]:
    """Return the networks by name: those that are at hand, and the generated county."""
    found = {}
    for name, path in MAPS.items():
        if (DATA / path).exists():
            found[name] = read_network(DATA / path)[0]
    from anlan.demonstration.generator import DEFAULT_SEED, generate_county
    from anlan.demonstration.generator.lanes import build_lanes

    county = generate_county(settings.ANLAN_COUNTY, DEFAULT_SEED)
    found["county"] = build_lanes(county, junctions)
    return found


def _somewhere(network: RoadNetwork, count: int, seed: int) -> list[tuple[float, float]]:
    """Places up to some 30 m beside junctions."""
    chance = np.random.default_rng(seed)
    which = chance.integers(0, network.junctions, count)
    stray = chance.normal(0.0, 2e-4, (2, count))
    return [
        (float(lon), float(lat))
        for lon, lat in zip(
            network.longitude[which] + stray[0], network.latitude[which] + stray[1], strict=True
        )
    ]


def measure(network: RoadNetwork) -> dict[str, Any]:
    """Measure one network through the door of the roads, as dispatch uses it."""
    actor = system_actor("bench")
    with _without_trace():
        RoadClosure.objects.all().delete()
        _ground(network)
        store_network(name="bench", source="bench", licence="", read=network, actor=actor)
        stands, scenes = _somewhere(network, TEAMS, SEED), _somewhere(network, TASKS, SEED + 1)
        near = _times(lambda n: list_nearest(scenes[n], stands, count=NEAREST))
        one = _times(lambda n: list_reaches(scenes[n], [MINUTES[-1]]))
        three = _times(lambda n: list_reaches(scenes[n], MINUTES))
        county = _times(lambda n: list_reaches(scenes[n], [180.0]), 5)
        route = _times(lambda n: find_route(stands[n], scenes[n]))
        tasks, teams, reserves = case(scenes, stands)
        began, used = time.perf_counter(), time.process_time()
        answer = assign_jointly(tasks, teams, reserves=reserves)
        assignment_s = time.perf_counter() - began
        assignment_cpu_s = time.process_time() - used
        return {
            "junctions": network.junctions,
            "roads": network.roads,
            "nearest_ms": _median_ms(near),
            "isochrone_ms": _median_ms(one),
            "isochrones_3_ms": _median_ms(three),
            "isochrone_county_ms": _median_ms(county),
            "route_ms": _median_ms(route),
            "assignment_s": round(assignment_s, 3),
            # Of the time on the clock others have a part; this is what was computed.
            "nearest_cpu_ms": round(near[1] * 1e3, 2),
            "isochrone_county_cpu_ms": round(county[1] * 1e3, 2),
            "assignment_cpu_s": round(assignment_cpu_s, 3),
            "assignment_optimal": answer.is_optimal and answer.gap <= 1e-6,
            "assignment_sent": len(answer.pairs),
            "assignment_missing": sum(count for _task, _kind, count in answer.missing),
            "closure_respected": closure_is_respected(network, scenes),
        }


def _ground(network: RoadNetwork) -> None:
    """A region under the network: closures are drawn in one."""
    west, east = float(network.longitude.min()), float(network.longitude.max())
    south, north = float(network.latitude.min()), float(network.latitude.max())
    if region_at((west + east) / 2, (south + north) / 2) is None:
        box = shapely.MultiPolygon([shapely.box(west, south, east, north)])
        load_regions(
            rows=[RegionRow("990000000000", "bench", "province", None, boundary=box.wkb_hex)],
            actor=system_actor("bench"),
        )


def case(
    scenes: list[tuple[float, float]], stands: list[tuple[float, float]]
) -> tuple[list[TaskNeed], list[TeamAt], dict[str, int]]:
    """Return tasks with one need each, teams with one to three capabilities, a tenth kept."""
    chance = np.random.default_rng(SEED)
    tasks = [
        TaskNeed(n, *place, ((CAPABILITIES[int(chance.integers(len(CAPABILITIES)))], 1),))
        for n, place in enumerate(scenes)
    ]
    teams = []
    for n, place in enumerate(stands):
        kinds = chance.permutation(len(CAPABILITIES))[: int(chance.integers(1, 4))]
        teams.append(
            TeamAt(
                n,
                *place,
                tuple(CAPABILITIES[int(k)] for k in kinds),
                turnout_s=60.0 * int(chance.integers(2, 10)),
                groups=(f"town {n % 15}",),
            )
        )
    groups = [team.groups[0] for team in teams]
    return tasks, teams, {g: groups.count(g) // 10 for g in sorted(set(groups))}


def closure_is_respected(network: RoadNetwork, scenes: list[tuple[float, float]]) -> bool:
    """Whether the way after a closure avoids the closed road, and after lifting takes it again."""
    actor = system_actor("bench")
    for start, goal in zip(scenes[::2], scenes[1::2], strict=False):
        before = find_route(start, goal)
        if before is None or before.length_m < 2_000.0 or len(before.line) < 8:
            continue
        middle = len(before.line) // 2
        shut = LineString(*before.line[middle - 1 : middle + 1], srid=4326)
        closure = close_road(name="bench", reason="flood", drawn=shut, actor=actor)
        after = find_route(start, goal)
        lift_closure(closure_id=closure.pk, actor=actor)
        again = find_route(start, goal)
        avoided = after is None or (
            after.time_s >= before.time_s
            and _on(after.line, closure) < _on(before.line, closure) / 2
        )
        return bool(avoided and again is not None and abs(again.time_s - before.time_s) < 1e-6)
    return False


def _on(line: tuple[tuple[float, float], ...], closure: RoadClosure) -> float:
    """How much of a way lies within the reach of a closure. [deg]"""
    area = shapely.from_wkb(bytes(closure.area.wkb))
    return float(shapely.length(shapely.intersection(shapely.LineString(line), area)))


def agrees(network: RoadNetwork, sources: int = 20) -> tuple[bool, str]:
    """Compare times between junctions with another program; random one-way and closed roads."""
    chance = np.random.default_rng(SEED)
    times = network.length / chance.uniform(3.0, 25.0, network.roads)
    times[chance.random(network.roads) < 0.05] = np.inf
    router = Router(network, times)
    usable = np.zeros(network.junctions, dtype=bool)
    free = np.isfinite(times)
    usable[network.tail[free]] = True
    picked = chance.choice(np.flatnonzero(usable), sources, replace=False)
    found = np.array([_from_junction(router, junction) for junction in picked.tolist()])
    expected, peer = _by_peer(network, times, picked.tolist())
    same = np.isinf(found) == np.isinf(expected)
    finite = np.isfinite(expected)
    close = np.allclose(found[finite], expected[finite], rtol=1e-9, atol=1e-6)
    return bool(same.all() and close), peer


def _from_junction(router: Router, junction: int) -> Floats:
    """Times from a junction to all others."""
    from anlan_science.roads._road_kernels import search

    network, arcs = router.network, router.network.forth
    arrival = np.full(network.junctions, np.inf)
    search(
        arcs.starts,
        arcs.ends,
        arcs.roads,
        router.times,
        np.array([junction], dtype=np.int32),
        np.zeros(1),
        np.zeros(network.junctions + 1, dtype=np.int32),
        np.zeros(0, dtype=np.int32),
        np.zeros(0),
        0,
        np.inf,
        arrival,
        np.full(network.junctions, -1, dtype=np.int32),
    )
    return arrival


def _networkx() -> Any:
    """Return networkx, with ``ANLAN_PEERS=1`` from a folder of its own, never from ours."""
    folder = Path(tempfile.gettempdir()) / "anlan-peers" / "networkx"
    if importlib.util.find_spec("networkx") is None:
        if os.environ.get("ANLAN_PEERS") == "1" and not folder.is_dir():
            command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder)]
            subprocess.run([*command, "networkx"], check=False, timeout=600)
        if not folder.is_dir():
            return None
        sys.path.append(str(folder))
        importlib.invalidate_caches()
    return importlib.import_module("networkx")


def _by_peer(network: RoadNetwork, times: Floats, sources: list[int]) -> tuple[Floats, str]:
    both = ~network.one_way
    tail = np.concatenate([network.tail, network.head[both]]).tolist()
    head = np.concatenate([network.head, network.tail[both]]).tolist()
    cost = np.concatenate([times, times[both]]).tolist()
    best: dict[tuple[int, int], float] = {}
    for a, b, c in zip(tail, head, cost, strict=True):
        if c < best.get((a, b), np.inf):
            best[a, b] = c
    result = np.full((len(sources), network.junctions), np.inf)
    networkx = _networkx()
    if networkx is not None:
        graph = networkx.DiGraph()
        graph.add_nodes_from(range(network.junctions))
        graph.add_weighted_edges_from((a, b, c) for (a, b), c in best.items())
        for row, source in enumerate(sources):
            lengths = networkx.single_source_dijkstra_path_length(graph, source)
            result[row, list(lengths)] = list(lengths.values())
        return result, f"networkx {networkx.__version__}"
    import scipy
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    rows, columns = np.array(list(best)).T
    graph = coo_array((list(best.values()), (rows, columns)), shape=(network.junctions,) * 2)
    return dijkstra(graph.tocsr(), indices=sources), f"scipy {scipy.__version__}"


def run() -> dict[str, Any]:
    """Measure all networks; the promised figures are those of the slowest."""
    by_name: dict[str, dict[str, Any]] = {}
    peers = set()
    for name, built in networks().items():
        figures = measure(built.network)
        figures["agrees"], peer = agrees(built.network)
        peers.add(peer)
        by_name[name] = figures
    rows = list(by_name.values())
    return {
        "nearest_ms": max(row["nearest_ms"] for row in rows),
        "isochrone_ms": max(row["isochrone_county_ms"] for row in rows),
        "assignment_s": max(row["assignment_s"] for row in rows),
        "assignment_optimal": all(row["assignment_optimal"] for row in rows),
        "closure_respected": all(row["closure_respected"] for row in rows),
        "agrees_with_networkx": all(row["agrees"] for row in rows),
        "compared_with": ", ".join(sorted(peers)),
        "networks": by_name,
    }
