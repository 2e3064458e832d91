"""What happened to risks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from anlan.kernel.events import Event


class _OnEnterprise(Event):
    """Events of one enterprise's risks; its dossier and the registers hear of them."""

    enterprise_id: int

    def topics(self) -> list[str]:
        """The enterprise's dossier, its risks, all risks."""
        return [f"enterprise:{self.enterprise_id}", f"risk:{self.enterprise_id}", "risks"]


@dataclass(frozen=True)
class RiskTreeChanged(_OnEnterprise):
    """An object, unit, event or control was added, changed or retired."""

    name: ClassVar[str] = "risk.tree.changed"
    enterprise_id: int
    region: str
    kind: str
    object_id: int


@dataclass(frozen=True)
class UnitRegraded(_OnEnterprise):
    """The present level of a unit changed."""

    name: ClassVar[str] = "risk.unit.regraded"
    enterprise_id: int
    region: str
    unit_id: int
    from_level: int
    to_level: int
    why: str

    def topics(self) -> list[str]:
        """The unit too."""
        return [*super().topics(), f"risk_unit:{self.unit_id}"]


@dataclass(frozen=True)
class EnterpriseRegraded(_OnEnterprise):
    """The level of an enterprise changed."""

    name: ClassVar[str] = "risk.enterprise.regraded"
    enterprise_id: int
    region: str
    from_level: int
    to_level: int
    why: str


@dataclass(frozen=True)
class FactorRecorded(_OnEnterprise):
    """Something began to weigh on a unit or an enterprise."""

    name: ClassVar[str] = "risk.factor.recorded"
    enterprise_id: int
    region: str
    unit_id: int | None
    factor_id: int
    kind: str


@dataclass(frozen=True)
class FactorLifted(_OnEnterprise):
    """It no longer weighs."""

    name: ClassVar[str] = "risk.factor.lifted"
    enterprise_id: int
    region: str
    unit_id: int | None
    factor_id: int
    kind: str


@dataclass(frozen=True)
class CheckRecorded(_OnEnterprise):
    """A check was done."""

    name: ClassVar[str] = "risk.check.recorded"
    enterprise_id: int
    region: str
    check_id: int
    unit_id: int
    control_id: int
    state: str


@dataclass(frozen=True)
class CheckFailed(_OnEnterprise):
    """A check found a control not working: a hazard to be put right."""

    name: ClassVar[str] = "risk.check.failed"
    enterprise_id: int
    region: str
    check_id: int
    unit_id: int
    control_id: int
    control: str
    text: str
    found_at: datetime
    checked_by: str
    photo_ids: tuple[int, ...] = ()

    def live_data(self) -> dict[str, Any]:
        """Ids only: the text stays on the page."""
        return {
            "enterprise_id": self.enterprise_id,
            "region": self.region,
            "check_id": self.check_id,
            "unit_id": self.unit_id,
        }


@dataclass(frozen=True)
class ChecksMissed(_OnEnterprise):
    """Checks of an enterprise passed their time undone."""

    name: ClassVar[str] = "risk.checks.missed"
    enterprise_id: int
    region: str
    count: int


@dataclass(frozen=True)
class AssessmentInForce(_OnEnterprise):
    """A version of the assessment was approved and is in force."""

    name: ClassVar[str] = "risk.assessment.in_force"
    enterprise_id: int
    region: str
    assessment_id: int
    version: int


@dataclass(frozen=True)
class AssessmentChanged(_OnEnterprise):
    """A version of the assessment was opened, submitted or returned."""

    name: ClassVar[str] = "risk.assessment.changed"
    enterprise_id: int
    region: str
    assessment_id: int
    state: str


@dataclass(frozen=True)
class RulesPublished(Event):
    """Another version of the re-grading rules is in use."""

    name: ClassVar[str] = "risk.rules.published"
    version: int

    def topics(self) -> list[str]:
        """Whoever watches risks."""
        return ["risks"]
