"""What happens to hazards; other systems hear of it over web hooks."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.kernel.events import Event


@dataclass(frozen=True)
class HazardEvent(Event):
    """Base: every event names the hazard, its state and level (major | general), and whose it is.

    ``organisation`` is the one that rectifies; ``region`` and it limit who hears live messages.
    """

    hazard_id: int
    state: str
    level: str
    region: str
    organisation: int | None
    enterprise_id: int | None
    unit_id: int | None

    def topics(self) -> list[str]:
        """Lists, the map and the page of the hazard."""
        return ["hazards", "map", f"hazard:{self.hazard_id}"]


@dataclass(frozen=True)
class HazardReported(HazardEvent):
    """A hazard became known."""

    name = "hazards.hazard.reported"
    number: str
    title: str
    source: str


@dataclass(frozen=True)
class HazardVerified(HazardEvent):
    """It is a hazard; it counts from now on."""

    name = "hazards.hazard.verified"


@dataclass(frozen=True)
class HazardRejected(HazardEvent):
    """It is none, or the objection of the enterprise was right."""

    name = "hazards.hazard.rejected"


@dataclass(frozen=True)
class HazardAssigned(HazardEvent):
    """Somebody must remove it until a day."""

    name = "hazards.hazard.assigned"
    responsible_id: int | None


@dataclass(frozen=True)
class RectificationSubmitted(HazardEvent):
    """The removal waits for review."""

    name = "hazards.rectification.submitted"
    is_on_time: bool


@dataclass(frozen=True)
class RectificationReviewed(HazardEvent):
    """The removal was reviewed and waits for acceptance."""

    name = "hazards.rectification.reviewed"


@dataclass(frozen=True)
class RectificationReturned(HazardEvent):
    """The removal was not good enough."""

    name = "hazards.rectification.returned"


@dataclass(frozen=True)
class RectificationAccepted(HazardEvent):
    """The removal was accepted."""

    name = "hazards.rectification.accepted"


@dataclass(frozen=True)
class HazardCancelled(HazardEvent):
    """The hazard was crossed off."""

    name = "hazards.hazard.cancelled"


@dataclass(frozen=True)
class HazardLookedBack(HazardEvent):
    """A hazard that was crossed off was visited again."""

    name = "hazards.hazard.looked_back"
    result: str


@dataclass(frozen=True)
class HazardRegraded(HazardEvent):
    """The level changed between general and major."""

    name = "hazards.hazard.regraded"
    former_level: str


@dataclass(frozen=True)
class HazardOverdue(HazardEvent):
    """The time to rectify has passed; ``step`` is the rung of the escalation."""

    name = "hazards.hazard.overdue"
    step: int


@dataclass(frozen=True)
class HazardTransferred(HazardEvent):
    """Another office was asked to take it, took it or gave it back (``answer``)."""

    name = "hazards.hazard.transferred"
    to_organisation_id: int
    answer: str


@dataclass(frozen=True)
class HazardDisputed(HazardEvent):
    """The enterprise objects."""

    name = "hazards.hazard.disputed"


@dataclass(frozen=True)
class DisputeDecided(HazardEvent):
    """The bureau decided about an objection."""

    name = "hazards.dispute.decided"
    is_upheld: bool


@dataclass(frozen=True)
class ExtensionRequested(HazardEvent):
    """More time is asked for."""

    name = "hazards.extension.requested"


@dataclass(frozen=True)
class ExtensionDecided(HazardEvent):
    """More time was granted or refused."""

    name = "hazards.extension.decided"
    is_approved: bool


@dataclass(frozen=True)
class SuspensionOrdered(HazardEvent):
    """Use, work or production must stop."""

    name = "hazards.suspension.ordered"
    kind: str


@dataclass(frozen=True)
class SuspensionLifted(HazardEvent):
    """Use, work or production may go on."""

    name = "hazards.suspension.lifted"
    kind: str


@dataclass(frozen=True)
class SupervisionListed(HazardEvent):
    """A level of government took the hazard under listed supervision."""

    name = "hazards.supervision.listed"
    supervision_level: str


@dataclass(frozen=True)
class SupervisionLifted(HazardEvent):
    """The listed supervision ended."""

    name = "hazards.supervision.lifted"
    supervision_level: str


@dataclass(frozen=True)
class TraceBackOpened(HazardEvent):
    """Responsibility is traced back."""

    name = "hazards.trace_back.opened"
    trigger: str


@dataclass(frozen=True)
class TraceBackConcluded(HazardEvent):
    """The trace-back has a conclusion."""

    name = "hazards.trace_back.concluded"
    trigger: str
