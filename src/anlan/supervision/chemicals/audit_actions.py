"""Acts on the chemical catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("chemicals.chemical.created", _("added the chemical {object}")),
    AuditAction("chemicals.chemical.changed", _("changed the chemical {object}")),
)
