"""Tying a picture to the ground: the affine transform that fits its control points best.

Places are taken into a plane of metres around their middle (equirectangular, exact to millimetres
over a plant), the six numbers follow by least squares, and what is left over is told in metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sqrt
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput

#: Metres of one degree of latitude on the mean sphere (radius 6,371,008.8 m). [m/°]
METRES_PER_DEGREE = 111_195.08
LEAST_POINTS = 3
#: Points whose spread across is less than this part of their spread along lie on one line.
FLATNESS = 0.01


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """A pixel of the picture (x right, y down) and the place it shows (WGS-84)."""

    x: float
    y: float
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Transform:
    """east = a·x + b·y + c, north = d·x + e·y + f, in metres from the origin."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    longitude: float
    latitude: float

    def to_ground(self, x: float, y: float) -> tuple[float, float]:
        """The place (longitude, latitude) of a pixel."""
        east = self.a * x + self.b * y + self.c
        north = self.d * x + self.e * y + self.f
        return (
            self.longitude + east / (METRES_PER_DEGREE * cos(radians(self.latitude))),
            self.latitude + north / METRES_PER_DEGREE,
        )

    def to_picture(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The pixel of a place."""
        east, north = _plane(longitude, latitude, self.longitude, self.latitude)
        east, north = east - self.c, north - self.f
        size = self.a * self.e - self.b * self.d
        return (self.e * east - self.b * north) / size, (self.a * north - self.d * east) / size

    def metres_per_pixel(self) -> float:
        """The scale, as the side of a square pixel of the same area."""
        return sqrt(abs(self.a * self.e - self.b * self.d))

    def as_json(self) -> dict[str, float]:
        """For the record."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Transform:
        """From the record."""
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Fit:
    """The transform, how far each point misses it, and the root mean square of that. [m]"""

    transform: Transform
    misses_m: tuple[float, ...]
    residual_m: float


def _plane(
    longitude: float, latitude: float, origin_longitude: float, origin_latitude: float
) -> tuple[float, float]:
    return (
        (longitude - origin_longitude) * METRES_PER_DEGREE * cos(radians(origin_latitude)),
        (latitude - origin_latitude) * METRES_PER_DEGREE,
    )


def fit_transform(points: Sequence[ControlPoint]) -> Fit:
    """Fit the transform. Raises ``InvalidInput``: too few points, or all on one line."""
    if len(points) < LEAST_POINTS:
        raise InvalidInput(fields={"control_points": _("Give at least three control points.")})
    for point in points:
        if not (-180 <= point.longitude <= 180 and -85 <= point.latitude <= 85):
            raise InvalidInput(
                fields={"control_points": _("These coordinates are not on the globe.")}
            )
    pixels = np.array([(p.x, p.y) for p in points], dtype=float)
    origin = (
        float(np.mean([p.longitude for p in points])),
        float(np.mean([p.latitude for p in points])),
    )
    ground = np.array([_plane(p.longitude, p.latitude, *origin) for p in points], dtype=float)
    if _is_line(pixels):
        raise InvalidInput(
            fields={
                "control_points": _(
                    "The control points lie on one line in the picture. Choose at least one that "
                    "lies well beside it."
                )
            }
        )
    if _is_line(ground):
        raise InvalidInput(
            fields={
                "control_points": _(
                    "The places of the control points lie on one line on the ground, or are the "
                    "same. Check their coordinates."
                )
            }
        )
    design = np.column_stack([pixels, np.ones(len(points))])
    solution, *_rest = np.linalg.lstsq(design, ground, rcond=None)
    a, b, c = (float(v) for v in solution[:, 0])
    d, e, f = (float(v) for v in solution[:, 1])
    transform = Transform(a, b, c, d, e, f, *origin)
    misses = tuple(hypot(*row) for row in (design @ solution - ground))
    return Fit(transform, misses, sqrt(sum(m * m for m in misses) / len(misses)))


def _is_line(points: np.ndarray) -> bool:
    spread = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    return bool(spread[0] == 0 or spread[1] / spread[0] < FLATNESS)


def corners(transform: Transform, width: int, height: int) -> list[tuple[float, float]]:
    """The places of the picture's corners: top left, top right, bottom right, bottom left."""
    return [
        transform.to_ground(x, y) for x, y in ((0, 0), (width, 0), (width, height), (0, height))
    ]
