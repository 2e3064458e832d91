"""What happens to patrols; nothing is told to units of what they may not know yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class RoundChanged(Event):
    """A round was planned, started, finished."""

    name: ClassVar[str] = "patrols.round.changed"
    words = _("patrol round changed")
    round_id: int
    state: str

    def topics(self) -> list[str]:
        """Only the office knows plans."""
        return ["patrols-office"]


@dataclass(frozen=True)
class VisitMoved(Event):
    """The patrol of a unit moved on."""

    name: ClassVar[str] = "patrols.visit.moved"
    words = _("patrol moved on")
    visit_id: int
    round_id: int
    state: str
    organisation: int
    is_hidden: bool

    def topics(self) -> list[str]:
        """The lists and the page; of what the unit may not know only the office's."""
        own = f"patrol:{self.visit_id}"
        return [own, "patrols-office"] if self.is_hidden else [own, "patrols", "patrols-office"]


@dataclass(frozen=True)
class FeedbackIssued(Event):
    """A patrol ended with its feedback."""

    name: ClassVar[str] = "patrols.visit.feedback_issued"
    words = _("feedback of a patrol given")
    visit_id: int
    organisation: int
    findings: int

    def topics(self) -> list[str]:
        """The page of the patrol."""
        return [f"patrol:{self.visit_id}"]


@dataclass(frozen=True)
class FindingEvent(Event):
    """Base: which finding, of which patrol, with which unit."""

    finding_id: int
    visit_id: int
    state: str
    organisation: int

    def topics(self) -> list[str]:
        """The finding, its patrol, the lists."""
        own = [f"patrol-finding:{self.finding_id}", f"patrol:{self.visit_id}"]
        return own if self.state == "noted" else [*own, "patrols"]


@dataclass(frozen=True)
class FindingNoted(FindingEvent):
    """A finding was noted, changed or taken back."""

    name: ClassVar[str] = "patrols.finding.noted"
    words = _("patrol finding noted")


@dataclass(frozen=True)
class FindingMoved(FindingEvent):
    """It was given to the unit, reported, returned."""

    name: ClassVar[str] = "patrols.finding.moved"
    words = _("patrol finding moved on")


@dataclass(frozen=True)
class FindingOverdue(FindingEvent):
    """A unit is late; ``audience`` says whom it was told."""

    name: ClassVar[str] = "patrols.finding.overdue"
    words = _("patrol finding overdue")
    audience: str = ""
    days_late: int = 0


@dataclass(frozen=True)
class FindingClosed(FindingEvent):
    """It was checked and closed."""

    name: ClassVar[str] = "patrols.finding.closed"
    words = _("patrol finding closed")
