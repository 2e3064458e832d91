"""Acts on clocks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("deadlines.deadline.started", _("started the clock {object}")),
    AuditAction("deadlines.deadline.met", _("met the deadline {object}")),
    AuditAction("deadlines.deadline.paused", _("paused the clock {object}")),
    AuditAction("deadlines.deadline.resumed", _("resumed the clock {object}")),
    AuditAction("deadlines.deadline.extended", _("extended the deadline {object}")),
    AuditAction("deadlines.deadline.cancelled", _("cancelled the clock {object}")),
    AuditAction("deadlines.deadline.overdue", _("the deadline {object} passed")),
    AuditAction("deadlines.rule.changed", _("changed the clock rule {object}")),
    AuditAction("deadlines.rules.loaded", _("loaded clock rules")),
)
