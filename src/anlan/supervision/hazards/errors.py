"""Refusals of the closed loop, each with its code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import NotPermitted, WrongState


class FourEyes(NotPermitted):
    """The same person, or the organisation concerned, may not judge its own work."""

    code = "four_eyes"


class HazardFinished(WrongState):
    """Nothing more is done with a hazard that was crossed off."""

    code = "hazard_finished"
    message = _("This hazard has been crossed off already.")


class NotMajor(WrongState):
    """The step exists for major hazards only."""

    code = "hazard_not_major"
    message = _("Only a major hazard needs this.")


class AlreadyAsked(WrongState):
    """An application, hand-over or objection of this kind waits for an answer."""

    code = "already_asked"
    message = _("One is waiting for an answer already.")


class AlreadyAnswered(WrongState):
    """Somebody else answered it before."""

    code = "already_answered"
    message = _("It has been answered already.")
