"""Sentences of the audit trail about patrols."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("patrols.checklists.loaded", _("loaded the patrol checklists")),
    AuditAction("patrols.checklist.copied", _("copied the patrol checklist {object}")),
    AuditAction("patrols.checklist.changed", _("changed the patrol checklist {object}")),
    AuditAction("patrols.programme.created", _("set up the coverage programme {object}")),
    AuditAction("patrols.programme.changed", _("changed the coverage programme {object}")),
    AuditAction("patrols.round.created", _("set up the patrol round {object}")),
    AuditAction("patrols.round.changed", _("changed the patrol round {object}")),
    AuditAction("patrols.round.units_chosen", _("chose units for the patrol round {object}")),
    AuditAction("patrols.round.scheduled", _("set days and teams of the patrol round {object}")),
    AuditAction("patrols.round.started", _("started the patrol round {object}")),
    AuditAction("patrols.round.closed", _("finished the patrol round {object}")),
    AuditAction("patrols.round.cancelled", _("called off the patrol round {object}")),
    AuditAction("patrols.round.reported", _("made the report on the patrol round {object}")),
    AuditAction("patrols.team.set", _("set the patrol team {object}")),
    AuditAction("patrols.visit.planned", _("set day and team of the patrol of {object}")),
    AuditAction("patrols.visit.removed", _("took {object} out of a patrol round")),
    AuditAction("patrols.visit.notified", _("sent the notice of the patrol of {object}")),
    AuditAction("patrols.visit.received", _("signed for the notice of the patrol of {object}")),
    AuditAction("patrols.visit.begun", _("began the patrol of {object}")),
    AuditAction(
        "patrols.visit.checked", _("worked through the checklist of the patrol of {object}")
    ),
    AuditAction("patrols.visit.recorded", _("wrote a record of the patrol of {object}")),
    AuditAction("patrols.visit.judged", _("wrote the overall judgement of the patrol of {object}")),
    AuditAction("patrols.visit.finished", _("finished the patrol of {object} on site")),
    AuditAction("patrols.visit.consulted", _("told the unit the draft of the patrol of {object}")),
    AuditAction("patrols.visit.answered", _("answered the draft of the patrol of {object}")),
    AuditAction("patrols.visit.issued", _("gave the feedback of the patrol of {object}")),
    AuditAction("patrols.visit.closed", _("closed the patrol of {object}")),
    AuditAction("patrols.visit.reopened", _("took up the patrol of {object} again")),
    AuditAction("patrols.visit.cancelled", _("left out the patrol of {object}")),
    AuditAction("patrols.visit.reinstated", _("took the patrol of {object} in again")),
    AuditAction("patrols.finding.noted", _("noted the patrol finding {object}")),
    AuditAction("patrols.finding.changed", _("changed the patrol finding {object}")),
    AuditAction("patrols.finding.dropped", _("took back the patrol finding {object}")),
    AuditAction("patrols.finding.assigned", _("gave the patrol finding {object} to the unit")),
    AuditAction(
        "patrols.finding.submitted", _("reported the patrol finding {object} as put right")
    ),
    AuditAction(
        "patrols.finding.returned", _("returned the report on the patrol finding {object}")
    ),
    AuditAction("patrols.finding.closed", _("closed the patrol finding {object}")),
    AuditAction("patrols.finding.reminded", _("reminded of the patrol finding {object}")),
    AuditAction("patrols.finding.looked_back", _("looked again at the patrol finding {object}")),
    AuditAction(
        "patrols.finding.ordered", _("drew up a document about the patrol finding {object}")
    ),
    AuditAction(
        "patrols.finding.reported_hazard", _("entered the patrol finding {object} as a hazard")
    ),
)
