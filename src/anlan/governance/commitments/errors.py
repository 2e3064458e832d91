"""What commitments refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class AlreadyAsked(WrongState):
    """One wish for more time at a time."""

    code = "extension_pending"
    message = _("More time was asked for already; it waits for the decision.")


class AlreadyDecided(WrongState):
    """A wish is decided once."""

    code = "extension_decided"
    message = _("This was decided already.")


class NotAtWork(WrongState):
    """Reports are made while the unit works on it."""

    code = "commitment_not_at_work"
    message = _("Progress is reported while the task is being worked on: sign for it first.")


class PeriodIsClosed(WrongState):
    """A period that was checked is not reported again."""

    code = "period_closed"
    message = _("This period was reported already.")
