"""Audited acts on alarms and rules."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("alarms.alarm.opened", _("{actor} raised alarm {object}")),
    AuditAction("alarms.alarm.level_raised", _("{actor} raised the level of alarm {object}")),
    AuditAction("alarms.alarm.repeated", _("{actor} noted a further crossing of alarm {object}")),
    AuditAction("alarms.alarm.level_lowered", _("{actor} lowered the level of alarm {object}")),
    AuditAction("alarms.alarm.latched", _("{actor} holds alarm {object} until it is reset")),
    AuditAction("alarms.alarm.reset", _("{actor} reset alarm {object}")),
    AuditAction("alarms.alarm.reported", _("{actor} reported alarm {object} again")),
    AuditAction("alarms.alarm.cleared", _("{actor} noted that the signal of {object} is normal")),
    AuditAction("alarms.alarm.acknowledged", _("{actor} acknowledged alarm {object}")),
    AuditAction("alarms.alarm.called", _("{actor} called about alarm {object}")),
    AuditAction("alarms.alarm.escalated", _("{actor} escalated alarm {object}")),
    AuditAction("alarms.alarm.overdue", _("{actor} told that alarm {object} is overdue")),
    AuditAction("alarms.alarm.verified", _("{actor} verified alarm {object} as real")),
    AuditAction("alarms.alarm.marked_false", _("{actor} marked alarm {object} as false")),
    AuditAction("alarms.alarm.disposed", _("{actor} reported alarm {object} as dealt with")),
    AuditAction("alarms.alarm.closed", _("{actor} closed alarm {object}")),
    AuditAction("alarms.alarm.suppressed", _("{actor} suppressed alarm {object}")),
    AuditAction("alarms.alarm.resumed", _("{actor} ended the suppression of alarm {object}")),
    AuditAction("alarms.alarm.call_answered", _("{actor} noted an answer about alarm {object}")),
    AuditAction("alarms.alarm.handed_over", _("{actor} offered the responsibility for {object}")),
    AuditAction(
        "alarms.alarm.handover_accepted", _("{actor} took over the responsibility for {object}")
    ),
    AuditAction(
        "alarms.alarm.handover_declined", _("{actor} declined the responsibility for {object}")
    ),
    AuditAction(
        "alarms.alarm.handover_lapsed", _("nobody answered the hand-over of alarm {object}")
    ),
    AuditAction("alarms.group.begun", _("{actor} grouped alarms: {object}")),
    AuditAction("alarms.group.acknowledged", _("{actor} acknowledged the group {object}")),
    AuditAction("alarms.group.dissolved", _("{actor} dissolved the group {object}")),
    AuditAction("alarms.group.over", _("{actor} ended the group {object}")),
    AuditAction("alarms.suppression.created", _("{actor} asked for a suppression of {object}")),
    AuditAction("alarms.suppression.approved", _("{actor} approved the suppression of {object}")),
    AuditAction("alarms.suppression.refused", _("{actor} refused the suppression of {object}")),
    AuditAction("alarms.suppression.ended", _("{actor} ended the suppression of {object} early")),
    AuditAction("alarms.suppression.lapsed", _("the suppression of {object} ran out")),
    AuditAction("alarms.review.opened", _("{actor} asked for a review of rule {object}")),
    AuditAction("alarms.review.adopted", _("{actor} drafted what the review of {object} proposes")),
    AuditAction("alarms.review.declined", _("{actor} left rule {object} as it is")),
    AuditAction("alarms.risk_index.risen", _("{actor} noted that the risk of {object} rose")),
    AuditAction("alarms.spot_check.asked", _("{actor} asked for a spot check: {object}")),
    AuditAction("alarms.spot_check.answered", _("{actor} answered the spot check {object}")),
    AuditAction("alarms.spot_check.missed", _("the spot check {object} was not answered")),
    AuditAction("alarms.setting.published", _("{actor} published the alarm setting {object}")),
    AuditAction("alarms.schedule.created", _("{actor} wrote the rule schedule {object}")),
    AuditAction("alarms.schedule.changed", _("{actor} changed the rule schedule {object}")),
    AuditAction("alarms.schedule.retired", _("{actor} took the rule schedule {object} out of use")),
    AuditAction("alarms.rule.created", _("{actor} wrote alarm rule {object}")),
    AuditAction("alarms.rule.learnt", _("{actor} let alarm rule {object} learn")),
    AuditAction("alarms.rule.back_tested", _("{actor} tested alarm rule {object} on history")),
    AuditAction("alarms.rule.activated", _("{actor} put alarm rule {object} into force")),
    AuditAction("alarms.rule.retired", _("{actor} put alarm rule {object} out of force")),
)
