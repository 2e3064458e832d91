"""Sentences of the audit trail about plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("plans.plan.loaded", _("loaded the emergency plan {object}")),
    AuditAction("plans.plan.published", _("put the emergency plan {object} into force")),
    AuditAction("plans.plan.expired", _("took the emergency plan {object} out of force")),
    AuditAction("plans.plan.revised", _("began a revision of the emergency plan {object}")),
)
