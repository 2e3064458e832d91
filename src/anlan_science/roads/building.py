"""From lines to a network: roads are cut where they share a point, islands are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from anlan_science.registry import Floats, InvalidInput
from anlan_science.roads.network import GRID_DEGREES, RoadNetwork, Whole, metres_per_degree


@dataclass(frozen=True, slots=True)
class Way:
    """A line of a map: points in degrees, shape (n, 2), and what is known of it.

    ``speed`` in m/s, 0 for unknown; ``direction`` 1 one way as drawn, -1 against it, 0 both.
    """

    points: Floats
    road_class: str
    name: str = ""
    speed: float = 0.0
    direction: int = 0


@dataclass(frozen=True, slots=True)
class Built:
    """A network, and what was left out of it.

    Attributes
    ----------
    network : the largest part in which every place reaches every other.
    cut_off : roads outside that part.
    cut_off_length : their length. [m]
    """

    network: RoadNetwork
    cut_off: int
    cut_off_length: float


def build_network(
    ways: Iterable[Way], classes: Sequence[str], *, grid: float = GRID_DEGREES
) -> Built:
    """Cut lines at the points they share and keep the part that hangs together.

    Parameters
    ----------
    ways : iterable of Way
        The lines, in any order. [-]
    classes : sequence of str
        Classes a road may have. [-]
    grid : float, default 1e-7
        Points nearer than this to each other are the same; coarser for careless maps. [deg]

    Returns
    -------
    built : Built
        Network and what was left out. [-]

    Raises
    ------
    InvalidInput
        A line has less than two points or an unknown class, or there is no line.

    Notes
    -----
    Lines that cross without a common point (bridges) do not meet. Roads from which one cannot come
    back, or to which one cannot come, are left out, so that every travel time is finite.
    """
    lines = list(ways)
    if not lines:
        raise InvalidInput("ways: there is no road")
    number = {name: index for index, name in enumerate(classes)}
    counts = np.array([len(way.points) for way in lines])
    if counts.min() < 2:
        raise InvalidInput("ways: a line needs two points")
    unknown = sorted({way.road_class for way in lines} - number.keys())
    if unknown:
        raise InvalidInput(f"ways: unknown class {', '.join(unknown)}")
    points = np.concatenate([np.asarray(way.points, dtype=np.float64) for way in lines])
    if not np.isfinite(points).all():
        raise InvalidInput("ways: a coordinate is not finite")
    cells = np.round(points / grid).astype(np.int64)
    key = cells[:, 0] * np.int64(4_000_000_001) + cells[:, 1]
    _, first, same, often = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    ends = np.zeros(len(points), dtype=bool)
    stops = np.cumsum(counts)
    ends[stops - 1] = ends[stops - counts] = True
    junction = np.zeros(len(first), dtype=bool)
    junction[same[ends]] = True
    junction |= often > 1
    here = np.flatnonzero(junction[same])
    way_of = np.repeat(np.arange(len(lines)), counts)
    inner = way_of[here[:-1]] == way_of[here[1:]]
    begin, end = here[:-1][inner], here[1:][inner]
    # Points given twice in a row make a road of no length.
    real = ~((same[begin] == same[end]) & (end - begin == 1))
    begin, end = begin[real], end[real]
    node = np.full(len(first), -1, dtype=np.int32)
    node[junction] = np.arange(int(junction.sum()), dtype=np.int32)
    places = points[first[junction]]
    way = way_of[begin]
    turned = np.array([line.direction == -1 for line in lines])[way]
    names = sorted({line.name for line in lines})
    name_number = {name: index for index, name in enumerate(names)}
    return _connected(
        places,
        node[same[np.where(turned, end, begin)]],
        node[same[np.where(turned, begin, end)]],
        np.array([line.direction != 0 for line in lines])[way],
        np.array([line.speed for line in lines])[way],
        np.array([number[line.road_class] for line in lines], dtype=np.int32)[way],
        np.array([name_number[line.name] for line in lines], dtype=np.int32)[way],
        _shapes(points, begin, end, turned),
        tuple(classes),
        tuple(names),
    )


def _shapes(
    points: Floats, begin: NDArray[np.intp], end: NDArray[np.intp], turned: NDArray[np.bool_]
) -> tuple[Whole, Floats]:
    """Points of each road one after the other, from tail to head."""
    sizes = end - begin + 1
    starts = np.zeros(sizes.size + 1, dtype=np.int32)
    np.cumsum(sizes, out=starts[1:])
    within = np.arange(int(starts[-1])) - np.repeat(starts[:-1], sizes)
    forth = np.repeat(begin, sizes) + within
    back = np.repeat(end, sizes) - within
    return starts, points[np.where(np.repeat(turned, sizes), back, forth)]


def _connected(
    places: Floats,
    tail: Whole,
    head: Whole,
    one_way: NDArray[np.bool_],
    speed: Floats,
    road_class: Whole,
    name: Whole,
    shapes: tuple[Whole, Floats],
    classes: tuple[str, ...],
    names: tuple[str, ...],
) -> Built:
    size = len(places)
    both = ~one_way
    graph = coo_array(
        (
            np.ones(tail.size + int(both.sum()), dtype=np.int8),
            (np.concatenate([tail, head[both]]), np.concatenate([head, tail[both]])),
        ),
        shape=(size, size),
    ).tocsr()
    _count, part = connected_components(graph, connection="strong")
    main = part == np.bincount(part).argmax()
    kept = np.flatnonzero(main[tail] & main[head])
    starts, points = shapes
    length = _lengths(starts, points)
    left = np.ones(tail.size, dtype=bool)
    left[kept] = False
    used = np.zeros(size, dtype=bool)
    used[tail[kept]] = used[head[kept]] = True
    renumber = np.cumsum(used, dtype=np.int32) - 1
    sizes = np.diff(starts)[kept]
    new_starts = np.zeros(kept.size + 1, dtype=np.int32)
    np.cumsum(sizes, out=new_starts[1:])
    take = np.repeat(starts[:-1][kept] - new_starts[:-1], sizes) + np.arange(int(new_starts[-1]))
    network = RoadNetwork(
        longitude=places[used, 0],
        latitude=places[used, 1],
        tail=renumber[tail[kept]].astype(np.int32),
        head=renumber[head[kept]].astype(np.int32),
        length=length[kept],
        speed=speed[kept].astype(np.float64),
        road_class=road_class[kept],
        name=name[kept],
        one_way=one_way[kept],
        shape_starts=new_starts,
        shape_longitude=np.ascontiguousarray(points[take, 0]),
        shape_latitude=np.ascontiguousarray(points[take, 1]),
        classes=classes,
        names=names,
    )
    return Built(network, int(left.sum()), float(length[left].sum()))


def _lengths(starts: Whole, points: Floats) -> Floats:
    step = np.diff(points, axis=0)
    east, north = metres_per_degree((points[1:, 1] + points[:-1, 1]) / 2.0)
    metres = np.hypot(step[:, 0] * east, step[:, 1] * north)
    total = np.concatenate([[0.0], np.cumsum(metres)])
    return np.asarray(total[starts[1:] - 1] - total[starts[:-1]])
