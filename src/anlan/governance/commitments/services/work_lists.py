"""Published work lists of units become their tasks and follow them from version to version."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.governance.commitments.choices import (
    OPEN,
    CheckResult,
    CommitmentState,
    ExtensionState,
    PeriodState,
    Source,
)
from anlan.governance.commitments.contracts import CommitmentDraft
from anlan.governance.commitments.models import Commitment, CommitmentExtension
from anlan.governance.responsibility.public import (
    UndertakenYear,
    Undertaking,
    count_task,
    record_leaders_act,
    uncount_task,
    undertaken_year,
)
from anlan.kernel.actor import Actor

from .changing import cancel_commitment, change_commitment
from .giving import create_commitments

#: The model whose rows the tasks come from.
ITEM = "responsibility.WorkItem"


@transaction.atomic
def follow_work_list(*, work_list_id: int, actor: Actor, reason: str = "") -> dict[str, int]:
    """Bring the tasks of a work list to what the list says now; again, nothing changes.

    A published list: new undertakings are given, changed ones changed, those that are gone are
    cancelled. A withdrawn one: what is open is cancelled with ``reason``. What was completed stays.
    """
    year = undertaken_year(work_list_id)
    if year is None or year.state not in ("published", "withdrawn"):
        return {"given": 0, "changed": 0, "cancelled": 0}
    given = {
        int(row.source_id): row
        for row in Commitment.objects.select_for_update()
        .filter(source_model=ITEM, source_group=str(work_list_id))
        .exclude(state=CommitmentState.CANCELLED)
    }
    wanted = {row.item_id: row for row in year.undertakings}
    gone = [row for key, row in given.items() if key not in wanted and row.state in OPEN]
    for row in gone:
        cancel_commitment(
            commitment_id=row.pk,
            reason=reason.strip()
            or _("The annual work list no longer has this undertaking (version %(version)s).")
            % {"version": year.version},
            actor=actor,
        )
    changed = sum(
        _change(row, wanted[key], actor)
        for key, row in given.items()
        if key in wanted and row.state in OPEN
    )
    fresh = [_draft(row, year) for key, row in wanted.items() if key not in given]
    create_commitments(fresh, actor=actor)
    return {"given": len(fresh), "changed": changed, "cancelled": len(gone)}


def _draft(row: Undertaking, year: UndertakenYear) -> CommitmentDraft:
    return CommitmentDraft(
        title=row.text.strip().splitlines()[0][:200],
        text=row.text,
        lead_id=row.organisation_id,
        deadline=row.due_on,
        starts_on=min(row.begins_on, row.due_on),
        cadence=row.cadence,
        quantity=row.quantity,
        source=Source.WORK_LIST,
        source_model=ITEM,
        source_id=str(row.item_id),
        source_group=str(year.work_list_id),
        source_name=year.name,
        source_url=row.url,
        legal_or_text_anchor=row.basis,
    )


def _change(task: Commitment, row: Undertaking, actor: Actor) -> bool:
    """Correct a task whose undertaking reads differently in the new version."""
    wanted = {
        "title": row.text.strip().splitlines()[0][:200],
        "text": row.text,
        "deadline": row.due_on,
        "cadence": row.cadence,
        "quantity": row.quantity,
    }
    values = {name: value for name, value in wanted.items() if getattr(task, name) != value}
    if values:
        change_commitment(commitment_id=task.pk, actor=actor, **values)
    return bool(values)


def count_kept(*, commitment_id: int, actor: Actor) -> int:
    """Count what was checked and is done for the undertaking it comes from; once each.

    Of a recurring task each period that was checked counts, of any other the whole.
    """
    task = Commitment.objects.filter(pk=commitment_id, source_model=ITEM).first()
    if task is None:
        return 0
    counted = 0
    item_id = int(task.source_id)
    for period in task.periods.filter(state=PeriodState.PASSED):
        counted += bool(
            count_task(
                item_id=item_id,
                subject=period,
                day=period.reported_on or period.due_on,
                times=period.times,
                text=f"完成任务：{task.title}（{period.label}）",
                actor=actor,
            )
        )
    if task.state == CommitmentState.COMPLETED and not task.periods.exists():
        counted += bool(
            count_task(
                item_id=item_id,
                subject=task,
                day=task.done_on or task.deadline or task.starts_on,
                text=f"完成任务：{task.title}",
                actor=actor,
            )
        )
    return counted


def uncount_reopened(*, commitment_id: int, actor: Actor) -> int:
    """A completed task was opened again: it no longer counts for its undertaking."""
    task = Commitment.objects.filter(pk=commitment_id, source_model=ITEM).first()
    if task is None or task.state == CommitmentState.COMPLETED:
        return 0
    return uncount_task(subject=task, actor=actor, reason=_("The task was opened again."))


def record_checks(*, commitment_id: int) -> int:
    """Record what leaders themselves checked in a task, once for each check."""
    task = Commitment.objects.get(pk=commitment_id)
    words = {CheckResult.PASSED: "通过", CheckResult.SENT_BACK: "退回"}
    recorded = 0
    for check in task.checks.order_by("pk"):
        on_site = check.method == "on_site"
        recorded += bool(
            record_leaders_act(
                account=check.checked_by_id,
                kind="inspection" if on_site else "order",
                day=check.checked_on,
                text=f"{'现场' if on_site else '书面'}核查任务"
                f"（{words[CheckResult(check.result)]}）：{task.title}",
                subject=check,
            )
        )
    return recorded


def record_decisions(*, commitment_id: int) -> int:
    """Record what leaders decided about more time for a task, once for each wish."""
    recorded = 0
    wishes = CommitmentExtension.objects.filter(commitment_id=commitment_id).exclude(
        state=ExtensionState.PENDING
    )
    for wish in wishes.select_related("commitment").order_by("pk"):
        if wish.decided_at is None:
            continue
        answer = "同意" if wish.state == ExtensionState.GRANTED else "不同意"
        recorded += bool(
            record_leaders_act(
                account=wish.decided_by_id,
                kind="order",
                day=timezone.localtime(wish.decided_at).date(),
                text=f"批示任务延期（{answer}）：{wish.commitment.title}",
                subject=wish,
            )
        )
    return recorded
