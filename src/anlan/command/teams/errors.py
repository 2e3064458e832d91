"""What the rescue forces can refuse with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class AlreadyAsked(WrongState):
    """An expert is asked once about an incident."""

    code = "expert_already_asked"
    message = _("This expert has been asked about this incident already.")


class AlreadyStandingBy(WrongState):
    """A team waits at one place."""

    code = "team_already_standing_by"
    message = _("This team has a stand-by order already. End that one first.")


class ExpertUnavailable(WrongState):
    """The expert is away or no longer appointed."""

    code = "expert_unavailable"
    message = _("The expert cannot be asked at present.")


class IncidentOver(WrongState):
    """Experts are asked while somebody still has to deal with the incident."""

    code = "incident_over"
    message = _("The incident is over.")
