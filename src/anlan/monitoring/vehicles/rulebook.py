"""What the rules over positions are made of: rules, positions, what is remembered and found."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import time

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.monitoring.vehicles.choices import RuleKind, VehicleKind
from anlan.monitoring.vehicles.roads import OTHER

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

KINDS = tuple(VehicleKind.values)
DAY_S = 86_400
#: China keeps one time. [s]
CHINA_S = 8 * 3600
#: Too fast must last this long and be told at least twice. [s]
SPEEDING_FOR_S = 15
#: Excess over the limit from which the level is graver: the platform's own grading.
GRADES = ((0.5, 2), (0.2, 3), (0.0, 4))
#: Rules of which a vehicle has one open violation at a time, in the columns of ``State.open``.
PLAIN = (RuleKind.SPEEDING, RuleKind.NIGHT, RuleKind.FATIGUE, RuleKind.OFF_ROUTE)
SPEEDING, NIGHT, FATIGUE, OFF_ROUTE = range(4)


@dataclass(frozen=True, slots=True)
class FenceRule:
    """A geofence as the engine needs it; hours in seconds of the day, None: always."""

    id: int
    kind: str
    area: shapely.Geometry
    vehicle_kinds: frozenset[str]
    vehicles: frozenset[int]
    limit_km_h: float | None
    begins_s: int | None
    ends_s: int | None
    weekdays: frozenset[int]
    level: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class HoursRule:
    """Forbidden hours or a longest time of driving."""

    kind: str
    vehicle_kinds: frozenset[str]
    begins_s: int | None
    ends_s: int | None
    minutes: float
    rest_minutes: float | None
    level: int
    basis: str


@dataclass(frozen=True, slots=True)
class RouteRule:
    """How far a dangerous-goods trip may be off its planned route, and for how long."""

    tolerance_m: float
    minutes: float
    level: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Something began, worsened (``is_on`` while open) or ended for a vehicle (by row)."""

    row: int
    rule: str
    is_on: bool
    at_ms: int
    level: int = 0
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    fence_id: int | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A vehicle (by row) entered or left a fence that notes it."""

    row: int
    fence_id: int
    is_entry: bool
    at_ms: int


@dataclass(slots=True)
class State:
    """What is known of each vehicle. Times are unix milliseconds, 0 for none."""

    at: Ints
    longitude: Floats
    latitude: Floats
    speed: Floats
    heading: Floats
    mileage: Floats
    driver: Floats
    driving_since: Ints
    standing_since: Ints
    speeding_since: Ints
    night_since: Ints
    off_route_since: Ints
    road: Ints
    limit: Floats
    level: Ints
    speeding_level: Ints
    inside: Bools
    open: Bools
    open_fence: Bools

    @classmethod
    def empty(cls, vehicles: int, fences: int) -> State:
        """Return a state in which nothing was ever heard."""

        def none() -> Ints:
            return np.zeros(vehicles, np.int64)

        def unknown() -> Floats:
            return np.full(vehicles, np.nan)

        return cls(
            at=none(),
            longitude=unknown(),
            latitude=unknown(),
            speed=unknown(),
            heading=unknown(),
            mileage=unknown(),
            driver=unknown(),
            driving_since=none(),
            standing_since=none(),
            speeding_since=none(),
            night_since=none(),
            off_route_since=none(),
            road=np.full(vehicles, OTHER, np.int64),
            limit=unknown(),
            level=none(),
            speeding_level=none(),
            inside=np.zeros((vehicles, fences), np.bool_),
            open=np.zeros((vehicles, len(PLAIN)), np.bool_),
            open_fence=np.zeros((vehicles, fences), np.bool_),
        )

    def copy(self) -> State:
        """Return a state of its own."""
        return State(**{f.name: getattr(self, f.name).copy() for f in fields(self)})


@dataclass(frozen=True, slots=True)
class Round:
    """Positions of one moment each of different vehicles, by row; mileage and driver may be NaN."""

    row: Ints
    at: Ints
    longitude: Floats
    latitude: Floats
    speed: Floats
    heading: Floats
    mileage: Floats
    driver: Floats

    def __len__(self) -> int:
        return len(self.row)

    def where(self, rows: Bools) -> Round:
        """Return some of the positions."""
        return Round(*(getattr(self, f.name)[rows] for f in fields(self)))


@dataclass(slots=True)
class Findings:
    """What a batch showed."""

    edges: list[Edge] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)


def seconds_of(moment: time | None) -> int | None:
    """Return a time of day in seconds."""
    return None if moment is None else moment.hour * 3600 + moment.minute * 60 + moment.second


def within_hours(clock_s: Ints, begins_s: int | None, ends_s: int | None) -> Bools:
    """Tell which times of day lie in hours that may pass midnight; none given: all."""
    if begins_s is None or ends_s is None or begins_s == ends_s:
        return np.ones(len(clock_s), np.bool_)
    if begins_s < ends_s:
        return (clock_s >= begins_s) & (clock_s < ends_s)
    return (clock_s >= begins_s) | (clock_s < ends_s)
