"""Metres on a flat county: an equirectangular plane through its middle.

Over a county (100 km) a distance is wrong by less than 0.5 %, which is enough for invented shapes;
areas and routes shown to people are computed by PostGIS on the spheroid.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .model import Position

EARTH_RADIUS_M = 6_371_008.8
METRES_PER_DEGREE = math.pi * EARTH_RADIUS_M / 180


@dataclass(frozen=True)
class Plane:
    """Conversion between degrees and metres east and north of an origin."""

    longitude: float
    latitude: float

    @cached_property
    def scale(self) -> tuple[float, float]:
        """Metres per degree of longitude and of latitude."""
        return METRES_PER_DEGREE * math.cos(math.radians(self.latitude)), METRES_PER_DEGREE

    def to_metres(self, degrees: Any) -> np.ndarray:
        """Coordinates, shape (n, 2), in metres."""
        return (np.asarray(degrees, float) - (self.longitude, self.latitude)) * self.scale

    def to_degrees(self, metres: Any) -> np.ndarray:
        """Coordinates, shape (n, 2), in degrees."""
        return np.asarray(metres, float) / self.scale + (self.longitude, self.latitude)

    def offset(self, place: Position, east_m: float, north_m: float) -> Position:
        """The place so many metres east and north of another."""
        x, y = self.scale
        return Position(
            round(place.longitude + east_m / x, 6), round(place.latitude + north_m / y, 6)
        )

    def distance(self, a: Position, b: Position) -> float:
        """Straight distance in metres."""
        x, y = self.scale
        return math.hypot((a.longitude - b.longitude) * x, (a.latitude - b.latitude) * y)

    def nearest(self, place: Position, others: Iterable[Position], default: float) -> float:
        """Straight distance to the nearest of other places in metres; ``default`` without any."""
        x, y = self.scale
        east, north = place
        return min(
            (math.hypot((east - lon) * x, (north - lat) * y) for lon, lat in others),
            default=default,
        )
