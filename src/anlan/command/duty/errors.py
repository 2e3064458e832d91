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
