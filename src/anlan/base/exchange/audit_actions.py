"""Acts of the exchange."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("exchange.list.exported", _("exported a list"), is_read=True),
    AuditAction("exchange.import.started", _("uploaded {object} for import")),
    AuditAction("exchange.import.corrected", _("corrected rows of the import {object}")),
    AuditAction("exchange.import.skipped", _("skipped rows of the import {object}")),
    AuditAction("exchange.import.committed", _("imported {object}")),
    AuditAction("exchange.import.cancelled", _("gave up the import {object}")),
    AuditAction("exchange.token.created", _("made the API token {object}")),
    AuditAction("exchange.token.revoked", _("revoked the API token {object}")),
    AuditAction("exchange.webhook.created", _("made the web hook {object}")),
    AuditAction("exchange.webhook.changed", _("changed the web hook {object}")),
    AuditAction("exchange.webhook.disabled", _("switched off the web hook {object}")),
    AuditAction("exchange.webhook.enabled", _("switched on the web hook {object}")),
    AuditAction("exchange.webhook.repeated", _("sent {object} again")),
)
