"""Why the register refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class IsDrill(WrongState):
    """A drill is never counted."""

    code = "accident_of_a_drill"
    message = _("This is a drill; drills are never counted.")


class AlreadyRegistered(WrongState):
    """The incident stands in the register."""

    code = "incident_already_registered"
    message = _("This incident stands in the register of accidents already.")


class SamePerson(WrongState):
    """Who proposed does not decide."""

    code = "same_person_decides"
    message = _("Somebody else must decide: you proposed it yourself.")


class MonthIsClosed(WrongState):
    """The month stands."""

    code = "month_is_closed"
    message = _("This month is closed. Reopen it with a reason first.")


class OneWaits(WrongState):
    """Figures wait for approval."""

    code = "figures_wait"
    message = _("Figures of this accident wait for approval already; decide on them first.")
