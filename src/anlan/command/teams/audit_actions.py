"""Sentences of the audit trail about teams and experts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("teams.team.created", _("registered the rescue team {object}")),
    AuditAction("teams.team.changed", _("changed the rescue team {object}")),
    AuditAction("teams.team.readiness_changed", _("changed the readiness of {object}")),
    AuditAction("teams.member.added", _("added a member to the team {object}")),
    AuditAction("teams.member.left", _("recorded that a member left the team {object}")),
    AuditAction("teams.certificate.recorded", _("recorded a certificate in the team {object}")),
    AuditAction("teams.equipment.added", _("added equipment to the team {object}")),
    AuditAction("teams.equipment.checked", _("recorded a check of equipment of {object}")),
    AuditAction("teams.insurance.recorded", _("recorded the accident insurance of {object}")),
    AuditAction("teams.stand_by.ordered", _("ordered the stand-by {object}")),
    AuditAction("teams.stand_by.moved", _("reported on the stand-by {object}")),
    AuditAction("teams.training.recorded", _("recorded the joint training {object}")),
    AuditAction("teams.expert.created", _("registered the expert {object}")),
    AuditAction("teams.expert.changed", _("changed the expert {object}")),
    AuditAction("teams.expert.asked", _("asked the expert {object}")),
    AuditAction(
        "teams.expert.phone_revealed",
        _("looked up the number of the expert {object}"),
        is_read=True,
    ),
    AuditAction("teams.neighbour.created", _("registered the neighbouring team {object}")),
    AuditAction("teams.neighbour.changed", _("changed the neighbouring team {object}")),
)
