"""The road network: junctions and roads with their shape, in flat arrays that nobody changes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from anlan_science.registry import Floats, InvalidInput, finite

Whole = NDArray[np.int32]

#: Coordinates are kept to this part of a degree, about a centimetre.
GRID_DEGREES = 1e-7


@dataclass(frozen=True, slots=True)
class Places:
    """Places tied to the network: the nearest road of each, and where on it.

    Attributes
    ----------
    road : number of the nearest road, shape (places,).
    share : how far along it, from 0 at its tail to 1 at its head.
    away : straight distance to it. [m]
    """

    road: Whole
    share: Floats
    away: Floats

    def __len__(self) -> int:
        return int(self.road.size)

    def some(self, which: Any) -> Places:
        """Some of the places."""
        return Places(self.road[which], self.share[which], self.away[which])

    def one(self, index: int) -> Places:
        """One of the places."""
        return self.some(slice(index, index + 1))


@dataclass(frozen=True, slots=True)
class Arcs:
    """Directed links by the junction they leave: those of junction ``n`` are starts[n]:starts[n+1].

    Attributes
    ----------
    starts : first link of each junction, shape (junctions + 1,).
    ends : junction each link leads to.
    roads : road each link runs on.
    """

    starts: Whole
    ends: Whole
    roads: Whole


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Junctions and roads between them.

    Attributes
    ----------
    longitude, latitude : of the junctions. [deg]
    tail, head : junctions where each road begins and ends.
    length : of each road. [m]
    speed : posted or known speed of each road; 0: not known. [m/s]
    road_class : index into ``classes``.
    name : index into ``names``.
    one_way : whether a road is driven from tail to head only.
    shape_starts : first point of each road's shape, shape (roads + 1,).
    shape_longitude, shape_latitude : points of all shapes, ends included. [deg]
    classes, names : words.
    """

    longitude: Floats
    latitude: Floats
    tail: Whole
    head: Whole
    length: Floats
    speed: Floats
    road_class: Whole
    name: Whole
    one_way: NDArray[np.bool_]
    shape_starts: Whole
    shape_longitude: Floats
    shape_latitude: Floats
    classes: tuple[str, ...]
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        if self.roads and (
            min(int(self.tail.min()), int(self.head.min())) < 0
            or max(int(self.tail.max()), int(self.head.max())) >= self.junctions
        ):
            raise InvalidInput("tail, head: a road leads to a junction that is not there")

    @property
    def junctions(self) -> int:
        """How many junctions there are."""
        return int(self.longitude.size)

    @property
    def roads(self) -> int:
        """How many roads there are."""
        return int(self.tail.size)

    # Metres ------------------------------------------------------------------------------------

    @cached_property
    def origin(self) -> tuple[float, float]:
        """Middle of the network. [deg]"""
        if not self.junctions:
            return (0.0, 0.0)
        return (
            float(self.longitude.min() + self.longitude.max()) / 2.0,
            float(self.latitude.min() + self.latitude.max()) / 2.0,
        )

    @cached_property
    def scale(self) -> tuple[float, float]:
        """Metres in a degree of longitude and of latitude at the middle."""
        east, north = metres_per_degree(self.origin[1])
        return float(east), float(north)

    def to_metres(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north of the middle, on a flat county."""
        return (
            (np.asarray(longitude, dtype=np.float64) - self.origin[0]) * self.scale[0],
            (np.asarray(latitude, dtype=np.float64) - self.origin[1]) * self.scale[1],
        )

    def to_degrees(self, points: Floats) -> Floats:
        """Degrees of points in metres, shape (n, 2)."""
        return np.asarray(points / np.array(self.scale) + np.array(self.origin))

    @cached_property
    def shape_metres(self) -> Floats:
        """Points of all shapes in metres, shape (points, 2)."""
        return np.column_stack(self.to_metres(self.shape_longitude, self.shape_latitude))

    @cached_property
    def boxes(self) -> Floats:
        """West, south, east and north of every road in metres, shape (roads, 4)."""
        x, y = np.ascontiguousarray(self.shape_metres.T)
        starts = self.shape_starts[:-1]
        if not self.roads:
            return np.zeros((0, 4))
        return np.column_stack(
            [
                np.minimum.reduceat(x, starts),
                np.minimum.reduceat(y, starts),
                np.maximum.reduceat(x, starts),
                np.maximum.reduceat(y, starts),
            ]
        )

    @cached_property
    def lines(self) -> NDArray[Any]:
        """The shape of every road in metres."""
        counts = np.diff(self.shape_starts)
        index = np.repeat(np.arange(self.roads), counts)
        return np.asarray(shapely.linestrings(self.shape_metres, indices=index))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The roads by place."""
        return shapely.STRtree(self.lines)

    def snap(self, longitude: ArrayLike, latitude: ArrayLike) -> Places:
        """Tie places to the nearest road."""
        if not self.roads:
            raise InvalidInput("network: has no road")
        lon = np.atleast_1d(finite("longitude", longitude)).ravel()
        lat = np.atleast_1d(finite("latitude", latitude)).ravel()
        points = shapely.points(*self.to_metres(lon, lat))
        if not points.size:
            return Places(np.zeros(0, np.int32), np.zeros(0), np.zeros(0))
        (which, road), away = self.tree.query_nearest(
            points, return_distance=True, all_matches=True
        )
        order = np.lexsort((road, which))  # the same road of several equally near, always
        which, road, away = which[order], road[order], away[order]
        _, first = np.unique(which, return_index=True)
        road, away = road[first].astype(np.int32), away[first]
        line = self.lines[road]
        share = shapely.line_locate_point(line, points, normalized=True)
        share = np.where(np.isfinite(share), share, 0.0)
        return Places(road, share, np.asarray(away, dtype=np.float64))

    # Links -------------------------------------------------------------------------------------

    @cached_property
    def forth(self) -> Arcs:
        """Links in the direction of travel."""
        return self._arcs(self.tail, self.head)

    @cached_property
    def back(self) -> Arcs:
        """Links against the direction of travel: from where one can come."""
        return self._arcs(self.head, self.tail)

    def _arcs(self, begin: Whole, end: Whole) -> Arcs:
        both = np.flatnonzero(~self.one_way)
        source = np.concatenate([begin, end[both]])
        target = np.concatenate([end, begin[both]])
        road = np.concatenate([np.arange(self.roads), both])
        order = np.lexsort((road, source))
        starts = np.zeros(self.junctions + 1, dtype=np.int32)
        np.cumsum(np.bincount(source, minlength=self.junctions), out=starts[1:])
        return Arcs(starts, target[order].astype(np.int32), road[order].astype(np.int32))

    # Keeping -----------------------------------------------------------------------------------

    def pack(self) -> bytes:
        """Return the network as bytes; the same network always as the same ones."""
        arrays: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, tuple):
                arrays[item.name] = np.frombuffer("\n".join(value).encode(), dtype=np.uint8)
            elif item.name.endswith("itude"):
                arrays[item.name] = np.round(value / GRID_DEGREES).astype(np.int32)
            elif value.dtype == np.float64:
                arrays[item.name] = value.astype(np.float32)
            else:
                arrays[item.name] = value
        stream = io.BytesIO()
        np.savez(stream, **arrays)
        return stream.getvalue()

    @classmethod
    def unpack(cls, content: bytes) -> RoadNetwork:
        """Return the network that was packed."""
        found: dict[str, Any] = {}
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            for item in fields(cls):
                value = arrays[item.name]
                if value.dtype == np.uint8:
                    found[item.name] = tuple(value.tobytes().decode().split("\n"))
                elif item.name.endswith("itude"):
                    found[item.name] = value * GRID_DEGREES
                elif value.dtype == np.float32:
                    found[item.name] = value.astype(np.float64)
                else:
                    found[item.name] = value
        return cls(**found)

    def digest(self) -> str:
        """SHA-256 of the packed network: equal digests mean equal networks."""
        return hashlib.sha256(self.pack()).hexdigest()


def metres_per_degree(latitude: ArrayLike) -> tuple[Floats, Floats]:
    """Length of a degree of longitude and of latitude on the WGS 84 ellipsoid.

    Parameters
    ----------
    latitude : float or ndarray, shape (n,)
        Latitude. [deg]

    Returns
    -------
    east, north : float or ndarray, shape (n,)
        Length of a degree. [m/deg]

    Examples
    --------
    >>> east, north = metres_per_degree(29.0)
    >>> round(float(east)), round(float(north))
    (97439, 110836)
    """
    phi = np.radians(np.asarray(latitude, dtype=np.float64))
    axis, flattening = 6_378_137.0, 1.0 / 298.257223563
    squared = flattening * (2.0 - flattening)
    under = 1.0 - squared * np.sin(phi) ** 2
    north = np.radians(axis * (1.0 - squared) / under**1.5)
    east = np.radians(axis * np.cos(phi) / np.sqrt(under))
    return east, north
