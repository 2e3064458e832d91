"""What other apps are told of installations and commitments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class InstallationInfo:
    """A unit with its level; ``grade`` is None where it is no major hazard installation."""

    id: int
    code: str
    name: str
    kind: str
    state: str
    enterprise_id: int
    is_major: bool
    grade: int | None
    s_index: float | None
    r_index: float | None
    undecided: int
    filed_until: date | None
    filed_grade: int | None
    assessed_on: date | None
    holding_ids: tuple[int, ...]
    longitude: float | None
    latitude: float | None
    url: str


@dataclass(frozen=True, slots=True)
class CommitmentInfo:
    """The commitment of an enterprise on a day; ``special_operations`` by kind and level."""

    id: int
    enterprise_id: int
    on: date
    state: str
    is_signed: bool
    running: int
    stopped: int
    maintenance: int
    trial: int
    starting: int
    tank_areas: int
    special_operations: Mapping[str, int]
    contractors: int
    contractor_people: int
    level: int
    signed_by: str
    signed_at: datetime | None
    is_late: bool
    url: str
