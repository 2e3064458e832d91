"""Sentences of the audit trail about special operations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("permits.permit.filed", _("filed the permit {object}")),
    AuditAction("permits.permit.gas_tested", _("recorded the gas test of {object}")),
    AuditAction("permits.permit.state_changed", _("changed the state of {object}")),
    AuditAction("permits.kind.confirmed", _("confirmed the limits of {object}")),
    AuditAction("permits.kinds.loaded", _("loaded the kinds of special operations")),
)
