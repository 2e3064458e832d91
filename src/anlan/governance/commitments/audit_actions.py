"""Sentences of the audit trail about commitments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("commitments.commitment.assigned", _("gave the task {object}")),
    AuditAction("commitments.commitment.accepted", _("signed for the task {object}")),
    AuditAction("commitments.commitment.declined", _("returned the task {object} as a unit")),
    AuditAction("commitments.commitment.started", _("began work on the task {object}")),
    AuditAction("commitments.commitment.reported", _("reported progress of the task {object}")),
    AuditAction("commitments.commitment.submitted", _("reported the task {object} done")),
    AuditAction("commitments.part.reported", _("reported a supporting part: {object}")),
    AuditAction("commitments.period.reported", _("reported a period: {object}")),
    AuditAction("commitments.period.checked", _("checked a period: {object}")),
    AuditAction("commitments.commitment.completed", _("checked the task {object}: done")),
    AuditAction("commitments.commitment.returned", _("checked the task {object}: sent it back")),
    AuditAction("commitments.commitment.paused", _("paused the task {object}")),
    AuditAction("commitments.commitment.resumed", _("let the task {object} go on")),
    AuditAction("commitments.commitment.cancelled", _("cancelled the task {object}")),
    AuditAction("commitments.commitment.reopened", _("opened the task {object} again")),
    AuditAction("commitments.commitment.changed", _("changed the task {object}")),
    AuditAction("commitments.milestones.set", _("set the milestones of the task {object}")),
    AuditAction("commitments.milestone.reached", _("reached the milestone {object}")),
    AuditAction("commitments.extension.asked", _("asked for more time for the task {object}")),
    AuditAction("commitments.extension.decided", _("decided about more time for {object}")),
    AuditAction("commitments.commitment.escalated", _("reminded of the task {object}")),
    AuditAction("commitments.plan.compared", _("compared the tasks with the plan's new version")),
    AuditAction(
        "commitments.plan.settled", _("settled what the plan's new version changed: {object}")
    ),
    AuditAction("commitments.alias.learned", _("said what the unit word {object} means")),
    AuditAction("commitments.alias.forgotten", _("forgot the unit word {object}")),
    AuditAction("commitments.step.set", _("set the step of the escalation {object}")),
    AuditAction("commitments.reference.loaded", _("loaded the steps of the escalation")),
    AuditAction("commitments.table.printed", _("printed the table of progress of {object}")),
)
