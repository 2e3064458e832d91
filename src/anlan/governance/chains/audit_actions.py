"""Sentences of the audit trail about chains."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("chains.chain.adopted", _("adopted the chain {object}")),
    AuditAction("chains.version.drafted", _("began a new version of the chain {object}")),
    AuditAction("chains.version.changed", _("changed the chain {object}")),
    AuditAction("chains.version.published", _("put the chain {object} in force")),
    AuditAction("chains.version.replaced", _("replaced the version {object}")),
    AuditAction("chains.stage.added", _("added the stage {object}")),
    AuditAction("chains.stage.changed", _("changed the stage {object}")),
    AuditAction("chains.stage.removed", _("removed the stage {object}")),
    AuditAction("chains.chain.evaluated", _("drew up the yearly evaluation of {object}")),
    AuditAction("chains.clue.reported", _("reported the clue {object}")),
    AuditAction("chains.clue.sent", _("sent the clue {object} to the stages")),
    AuditAction("chains.clue.checked", _("checked the clue {object}")),
    AuditAction("chains.clue.reopened", _("had the clue {object} traced on")),
    AuditAction("chains.clue.closed", _("closed the clue {object}")),
    AuditAction("chains.clue.withdrawn", _("withdrew the clue {object}")),
    AuditAction("chains.trace.added", _("added the stage {object}")),
    AuditAction("chains.trace.signed", _("signed for {object}")),
    AuditAction("chains.trace.answered", _("answered for {object}")),
    AuditAction("chains.trace.returned", _("returned the answer to {object}")),
    AuditAction("chains.trace.released", _("released the stage {object}")),
    AuditAction("chains.trace.late", _("told the next leader that {object} is late")),
    AuditAction("chains.trace.ordered", _("drew up a supervision document about {object}")),
    AuditAction("chains.dispute.raised", _("disputed the competence for {object}")),
    AuditAction("chains.dispute.decided", _("decided the dispute over {object}")),
)
