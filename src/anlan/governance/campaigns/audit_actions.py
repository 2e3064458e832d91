"""Sentences of the audit trail about campaigns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("campaigns.campaign.created", _("set up the campaign {object}")),
    AuditAction("campaigns.campaign.changed", _("changed the campaign {object}")),
    AuditAction("campaigns.campaign.moved", _("led the campaign {object} on")),
    AuditAction("campaigns.sub_plan.changed", _("changed the sub-plan {object}")),
    AuditAction("campaigns.measure.changed", _("changed the measure {object}")),
    AuditAction("campaigns.measures.given", _("gave the measures of {object} to their units")),
    AuditAction("campaigns.entry.made", _("put {object} on the list")),
    AuditAction("campaigns.entry.moved", _("led the list entry {object} on")),
    AuditAction("campaigns.review.opened", _("opened the scheduling period {object}")),
    AuditAction("campaigns.review.moved", _("led the scheduling period {object} on")),
    AuditAction("campaigns.units.reminded", _("reminded the units: {object}")),
    AuditAction("campaigns.decision.taken", _("entered the decision {object}")),
    AuditAction("campaigns.form.designed", _("designed the report form {object}")),
    AuditAction("campaigns.form.moved", _("led the report form {object} on")),
    AuditAction("campaigns.round.opened", _("opened {object} for filling in")),
    AuditAction("campaigns.round.moved", _("submitted or opened again {object}")),
    AuditAction("campaigns.sheet.handed_in", _("handed in {object}")),
    AuditAction("campaigns.sheet.checked", _("checked {object}")),
    AuditAction("campaigns.criterion.changed", _("changed the criterion {object}")),
    AuditAction("campaigns.standing.computed", _("computed the sunshine list of {object}")),
    AuditAction("campaigns.notice.drafted", _("drafted the notice {object}")),
    AuditAction("campaigns.notice.moved", _("led the notice {object} on")),
    AuditAction("campaigns.notice.received", _("confirmed the notice {object}")),
)
