"""What a dispatch can refuse with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class TeamAlreadyBound(WrongState):
    """The team was sent by somebody else, or cannot be sent now."""

    code = "team_already_bound"
    message = _("This team is bound to an incident already or is not available. Choose another.")


class IncidentFinished(WrongState):
    """Teams are only sent to an incident somebody still has to deal with."""

    code = "incident_finished"
    message = _("This incident is finished; no team can be sent to it.")


class NotMovable(WrongState):
    """Only a team that is bound is moved, and to another incident than the one it is bound to."""

    code = "not_movable"
    message = _("Only a team bound to another incident can be moved here.")
