"""Acts on major hazard installations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("installations.installation.created", _("entered the installation {object}")),
    AuditAction("installations.installation.changed", _("changed the installation {object}")),
    AuditAction("installations.installation.identified", _("identified and graded {object}")),
    AuditAction("installations.holding.assigned", _("assigned vessels to {object}")),
    AuditAction("installations.holding.decided", _("decided how {object} counts")),
    AuditAction("installations.people.corrected", _("corrected the people around {object}")),
    AuditAction("installations.people.withdrawn", _("withdrew the corrected people of {object}")),
    AuditAction("installations.equipment.recorded", _("recorded the safety system {object}")),
    AuditAction("installations.value.confirmed", _("confirmed the value {object}")),
    AuditAction("installations.duty_rule.confirmed", _("confirmed the duty {object}")),
    AuditAction("installations.filing.created", _("began the filing {object}")),
    AuditAction("installations.filing.submit", _("submitted the filing {object}")),
    AuditAction("installations.filing.accept", _("accepted the documents of the filing {object}")),
    AuditAction("installations.filing.return_", _("returned the filing {object} for correction")),
    AuditAction("installations.filing.register", _("filed {object}")),
    AuditAction("installations.filing.cancel", _("cancelled the filing {object}")),
    AuditAction("installations.responsible.appointed", _("appointed {object}")),
    AuditAction("installations.responsible.reported", _("registered the change of {object}")),
    AuditAction("installations.duty.generated", _("made the duty tasks of the period")),
    AuditAction("installations.duty.done", _("did the duty {object}")),
    AuditAction("installations.duty.escalated", _("reported the missed duty {object}")),
    AuditAction("installations.commitment.saved", _("wrote the daily commitment {object}")),
    AuditAction("installations.commitment.signed", _("signed the daily commitment {object}")),
    AuditAction("installations.commitment.missed", _("noted the missing commitment of {object}")),
    AuditAction("installations.screen.opened", _("opened a public screen for {object}")),
    AuditAction("installations.screen.revoked", _("revoked the public screen {object}")),
    AuditAction("installations.tables.loaded", _("loaded the tables of GB 18218")),
)
