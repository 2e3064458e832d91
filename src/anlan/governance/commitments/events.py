"""What happens to commitments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import pgettext_lazy

from anlan.kernel.events import Event


@dataclass(frozen=True)
class CommitmentEvent(Event):
    """What every event of a commitment carries."""

    commitment_id: int
    lead_id: int
    region: str
    state: str
    source: str
    source_model: str
    source_id: str

    def topics(self) -> list[str]:
        """Lists, boards and the page itself."""
        return ["commitments", f"commitment:{self.commitment_id}"]


@dataclass(frozen=True)
class CommitmentAssigned(CommitmentEvent):
    """A unit was given a task."""

    name: ClassVar[str] = "commitments.commitment.assigned"
    words = pgettext_lazy("event", "commitment given to a unit")


@dataclass(frozen=True)
class CommitmentMoved(CommitmentEvent):
    """It was signed for, returned by the unit, paused, resumed, cancelled or opened again."""

    name: ClassVar[str] = "commitments.commitment.moved"
    words = pgettext_lazy("event", "commitment changed its state")
    step: str = ""


@dataclass(frozen=True)
class CommitmentReported(CommitmentEvent):
    """A unit reported its progress, a period, or that it is done."""

    name: ClassVar[str] = "commitments.commitment.reported"
    words = pgettext_lazy("event", "progress of a commitment reported")
    progress: int = 0
    is_final: bool = False
    needs_decision: bool = False


@dataclass(frozen=True)
class CommitmentOverdue(CommitmentEvent):
    """The deadline of a commitment, or of one of its periods, has passed."""

    name: ClassVar[str] = "commitments.commitment.overdue"
    words = pgettext_lazy("event", "commitment overdue")
    due_on: str = ""
    period_id: int | None = None


@dataclass(frozen=True)
class CommitmentEscalated(CommitmentEvent):
    """Somebody higher up was told of it."""

    name: ClassVar[str] = "commitments.commitment.escalated"
    words = pgettext_lazy("event", "overdue commitment taken to a leader")
    audience: str = ""
    days_late: int = 0


@dataclass(frozen=True)
class CommitmentCompleted(CommitmentEvent):
    """It was checked and is done."""

    name: ClassVar[str] = "commitments.commitment.completed"
    words = pgettext_lazy("event", "commitment completed")
    is_late: bool = False


@dataclass(frozen=True)
class CommitmentReturned(CommitmentEvent):
    """It was checked and sent back to the unit."""

    name: ClassVar[str] = "commitments.commitment.returned"
    words = pgettext_lazy("event", "commitment sent back to the unit")
    reason: str = ""


@dataclass(frozen=True)
class DeadlineMoved(CommitmentEvent):
    """More time was asked for, granted or refused."""

    name: ClassVar[str] = "commitments.commitment.extension"
    words = pgettext_lazy("event", "more time for a commitment")
    extension_state: str = ""
