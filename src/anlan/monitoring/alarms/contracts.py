"""What other apps are told of alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AlarmInfo:
    """An alarm with its place, its figures and whose it is.

    ``source`` is ``rules`` or the app that raised it; point and device are None (their words
    empty) for alarms on enterprises and areas. ``due_at`` is by when the next step (``due_for``, in
    words) must be done.
    """

    id: int
    title: str
    level: int
    state: str
    state_label: str
    source: str
    source_key: str
    reason: str
    point_id: int | None
    point_name: str
    quantity: str
    unit: str
    chemical_id: int | None
    device_id: int | None
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
    due_at: datetime | None = None
    due_for: str = ""
