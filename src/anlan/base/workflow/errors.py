"""Refusals about approvals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import NotPermitted, WrongState


class AlreadyInApproval(WrongState):
    """One running approval per object."""

    code = "already_in_approval"
    message = _("This is already in approval.")


class NotInApproval(WrongState):
    """The approval has ended."""

    code = "not_in_approval"
    message = _("This is no longer in approval.")


class NoDefinition(WrongState):
    """Nobody has set how this kind of thing is approved."""

    code = "no_definition"
    message = _("It is not set how this is approved. Ask the system administrator.")


class AlreadyDecided(WrongState):
    """One signature per person and step."""

    code = "already_decided"
    message = _("You have already decided this step; it waits for the other signatures.")


class OwnSubmission(NotPermitted):
    """Four eyes: who submits does not approve."""

    code = "own_submission"
    message = _("You submitted this yourself: another person must decide.")
