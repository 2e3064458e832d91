"""What other apps are told of alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AlarmInfo:
    """An alarm with its place, its figures and whose it is."""

    id: int
    title: str
    level: int
    state: str
    state_label: str
    point_id: int
    point_name: str
    quantity: str
    unit: str
    chemical_id: int | None
    device_id: int
    device_name: str
    enterprise_id: int | None
    enterprise_name: str
    organisation_id: int | None
    region: str
    region_name: str
    place: str
    longitude: float | None
    latitude: float | None
    opened_at: datetime
    raised_at: datetime
    first_value: float | None
    peak_value: float | None
    limit: float | None
    cleared_at: datetime | None
    acknowledged_at: datetime | None
    holder_id: int | None
    url: str
