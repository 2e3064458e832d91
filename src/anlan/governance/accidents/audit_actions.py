"""Sentences of the audit trail about accidents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("accidents.accident.registered", _("registered the accident {object}")),
    AuditAction("accidents.accident.changed", _("changed the accident {object}")),
    AuditAction("accidents.accident.verified", _("verified the accident {object}")),
    AuditAction("accidents.accident.confirmed", _("confirmed the accident {object}")),
    AuditAction("accidents.removal.proposed", _("proposed not to count the accident {object}")),
    AuditAction("accidents.removal.refused", _("refused the removal of the accident {object}")),
    AuditAction("accidents.accident.removed", _("took the accident {object} out of the count")),
    AuditAction("accidents.accident.coded", _("chose the type of the accident {object}")),
    AuditAction("accidents.history.coded", _("coded old accidents by the new types")),
    AuditAction("accidents.figures.changed", _("changed figures of an accident: {object}")),
    AuditAction("accidents.figures.proposed", _("proposed fewer deaths: {object}")),
    AuditAction("accidents.figures.decided", _("decided on figures of an accident: {object}")),
    AuditAction("accidents.person.recorded", _("recorded a harmed person: {object}")),
    AuditAction("accidents.yearly.recorded", _("recorded a yearly figure: {object}")),
    AuditAction("accidents.target.set", _("set a control target: {object}")),
    AuditAction("accidents.department.reported", _("reported a department's figure: {object}")),
    AuditAction("accidents.outside.recorded", _("recorded deaths outside work: {object}")),
    AuditAction("accidents.month.closed", _("closed a month of accident statistics: {object}")),
    AuditAction("accidents.month.reopened", _("reopened a month: {object}")),
    AuditAction("accidents.type.added", _("added the accident type {object}")),
    AuditAction("accidents.type.removed", _("removed the accident type {object}")),
    AuditAction("accidents.source.verified", _("compared {object} with the printed text")),
    AuditAction("accidents.reference.loaded", _("loaded types and rules of accident statistics")),
    AuditAction("accidents.report.made", _("made a report of accident statistics: {object}")),
)
