"""Audited acts on incidents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction(
        "incidents.incident.opened",
        _("{actor} opened incident {object}"),
        masked_fields=("caller_phone",),
    ),
    AuditAction("incidents.category.set", _("{actor} set the category of incident {object}")),
    AuditAction("incidents.facts.updated", _("{actor} updated the facts of incident {object}")),
    AuditAction("incidents.incident.responding", _("{actor} began the response to {object}")),
    AuditAction("incidents.incident.controlled", _("{actor} marked {object} as under control")),
    AuditAction("incidents.incident.flared_up", _("{actor} marked {object} as out of control")),
    AuditAction("incidents.cause.removed", _("{actor} reported the cause of {object} as removed")),
    AuditAction(
        "incidents.cause.verified", _("{actor} verified that the cause of {object} is gone")
    ),
    AuditAction("incidents.incident.closed", _("{actor} closed incident {object}")),
    AuditAction("incidents.incident.reopened", _("{actor} reopened incident {object}")),
    AuditAction("incidents.incident.cancelled", _("{actor} cancelled incident {object}")),
    AuditAction("incidents.incident.marked_false", _("{actor} marked {object} as a false report")),
    AuditAction("incidents.incident.merged", _("{actor} merged incident {object} into another")),
    AuditAction(
        "incidents.unit_report.recorded", _("{actor} recorded the enterprise's report on {object}")
    ),
    AuditAction("incidents.report.drafted", _("{actor} drafted report {object}")),
    AuditAction("incidents.report.edited", _("{actor} edited report {object}")),
    AuditAction("incidents.report.submitted", _("{actor} submitted report {object}")),
    AuditAction("incidents.report.received", _("{actor} recorded the receipt of report {object}")),
    AuditAction("incidents.timeline.added", _("{actor} wrote into the timeline of {object}")),
    AuditAction(
        "incidents.caller.revealed",
        _("{actor} read the caller's number of {object}"),
        is_read=True,
    ),
    AuditAction("incidents.criteria.loaded", _("{actor} loaded the table of accident grades")),
)
