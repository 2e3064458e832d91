"""Acts of the audit app itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("audit.chain.verified", _("verified the audit chain"), is_read=True),
    AuditAction("audit.record.read", _("read the audit record {object}"), is_read=True),
)
