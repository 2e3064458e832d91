"""What other apps see of an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class GradeReason:
    """Why a grade: the measure, its value, the clause it falls under."""

    measure: str
    value: Decimal
    unit: str
    grade: int
    clause: str
    text: str
    legal_basis: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class GradeResult:
    """The grade the facts give (1 gravest … 4), and what it could become.

    ``possible_grade`` counts the missing and trapped as deaths (article 12 (4) reports them).
    ``applies`` is False for kinds outside 国务院令第493号, where the grade is only an orientation.
    """

    grade: int
    reasons: tuple[GradeReason, ...]
    possible_grade: int
    possible_reasons: tuple[GradeReason, ...]
    applies: bool = True

    @property
    def may_worsen(self) -> bool:
        """Whether the missing and trapped could raise the grade."""
        return self.possible_grade < self.grade


@dataclass(frozen=True, slots=True)
class FactsInfo:
    """The latest facts."""

    version: int
    deaths: int
    missing: int
    serious_injuries: int
    acute_poisonings: int
    minor_injuries: int
    trapped: int
    evacuated: int
    direct_loss: Decimal
    details: dict[str, Any]
    grade: int
    possible_grade: int
    as_of: datetime
    change_reason: str = ""


@dataclass(frozen=True, slots=True)
class IncidentInfo:
    """One incident as a value."""

    id: int
    number: str
    title: str
    kind: str
    kind_label: str
    grade: int | None
    grade_label: str
    region_code: str
    region_name: str
    address: str
    longitude: float | None
    latitude: float | None
    state: str
    state_label: str
    occurred_at: datetime
    reported_at: datetime
    responding_at: datetime | None
    controlled_at: datetime | None
    closed_at: datetime | None
    enterprise_id: int | None
    organisation_id: int | None
    alarm_id: int | None
    url: str
    facts: FactsInfo | None
    is_drill: bool = False
    is_cause_removed: bool = False
    is_cause_verified: bool = False

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody still has to deal with it."""
        return self.state in ("open", "responding", "controlled")


@dataclass(frozen=True, slots=True)
class MetricStep:
    """One moment of the main job and how long after the first signal it came."""

    name: str
    label: str
    at: datetime | None
    elapsed_s: float | None


@dataclass(frozen=True, slots=True)
class ReportingFault:
    """A report that came late 迟报 or has not come at all 漏报."""

    rule_code: str
    title: str
    kind: str  # late | omitted
    due_at: datetime
    met_at: datetime | None
    late_by_s: float
    legal_basis: str


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of the timeline."""

    id: int
    at: datetime
    kind: str
    kind_label: str
    text: str
    level: int | None
    actor_name: str
    url: str


@dataclass(frozen=True, slots=True)
class ReportingClock:
    """A reporting clock of an incident that still runs."""

    title: str
    due_at: datetime
    legal_basis: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A submitted report as it goes to another level; ``thread`` is the incident's number."""

    id: int
    number: str
    thread: str
    kind: str
    title: str
    grade: int
    incident_id: int
    incident_kind: str
    category: str
    is_drill: bool
    region_code: str
    address: str
    longitude: float | None
    latitude: float | None
    occurred_at: datetime
    reported_at: datetime
    submitted_at: datetime
    submitted_by: str
    due_at: datetime | None
    facts: FactsInfo
    texts: dict[str, str]
