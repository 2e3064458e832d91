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


@dataclass(frozen=True)
class DutyAsked(Event):
    """A duty check was asked."""

    name = "duty.check.asked"
    words = _("duty check asked")
    region: str
    check_id: int

    def topics(self) -> list[str]:
        """Desks that show the duty."""
        return ["duty"]


@dataclass(frozen=True)
class DutyAnswered(DutyEvent):
    """Somebody asked has answered."""

    name = "duty.check.answered"
    words = _("duty check answered")
    check_id: int
    answer_id: int


@dataclass(frozen=True)
class DutyCheckClosed(Event):
    """The time of a check is over, or everybody has answered."""

    name = "duty.check.closed"
    region: str
    check_id: int
    missed: int

    def topics(self) -> list[str]:
        """Desks that show the duty."""
        return ["duty"]


@dataclass(frozen=True)
class LeaveMoved(DutyEvent):
    """Leave was asked for, decided or withdrawn."""

    name = "duty.leave.moved"
    words = _("leave decided or changed")
    leave_id: int
    state: str


@dataclass(frozen=True)
class SwapMoved(DutyEvent):
    """A swap was asked for, agreed, decided or withdrawn."""

    name = "duty.swap.moved"
    words = _("swap decided or changed")
    swap_id: int
    state: str
