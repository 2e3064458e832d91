"""Plain values about roads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TravelInfo:
    """A way by road: how far, how long, how it was got. Every figure is an estimate."""

    length_m: float
    time_s: float
    method: str
    network: str


@dataclass(frozen=True, slots=True)
class RouteInfo:
    """A way by road with its line (longitude, latitude) and the roads it follows, in order."""

    length_m: float
    time_s: float
    line: tuple[tuple[float, float], ...]
    roads: tuple[tuple[str, float], ...]
    closures: int
    method: str
    network: str

    @property
    def kilometres(self) -> float:
        """Its length in kilometres."""
        return self.length_m / 1000.0

    @property
    def minutes(self) -> int:
        """Its time in whole minutes, rounded up."""
        return math.ceil(self.time_s / 60.0)


@dataclass(frozen=True, slots=True)
class ReachInfo:
    """What is reached within a time: GeoJSON geometry in degrees."""

    minutes: float
    geometry: dict[str, Any]
    area_km2: float


@dataclass(frozen=True, slots=True)
class NearInfo:
    """One of several places by travel time; ``index`` is its place in the question."""

    index: int
    time_s: float


@dataclass(frozen=True, slots=True)
class TaskNeed:
    """A task of a joint assignment: where, and how many teams with each capability it needs.

    ``not_from`` are the teams that must not be sent there, for instance because they declined.
    """

    id: int
    longitude: float
    latitude: float
    needs: tuple[tuple[str, int], ...]
    not_from: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TeamAt:
    """A team of a joint assignment: where it stands and what it can do.

    ``pace`` is its time on the road over that of the vehicle asked for; ``groups`` are those that
    may have to keep teams at home.
    """

    id: int
    longitude: float
    latitude: float
    capabilities: tuple[str, ...]
    turnout_s: float = 0.0
    groups: tuple[str, ...] = ()
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Sending:
    """A team sent to a task for one of its capabilities."""

    task_id: int
    team_id: int
    capability: str
    time_s: float


@dataclass(frozen=True, slots=True)
class AssignmentInfo:
    """Who goes where in the least time together; ``gap`` 0 is the proof that none is better."""

    pairs: tuple[Sending, ...]
    missing: tuple[tuple[int, str, int], ...]
    time_s: float
    bound_s: float
    gap: float
    is_optimal: bool


@dataclass(frozen=True, slots=True)
class Group:
    """People at one place who must leave, and where to."""

    name: str
    longitude: float
    latitude: float
    people: int
    to_longitude: float
    to_latitude: float
    to_name: str = ""


@dataclass(frozen=True, slots=True)
class EvacuationWay:
    """The way of one group out of the zones to its shelter."""

    group: Group
    route: RouteInfo | None
    #: Length inside the zones. [m]
    inside_m: float


@dataclass(frozen=True, slots=True)
class EvacuationPlan:
    """Ways of all groups, when the last have left the zones, and what holds them up."""

    ways: tuple[EvacuationWay, ...]
    clear_s: float | None
    bottlenecks: tuple[tuple[str, float], ...]
    people: int
    stuck: int
    models: tuple[str, ...]
