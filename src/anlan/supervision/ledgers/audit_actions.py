"""Acts on packs, ledgers and duties."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("ledgers.pack.loaded", _("loaded the sector pack {object}")),
    AuditAction("ledgers.version.started", _("started a new version of {object}")),
    AuditAction("ledgers.version.changed", _("changed the draft {object}")),
    AuditAction("ledgers.version.submit", _("submitted {object} for approval")),
    AuditAction("ledgers.version.publish", _("put {object} into force")),
    AuditAction("ledgers.version.return_", _("sent {object} back for changes")),
    AuditAction("ledgers.version.discard", _("discarded the draft {object}")),
    AuditAction("ledgers.criterion.confirmed", _("confirmed the hazard criterion {object}")),
    AuditAction("ledgers.target.reported", _("reported how the target {object} stands")),
    AuditAction("ledgers.pack.founded", _("began the sector pack {object}")),
    AuditAction("ledgers.row.created", _("added {object} to a ledger")),
    AuditAction("ledgers.row.changed", _("changed {object} in a ledger")),
    AuditAction("ledgers.row.removed", _("removed {object} from a ledger")),
    AuditAction("ledgers.rows.imported", _("imported rows into the ledger {object}")),
    AuditAction("ledgers.duty.completed", _("reported the duty {object} as done")),
    AuditAction("ledgers.duty.reopened", _("took back the report of the duty {object}")),
)
