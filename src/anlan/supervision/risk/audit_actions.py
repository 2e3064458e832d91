"""Acts on risks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("risk.object.created", _("added the object of risk analysis {object}")),
    AuditAction("risk.object.changed", _("changed the object of risk analysis {object}")),
    AuditAction("risk.unit.created", _("added the risk unit {object}")),
    AuditAction("risk.unit.changed", _("changed the risk unit {object}")),
    AuditAction("risk.event.created", _("added the risk event {object}")),
    AuditAction("risk.event.changed", _("changed the risk event {object}")),
    AuditAction("risk.control.created", _("added the control measure {object}")),
    AuditAction("risk.control.changed", _("changed the control measure {object}")),
    AuditAction("risk.object.retired", _("took the object of risk analysis {object} out of use")),
    AuditAction("risk.unit.retired", _("took the risk unit {object} out of use")),
    AuditAction("risk.control.retired", _("took the control measure {object} out of use")),
    AuditAction("risk.factor.recorded", _("re-graded for: {object}")),
    AuditAction("risk.factor.lifted", _("re-graded, no longer for: {object}")),
    AuditAction("risk.units.regraded", _("re-graded the units of {object}")),
    AuditAction("risk.assessment.opened", _("opened the risk assessment {object}")),
    AuditAction("risk.assessment.submitted", _("submitted the risk assessment {object}")),
    AuditAction("risk.assessment.returned", _("returned the risk assessment {object}")),
    AuditAction("risk.assessment.in_force", _("put the risk assessment {object} in force")),
    AuditAction("risk.check.recorded", _("checked the control {object}")),
    AuditAction("risk.checks.made", _("made the checks of a period")),
    AuditAction("risk.checks.missed", _("marked checks as missed")),
    AuditAction("risk.method.published", _("published the bands {object}")),
    AuditAction("risk.rules.published", _("published the re-grading rules {object}")),
    AuditAction("risk.reference.loaded", _("loaded the reference tables of risk grading")),
    AuditAction("risk.paper.printed", _("printed a paper on the risks of {object}")),
)
