"""Sentences of the audit trail about scenes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("scene.entry.arrived", _("reported from the scene: {object}")),
    AuditAction("scene.sketch.drawn", _("drew {object} on the sketch")),
    AuditAction("scene.sketch.changed", _("changed {object} on the sketch")),
    AuditAction("scene.sketch.removed", _("removed {object} from the sketch")),
    AuditAction("scene.sketch.kept", _("kept the sketch {object}")),
    AuditAction("scene.withdrawal.ordered", _("ordered the withdrawal {object}")),
    AuditAction(
        "scene.withdrawal.extended", _("asked a team sent later to confirm the withdrawal {object}")
    ),
    AuditAction("scene.positions.forgotten", _("removed positions on scenes after their time")),
    AuditAction("scene.withdrawal.confirmed", _("confirmed the withdrawal of {object}")),
    AuditAction("scene.withdrawal.lifted", _("lifted the withdrawal {object}")),
    AuditAction("scene.scene.visible", _("made the scene {object} visible")),
    AuditAction(
        "scene.scene.not_visible", _("told that the scene {object} is not visible in time")
    ),
    AuditAction("scene.meeting.set", _("set the video meeting of {object}")),
    AuditAction("scene.meeting.called", _("called people to the video meeting of {object}")),
    AuditAction("scene.meeting.joined", _("joined the video meeting of {object}")),
    AuditAction("scene.means.created", _("entered the means of communication {object}")),
    AuditAction("scene.means.changed", _("changed the means of communication {object}")),
    AuditAction("scene.means.checked", _("tried the means of communication {object}")),
)
