"""Refusals of this app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState


class AlarmNotVerified(WrongState):
    """Only an alarm verified as real becomes an incident."""

    code = "alarm_not_verified"
    message = _("Verify the alarm as real first; then it becomes an incident.")


class AlarmHasIncident(WrongState):
    """The alarm already led to an incident."""

    code = "alarm_has_incident"
    message = _("This alarm already led to an incident.")


class IncidentFinished(WrongState):
    """Closed, cancelled and merged incidents are history."""

    code = "incident_finished"
    message = _("The incident is finished; nothing can be added to it.")


class VerifierRemovedCause(NotPermitted):
    """Four eyes: who reports the cause removed does not verify it."""

    code = "verifier_removed_cause"
    message = _("Somebody else must verify: you reported the removal of the cause yourself.")


class CauseNotRemoved(WrongState):
    """Nothing to verify yet."""

    code = "cause_not_removed"
    message = _("Nobody has reported the cause as removed yet.")


class ReportOutOfOrder(WrongState):
    """Initial first, final last, one draft at a time."""

    code = "report_out_of_order"
    message = _("The initial report comes first.")


class DraftExists(WrongState):
    """A draft is open."""

    code = "draft_exists"
    message = _("There is already a draft: submit it before starting another report.")


class NotMergeable(InvalidInput):
    """An incident is not merged into itself or into a finished one."""

    code = "not_mergeable"
    message = _("Choose another incident that is still open.")


class CriteriaMissing(WrongState):
    """The table of grades has not been loaded."""

    code = "criteria_missing"
    message = _("The table of accident grades is empty: load the reference data.")
