"""What a response can refuse with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class ResponseAlreadyActive(WrongState):
    """The incident has a running response; its level can be changed instead."""

    code = "response_already_active"
    message = _("A response to this incident is running already. Change its level instead.")


class IncidentFinished(WrongState):
    """A response is only activated for an incident somebody still has to deal with."""

    code = "incident_finished"
    message = _("This incident is finished; no response can be activated for it.")


class ResponseEnded(WrongState):
    """Nothing can be added to a response that has ended."""

    code = "response_ended"
    message = _("This response has ended.")


class VerifierIsDoer(WrongState):
    """Who reported a task as done may not verify it (four eyes)."""

    code = "verifier_is_doer"
    message = _("You reported this task as done yourself; somebody else must verify it.")


class NoPlan(WrongState):
    """No plan in force serves this kind of incident."""

    code = "no_plan"
    message = _("No plan in force serves this incident. Put a plan into force first.")
