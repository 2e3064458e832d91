"""Sentences of the audit trail about the demonstration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("demonstration.county.loaded", _("loaded the demonstration county {object}")),
    AuditAction("demonstration.county.removed", _("removed the demonstration county {object}")),
)
