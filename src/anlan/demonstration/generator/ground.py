"""Where things may stand: places inside villages, townships and parks."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import MultiPolygon, Point, Polygon

from .chance import Chance
from .divisions import Division
from .model import Position
from .shapes import Layout, is_town

CHEMICAL_PARK_M2 = 3.0e6
INDUSTRIAL_PARK_M2 = 4.5e6


class Ground:
    """The layout with ready answers to “where in this village”, “which village is here”."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.mesh = layout.mesh
        self.plane = layout.plane
        self.townships = layout.divisions.townships
        self._tree = cKDTree(self.mesh.metres)

    @cached_property
    def seat(self) -> Position:
        """Where the county government sits."""
        return self.centre(self.layout.seat_face)

    @cached_property
    def village_homes(self) -> dict[str, int]:
        """The face where each village's houses stand."""
        return dict(zip(self.layout.village_codes, self.layout.village_faces, strict=True))

    def centre(self, face: int) -> Position:
        """The middle of a face."""
        x, y = self.mesh.centres[face].tolist()
        return Position(x, y)

    def within(self, face: int, chance: Chance, reach: float = 0.8) -> Position:
        """A random place inside a face."""
        middle = self.mesh.centres[face]
        ring = np.asarray(self.mesh.faces[face].exterior.coords)
        corner = ring[chance.integer(0, len(ring) - 2)]
        towards = ring[chance.integer(0, len(ring) - 2)]
        aim = corner + chance.number(0, 1) * (towards - corner)
        x, y = np.round(middle + chance.number(0, reach) * (aim - middle), 6).tolist()
        if self.mesh.faces[face].contains(Point(x, y)):
            return Position(x, y)
        return self.centre(face)

    def in_village(self, village: str, chance: Chance, near_home: bool = False) -> Position:
        """A random place in a village, or close to its houses."""
        home = self.village_homes[village]
        if near_home:
            return self.within(home, chance, 0.5)
        number = self.layout.village_codes.index(village)
        return self.within(
            int(chance.pick(np.flatnonzero(self.layout.village_of_face == number).tolist())), chance
        )

    def village_at(self, place: Position) -> str:
        """The village whose ground this is."""
        metres = self.plane.to_metres([place])[0]
        near = self._tree.query(metres, k=min(12, len(self.mesh.faces)))[1]
        spot = Point(place)
        face = next((int(f) for f in near if self.mesh.faces[f].covers(spot)), int(near[0]))
        return self.layout.village_codes[int(self.layout.village_of_face[face])]

    def is_inside(self, place: Position) -> bool:
        """Whether a place lies in the county."""
        return bool(shapely.contains_xy(self.mesh.county, *place))

    def towards(self, place: Position, distance_m: float, bearing: float) -> Position:
        """A place at about this distance, at the first bearing (clockwise) inside the county."""
        for turn in range(0, 360, 20):
            angle = math.radians(bearing + turn)
            found = self.plane.offset(
                place, distance_m * math.sin(angle), distance_m * math.cos(angle)
            )
            if self.is_inside(found):
                return found
        return place

    def towns(self) -> list[Division]:
        """Built-up townships; the first township where there is none."""
        found = [t for t in self.townships if is_town(t.name)]
        return found or [self.townships[0]]

    def countryside(self) -> list[Division]:
        """Townships that are not built-up."""
        return [t for t in self.townships if not is_town(t.name)]

    def patch(self, township: str, away_from: list[Position], area_m2: float) -> np.ndarray:
        """Faces of a compact piece of a township, away from given places."""
        faces = self.layout.faces_of_township(township)
        metres = self.mesh.metres[faces]
        middle = metres.mean(axis=0)
        radius = math.sqrt(area_m2 / math.pi)
        merit = -np.hypot(*(metres - middle).T)
        for place in away_from:
            gap = np.hypot(*(metres - self.plane.to_metres([place])[0]).T)
            merit = merit - np.maximum(0, 2.2 * radius - gap) * 3
        order = np.argsort(np.hypot(*(metres - metres[merit.argmax()]).T))
        areas = np.cumsum(self.mesh.areas[faces[order]])
        return np.asarray(faces[order[: max(2, int(np.searchsorted(areas, area_m2)))]])

    def shape(self, faces: np.ndarray) -> MultiPolygon:
        """The ground covered by faces."""
        merged = shapely.coverage_union_all([self.mesh.faces[f] for f in faces]).normalize()
        return MultiPolygon([merged]) if isinstance(merged, Polygon) else merged


def spaced(
    ground: Ground, faces: np.ndarray, taken: list[Position], gap_m: float, chance: Chance
) -> Position:
    """A place in one of the faces that keeps a distance from places already taken, if it can."""
    best, best_gap = None, -1.0
    numbers = faces.tolist()
    for _ in range(25):
        place = ground.within(chance.pick(numbers), chance, 0.9)
        nearest = ground.plane.nearest(place, taken, gap_m)
        if nearest > best_gap:
            best, best_gap = place, nearest
        if nearest >= gap_m:
            break
    assert best is not None
    return best
