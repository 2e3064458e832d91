"""What happens on duty."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class DutyEvent(Event):
    """Base: whose office."""

    region: str
    organisation: int

    def topics(self) -> list[str]:
        """Desks that show the duty."""
        return ["duty"]


@dataclass(frozen=True)
class RosterChanged(DutyEvent):
    """Somebody was put on or taken off the roster."""

    name = "duty.roster.changed"
    words = _("roster changed")
    assignment_id: int


@dataclass(frozen=True)
class LogWritten(DutyEvent):
    """An entry stands in the log."""

    name = "duty.log.written"
    entry_id: int


@dataclass(frozen=True)
class HandoverOffered(DutyEvent):
    """A shift waits to be taken over."""

    name = "duty.handover.offered"
    handover_id: int


@dataclass(frozen=True)
class HandoverAccepted(DutyEvent):
    """The next person has the desk."""

    name = "duty.handover.accepted"
    handover_id: int
