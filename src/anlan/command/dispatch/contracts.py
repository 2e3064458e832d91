"""Plain values about dispatches and proposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.command.incidents.contracts import IncidentInfo
from anlan.command.roads.contracts import ReachInfo
from anlan.command.teams.contracts import TeamInfo


@dataclass(frozen=True, slots=True)
class Estimate:
    """A way and its time. ``method`` says how it was got; it is an estimate, not a route."""

    straight_m: float
    road_m: float
    travel_s: float
    method: str


@dataclass(frozen=True, slots=True)
class Way:
    """A planned way: its estimate, its line (longitude, latitude), its roads with their lengths."""

    estimate: Estimate
    line: tuple[tuple[float, float], ...] = ()
    steps: tuple[tuple[str, float], ...] = ()


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
class Sent:
    """A team of a joint plan: for what it goes, and after how many minutes it is there."""

    team: TeamInfo
    capability: str
    minutes: float


@dataclass(frozen=True, slots=True)
class JointTask:
    """An incident of a joint plan: who goes there, and what nobody can be sent for."""

    incident: IncidentInfo
    needs: tuple[Need, ...]
    sent: tuple[Sent, ...]
    missing: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class JointPlan:
    """Who goes where over all incidents; ``gap`` 0 is the proof that no other way is quicker."""

    tasks: tuple[JointTask, ...]
    waiting: tuple[IncidentInfo, ...]
    teams: int
    minutes: float
    is_optimal: bool
    gap: float

    @property
    def gap_percent(self) -> float:
        """What could at most still be saved."""
        return self.gap * 100.0


@dataclass(frozen=True, slots=True)
class Village:
    """A village by its centre."""

    code: str
    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Covered:
    """What is reached within some minutes of the alarm: villages, and the area by road."""

    minutes: float
    villages: int
    area: ReachInfo


@dataclass(frozen=True, slots=True)
class Stand:
    """A proposed base, and how many villages more it would reach in time."""

    village: Village
    added: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the county the teams with one capability reach in time."""

    capability: str
    label: str
    teams: tuple[TeamInfo, ...]
    villages: int
    reached: tuple[Covered, ...]
    missed: tuple[Village, ...]
    further: tuple[Stand, ...]
    is_proven: bool
    is_verified: bool


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
