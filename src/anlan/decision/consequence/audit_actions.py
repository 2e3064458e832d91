"""Sentences of the audit trail about consequence runs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("consequence.run.created", _("computed the danger zones {object}")),
    AuditAction("consequence.run.ordered", _("gave orders from the danger zones {object}")),
    AuditAction("consequence.run.warned", _("took the draft warning of {object}")),
    AuditAction("consequence.run.sheet", _("wrote the first-hour sheet of {object}")),
    AuditAction("consequence.site.ordered", _("ordered the risk assessment {object}")),
    AuditAction("consequence.site.computed", _("computed the risk assessment {object}")),
    AuditAction("consequence.site.failed", _("could not compute the risk assessment {object}")),
    AuditAction("consequence.site.paper", _("wrote the report of the risk assessment {object}")),
    AuditAction("consequence.reference.loaded", _("loaded the forms of consequence papers")),
)
