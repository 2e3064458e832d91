"""Sentences of the audit trail about shelters and evacuations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("shelters.shelter.created", _("registered the shelter {object}")),
    AuditAction("shelters.shelter.opened", _("opened the shelter {object}")),
    AuditAction("shelters.shelter.closed", _("closed the shelter {object}")),
    AuditAction("shelters.shelter.counted", _("registered people in or out of {object}")),
    AuditAction("shelters.household.created", _("put {object} on the evacuation list")),
    AuditAction("shelters.household.changed", _("changed {object} on the evacuation list")),
    AuditAction("shelters.evacuation.ordered", _("ordered: {object}")),
    AuditAction("shelters.evacuation.checked", _("checked off {object}")),
    AuditAction("shelters.evacuation.finished", _("found everybody accounted for: {object}")),
    AuditAction("shelters.evacuation.relieved", _("recorded what was provided: {object}")),
    AuditAction("shelters.evacuation.returned", _("let people return: {object}")),
)
