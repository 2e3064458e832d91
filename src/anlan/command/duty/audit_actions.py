"""Audited acts on duty."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("duty.assignment.created", _("{actor} put on the roster: {object}")),
    AuditAction("duty.assignment.removed", _("{actor} took off the roster: {object}")),
    AuditAction("duty.roster.planned", _("{actor} planned a stretch of the roster")),
    AuditAction("duty.log.written", _("{actor} wrote into the duty log: {object}")),
    AuditAction("duty.log.followed_up", _("{actor} followed up the entry: {object}")),
    AuditAction("duty.handover.offered", _("{actor} offered the shift: {object}")),
    AuditAction("duty.handover.accepted", _("{actor} took over the shift: {object}")),
    AuditAction("duty.handover.withdrawn", _("{actor} withdrew the hand-over: {object}")),
    AuditAction("duty.shifts.loaded", _("{actor} loaded the shifts of the day")),
)
