"""Roads, from whoever knows them: the map stands on a higher floor and hands them in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.monitoring.vehicles.choices import RoadClass
from anlan.monitoring.vehicles.constants import ROAD_WITHIN_M

METRES_PER_DEGREE = 111_195.0
CLASSES = tuple(RoadClass.values)
OTHER = CLASSES.index(RoadClass.OTHER)

#: Yields (class of the road, line as WKB in WGS-84).
RoadSource = Callable[[], Iterable[tuple[str, bytes]]]
_source: list[RoadSource] = []


def register_roads(source: RoadSource) -> RoadSource:
    """Let the map tell the roads."""
    _source[:] = [source]
    return source


def plane(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    latitude0: float | NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return places as metres on a plane true at ``latitude0`` (one, or one a place)."""
    scale = METRES_PER_DEGREE * np.cos(np.radians(latitude0))
    return np.column_stack((longitude * scale, latitude * METRES_PER_DEGREE))


def on_plane(shapes: Any, latitude0: float) -> Any:
    """Return one or many shapes in degrees as shapes in metres on the plane of ``latitude0``."""
    return shapely.transform(shapes, lambda xy: plane(xy[:, 0], xy[:, 1], latitude0))


@dataclass(slots=True)
class RoadNet:
    """Finds the class of the road under many places at once."""

    tree: shapely.STRtree
    classes: NDArray[np.int64]
    latitude0: float

    @classmethod
    def load(cls) -> RoadNet:
        """Read the roads; without any, every road is unknown."""
        return cls.of(_source[0]() if _source else ())

    @classmethod
    def of(cls, found: Iterable[tuple[str, bytes]]) -> RoadNet:
        """Build the net of roads given as class and line."""
        rows = list(found)
        lines = shapely.from_wkb([bytes(line) for _class, line in rows])
        latitude0 = float(shapely.total_bounds(lines)[1]) if rows else 0.0
        flat = on_plane(lines, latitude0)
        known = {name: number for number, name in enumerate(CLASSES)}
        classes = np.array([known.get(name, OTHER) for name, _line in rows], np.int64)
        return cls(shapely.STRtree(flat), classes, latitude0)

    def class_at(
        self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return the class of the nearest road, ``OTHER`` where none is near."""
        found = np.full(len(longitude), OTHER)
        if len(self.classes):
            places = shapely.points(plane(longitude, latitude, self.latitude0))
            near = self.tree.query_nearest(places, max_distance=ROAD_WITHIN_M, all_matches=False)
            found[near[0]] = self.classes[near[1]]
        return found
