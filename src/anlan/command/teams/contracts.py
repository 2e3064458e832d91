"""Plain values other apps get about teams."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TeamInfo:
    """A team as dispatch, the map and the public API see it."""

    id: int
    code: str
    name: str
    kind: str
    capabilities: tuple[str, ...]
    capability_labels: tuple[str, ...]
    longitude: float
    latitude: float
    region_code: str
    organisation_id: int | None
    leader_id: int | None
    leader_name: str
    members: int
    readiness: str
    readiness_label: str
    speed_kmh: float
    turnout_minutes: int
    duty_phone: str
