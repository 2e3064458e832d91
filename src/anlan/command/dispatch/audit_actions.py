"""Sentences of the audit trail about dispatches."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("dispatch.dispatch.assigned", _("sent the team {object}")),
    AuditAction("dispatch.dispatch.accepted", _("accepted the order {object}")),
    AuditAction("dispatch.dispatch.departed", _("departed: {object}")),
    AuditAction("dispatch.dispatch.arrived", _("arrived: {object}")),
    AuditAction("dispatch.dispatch.working", _("began work: {object}")),
    AuditAction("dispatch.dispatch.released", _("stood down: {object}")),
    AuditAction("dispatch.dispatch.declined", _("declined the order {object}")),
    AuditAction("dispatch.dispatch.reported", _("reported from the scene: {object}")),
    AuditAction("dispatch.dispatch.sheet", _("wrote the route sheet of {object}")),
    AuditAction("dispatch.reference.loaded", _("installed the form of the route sheet")),
    AuditAction("dispatch.dispatch.moved", _("moved the team to another response: {object}")),
)
