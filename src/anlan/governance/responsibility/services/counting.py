"""Counting what was done in a task for the undertaking of the year it comes from."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Model

from anlan.base.audit.public import audit
from anlan.governance.responsibility.models import DutyRecord, WorkItem
from anlan.governance.responsibility.services.records import page_of, tell_recorded
from anlan.governance.responsibility.works import with_done
from anlan.kernel.actor import Actor


@transaction.atomic
def count_task(
    *,
    item_id: int,
    subject: Model,
    day: date,
    text: str,
    actor: Actor,
    times: int | None = None,
) -> int | None:
    """Record that a unit kept a task, or a period of one, for the undertaking it comes from.

    Without ``times`` it counts for all that is still missing. Told again, nothing is added.
    Returns the id of the record, None when the undertaking is not in its list any more.
    """
    items = WorkItem.objects.select_for_update(of=("self",)).select_related("work_list__list")
    item = items.filter(pk=item_id).first()
    if item is None:
        return None
    done: int = with_done(WorkItem.objects.filter(pk=item.pk)).get().done
    record, is_new = DutyRecord.objects.get_or_create(
        person=None,
        organisation_id=item.work_list.list.organisation_id,
        kind=item.record_kind,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        defaults={
            "day": day,
            "text": text.strip()[:500],
            "work_item": item,
            "times": times if times is not None else max(1, item.times - done),
            "is_automatic": True,
            "subject_url": page_of(subject),
            "entered_by": actor.display_name[:100],
        },
    )
    if is_new:
        tell_recorded(record, actor)
    return record.pk


@transaction.atomic
def uncount_task(*, subject: Model, actor: Actor, reason: str = "") -> int:
    """Take back that a task was kept: it was opened again. Returns how many records went."""
    rows = DutyRecord.objects.select_for_update().filter(
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        person__isnull=True,
        is_automatic=True,
    )
    found = list(rows)
    for record in found:
        audit(
            actor,
            "responsibility.duty.retracted",
            record,
            before={"text": record.text, "day": record.day, "times": record.times},
            reason=reason,
        )
        record.delete()
    return len(found)
