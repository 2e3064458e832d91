"""Sentences of the audit trail about supervision documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("oversight.kinds.loaded", _("loaded the kinds of supervision document")),
    AuditAction("oversight.kind.changed", _("changed the kind of supervision document {object}")),
    AuditAction("oversight.order.drawn_up", _("drew up the supervision document {object}")),
    AuditAction("oversight.order.proposed", _("proposed the supervision document {object}")),
    AuditAction("oversight.order.changed", _("changed the supervision document {object}")),
    AuditAction(
        "oversight.order.submitted", _("submitted the supervision document {object} for approval")
    ),
    AuditAction("oversight.order.issued", _("issued the supervision document {object}")),
    AuditAction("oversight.order.moved", _("moved the supervision document {object} on")),
    AuditAction("oversight.order.signed", _("signed for the supervision document {object}")),
    AuditAction("oversight.order.answered", _("answered the supervision document {object}")),
    AuditAction("oversight.order.returned", _("returned the answer to {object}")),
    AuditAction("oversight.order.closed", _("closed the supervision document {object}")),
    AuditAction("oversight.order.withdrawn", _("withdrew the supervision document {object}")),
    AuditAction("oversight.order.overdue", _("found {object} not answered in time")),
    AuditAction("oversight.order.read", _("read the restricted document {object}"), is_read=True),
    AuditAction("oversight.interview.recorded", _("recorded the interview {object}")),
    AuditAction("oversight.statement.made", _("made a statement on {object}")),
    AuditAction("oversight.statement.decided", _("decided on a statement on {object}")),
)
