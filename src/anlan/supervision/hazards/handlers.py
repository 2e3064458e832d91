"""Reactions to checks that failed, clocks that ran out, notices that were confirmed."""

from __future__ import annotations

from anlan.base.deadlines.events import DeadlineOverdue
from anlan.base.notifications.events import NotificationConfirmed
from anlan.kernel.events import on
from anlan.supervision.hazards.services.common import flow
from anlan.supervision.hazards.services.intake import open_from_check
from anlan.supervision.hazards.services.lateness import mark_overdue
from anlan.supervision.hazards.services.major import confirm_notice
from anlan.supervision.risk.events import CheckFailed

HAZARD = "hazards.Hazard"


@on(CheckFailed, inline=True)
def open_hazard(event: CheckFailed) -> None:
    """A control that does not work is a hazard, in the transaction of the check."""
    open_from_check(event=event, actor=flow())


@on(DeadlineOverdue)
def escalate(event: DeadlineOverdue) -> None:
    """Lateness, and every rung of the ladder."""
    if event.subject_type == HAZARD:
        mark_overdue(hazard_id=int(event.subject_id), rule_code=event.rule_code, actor=flow())


@on(NotificationConfirmed)
def note_confirmation(event: NotificationConfirmed) -> None:
    """A principal has confirmed the notice of a major hazard."""
    if event.subject_type == HAZARD:
        confirm_notice(notification_id=event.notification_id, actor=flow())
