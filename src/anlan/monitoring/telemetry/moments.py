"""Unix milliseconds and instants."""

from __future__ import annotations

from datetime import UTC, datetime

HOUR_MS = 3_600_000


def unix_ms(at: datetime) -> int:
    """Return unix milliseconds."""
    return round(at.timestamp() * 1000)


def from_ms(at_ms: int | float) -> datetime:
    """Return the instant of unix milliseconds."""
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)
