"""Sentences of the audit trail about responses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("responses.response.activated", _("activated the response {object}")),
    AuditAction("responses.response.level_changed", _("changed the level of {object}")),
    AuditAction("responses.response.command_handed_over", _("handed over the command of {object}")),
    AuditAction("responses.response.terminated", _("terminated the response {object}")),
    AuditAction("responses.task.accepted", _("accepted the task {object}")),
    AuditAction("responses.task.started", _("began the task {object}")),
    AuditAction("responses.task.submitted", _("reported the task {object} as done")),
    AuditAction("responses.task.verified", _("verified the task {object}")),
    AuditAction("responses.task.returned", _("returned the task {object}")),
    AuditAction("responses.task.cancelled", _("cancelled the task {object}")),
    AuditAction("responses.task.reported", _("reported on the task {object}")),
    AuditAction("responses.task.order_issued", _("issued the order {object}")),
    AuditAction("responses.task.overdue", _("noticed that the task {object} is late")),
    AuditAction("responses.response.authority_changed", _("changed who commands {object}")),
    AuditAction("responses.objective.set", _("set the objective {object}")),
    AuditAction("responses.objective.answered", _("answered the timer {object}")),
    AuditAction("responses.objective.met", _("reached the objective {object}")),
    AuditAction("responses.objective.dropped", _("gave up the objective {object}")),
    AuditAction("responses.objective.overdue", _("noticed that the objective {object} is late")),
    AuditAction("responses.roll_call.ordered", _("ordered a roll call: {object}")),
    AuditAction("responses.roll_call.answered", _("answered the roll call for {object}")),
    AuditAction("responses.roll_call.closed", _("closed the roll call {object}")),
    AuditAction("responses.roll_call.escalated", _("passed on the unanswered roll call {object}")),
    AuditAction("responses.report.made", _("made the situation report {object}")),
    AuditAction("responses.release.published", _("released to the public: {object}")),
    AuditAction("responses.release.withdrawn", _("withdrew the public release {object}")),
    AuditAction("responses.improvement.set", _("set the improvement {object}")),
    AuditAction("responses.improvement.done", _("finished the improvement {object}")),
    AuditAction("responses.review.made", _("made the review report of {object}")),
)
