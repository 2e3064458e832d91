"""Audited acts of intake."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("intake.source.created", _("{actor} connected {object}")),
    AuditAction("intake.source.changed", _("{actor} changed the connection of {object}")),
    AuditAction("intake.mapping.set", _("{actor} mapped a kind: {object}")),
    AuditAction("intake.mapping.removed", _("{actor} removed the mapping {object}")),
    AuditAction("intake.mapping.loaded", _("{actor} loaded the table of kinds")),
    AuditAction("intake.call.linked", _("{actor} linked call {object} to an incident")),
    AuditAction("intake.call.called_back", _("{actor} noted that {object} was called back")),
    AuditAction(
        "intake.call.revealed", _("{actor} read the full number of {object}"), is_read=True
    ),
    AuditAction("intake.item.received", _("{actor} received {object}")),
    AuditAction(
        "intake.item.revealed", _("{actor} read the number of the sender of {object}"), is_read=True
    ),
    AuditAction("intake.item.confirmed", _("{actor} called back and confirmed {object}")),
    AuditAction("intake.item.updated", _("{actor} received an update of {object}")),
    AuditAction("intake.item.opened", _("{actor} opened an incident from {object}")),
    AuditAction("intake.item.attached", _("{actor} attached {object} to an incident")),
    AuditAction("intake.item.dismissed", _("{actor} dismissed {object}")),
    AuditAction("intake.item.handed_on", _("{actor} handed {object} on")),
    AuditAction("intake.item.taken_back", _("{actor} takes {object} up again")),
    AuditAction("intake.item.withdrawn", _("the sender withdrew {object}")),
    AuditAction("intake.message.settled", _("{actor} dealt with message {object}")),
    AuditAction("intake.message.revealed", _("{actor} read message {object}"), is_read=True),
    AuditAction("intake.link.created", _("{actor} connected level {object}")),
    AuditAction("intake.link.changed", _("{actor} changed the connection to {object}")),
    AuditAction("intake.report.sent", _("{actor} sent report {object} to the superior")),
    AuditAction("intake.report.arrived", _("report {object} arrived from the level below")),
    AuditAction("intake.figures.adopted", _("{actor} adopted the figures reported in {object}")),
    AuditAction("intake.instruction.given", _("{actor} gave an instruction: {object}")),
    AuditAction("intake.instruction.arrived", _("the superior instructs: {object}")),
    AuditAction("intake.instruction.answered", _("{actor} answered the instruction {object}")),
    AuditAction("intake.doubt.found", _("a report is doubted: {object}")),
    AuditAction("intake.doubt.settled", _("{actor} settled the doubt {object}")),
)
