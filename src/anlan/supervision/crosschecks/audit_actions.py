"""Sentences of the audit trail about cross-checks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("crosschecks.lead.opened", _("opened the lead {object}")),
    AuditAction("crosschecks.lead.accepted", _("took on the lead {object}")),
    AuditAction("crosschecks.lead.confirmed", _("confirmed the lead {object}")),
    AuditAction("crosschecks.lead.dismissed", _("explained the lead {object}")),
    AuditAction("crosschecks.rule.changed", _("changed the cross-check rule {object}")),
    AuditAction("crosschecks.rules.loaded", _("loaded the rules of the cross-checks")),
)
