"""Sentences of the audit trail about teams."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("teams.team.created", _("registered the rescue team {object}")),
    AuditAction("teams.team.changed", _("changed the rescue team {object}")),
    AuditAction("teams.team.readiness_changed", _("changed the readiness of {object}")),
)
