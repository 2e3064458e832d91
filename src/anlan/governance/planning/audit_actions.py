"""Sentences of the audit trail about planning documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("planning.document.read", _("read in the planning document {object}")),
    AuditAction("planning.version.read", _("read in a new version, {object}")),
    AuditAction("planning.item.decided", _("decided on an item of {object}")),
    AuditAction("planning.items.confirmed", _("confirmed undoubted items of {object}")),
    AuditAction("planning.item.corrected", _("corrected an item of {object}")),
    AuditAction("planning.item.added", _("added an item to {object}")),
    AuditAction("planning.item.merged", _("merged items of {object}")),
    AuditAction("planning.item.split", _("split an item of {object}")),
    AuditAction("planning.step.undone", _("took back a step at {object}")),
    AuditAction("planning.doubt.seen", _("looked at a doubtful place of {object}")),
    AuditAction("planning.document.confirmed", _("confirmed the planning document {object}")),
    AuditAction("planning.document.reopened", _("took the planning document {object} up again")),
)
