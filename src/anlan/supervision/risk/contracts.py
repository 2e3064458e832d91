"""What other apps are told of risks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A risk unit: what it is, where, how grave it was assessed and is now (1 red … 4 blue)."""

    id: int
    code: str
    name: str
    object_name: str
    enterprise_id: int
    region_code: str
    department: str
    responsible_id: int | None
    control_level: str
    inherent_level: int
    residual_level: int
    current_level: int
    longitude: float | None
    latitude: float | None
    plan_x: float | None
    plan_y: float | None
    url: str


@dataclass(frozen=True, slots=True)
class FactorInfo:
    """A factor that makes a unit or an enterprise graver while it is open."""

    id: int
    enterprise_id: int
    unit_id: int | None
    kind: str
    kind_label: str
    severity: str
    source_type: str
    source_id: str
    explanation: str
    url: str
    recorded_at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class RegradeInfo:
    """A change of level with its reason."""

    id: int
    enterprise_id: int
    unit_id: int | None
    unit_name: str
    from_level: int
    to_level: int
    why: str
    at: datetime
    actor_name: str
    url: str


@dataclass(frozen=True, slots=True)
class EnterpriseRiskInfo:
    """How many units of each colour an enterprise has and the level that follows."""

    enterprise_id: int
    level: int
    red: int
    orange: int
    yellow: int
    blue: int
    open_factors: int
    url: str

    @property
    def units(self) -> int:
        """How many units there are."""
        return self.red + self.orange + self.yellow + self.blue


@dataclass(frozen=True, slots=True)
class CheckInfo:
    """A check of a control."""

    id: int
    enterprise_id: int
    unit_id: int
    control_id: int
    control: str
    state: str
    due_at: datetime
    checked_at: datetime | None
    checked_by: str
    finding: str
    url: str


@dataclass(frozen=True, slots=True)
class CheckStatistics:
    """What became of the checks that were due in a time."""

    due: int
    done: int
    late: int
    abnormal: int
    missed: int

    @property
    def rate(self) -> float | None:
        """Share of the checks done in time, None when none were due. [-]"""
        return (self.done - self.late) / self.due if self.due else None
