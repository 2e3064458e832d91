"""What other apps are told of consequence runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ZoneInfo:
    """One zone with its reach."""

    kind: int
    level: int | None
    label: str
    value: float | None
    unit: str
    reach_m: float
    reach_least_m: float
    reach_most_m: float
    area_km2: float


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run as a value."""

    id: int
    scenario: str
    chemical_id: int
    incident_id: int | None
    enterprise_id: int | None
    former_id: int | None
    longitude: float
    latitude: float
    wind_speed_m_s: float
    wind_from_deg: float | None
    stability: str
    verification: str
    model_ids: tuple[str, ...]
    zones: tuple[ZoneInfo, ...]
    made_at: datetime
    url: str
