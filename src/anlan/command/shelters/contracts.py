"""Plain values about shelters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShelterInfo:
    """A shelter as other apps see it."""

    id: int
    name: str
    state: str
    capacity: int
    occupied: int
    region_code: str
    longitude: float
    latitude: float
    url: str
