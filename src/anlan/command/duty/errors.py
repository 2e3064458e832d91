"""Refusals of this app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import NotPermitted, WrongState


class AlreadyOnDuty(WrongState):
    """A person stands one shift at a time."""

    code = "already_on_duty"
    message = _("This person already stands a shift at that time.")


class HandoverOpen(WrongState):
    """One hand-over at a time."""

    code = "handover_open"
    message = _("A hand-over is waiting already; it must be taken over or withdrawn first.")


class TakerIsGiver(NotPermitted):
    """Who hands over does not take over."""

    code = "taker_is_giver"
    message = _("Another person takes over: you handed over this shift yourself.")


class AssignmentOver(WrongState):
    """What has been is not rewritten."""

    code = "assignment_over"
    message = _("A shift that has begun stays in the roster.")


class NobodyOnDuty(WrongState):
    """A check asks those who stand watch."""

    code = "nobody_on_duty"
    message = _("Nobody of these offices is on the roster at this hour.")


class AlreadyAnswered(WrongState):
    """An answer counts once."""

    code = "already_answered"
    message = _("This duty check is answered already.")


class LeaveOverlaps(WrongState):
    """The same days are asked for once."""

    code = "leave_overlaps"
    message = _("Leave for these days is asked for already.")


class SwapOpen(WrongState):
    """A shift is offered to one colleague at a time."""

    code = "swap_open"
    message = _("A swap of this shift waits already; it must be withdrawn first.")


class OnLeave(WrongState):
    """Who is on leave stands no duty."""

    code = "on_leave"
    message = _("This person is on leave at that time.")


class NobodyFree(WrongState):
    """No stand-in was found."""

    code = "nobody_free"
    message = _("No colleague is free for this shift: all stand another, rest or are on leave.")
