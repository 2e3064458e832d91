"""Events of clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class DeadlineEvent(Event):
    """Base of the clock events."""

    deadline_id: int
    rule_code: str
    subject_type: str
    subject_id: str
    due_at: datetime
    region: str = ""
    organisation: int | None = None

    def topics(self) -> list[str]:
        """Desks listen to all clocks of their scope."""
        return ["deadlines"]


@dataclass(frozen=True)
class DeadlineStarted(DeadlineEvent):
    """A clock was started."""

    name = "deadlines.deadline.started"


@dataclass(frozen=True)
class DeadlineMet(DeadlineEvent):
    """The duty was done."""

    name = "deadlines.deadline.met"


@dataclass(frozen=True)
class DeadlineNear(DeadlineEvent):
    """The reminder time has come."""

    name = "deadlines.deadline.near"
    words = _("deadline runs out soon")


@dataclass(frozen=True)
class DeadlineOverdue(DeadlineEvent):
    """The time has passed and the duty is not done."""

    name = "deadlines.deadline.overdue"


@dataclass(frozen=True)
class DeadlineChanged(DeadlineEvent):
    """A clock was paused, resumed, extended or cancelled."""

    name = "deadlines.deadline.changed"
    words = _("deadline changed")
