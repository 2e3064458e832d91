"""Sentences of the audit trail about approvals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("workflow.definition.published", _("set how things are approved: {object}")),
    AuditAction("workflow.approval.started", _("submitted for approval: {object}")),
    AuditAction("workflow.step.approved", _("approved: {object}")),
    AuditAction("workflow.step.returned", _("returned: {object}")),
    AuditAction("workflow.approval.cancelled", _("withdrew from approval: {object}")),
)
