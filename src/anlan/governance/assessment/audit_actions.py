"""Sentences of the audit trail about assessment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("assessment.scheme.loaded", _("loaded scoring schemes")),
    AuditAction("assessment.scheme.changed", _("changed the scoring scheme {object}")),
    AuditAction("assessment.scheme.copied", _("made a new version of the scoring scheme {object}")),
    AuditAction("assessment.scheme.enforced", _("put the scoring scheme {object} in force")),
    AuditAction("assessment.scheme.retired", _("took the scoring scheme {object} out of force")),
    AuditAction("assessment.run.opened", _("opened the assessment {object}")),
    AuditAction("assessment.run.computed", _("took the figures of the assessment {object}")),
    AuditAction("assessment.run.settled", _("decided on items without data of {object}")),
    AuditAction("assessment.run.moved", _("moved the assessment {object} on")),
    AuditAction("assessment.run.confirmed", _("confirmed the assessment {object}")),
    AuditAction("assessment.report.made", _("made a paper on the assessment {object}")),
    AuditAction("assessment.ranking.exported", _("exported the ranking of {object}")),
    AuditAction("assessment.item.handed_in", _("handed in evidence for {object}")),
    AuditAction("assessment.item.marked", _("marked {object}")),
    AuditAction("assessment.item.settled", _("decided on the item {object}")),
    AuditAction("assessment.result.handed_in", _("finished handing in for {object}")),
    AuditAction("assessment.appeal.filed", _("appealed against the points of {object}")),
    AuditAction("assessment.appeal.decided", _("decided the appeal {object}")),
)
