"""Shapes of the danger maps: a grid over a county, grades joined to areas, packed as GeoJSON.

Nothing here reads or writes records. Lengths are metres on a plane that touches the county in its
middle; across a county that is right within some metres.
"""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from django.contrib.gis.geos import GeometryCollection, GEOSGeometry, MultiPolygon, Polygon
from numpy.typing import NDArray

from anlan.monitoring.natural_hazards.constants import CELL_M, DRAWN_WITHIN, MOST_CELLS

Floats = NDArray[np.float64]
_M_PER_DEGREE = 111_320.0
#: Decimals of what is drawn: eleven metres.
_DECIMALS = 4
#: How values are packed: so many steps a unit, and the step that stands for not known.
_STEPS = 100.0
_NOT_KNOWN = np.uint16(65_535)


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one size over the extent of a county, counted from its north-west corner."""

    west: float
    north: float
    latitude: float
    cell_m: float
    rows: int
    columns: int

    @property
    def step_east(self) -> float:
        """Width of a cell in degrees."""
        return self.cell_m / (_M_PER_DEGREE * math.cos(math.radians(self.latitude)))

    @property
    def step_north(self) -> float:
        """Height of a cell in degrees."""
        return self.cell_m / _M_PER_DEGREE

    def metres(self, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
        """Return places as metres east and north of the corner."""
        scale = _M_PER_DEGREE * math.cos(math.radians(self.latitude))
        return (longitude - self.west) * scale, (latitude - self.north) * _M_PER_DEGREE

    def centres(self) -> tuple[Floats, Floats]:
        """Return the middles of the cells in metres, row by row."""
        east = (np.arange(self.columns) + 0.5) * self.cell_m
        north = -(np.arange(self.rows) + 0.5) * self.cell_m
        return np.tile(east, self.rows), np.repeat(north, self.columns)

    def within(self, area: GEOSGeometry) -> NDArray[np.bool_]:
        """Return which cells have their middle in an area: line by line, by the edges crossed."""
        rings = [np.array(ring.coords) for part in _parts(area) for ring in part]
        x0, y0 = np.concatenate([ring[:-1] for ring in rings]).T
        x1, y1 = np.concatenate([ring[1:] for ring in rings]).T
        middles = self.west + (np.arange(self.columns) + 0.5) * self.step_east
        found = np.zeros((self.rows, self.columns), dtype=bool)
        for row in range(self.rows):
            y = self.north - (row + 0.5) * self.step_north
            crossed = (y0 <= y) != (y1 <= y)
            share = (y - y0[crossed]) / (y1[crossed] - y0[crossed])
            edges = np.sort(x0[crossed] + share * (x1[crossed] - x0[crossed]))
            found[row] = np.searchsorted(edges, middles) % 2 == 1
        return found.ravel()

    def joined(self, chosen: NDArray[np.bool_]) -> GEOSGeometry | None:
        """Return the chosen cells as one area, None for no cell."""
        boxes = []
        lines = np.pad(chosen.reshape(self.rows, self.columns).astype(np.int8), ((0, 0), (1, 1)))
        for row, line in enumerate(lines):
            edges = np.flatnonzero(np.diff(line)).tolist()
            south, north = (round(self.north - (row + k) * self.step_north, 7) for k in (1, 0))
            for first, last in zip(edges[::2], edges[1::2], strict=True):
                west, east = (round(self.west + k * self.step_east, 7) for k in (first, last))
                boxes.append(Polygon.from_bbox((west, south, east, north)))
        if not boxes:
            return None
        area = MultiPolygon(boxes, srid=4326).unary_union
        return area.simplify(0.0, preserve_topology=True)


def grid_over(area: GEOSGeometry) -> Grid:
    """Return the grid of a county; a large county has larger cells."""
    west, south, east, north = area.extent
    middle = (south + north) / 2
    width = (east - west) * _M_PER_DEGREE * math.cos(math.radians(middle))
    height = (north - south) * _M_PER_DEGREE
    least = math.sqrt(width * height / MOST_CELLS)
    cell = max(CELL_M, math.ceil(least / CELL_M) * CELL_M)
    return Grid(
        west=round(west, 7),
        north=round(north, 7),
        latitude=round(middle, 7),
        cell_m=cell,
        rows=max(math.ceil(height / cell), 1),
        columns=max(math.ceil(width / cell), 1),
    )


def drawn(shape: str) -> GEOSGeometry:
    """Return a boundary (GeoJSON text) with the detail that is drawn."""
    area = GEOSGeometry(shape, srid=4326).simplify(DRAWN_WITHIN, preserve_topology=True)
    return area if area.valid else area.buffer(0)


def clipped(area: GEOSGeometry | None, within: GEOSGeometry) -> GEOSGeometry | None:
    """Return what of an area lies within another, None for nothing."""
    if area is None:
        return None
    common = area.intersection(within)
    parts = [part for part in _parts(common) if isinstance(part, Polygon) and not part.empty]
    return MultiPolygon(parts, srid=4326) if parts else None


def _parts(shape: Any) -> list[Any]:
    return list(shape) if isinstance(shape, GeometryCollection) else [shape]


def feature(shape: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON feature."""
    return {
        "type": "Feature",
        "geometry": {"type": shape.geom_type, "coordinates": _rounded(shape.coords)},
        "properties": dict(properties),
    }


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates[0], float):
        return [round(value, _DECIMALS) for value in coordinates]
    return [_rounded(part) for part in coordinates]


def collection(features: Iterable[Any]) -> bytes:
    """Return features as GeoJSON."""
    return orjson.dumps({"type": "FeatureCollection", "features": list(features)})


def packed(features: Iterable[Mapping[str, Any]]) -> bytes:
    """Return features as they are kept and sent: GeoJSON, compressed; the same for the same."""
    return gzip.compress(collection(features), 9, mtime=0)


def pack_values(*values: Floats) -> bytes:
    """Return fields of a grid in hundredths, two bytes a value."""
    steps = [
        np.where(np.isfinite(v), np.clip(np.rint(v * _STEPS), 0, 65_534), _NOT_KNOWN)
        for v in values
    ]
    return zlib.compress(np.stack(steps).astype("<u2").tobytes(), 9)


def unpack_values(content: bytes, fields: int) -> list[Floats]:
    """Return the fields of a grid; NaN where a value is not known."""
    steps = np.frombuffer(zlib.decompress(content), dtype="<u2").reshape(fields, -1)
    return [np.where(s == _NOT_KNOWN, np.nan, s / _STEPS) for s in steps]
