"""Sentences of the audit trail about roads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("roads.network.uploaded", _("uploaded the road network {object}")),
    AuditAction("roads.network.read", _("read in the road network {object}")),
    AuditAction("roads.network.taken", _("took the road network {object} into use")),
    AuditAction("roads.closure.created", _("closed the road {object}")),
    AuditAction("roads.closure.lifted", _("lifted the closure of {object}")),
)
