"""Acts on notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("notifications.notice.sent", _("sent the notice {object}")),
    AuditAction("notifications.notice.confirmed", _("confirmed the notice {object}")),
    AuditAction("notifications.notice.escalated", _("nobody confirmed {object} in time")),
    AuditAction("notifications.person.called", _("called {object}")),
    AuditAction("notifications.channels.changed", _("changed channel settings")),
)
