"""What happens to incidents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class IncidentEvent(Event):
    """Base: every event names the incident, its state and grade, and whose it is."""

    incident_id: int
    state: str
    grade: int | None
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """Lists, the map and the incident's own page."""
        return ["incidents", "map", f"incident:{self.incident_id}"]


@dataclass(frozen=True)
class IncidentOpened(IncidentEvent):
    """Something happened and the county takes it in hand."""

    name = "incidents.incident.opened"
    number: str
    title: str
    kind: str
    alarm_id: int | None
    enterprise_id: int | None
    occurred_at: datetime
    is_drill: bool = False


@dataclass(frozen=True)
class FactsUpdated(IncidentEvent):
    """A new version of the facts stands."""

    name = "incidents.facts.updated"
    version: int
    former_grade: int | None
    casualties_changed: bool


@dataclass(frozen=True)
class GradeChanged(IncidentEvent):
    """The facts give another grade than before."""

    name = "incidents.grade.changed"
    words = _("grade of an incident changed")
    former_grade: int | None


@dataclass(frozen=True)
class IncidentResponding(IncidentEvent):
    """The response has begun."""

    name = "incidents.incident.responding"


@dataclass(frozen=True)
class IncidentControlled(IncidentEvent):
    """The incident is under control."""

    name = "incidents.incident.controlled"


@dataclass(frozen=True)
class IncidentFlaredUp(IncidentEvent):
    """The incident is out of control again, or reopened."""

    name = "incidents.incident.flared_up"


@dataclass(frozen=True)
class CauseRemoved(IncidentEvent):
    """Somebody reports the cause as removed."""

    name = "incidents.cause.removed"


@dataclass(frozen=True)
class CauseVerified(IncidentEvent):
    """Another person has verified it."""

    name = "incidents.cause.verified"


@dataclass(frozen=True)
class IncidentClosed(IncidentEvent):
    """The incident is over."""

    name = "incidents.incident.closed"
    alarm_id: int | None


@dataclass(frozen=True)
class IncidentCancelled(IncidentEvent):
    """The incident was cancelled or a false report."""

    name = "incidents.incident.cancelled"
    is_false: bool


@dataclass(frozen=True)
class IncidentMerged(IncidentEvent):
    """The incident was a duplicate of another."""

    name = "incidents.incident.merged"
    parent_id: int


@dataclass(frozen=True)
class ReportSubmitted(IncidentEvent):
    """A report went to the superior."""

    name = "incidents.report.submitted"
    report_id: int
    kind: str
    is_late: bool


@dataclass(frozen=True)
class ReportReceived(IncidentEvent):
    """The superior confirmed a report."""

    name = "incidents.report.received"
    report_id: int


@dataclass(frozen=True)
class TimelineAdded(Event):
    """A line was added to the timeline of an incident."""

    name = "incidents.timeline.added"
    incident_id: int
    entry_id: int
    kind: str

    def topics(self) -> list[str]:
        """Only who watches this incident."""
        return [f"incident:{self.incident_id}"]
