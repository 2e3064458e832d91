"""Plain values other apps get about teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Gap:
    """What a team lacks or will lack: ``kind`` certificate, equipment, insurance or training.

    ``is_lapsed``: the day has passed; only a lapsed certificate, check or insurance lowers the
    readiness (``lowers``).
    """

    kind: str
    what: str
    due_on: date | None
    is_lapsed: bool
    legal_basis: str
    lowers: bool = False


@dataclass(frozen=True, slots=True)
class TeamInfo:
    """A team as dispatch, the map and the public API see it.

    ``longitude`` and ``latitude`` are where it is sent from: its base, or the place where it
    stands by. ``readiness`` is lowered from ready to limited by what has expired, and the label
    says so.
    """

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
    stand_by_place: str = ""


@dataclass(frozen=True, slots=True)
class StandByProposal:
    """A township in danger, what it asks for, and the nearest free team that could wait there."""

    hazard_label: str
    region_name: str
    level: int
    danger_url: str
    reasons: tuple[str, ...]
    capability_labels: tuple[str, ...]
    longitude: float
    latitude: float
    team_id: int | None
    team_name: str
    distance_m: float | None
    by_road: bool
    legal_basis: str


@dataclass(frozen=True, slots=True)
class NeighbourInfo:
    """A team beyond the border that may be asked, and how far it is."""

    id: int
    name: str
    kind_label: str
    capability_labels: tuple[str, ...]
    home_region: str
    people: int
    office: str
    office_phone: str
    agreement: str
    has_lapsed: bool
    distance_m: float | None
    by_road: bool
    url: str
