"""Plain values about dispatches and proposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.command.teams.contracts import TeamInfo


@dataclass(frozen=True, slots=True)
class Estimate:
    """A way and its time. ``method`` says how it was got; it is an estimate, not a route."""

    straight_m: float
    road_m: float
    travel_s: float
    method: str


@dataclass(frozen=True, slots=True)
class Need:
    """A capability the incident asks for, and how many teams with it are bound already."""

    code: str
    label: str
    wanted: int
    covered: int

    @property
    def is_open(self) -> bool:
        """Whether more teams are wanted."""
        return self.covered < self.wanted


@dataclass(frozen=True, slots=True)
class Proposal:
    """A team that could be sent, and what speaks for and against it."""

    team: TeamInfo
    matched: tuple[str, ...]
    first_for: tuple[str, ...]
    estimate: Estimate | None
    minutes: float | None
    is_available: bool
    blocked_reason: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DispatchInfo:
    """A dispatch as other apps see it."""

    id: int
    incident_id: int
    team_id: int
    team_name: str
    leader_id: int | None
    state: str
    state_label: str
    assigned_at: datetime
    accepted_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    ended_at: datetime | None
    eta_at: datetime | None
    longitude: float | None
    latitude: float | None
    position_at: datetime | None
    url: str
