"""Reactions to plans and work lists, to receipts of notices, and to what was checked."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import override

from anlan.base.notifications.events import NotificationConfirmed
from anlan.governance.commitments.events import (
    CommitmentCompleted,
    CommitmentMoved,
    CommitmentReturned,
    DeadlineMoved,
)
from anlan.governance.commitments.services import work_lists
from anlan.governance.commitments.services.common import platform
from anlan.governance.commitments.services.plans import compare_version
from anlan.governance.commitments.services.watching import confirm_escalation
from anlan.governance.planning.events import VersionConfirmed
from anlan.governance.responsibility.events import WorkListMoved
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


@on(WorkListMoved, inline=True)
def follow_work_list(event: WorkListMoved) -> None:
    """A work list was published or withdrawn: its tasks follow in the same transaction."""
    if event.state in ("published", "withdrawn"):
        with override(settings.LANGUAGE_CODE):
            work_lists.follow_work_list(
                work_list_id=event.work_list_id, reason=event.reason, actor=platform()
            )


@on(CommitmentCompleted)
def count_completed(event: CommitmentCompleted) -> None:
    """A task is done: it counts for its undertaking, and for the leader who checked it."""
    work_lists.count_kept(commitment_id=event.commitment_id, actor=platform())
    work_lists.record_checks(commitment_id=event.commitment_id)


@on(CommitmentMoved)
def count_period(event: CommitmentMoved) -> None:
    """A period was checked and counts; a task opened again does not any more."""
    if event.step == "period":
        work_lists.count_kept(commitment_id=event.commitment_id, actor=platform())
        work_lists.record_checks(commitment_id=event.commitment_id)
    elif event.step == "reopen":
        with override(settings.LANGUAGE_CODE):
            work_lists.uncount_reopened(commitment_id=event.commitment_id, actor=platform())


@on(CommitmentReturned)
def note_return(event: CommitmentReturned) -> None:
    """What a leader looked at and sent back is his work as well."""
    work_lists.record_checks(commitment_id=event.commitment_id)


@on(DeadlineMoved)
def note_decision(event: DeadlineMoved) -> None:
    """A leader decided about more time."""
    if event.extension_state != "pending":
        work_lists.record_decisions(commitment_id=event.commitment_id)
