"""Audited acts on hazards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("hazards.hazard.reported", _("reported the hazard {object}")),
    AuditAction("hazards.hazard.imported", _("took the hazard {object} over from an old ledger")),
    AuditAction("hazards.hazard.verified", _("confirmed {object} as a hazard")),
    AuditAction("hazards.hazard.rejected", _("found that {object} is no hazard")),
    AuditAction("hazards.hazard.assigned", _("ordered the rectification of {object}")),
    AuditAction("hazards.hazard.regraded", _("changed the level of the hazard {object}")),
    AuditAction("hazards.hazard.overdue", _("marked the hazard {object} as late")),
    AuditAction("hazards.hazard.escalated", _("passed the late hazard {object} on")),
    AuditAction("hazards.hazard.cancelled", _("crossed off the hazard {object}")),
    AuditAction("hazards.hazard.looked_back", _("looked back on the hazard {object}")),
    AuditAction("hazards.plan.written", _("wrote the five fixes of {object}")),
    AuditAction("hazards.rectification.submitted", _("handed in the rectification of {object}")),
    AuditAction("hazards.rectification.reviewed", _("reviewed the rectification of {object}")),
    AuditAction("hazards.rectification.returned", _("sent back the rectification of {object}")),
    AuditAction("hazards.rectification.accepted", _("accepted the rectification of {object}")),
    AuditAction("hazards.extension.requested", _("asked for more time for {object}")),
    AuditAction("hazards.extension.decided", _("decided about more time for {object}")),
    AuditAction("hazards.transfer.offered", _("handed over the hazard {object}")),
    AuditAction("hazards.transfer.answered", _("answered the hand-over of {object}")),
    AuditAction("hazards.dispute.raised", _("objected to the hazard {object}")),
    AuditAction("hazards.dispute.decided", _("decided the objection to {object}")),
    AuditAction("hazards.notice.sent", _("gave notice of the major hazard {object}")),
    AuditAction("hazards.notice.confirmed", _("confirmed the notice of {object}")),
    AuditAction("hazards.dual_report.recorded", _("reported the major hazard {object} twice")),
    AuditAction("hazards.suspension.ordered", _("ordered a stop because of {object}")),
    AuditAction("hazards.suspension.lifted", _("lifted the stop because of {object}")),
    AuditAction("hazards.supervision.listed", _("listed {object} for supervision")),
    AuditAction("hazards.supervision.applied", _("applied for the end of the listing {object}")),
    AuditAction("hazards.supervision.checked", _("checked the listed hazard {object}")),
    AuditAction("hazards.supervision.refused", _("kept the listing {object}")),
    AuditAction("hazards.supervision.lifted", _("ended the listing {object}")),
    AuditAction("hazards.trace_back.opened", _("opened the trace-back {object}")),
    AuditAction("hazards.trace_back.concluded", _("concluded the trace-back {object}")),
    AuditAction("hazards.limit.changed", _("changed the limit {object}")),
    AuditAction("hazards.category.changed", _("changed the cause {object}")),
    AuditAction("hazards.statistics.printed", _("made the quarterly table of hazards")),
    AuditAction("hazards.reference.loaded", _("loaded the tables of hazards")),
    AuditAction("hazards.reporter.revealed", _("looked up who tipped off {object}"), is_read=True),
)
