"""Sentences of the audit trail about supplies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("supplies.stock.adjusted", _("booked the supplies {object}")),
    AuditAction("supplies.warehouse.created", _("registered the warehouse {object}")),
)
