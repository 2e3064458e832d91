"""Time to clear a zone over roads of limited capacity: the greatest flow over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, issparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="ford_fulkerson1958",
    citation=(
        "L. R. Ford, D. R. Fulkerson, Constructing maximal dynamic flows from static flows, "
        "Operations Research 6(3), 419-433, 1958, doi:10.1287/opre.6.3.419; on the network "
        "expanded over time, so that people may start at many places."
    ),
    quantity="time to clear a zone",
    inputs=("tails", "heads", "travel_time", "capacity", "people", "exits"),
    validity={},
    status="verified",
)

Numbers = NDArray[np.int64]

#: Flow is counted in these parts of a person (or vehicle), because the method wants whole numbers.
_PARTS = 1000
_LARGEST = 2**31 - 1


class NoWayOut(ValueError):
    """People stand at a node from which no exit can be reached."""


@dataclass(frozen=True, slots=True)
class Clearance:
    """How a zone empties.

    Attributes
    ----------
    time : when the last have left; a multiple of the step. [s]
    loads : how many pass each road, shape (roads,). [-]
    bottlenecks : roads that hold the rest up: with more capacity there, the zone clears earlier.
    """

    time: float
    loads: Floats
    bottlenecks: Numbers


@dataclass(frozen=True, slots=True)
class _Network:
    """Roads with whole travel times in steps and whole capacities a step."""

    nodes: int
    tails: Numbers
    heads: Numbers
    delays: Numbers
    room: Numbers
    sources: Numbers
    supplies: Numbers
    exits: Numbers

    def flow(self, layers: int) -> tuple[int, Floats, NDArray[np.bool_]]:
        """Greatest flow within so many steps, the load of each road, and which roads cut it off.

        Who enters a road in a step is at its end in the step of arrival, whole steps later.
        """
        nodes = self.nodes
        source, sink = nodes * layers, nodes * layers + 1
        departs = np.arange(layers)
        rows, columns, room = [], [], []
        road_of: list[Numbers] = []
        for road, (tail, head, delay, most) in enumerate(
            zip(self.tails, self.heads, self.delays, self.room, strict=True)
        ):
            starts = departs[: max(0, layers - delay)]
            rows.append(starts * nodes + tail)
            columns.append((starts + delay) * nodes + head)
            room.append(np.full(starts.size, most))
            road_of.append(np.full(starts.size, road))
        waiting = np.arange(nodes * (layers - 1))
        rows += [waiting, np.full(self.sources.size, source)]
        columns += [waiting + nodes, self.sources]
        room += [np.full(waiting.size, _LARGEST // 4), self.supplies]
        ends = (departs[:, None] * nodes + self.exits).ravel()
        rows.append(ends)
        columns.append(np.full(ends.size, sink))
        room.append(np.full(ends.size, _LARGEST // 4))
        row, column = np.concatenate(rows), np.concatenate(columns)
        most_of = np.concatenate(room)
        shape = (nodes * layers + 2,) * 2
        # Two roads between the same junctions at the same time share an entry.
        graph = csr_array((most_of.astype(np.int64), (row, column)), shape=shape)
        graph.sum_duplicates()
        graph = csr_array(
            (np.minimum(graph.data, _LARGEST // 4).astype(np.int32), graph.indices, graph.indptr),
            shape=shape,
        )
        found = maximum_flow(graph, source, sink, method="dinic")
        passed = csr_array(found.flow)
        roads = np.concatenate(road_of) if road_of else np.zeros(0, dtype=np.int64)
        count = roads.size
        total = _entries(graph, row[:count], column[:count])
        share = np.divide(most_of[:count], total, out=np.zeros(count), where=total > 0.0)
        through = _entries(passed, row[:count], column[:count]) * share
        loads = np.bincount(roads, weights=np.maximum(through, 0.0), minlength=self.tails.size)
        left = csr_array(graph - passed)
        left.data = np.maximum(left.data, 0)
        left.eliminate_zeros()
        reached = np.zeros(shape[0], dtype=bool)
        reached[breadth_first_order(left, source, return_predecessors=False)] = True
        cut = reached[row[:count]] & ~reached[column[:count]]
        cutting = np.bincount(roads[cut], minlength=self.tails.size) > 0
        return int(found.flow_value), loads / _PARTS, cutting


def clearance(
    tails: ArrayLike,
    heads: ArrayLike,
    travel_time: ArrayLike,
    capacity: ArrayLike,
    people: Mapping[int, float],
    exits: Sequence[int],
    *,
    step: float = 60.0,
    most_steps: int = 4096,
) -> Clearance:
    r"""Least time in which everybody can leave; maximal dynamic flow of Ford and Fulkerson 1958.

    Parameters
    ----------
    tails : ndarray of int, shape (roads,)
        Node where each one-way road begins, from 0. [-]
    heads : ndarray of int, shape (roads,)
        Node where it ends. [-]
    travel_time : float or ndarray, shape (roads,)
        Time to pass it without queue. [s]
    capacity : float or ndarray, shape (roads,)
        How many can enter it a second. [1/s]
    people : mapping of int to float
        How many (people or vehicles, as in ``capacity``) start at a node. [-]
    exits : sequence of int, shape (exits,)
        Nodes where one is safe. [-]
    step : float, default 60
        Length of a step of time; travel times are rounded up to steps. [s]
    most_steps : int, default 4096
        Give up after so many steps. [-]

    Returns
    -------
    clearance : Clearance
        Time, loads and bottlenecks. [s, -]

    Raises
    ------
    InvalidInput
        An input is negative or not finite, a node is unknown, the zone is not clear in time.
    NoWayOut
        Somebody stands where no exit can be reached.

    Notes
    -----
    The best that coordination could reach, a lower bound for what happens: nobody hesitates, and
    queues wait without blocking others. The expansion over time is exact for travel times of whole
    steps; capacities are kept to a thousandth per step.

    Validity
    --------
    Networks of some thousand roads; larger ones are first simplified to main roads.

    Examples
    --------
    >>> found = clearance([0], [1], 300.0, 0.5, {0: 600.0}, [1])
    >>> found.time, found.bottlenecks.tolist()
    (1500.0, [0])

    References
    ----------
    [1] L. R. Ford, D. R. Fulkerson, Operations Research 6(3), 1958, doi:10.1287/opre.6.3.419.
    """
    network, total = _network(tails, heads, travel_time, capacity, people, exits, step)
    if total == 0:
        return Clearance(0.0, np.zeros(network.tails.size), np.zeros(0, np.int64))
    _check_ways(network)
    high = 1
    while network.flow(high)[0] < total:
        high *= 2
        if high > most_steps:
            raise InvalidInput(f"people: the zone is not clear after {most_steps} steps")
    low = high // 2  # clear in 1 step, or not in half as many
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if network.flow(middle)[0] >= total else (middle, high)
    _whole, loads, _none = network.flow(high)
    before = network.flow(high - 1)[2] if high > 1 else np.zeros(loads.size, dtype=bool)
    return Clearance(high * float(step), loads, np.flatnonzero(before & (network.room > 0)))


def _network(
    tails: ArrayLike,
    heads: ArrayLike,
    travel_time: ArrayLike,
    capacity: ArrayLike,
    people: Mapping[int, float],
    exits: Sequence[int],
    step: float,
) -> tuple[_Network, int]:
    begin = np.asarray(tails, dtype=np.int64).ravel()
    end = np.asarray(heads, dtype=np.int64).ravel()
    if begin.shape != end.shape:
        raise InvalidInput("heads: one for each road")
    length = float(finite("step", step, above=0.0))
    times = np.broadcast_to(finite("travel_time", travel_time, least=0.0), begin.shape)
    rates = np.broadcast_to(finite("capacity", capacity, least=0.0), begin.shape)
    numbers = np.array(list(people.values()), dtype=np.float64)
    finite("people", numbers, least=0.0)
    sources = np.array(list(people), dtype=np.int64)
    goals = np.unique(np.asarray(exits, dtype=np.int64))
    everything = np.concatenate([begin, end, sources, goals])
    if not goals.size:
        raise InvalidInput("exits: at least one node must be safe")
    if (everything < 0).any():
        raise InvalidInput("nodes: must be numbered from 0")
    supplies = np.round(numbers * _PARTS).astype(np.int64)
    if supplies.sum() > _LARGEST // 4:
        raise InvalidInput(f"people: more than {_LARGEST // 4 // _PARTS} are not counted")
    room = np.minimum(np.round(rates * length * _PARTS), _LARGEST // 4).astype(np.int64)
    network = _Network(
        nodes=int(everything.max()) + 1,
        tails=begin,
        heads=end,
        delays=np.ceil(times / length - 1e-9).astype(np.int64),
        room=room,
        sources=sources,
        supplies=supplies,
        exits=goals,
    )
    return network, int(supplies.sum())


def _entries(matrix: csr_array, row: Numbers, column: Numbers) -> Floats:
    found = matrix[row, column]
    dense = found.toarray() if issparse(found) else found
    return np.asarray(dense, dtype=np.float64).ravel()


def _check_ways(network: _Network) -> None:
    usable = network.room > 0
    graph = csr_array(
        (np.ones(int(usable.sum())), (network.heads[usable], network.tails[usable])),
        shape=(network.nodes, network.nodes),
    )
    safe = np.zeros(network.nodes, dtype=bool)
    for goal in network.exits:
        safe[breadth_first_order(graph, goal, return_predecessors=False)] = True
    stuck = network.sources[~safe[network.sources] & (network.supplies > 0)]
    if stuck.size:
        nodes = ", ".join(map(str, stuck.tolist()))
        raise NoWayOut(f"no exit can be reached from node {nodes}")
