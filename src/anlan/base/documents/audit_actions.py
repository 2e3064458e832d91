"""Audited acts on documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("documents.document.created", _("{actor} made document {object}")),
    AuditAction(
        "documents.document.downloaded", _("{actor} downloaded document {object}"), is_read=True
    ),
    AuditAction("documents.template.installed", _("{actor} installed document template {object}")),
)
