"""Reactions to new versions of plans and to receipts of notices."""

from __future__ import annotations

from anlan.base.notifications.events import NotificationConfirmed
from anlan.governance.commitments.services.common import platform
from anlan.governance.commitments.services.plans import compare_version
from anlan.governance.commitments.services.watching import confirm_escalation
from anlan.governance.planning.events import VersionConfirmed
from anlan.kernel.events import on


@on(VersionConfirmed)
def follow_plan(event: VersionConfirmed) -> None:
    """A plan has a new version: what it changed waits for a person."""
    compare_version(
        document_id=event.document_id,
        previous_id=event.previous_id,
        changed=event.changed,
        gone=event.gone,
        new=event.new,
        actor=platform(),
    )


@on(NotificationConfirmed)
def note_receipt(event: NotificationConfirmed) -> None:
    """A leader gave the receipt of a reminder."""
    confirm_escalation(
        notification_id=event.notification_id, person_id=event.person_id, actor=platform()
    )
