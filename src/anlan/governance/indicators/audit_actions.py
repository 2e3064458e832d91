"""Sentences of the audit trail about indicators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("indicators.indicator.created", _("put the indicator {object} under watch")),
    AuditAction("indicators.indicator.changed", _("changed the indicator {object}")),
    AuditAction("indicators.indicator.stopped", _("stopped watching the indicator {object}")),
    AuditAction("indicators.target.set", _("set a yearly target of the indicator {object}")),
    AuditAction("indicators.value.entered", _("entered a value of the indicator {object}")),
    AuditAction("indicators.value.computed", _("computed a value of the indicator {object}")),
    AuditAction("indicators.value.confirmed", _("confirmed a value of the indicator {object}")),
    AuditAction("indicators.value.rejected", _("rejected a value of the indicator {object}")),
    AuditAction("indicators.deviation.found", _("found the indicator {object} standing otherwise")),
    AuditAction("indicators.evaluation.made", _("made the evaluation {object}")),
    AuditAction("indicators.evaluation.changed", _("changed the evaluation {object}")),
    AuditAction("indicators.evaluation.moved", _("moved the evaluation {object} on")),
    AuditAction("indicators.report.made", _("made the report of the evaluation {object}")),
)
