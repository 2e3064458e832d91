"""Sentences of the audit trail about plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("plans.plan.loaded", _("loaded the emergency plan {object}")),
    AuditAction("plans.plan.published", _("put the emergency plan {object} into force")),
    AuditAction("plans.plan.expired", _("took the emergency plan {object} out of force")),
    AuditAction("plans.plan.revised", _("began a revision of the emergency plan {object}")),
    AuditAction("plans.plan.submitted", _("submitted the emergency plan {object} for approval")),
    AuditAction("plans.plan.returned", _("returned the emergency plan {object}")),
    AuditAction("plans.plan.withdrawn", _("took back the submitted emergency plan {object}")),
    AuditAction("plans.plan.templated", _("began the emergency plan {object} from a template")),
    AuditAction(
        "plans.contact.revealed", _("read the number of a contact of {object}"), is_read=True
    ),
    AuditAction("plans.filing.handed_in", _("handed in the emergency plan {object} for filing")),
    AuditAction("plans.filing.accepted", _("accepted the filing of the plan {object}")),
    AuditAction("plans.filing.refused", _("returned the filing of the plan {object}")),
    AuditAction("plans.report.added", _("added a report to the plan {object}")),
    AuditAction("plans.import.started", _("read the text of the plan {object}")),
    AuditAction("plans.import.item_decided", _("decided on an item of the text {object}")),
    AuditAction("plans.import.items_kept", _("kept the undoubted items of the text {object}")),
    AuditAction("plans.import.made", _("made the draft {object} from its text")),
    AuditAction("plans.import.dropped", _("gave up reading the text {object}")),
    AuditAction("plans.part.written", _("wrote a part of the plan {object}")),
    AuditAction("plans.part.removed", _("took a part out of the plan {object}")),
    AuditAction("plans.plan.acknowledged", _("acknowledged a warning about the plan {object}")),
    AuditAction("plans.record.added", _("recorded what was done for the plan {object}")),
    AuditAction("plans.point.printed", _("printed the one page of the plan {object}")),
)
