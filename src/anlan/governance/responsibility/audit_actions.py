"""Sentences of the audit trail about responsibility."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(
    AuditAction("responsibility.portfolio.set", _("set the division of work of {object}")),
    AuditAction("responsibility.portfolio.ended", _("ended the division of work of {object}")),
    AuditAction("responsibility.absence.entered", _("entered the absence of {object}")),
    AuditAction("responsibility.list.drawn_up", _("drew up the responsibility list of {object}")),
    AuditAction("responsibility.list.published", _("published the responsibility list {object}")),
    AuditAction("responsibility.duty.added", _("added a duty to the list: {object}")),
    AuditAction("responsibility.duties.loaded", _("loaded the legal duties")),
    AuditAction("responsibility.work_list.drawn_up", _("drew up the annual work list {object}")),
    AuditAction("responsibility.work_list.moved", _("moved the annual work list {object} on")),
    AuditAction("responsibility.work_item.added", _("added to the annual work list: {object}")),
    AuditAction("responsibility.work_item.changed", _("changed the annual work item: {object}")),
    AuditAction("responsibility.work_item.removed", _("removed the annual work item: {object}")),
    AuditAction("responsibility.duty.retracted", _("took back a duty performed: {object}")),
    AuditAction("responsibility.duty.recorded", _("recorded a duty performed: {object}")),
    AuditAction("responsibility.report.made", _("made the duty report of {object}")),
)
