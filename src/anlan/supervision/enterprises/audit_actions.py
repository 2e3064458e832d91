"""Acts on enterprise dossiers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("enterprises.enterprise.created", _("registered the enterprise {object}")),
    AuditAction("enterprises.enterprise.changed", _("changed the dossier of {object}")),
    AuditAction("enterprises.enterprise.claimed", _("claimed the enterprise {object}")),
    AuditAction("enterprises.enterprise.suspend", _("suspended production of {object}")),
    AuditAction("enterprises.enterprise.resume", _("let {object} resume production")),
    AuditAction("enterprises.enterprise.close", _("closed the dossier of {object}")),
    AuditAction("enterprises.contact.added", _("added the contact {object}")),
    AuditAction("enterprises.contact.removed", _("removed the contact {object}")),
    AuditAction("enterprises.holding.added", _("added the chemical holding {object}")),
    AuditAction("enterprises.holding.changed", _("changed the chemical holding {object}")),
    AuditAction("enterprises.holding.removed", _("removed the chemical holding {object}")),
    AuditAction("enterprises.equipment.added", _("added the equipment {object}")),
    AuditAction("enterprises.licence.added", _("added the licence {object}")),
)
