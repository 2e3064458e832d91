"""Shortest travel times and ways on a road network."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite
from anlan_science.roads.network import Arcs, Places, RoadNetwork, Whole

INFO = ModelInfo(
    id="dijkstra1959",
    citation=(
        "E. W. Dijkstra, A note on two problems in connection with graphs, Numerische Mathematik "
        "1, 269-271, 1959, doi:10.1007/BF01386390; with a binary heap."
    ),
    quantity="shortest travel times on a road network",
    inputs=("network", "times"),
    validity={},
    status="verified",
)

#: A place nearer to the end of its road than this share of it is at the junction.
_AT_END = 1e-6
_NONE = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Route:
    """A way from place to place.

    Attributes
    ----------
    time : travel time, the way from and to the road included. [s]
    length : on roads. [m]
    roads : roads in order of travel.
    driven : how much of each is driven. [m]
    forth : whether each is driven from tail to head.
    line : the way drawn, shape (points, 2). [deg]
    """

    time: float
    length: float
    roads: Whole
    driven: Floats
    forth: NDArray[np.bool_]
    line: Floats


@dataclass(frozen=True, slots=True)
class Reach:
    """When each junction is reached, infinite beyond the limit. [s]"""

    arrival: Floats
    limit: float
    places: Places


@dataclass(frozen=True, slots=True)
class _Leaves:
    """Places behind the junctions from which they are reached."""

    starts: Whole
    leaves: Whole
    times: Floats
    count: int


class Router:
    """Times and ways on a network for one kind of vehicle, at one moment.

    ``times`` is the time to pass each road, infinite where it is closed; on the road where a way
    begins or ends ``open_times`` count, because who stands on a closed road must be reached.
    ``blocked`` says where on each road that is: the lowest and the highest share. One comes up to
    it from both sides and into it, but not through. ``pace`` is the time a metre between the place
    and its road takes. [s/m]
    """

    def __init__(
        self,
        network: RoadNetwork,
        times: ArrayLike,
        *,
        open_times: ArrayLike | None = None,
        blocked: tuple[ArrayLike, ArrayLike] = (-np.inf, np.inf),
        pace: float = 0.0,
    ) -> None:
        self.network = network
        self.times = _passing(network, "times", times)
        self.open_times = (
            self.times if open_times is None else _passing(network, "open_times", open_times)
        )
        self.low, self.high = (np.broadcast_to(np.asarray(b), network.roads) for b in blocked)
        self.pace = float(finite("pace", pace, least=0.0))

    def from_one(
        self, origin: Places, destinations: Places, *, nearest: int = 0, limit: float = np.inf
    ) -> Floats:
        """Time from a place to others; with ``nearest`` only to so many, the rest is infinite."""
        return self._one(origin, destinations, True, nearest, limit)[0]

    def to_one(
        self, destination: Places, origins: Places, *, nearest: int = 0, limit: float = np.inf
    ) -> Floats:
        """Time to a place from others; with ``nearest`` only of so many, the rest is infinite."""
        return self._one(destination, origins, False, nearest, limit)[0]

    def ways_to_one(self, destination: Places, origins: Places) -> tuple[Floats, Floats]:
        """Time and length of the ways to a place from others; infinite where there is none."""
        network, arcs = self.network, self.network.back
        times, arrival, before = self._one(destination, origins, False, 0, np.inf)
        lengths = np.full(len(origins), np.inf)
        goal, stop = int(destination.road[0]), float(destination.share[0])
        leaf = np.arange(len(origins))
        node = before[network.junctions :].copy()
        direct = np.isfinite(times) & (node < 0)
        lengths[direct] = np.abs(origins.share[direct] - stop) * network.length[goal]
        going = leaf[node >= 0]
        node = node[going]
        lengths[going] = self._stub(origins.road[going], origins.share[going], node)
        while going.size:
            link = before[node]
            seed = link < 0
            lengths[going[seed]] += self._stub(
                np.full(int(seed.sum()), goal), np.full(int(seed.sum()), stop), node[seed]
            )
            going, link = going[~seed], link[~seed]
            lengths[going] += network.length[arcs.roads[link]]
            node = self._sources[link]
        return times, lengths

    @cached_property
    def _sources(self) -> Whole:
        """The junction each link against the direction of travel begins at."""
        counts = np.diff(self.network.back.starts)
        return np.repeat(np.arange(self.network.junctions, dtype=np.int32), counts)

    def _stub(self, road: Whole, share: Floats, node: Whole) -> Floats:
        """Length on a road between a place and one of its ends."""
        ends = np.where(self.network.tail[road] == node, share, np.inf)
        ends = np.minimum(ends, np.where(self.network.head[road] == node, 1.0 - share, np.inf))
        return np.asarray(ends * self.network.length[road])

    def table(
        self, destinations: Places, origins: Places, *, nearest: int = 0, workers: int = 2
    ) -> Floats:
        """Times to each destination from each origin, shape (destinations, origins)."""
        leaves = self._leaves(origins, forward=False)

        def row(index: int) -> Floats:
            return self._search(destinations.one(index), origins, leaves, False, nearest, np.inf)[0]

        self.network.back  # noqa: B018 - made once, before the threads ask for it
        if not len(destinations):
            return np.zeros((0, len(origins)))
        with ThreadPoolExecutor(workers) as pool:
            return np.vstack(list(pool.map(row, range(len(destinations)))))

    def reach(self, origin: Places, limit: float) -> Reach:
        """When each junction is reached from the nearest of some places, up to a limit. [s]"""
        nothing = _Leaves(np.zeros(self.network.junctions + 1, np.int32), _NONE, np.zeros(0), 0)
        _times, arrival, _before = self._search(origin, None, nothing, True, 0, limit)
        return Reach(arrival, float(limit), origin)

    def route(self, origin: Places, destination: Places) -> Route | None:
        """The quickest way between two places, or none."""
        times, arrival, before = self._one(origin, destination, True, 1, np.inf)
        if not np.isfinite(times[0]):
            return None
        return self._walk(origin, destination, float(times[0]), arrival, before)

    # Inside ------------------------------------------------------------------------------------

    def _one(
        self, here: Places, there: Places, forward: bool, nearest: int, limit: float
    ) -> tuple[Floats, Floats, Whole]:
        leaves = self._leaves(there, forward=forward)
        return self._search(here, there, leaves, forward, nearest, limit)

    def _search(
        self,
        here: Places,
        there: Places | None,
        leaves: _Leaves,
        forward: bool,
        nearest: int,
        limit: float,
    ) -> tuple[Floats, Floats, Whole]:
        from anlan_science.roads._road_kernels import search

        network = self.network
        arcs: Arcs = network.forth if forward else network.back
        seeds, seed_times = self._ends(here, leaving=forward)
        direct, direct_times = self._direct(here, there, forward)
        seeds = np.concatenate([seeds, (network.junctions + direct).astype(np.int32)])
        seed_times = np.concatenate([seed_times, direct_times])
        arrival = np.full(network.junctions + leaves.count, np.inf)
        before = np.full(arrival.size, -1, dtype=np.int32)
        search(
            arcs.starts,
            arcs.ends,
            arcs.roads,
            self.times,
            seeds,
            seed_times,
            leaves.starts,
            leaves.leaves,
            leaves.times,
            int(nearest),
            float(limit),
            arrival,
            before,
        )
        return arrival[network.junctions :], arrival, before

    def _ends(self, places: Places, *, leaving: bool) -> tuple[Whole, Floats]:
        """Junctions at the ends of the roads of places, and the time to them (or from them)."""
        road = places.road
        whole = self.open_times[road]
        access = places.away * self.pace
        to_head = np.where(places.share < self.low[road], np.inf, (1.0 - places.share) * whole)
        to_tail = np.where(places.share > self.high[road], np.inf, places.share * whole)
        head, tail = self.network.head[road], self.network.tail[road]
        # Leaving, one always comes to the head; coming, always from the tail.
        always, sometimes = ((head, to_head), (tail, to_tail))
        if not leaving:
            always, sometimes = sometimes, always
        both = self._both(places, leaving=leaving)
        nodes = np.concatenate([always[0], sometimes[0][both]])
        times = np.concatenate([always[1] + access, (sometimes[1] + access)[both]])
        return nodes.astype(np.int32), times

    def _both(self, places: Places, *, leaving: bool) -> NDArray[np.bool_]:
        """Whether one may also go by the other end: two ways, or a place at the junction itself."""
        at_end = places.share <= _AT_END if leaving else places.share >= 1.0 - _AT_END
        return np.asarray(~self.network.one_way[places.road] | at_end)

    def _leaves(self, places: Places, *, forward: bool) -> _Leaves:
        count = len(places)
        nodes, times = self._ends(places, leaving=not forward)
        both = np.flatnonzero(self._both(places, leaving=not forward))
        leaf = np.concatenate([np.arange(count), both])
        order = np.argsort(nodes, kind="stable")
        starts = np.zeros(self.network.junctions + 1, dtype=np.int32)
        np.cumsum(np.bincount(nodes, minlength=self.network.junctions), out=starts[1:])
        return _Leaves(starts, leaf[order].astype(np.int32), times[order], count)

    def _direct(
        self, here: Places, there: Places | None, forward: bool
    ) -> tuple[NDArray[np.intp], Floats]:
        """Places on the same road, reached without a junction."""
        if there is None:
            return np.zeros(0, np.intp), np.zeros(0)
        same = np.flatnonzero(there.road == here.road[0])
        ahead = (there.share[same] - here.share[0]) * (1.0 if forward else -1.0)
        may = (ahead >= 0.0) | ~self.network.one_way[here.road[0]]
        low, high = self.low[here.road[0]], self.high[here.road[0]]
        first, last = (
            np.minimum(there.share[same], here.share),
            np.maximum(there.share[same], here.share),
        )
        may &= (first >= low) | (last <= high)
        same, ahead = same[may], ahead[may]
        access = (there.away[same] + here.away[0]) * self.pace
        return same, np.abs(ahead) * self.open_times[here.road[0]] + access

    def _walk(
        self, origin: Places, destination: Places, time: float, arrival: Floats, before: Whole
    ) -> Route:
        network, arcs = self.network, self.network.forth
        leaf = network.junctions
        start, stop = int(origin.road[0]), int(destination.road[0])
        here, there = float(origin.share[0]), float(destination.share[0])
        if before[leaf] < 0:
            return self._drawn(time, [(start, here, there)])
        node = int(before[leaf])
        stop_from = 0.0 if network.tail[stop] == node else 1.0
        if network.tail[stop] == network.head[stop]:
            stop_from = 0.0 if network.one_way[stop] or there <= 0.5 else 1.0
        steps = [(stop, stop_from, there)]
        while before[node] >= 0:
            link = int(before[node])
            road = int(arcs.roads[link])
            other = int(network.tail[road]), int(network.head[road])
            forth = other[1] == node and (network.one_way[road] or other[0] != node)
            steps.append((road, 0.0, 1.0) if forth else (road, 1.0, 0.0))
            node = other[0] if forth else other[1]
        start_to = 1.0 if network.head[start] == node else 0.0
        if network.tail[start] == network.head[start]:
            start_to = 1.0 if network.one_way[start] or here >= 0.5 else 0.0
        steps.append((start, here, start_to))
        return self._drawn(time, steps[::-1])

    def _drawn(self, time: float, steps: list[tuple[int, float, float]]) -> Route:
        network = self.network
        steps = [step for step in steps if step[1] != step[2]] or steps[:1]
        roads = np.array([step[0] for step in steps], dtype=np.int32)
        driven = network.length[roads] * [abs(step[2] - step[1]) for step in steps]
        pieces = [_part(network, road, begin, end) for road, begin, end in steps]
        line = network.to_degrees(np.concatenate(pieces))
        moved = np.concatenate([[True], np.abs(np.diff(line, axis=0)).max(axis=1) > 1e-9])
        return Route(
            time=time,
            length=float(driven.sum()),
            roads=roads,
            driven=driven,
            forth=np.array([step[2] >= step[1] for step in steps]),
            line=line[moved],
        )


def _passing(network: RoadNetwork, name: str, values: ArrayLike) -> Floats:
    found = np.ascontiguousarray(np.broadcast_to(np.asarray(values, np.float64), network.roads))
    if np.isnan(found).any() or (found < 0.0).any():
        raise InvalidInput(f"{name}: must be times, infinite where a road is closed")
    return found


def _part(network: RoadNetwork, road: int, begin: float, end: float) -> Floats:
    """Points of a road between two shares of its length, in the direction of travel. [m]"""
    points = slice(int(network.shape_starts[road]), int(network.shape_starts[road + 1]))
    metres = network.shape_metres[points]
    if {begin, end} == {0.0, 1.0}:  # all but the first and the last road of a way
        return metres if end > begin else metres[::-1]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(metres, axis=0).T))])
    if along[-1] > 0.0:
        along /= along[-1]
    low, high = min(begin, end), max(begin, end)
    inner = (along > low) & (along < high)
    cut = [np.array([np.interp(at, along, metres[:, k]) for k in (0, 1)]) for at in (low, high)]
    drawn = np.vstack([cut[0], metres[inner], cut[1]])
    return drawn if end >= begin else drawn[::-1]
