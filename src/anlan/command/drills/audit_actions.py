"""Sentences of the audit trail about drills."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("drills.scenario.written", _("wrote the drill scenario {object}")),
    AuditAction("drills.scenario.loaded", _("loaded the drill scenarios")),
    AuditAction("drills.drill.planned", _("planned the drill {object}")),
    AuditAction("drills.drill.changed", _("changed the drill {object}")),
    AuditAction("drills.drill.moved", _("led the drill {object} on")),
    AuditAction("drills.drill.stopped", _("stopped the drill {object} for a real incident")),
    AuditAction("drills.drill.forwarded", _("moved the clock of the drill {object} forward")),
    AuditAction("drills.inject.delivered", _("delivered the inject {object}")),
    AuditAction("drills.inject.answered", _("answered the inject {object}")),
    AuditAction("drills.observation.made", _("noted an observation in the drill {object}")),
    AuditAction("drills.drill.scored", _("scored the drill {object}")),
    AuditAction("drills.report.made", _("made the assessment report of {object}")),
    AuditAction("drills.proposal.decided", _("decided on the proposal {object}")),
    AuditAction("drills.duty.recorded", _("recorded a drill held: {object}")),
    AuditAction("drills.duties.refreshed", _("brought the duties to hold drills up to date")),
    AuditAction("drills.rules.loaded", _("loaded the rules of drill cadence")),
    AuditAction("drills.rule.changed", _("changed the rule of drill cadence {object}")),
)
