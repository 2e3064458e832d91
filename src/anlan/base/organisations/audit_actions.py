"""Sentences of the audit trail about organisations and people; phones are never kept in clear."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

SENSITIVE = ("phone", "identity_number")

register_audit_actions(
    AuditAction("organisations.organisation.created", _("created the organisation {object}")),
    AuditAction("organisations.organisation.changed", _("changed the organisation {object}")),
    AuditAction("organisations.organisation.closed", _("closed the organisation {object}")),
    AuditAction(
        "organisations.person.created",
        _("entered {object} in the contact book"),
        masked_fields=SENSITIVE,
    ),
    AuditAction(
        "organisations.person.changed", _("changed the entry of {object}"), masked_fields=SENSITIVE
    ),
    AuditAction("organisations.person.deactivated", _("took {object} out of the contact book")),
    AuditAction(
        "organisations.person.phone_revealed",
        _("looked at the phone number of {object}"),
        is_read=True,
    ),
    AuditAction("organisations.post.created", _("created the post {object}")),
    AuditAction("organisations.appointment.started", _("appointed {object}")),
    AuditAction("organisations.appointment.ended", _("ended the appointment {object}")),
)
