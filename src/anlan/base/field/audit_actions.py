"""Acts in the field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("field.record.received", _("sent from the phone: {object}")),
    AuditAction("field.record.refused", _("sent from the phone and was refused: {object}")),
    AuditAction("field.record.conflicted", _("sent from the phone, in conflict: {object}")),
    AuditAction("field.record.withdrawn", _("withdrew on the phone: {object}")),
    AuditAction("field.pack.loaded", _("loaded the day pack onto the phone"), is_read=True),
    AuditAction("field.note.written", _("wrote the field note {object}")),
    AuditAction("field.note.corrected", _("corrected the field note {object}")),
)
