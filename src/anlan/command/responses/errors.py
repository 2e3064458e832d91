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


class NobodyOnScene(WrongState):
    """A roll call asks the teams on the scene; there is none."""

    code = "nobody_on_scene"
    message = _("No team has arrived at the scene yet; there is nobody to ask.")


class RollCallOpen(WrongState):
    """One roll call at a time: the open one waits for answers."""

    code = "roll_call_open"
    message = _("A roll call is open. Wait for its answers or close it first.")


class RollCallClosed(WrongState):
    """A closed roll call is not answered any more."""

    code = "roll_call_closed"
    message = _("This roll call is closed.")


class AlreadyReleased(WrongState):
    """One release at a time stands before the public."""

    code = "already_released"
    message = _("Something is released already. Withdraw it first.")


class NotReleased(WrongState):
    """What was withdrawn is not withdrawn again."""

    code = "not_released"
    message = _("This release has been withdrawn.")
