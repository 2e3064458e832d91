"""Sentences of the audit trail about planning documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("planning.document.read", _("read in the planning document {object}")),
)
