"""Sentences of the audit trail about shelters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("shelters.shelter.created", _("registered the shelter {object}")),
    AuditAction("shelters.shelter.opened", _("opened the shelter {object}")),
    AuditAction("shelters.shelter.closed", _("closed the shelter {object}")),
    AuditAction("shelters.shelter.counted", _("registered people in or out of {object}")),
)
