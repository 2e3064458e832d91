"""Lines of equal risk through a raster: the area at or above a level, as polygons."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from anlan_science.registry import Floats

#: Below this a risk counts as none; the logarithm needs a floor. [1/year]
FLOOR = 1e-14


def area_above(x: Floats, y: Floats, field: Floats, level: float) -> MultiPolygon:
    """Return where a raster (rows north, columns east) reaches a level.

    Marching squares on the logarithm: between the points of the raster the risk is taken as a
    power of the distance, as it nearly is. The border of the raster counts as below the level.
    """
    gap_x, gap_y = float(x[1] - x[0]), float(y[1] - y[0])
    x = np.concatenate([[x[0] - gap_x], x, [x[-1] + gap_x]])
    y = np.concatenate([[y[0] - gap_y], y, [y[-1] + gap_y]])
    height = np.log10(np.maximum(np.pad(field, 1), FLOOR)) - np.log10(level)
    if not (height >= 0.0).any():
        return MultiPolygon()
    lines = _segments(x, y, height)
    faces = shapely.get_parts(shapely.polygonize(shapely.linestrings(lines)))
    inside = [face for face in faces if _height_at(face, x, y, height) >= 0.0]
    found = shapely.union_all(inside)
    parts = [found] if isinstance(found, Polygon) else list(getattr(found, "geoms", ()))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon)])


def _segments(x: Floats, y: Floats, height: Floats) -> Floats:
    """Pieces of the line within the cells, shape (n, 2, 2); each crossing is computed once."""
    above = height >= 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        along = height[:, :-1] / (height[:, :-1] - height[:, 1:])
        across = height[:-1] / (height[:-1] - height[1:])
    # Crossings of the lower, right, upper and left side of each cell.
    flat_x = x[:-1] + (x[1:] - x[:-1]) * along
    flat_y = np.broadcast_to(y[:, None], flat_x.shape)
    up_y = y[:-1, None] + (y[1:] - y[:-1])[:, None] * across
    up_x = np.broadcast_to(x, up_y.shape)
    flat, upright = np.stack([flat_x, flat_y], -1), np.stack([up_x, up_y], -1)
    sides = (flat[:-1], upright[:, 1:], flat[1:], upright[:, :-1])
    corners = (above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1])
    crossed = [corners[n] != corners[(n + 1) % 4] for n in range(4)]
    number = sum(side.astype(int) for side in crossed)
    pieces = []
    for first in range(4):
        for second in range(first + 1, 4):
            cells = (number == 2) & crossed[first] & crossed[second]
            pieces.append(np.stack([sides[first][cells], sides[second][cells]], axis=1))
    saddle = number == 4
    if saddle.any():
        middle = (height[:-1, :-1] + height[:-1, 1:] + height[1:, 1:] + height[1:, :-1]) >= 0.0
        joined = middle == corners[0]  # the lower left corner is joined to the upper right one
        for cells, pairs in (
            (saddle & joined, ((0, 1), (2, 3))),
            (saddle & ~joined, ((0, 3), (1, 2))),
        ):
            for first, second in pairs:
                pieces.append(np.stack([sides[first][cells], sides[second][cells]], axis=1))
    found = np.concatenate(pieces)
    # A crossing at a corner of a cell makes pieces without length.
    return np.asarray(found[(found[:, 0] != found[:, 1]).any(axis=1)])


def _height_at(face: Polygon, x: Floats, y: Floats, height: Floats) -> float:
    """Height at a point within a face, between the points of the raster."""
    place = face.representative_point()
    i = int(np.clip(np.searchsorted(x, place.x) - 1, 0, len(x) - 2))
    j = int(np.clip(np.searchsorted(y, place.y) - 1, 0, len(y) - 2))
    u = (place.x - x[i]) / (x[i + 1] - x[i])
    v = (place.y - y[j]) / (y[j + 1] - y[j])
    low = height[j, i] * (1.0 - u) + height[j, i + 1] * u
    high = height[j + 1, i] * (1.0 - u) + height[j + 1, i + 1] * u
    return float(low * (1.0 - v) + high * v)
