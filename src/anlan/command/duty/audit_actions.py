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
    AuditAction("duty.check.asked", _("{actor} asked who is on duty: {object}")),
    AuditAction("duty.check.closed", _("the duty check was closed: {object}")),
    AuditAction("duty.check.rule_set", _("{actor} set the random duty checks: {object}")),
    AuditAction("duty.answer.given", _("{actor} answered the duty check: {object}")),
    AuditAction("duty.answer.recorded", _("{actor} took the answer by telephone: {object}")),
    AuditAction("duty.leave.asked", _("{actor} asked for leave from duty: {object}")),
    AuditAction("duty.leave.approved", _("{actor} approved leave from duty: {object}")),
    AuditAction("duty.leave.refused", _("{actor} refused leave from duty: {object}")),
    AuditAction("duty.leave.withdrawn", _("{actor} withdrew leave from duty: {object}")),
    AuditAction("duty.swap.asked", _("{actor} asked to swap shifts: {object}")),
    AuditAction("duty.swap.agreed", _("{actor} agreed to the swap: {object}")),
    AuditAction("duty.swap.approved", _("{actor} approved the swap: {object}")),
    AuditAction("duty.swap.refused", _("{actor} refused the swap: {object}")),
    AuditAction("duty.swap.withdrawn", _("{actor} withdrew the swap: {object}")),
    AuditAction("duty.assignment.changed", _("{actor} put another person on the shift: {object}")),
    AuditAction("duty.call.made", _("{actor} called from the call list: {object}")),
    AuditAction("duty.shifts.loaded", _("{actor} loaded the shifts of the day")),
)
