"""Sentences of the audit trail about demonstration units."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("accreditation.kinds.loaded", _("loaded the kinds of demonstration unit")),
    AuditAction("accreditation.kind.created", _("created the kind {object}")),
    AuditAction("accreditation.kind.changed", _("changed the kind {object}")),
    AuditAction("accreditation.kind.moved", _("put in force or retired the kind {object}")),
    AuditAction("accreditation.target.set", _("set the target {object}")),
    AuditAction("accreditation.case.named", _("entered the candidate {object}")),
    AuditAction("accreditation.case.moved", _("moved the demonstration unit {object} on")),
    AuditAction("accreditation.case.awarded", _("awarded the title to {object}")),
    AuditAction("accreditation.case.exited", _("ended the title of {object}")),
    AuditAction("accreditation.criterion.answered", _("answered a criterion of {object}")),
    AuditAction("accreditation.records.read", _("took the records for the criteria of {object}")),
    AuditAction("accreditation.site.marked", _("recorded the on-site review of {object}")),
    AuditAction("accreditation.objection.recorded", _("recorded an objection to {object}")),
    AuditAction("accreditation.objection.decided", _("decided an objection to {object}")),
    AuditAction("accreditation.recheck.opened", _("opened the re-check of {object}")),
    AuditAction("accreditation.recheck.submitted", _("handed in the re-check of {object}")),
    AuditAction("accreditation.recheck.concluded", _("concluded the re-check of {object}")),
    AuditAction("accreditation.recheck.overdue", _("found the re-check of {object} overdue")),
    AuditAction("accreditation.rectification.demanded", _("demanded rectification of {object}")),
    AuditAction(
        "accreditation.rectification.answered", _("reported the rectification of {object}")
    ),
    AuditAction("accreditation.rectification.checked", _("checked the rectification of {object}")),
    AuditAction(
        "accreditation.rectification.overdue", _("found the rectification of {object} overdue")
    ),
    AuditAction("accreditation.proposal.made", _("proposed a step about {object}")),
    AuditAction("accreditation.proposal.decided", _("decided a proposal about {object}")),
)
