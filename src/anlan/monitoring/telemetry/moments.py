"""Unix milliseconds and instants."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

HOUR_MS = 3_600_000


def unix_ms(at: datetime) -> int:
    """Return unix milliseconds."""
    return round(at.timestamp() * 1000)


def from_ms(at_ms: int | float) -> datetime:
    """Return the instant of unix milliseconds."""
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def to_iso(moments_ms: NDArray[np.int64]) -> list[str]:
    """Spell unix milliseconds as ISO 8601 in UTC."""
    found: list[str] = np.datetime_as_string(
        moments_ms.astype("datetime64[ms]"), timezone="UTC"
    ).tolist()
    return found
