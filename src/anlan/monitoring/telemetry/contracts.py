"""What other apps are told of readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Readings:
    """Columns of equal length: dense point index, unix milliseconds, value, quality."""

    point: NDArray[np.int64]
    at_ms: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.point)

    def where(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Readings:
        """Return some of the rows."""
        return Readings(self.point[rows], self.at_ms[rows], self.value[rows], self.quality[rows])


@dataclass(frozen=True, slots=True)
class LatestValue:
    """The newest reading of a point; ``value`` is None when nothing was measured."""

    point_id: int
    at: datetime
    value: float | None
    quality: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve ready to draw: [unix ms, mean, least, most] rows and their resolution."""

    level: str
    rows: list[tuple[int, float | None, float | None, float | None]]
