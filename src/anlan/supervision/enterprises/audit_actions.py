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
    AuditAction("enterprises.certificate.added", _("added the certificate {object}")),
    AuditAction("enterprises.certificate.changed", _("changed the certificate {object}")),
    AuditAction(
        "enterprises.certificate.removed", _("removed a certificate from the dossier of {object}")
    ),
    AuditAction("enterprises.licence.changed", _("changed the licence {object}")),
    AuditAction("enterprises.licence.removed", _("removed a licence from the dossier of {object}")),
    AuditAction("enterprises.standardisation.added", _("added the standardisation grade {object}")),
    AuditAction(
        "enterprises.standardisation.changed", _("changed the standardisation grade {object}")
    ),
    AuditAction(
        "enterprises.standardisation.removed",
        _("removed a standardisation grade from the dossier of {object}"),
    ),
    AuditAction("enterprises.insurance.added", _("added the insurance {object}")),
    AuditAction("enterprises.insurance.changed", _("changed the insurance {object}")),
    AuditAction(
        "enterprises.insurance.removed", _("removed an insurance from the dossier of {object}")
    ),
    AuditAction("enterprises.agency_service.added", _("added the agency service {object}")),
    AuditAction("enterprises.agency_service.changed", _("changed the agency service {object}")),
    AuditAction(
        "enterprises.agency_service.removed",
        _("removed an agency service from the dossier of {object}"),
    ),
    AuditAction("enterprises.equipment.changed", _("changed the equipment {object}")),
    AuditAction(
        "enterprises.equipment.removed", _("removed equipment from the dossier of {object}")
    ),
    AuditAction("enterprises.process.added", _("added the process unit {object}")),
    AuditAction("enterprises.process.changed", _("changed the process unit {object}")),
    AuditAction(
        "enterprises.process.removed", _("removed a process unit from the dossier of {object}")
    ),
    AuditAction("enterprises.project.added", _("added the project {object}")),
    AuditAction("enterprises.project.changed", _("changed the project {object}")),
    AuditAction("enterprises.project.removed", _("removed a project from the dossier of {object}")),
    AuditAction("enterprises.plan.added", _("added the plan {object}")),
    AuditAction("enterprises.plan.changed", _("changed the plan {object}")),
    AuditAction("enterprises.plan.removed", _("removed a plan from the dossier of {object}")),
    AuditAction("enterprises.former_code.added", _("added the former code {object}")),
    AuditAction("enterprises.plan.georeferenced", _("tied the plan {object} to the ground")),
    AuditAction("enterprises.project_stage.recorded", _("recorded the stage {object}")),
    AuditAction("enterprises.paper.lapsed", _("found that {object} has run out")),
    AuditAction("enterprises.enterprise.refused", _("refused the enterprise {object}")),
    AuditAction("enterprises.enterprise.assigned", _("assigned the enterprise {object}")),
    AuditAction("enterprises.enterprise.merged", _("merged a duplicate into {object}")),
    AuditAction("enterprises.duplicate.dismissed", _("found {object} to be two enterprises")),
    AuditAction("enterprises.park.created", _("opened the dossier of the park {object}")),
    AuditAction("enterprises.park.changed", _("changed the dossier of the park {object}")),
    AuditAction("enterprises.park.filled", _("took enterprises into the park {object}")),
)
