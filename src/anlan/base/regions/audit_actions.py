"""Sentences of the audit trail about regions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("regions.regions.loaded", _("loaded the list of regions")),
    AuditAction("regions.region.changed", _("changed the region {object}")),
)
