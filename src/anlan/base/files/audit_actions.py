"""Acts on files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("files.attachment.stored", _("attached {object}")),
    AuditAction("files.attachment.downloaded", _("downloaded {object}"), is_read=True),
)
