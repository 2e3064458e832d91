"""What is reached within a time, drawn as areas around the roads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from scipy.ndimage import distance_transform_edt

from anlan_science.registry import Floats, InvalidInput
from anlan_science.roads.dijkstra1959 import Reach, Router
from anlan_science.roads.network import Whole

#: Cells along the longer side of the raster, and its finest cell. [m]
_CELLS, _FINEST = 280, 25.0
#: Segments of the outline in a square of four cell centres, by which corners lie inside (bits
#: south-west, south-east, north-east, north-west), from side to side (south, east, north, west 0-3)
#: with the inside to the left.
_TURNS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 3),), 2: ((1, 0),), 3: ((1, 3),), 4: ((2, 1),), 5: ((0, 3), (2, 1)), 6: ((2, 0),),
    7: ((2, 3),), 8: ((3, 2),), 9: ((0, 2),), 10: ((1, 0), (3, 2)), 11: ((1, 2),), 12: ((3, 1),),
    13: ((0, 1),), 14: ((3, 0),),
}  # fmt: skip


def isochrones(
    router: Router, reach: Reach, limits: Sequence[float], *, verge: float = 120.0
) -> list[shapely.MultiPolygon]:
    """Draw what is reached within each of several times.

    Parameters
    ----------
    router : Router
        Network and times. [-]
    reach : Reach
        When each junction is reached. [s]
    limits : sequence of float
        The times. [s]
    verge : float, default 120
        How far beside a reached road the area extends. [m]

    Returns
    -------
    areas : list of MultiPolygon
        One for each time, in degrees; empty where no road is reached. [deg]

    Raises
    ------
    InvalidInput
        A time is negative or beyond the limit of the search, the verge is not positive.

    Notes
    -----
    Reached roads are painted into a raster; the area is what lies within the verge of a painted
    cell, its outline interpolated between the cells. The same search always gives the same area.

    Validity
    --------
    The outline is good to about a cell: 25 m for a town, 180 m for a county of 50 km.
    """
    from anlan_science.roads._road_kernels import paint

    if verge <= 0.0:
        raise InvalidInput("verge: must be positive")
    if not limits or min(limits) < 0.0 or max(limits) > reach.limit:
        raise InvalidInput("limits: must lie between nothing and the limit of the search")
    network, most = router.network, float(max(limits))
    at_node = np.isfinite(reach.arrival[: network.junctions]) & (
        reach.arrival[: network.junctions] <= most
    )
    here = _begins(router, reach)
    touched = at_node[network.tail] | (at_node[network.head] & ~network.one_way)
    boxes = np.vstack([network.boxes[touched], np.hstack([here, here])]).T.copy()
    low = np.array([boxes[0].min(), boxes[1].min()])
    high = np.array([boxes[2].max(), boxes[3].max()])
    cell = max(_FINEST, float((high - low).max()) / _CELLS)
    margin = int(np.ceil(verge / cell)) + 2
    west, south = (low - margin * cell).tolist()
    columns, rows = (np.ceil((high - low) / cell).astype(int) + 2 * margin + 1).tolist()
    field = np.full((rows, columns), np.inf)
    paint(
        network.tail,
        network.head,
        network.one_way,
        router.times,
        network.shape_starts,
        network.shape_metres,
        reach.arrival,
        most,
        west,
        south,
        cell,
        field,
    )
    across, up = ((here - np.array([west, south])) / cell).astype(int).T
    field[up, across] = 0.0
    areas = []
    for limit in limits:
        away = distance_transform_edt(field > limit) * cell
        rings = _outline(away, verge)
        corner = np.array([west + cell / 2.0, south + cell / 2.0])
        lines = [network.to_degrees(ring * cell + corner) for ring in rings]
        areas.append(_area(lines, cell / 4.0 / network.scale[1]))
    return areas


def _begins(router: Router, reach: Reach) -> Floats:
    """Where the search began, on the roads, shape (places, 2). [m]"""
    lines = np.asarray(router.network.lines)[reach.places.road]
    points = shapely.line_interpolate_point(lines, reach.places.share, normalized=True)
    return np.asarray(shapely.get_coordinates(points))


def _outline(values: Floats, level: float) -> list[Floats]:
    """Rings where values cross a level, low values to the left; columns and rows as x and y."""
    inside = values < level
    rows, columns = values.shape
    code = inside[:-1, :-1] * 1 + inside[:-1, 1:] * 2 + inside[1:, 1:] * 4 + inside[1:, :-1] * 8
    size = rows * columns

    def side(j: Whole, i: Whole, which: int) -> Whole:
        """Number of a side of squares: level ones first, then upright ones."""
        level = (j + (which == 2)) * columns + i
        upright = size + j * columns + i + (which == 1)
        return np.asarray(level if which in (0, 2) else upright)

    following = np.full(2 * size, -1, dtype=np.int64)
    for corners, segments in _TURNS.items():
        j, i = (found.astype(np.int32) for found in np.nonzero(code == corners))
        for begin, end in segments:
            following[side(j, i, begin)] = side(j, i, end)
    x, y = _crossings(values, level)
    heads = np.flatnonzero(following >= 0)
    ahead = dict(zip(heads.tolist(), following[heads].tolist(), strict=True))
    rings = []
    while ahead:
        first, place = ahead.popitem()
        ring = [first]
        while place != first:
            ring.append(place)
            place = ahead.pop(place)
        ring.append(first)
        rings.append(np.column_stack([x[ring], y[ring]]))
    return rings


def _crossings(values: Floats, level: float) -> tuple[Floats, Floats]:
    """Where the level is crossed on each side between cell centres."""
    rows, columns = values.shape
    x = np.tile(np.arange(columns, dtype=np.float64), rows)
    y = np.repeat(np.arange(rows, dtype=np.float64), columns)
    with np.errstate(divide="ignore", invalid="ignore"):
        right = (level - values[:, :-1]) / np.diff(values, axis=1)
        up = (level - values[:-1]) / np.diff(values, axis=0)
    over, above = np.zeros_like(values), np.zeros_like(values)
    over[:, :-1], above[:-1] = right, up
    return np.concatenate([x + over.ravel(), x]), np.concatenate([y, y + above.ravel()])


def _area(rings: list[Floats], tolerance: float) -> shapely.MultiPolygon:
    """Rings with the inside to the left as areas: a ring the other way round is a hole."""
    if not rings:
        return shapely.MultiPolygon()
    drawn = np.array([shapely.LinearRing(ring) for ring in rings])
    is_outer = shapely.is_ccw(drawn)
    outer, holes = shapely.polygons(drawn[is_outer]), drawn[~is_outer]
    inside: dict[int, list[Any]] = {}
    if holes.size:
        hole, around = shapely.STRtree(outer).query(shapely.get_point(holes, 0), predicate="within")
        size = shapely.area(outer)
        for which in np.unique(hole):
            candidates = around[hole == which]
            inside.setdefault(int(candidates[size[candidates].argmin()]), []).append(holes[which])
    parts = [
        shapely.Polygon(shapely.get_exterior_ring(part), inside.get(number, []))
        for number, part in enumerate(outer)
    ]
    smooth = shapely.simplify(np.array(parts), tolerance)
    found = sorted(smooth.tolist(), key=lambda part: (-part.area, part.bounds))
    joined = shapely.MultiPolygon(found)
    return joined if joined.is_valid else _valid(joined)


def _valid(area: shapely.MultiPolygon) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shapely.make_valid(area))
    return shapely.MultiPolygon([p for part in parts for p in _polygons(part)])


def _polygons(part: Any) -> list[Any]:
    return [p for p in shapely.get_parts(part) if isinstance(p, shapely.Polygon)]
