"""Audited acts on alarms and rules."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("alarms.alarm.opened", _("{actor} raised alarm {object}")),
    AuditAction("alarms.alarm.level_raised", _("{actor} raised the level of alarm {object}")),
    AuditAction("alarms.alarm.repeated", _("{actor} noted a further crossing of alarm {object}")),
    AuditAction("alarms.alarm.cleared", _("{actor} noted that the signal of {object} is normal")),
    AuditAction("alarms.alarm.acknowledged", _("{actor} acknowledged alarm {object}")),
    AuditAction("alarms.alarm.called", _("{actor} called about alarm {object}")),
    AuditAction("alarms.alarm.escalated", _("{actor} escalated alarm {object}")),
    AuditAction("alarms.alarm.verified", _("{actor} verified alarm {object} as real")),
    AuditAction("alarms.alarm.marked_false", _("{actor} marked alarm {object} as false")),
    AuditAction("alarms.alarm.disposed", _("{actor} reported alarm {object} as dealt with")),
    AuditAction("alarms.alarm.closed", _("{actor} closed alarm {object}")),
    AuditAction("alarms.alarm.suppressed", _("{actor} suppressed alarm {object}")),
    AuditAction("alarms.alarm.resumed", _("{actor} ended the suppression of alarm {object}")),
    AuditAction("alarms.suppression.created", _("{actor} ordered a suppression for {object}")),
    AuditAction("alarms.rule.created", _("{actor} wrote alarm rule {object}")),
    AuditAction("alarms.rule.activated", _("{actor} put alarm rule {object} into force")),
    AuditAction("alarms.rule.retired", _("{actor} put alarm rule {object} out of force")),
)
