"""A work list over its versions: correcting a draft, a new version, withdrawing one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.governance.responsibility.choices import Cadence, DutyKind
from anlan.governance.responsibility.models import WorkItem, WorkList
from anlan.governance.responsibility.services.common import (
    at_least,
    locked_draft,
    problems_of_item,
    tell_moved,
)
from anlan.governance.responsibility.states import WORK_LIST
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible


def _draft_of(item_id: int, actor: Actor) -> tuple[WorkItem, WorkList]:
    item = get_visible(WorkItem, item_id, actor=actor, lock=True)
    return item, locked_draft(item.work_list_id, actor)


@transaction.atomic
def change_work_item(
    *,
    item_id: int,
    text: str,
    due_on: date,
    actor: Actor,
    times: int = 1,
    cadence: str = Cadence.OCCASION,
    is_task: bool = True,
    record_kind: str = DutyKind.OTHER,
) -> WorkItem:
    """Correct an undertaking of a draft; what is given as a task follows with the publication."""
    item, work_list = _draft_of(item_id, actor)
    fields = problems_of_item(work_list, text, due_on)
    if fields:
        raise InvalidInput(fields=fields)
    values: dict[str, Any] = {
        "text": text.strip(),
        "due_on": due_on,
        "times": at_least(times, cadence),
        "cadence": str(Cadence(cadence)),
        "is_task": is_task,
        "record_kind": str(DutyKind(record_kind)),
    }
    before, after = changes(item, **values)
    if after:
        item.save(update_fields=[*after, "updated_at"])
        audit(actor, "responsibility.work_item.changed", item, before=before, after=after)
    return item


@transaction.atomic
def remove_work_item(*, item_id: int, actor: Actor) -> WorkList:
    """Take an undertaking out of a draft; what is on record of it stays on record."""
    item, work_list = _draft_of(item_id, actor)
    if work_list.items.count() == 1:
        raise InvalidInput(_("A list needs at least one undertaking."))
    audit(
        actor,
        "responsibility.work_item.removed",
        item,
        before={"text": item.text, "due_on": item.due_on, "times": item.times},
    )
    item.delete()
    return work_list


@transaction.atomic
def revise_work_list(*, work_list_id: int, actor: Actor, reason: str = "") -> WorkList:
    """Open a published or withdrawn list for its next version.

    Its tasks go on as they are until the new version is published.
    """
    work_list = get_visible(WorkList, work_list_id, actor=actor, lock=True)
    WORK_LIST.fire(
        work_list,
        "revise",
        actor=actor,
        reason=reason,
        also={
            "version": work_list.version + 1,
            "confirmed_at": None,
            "confirmed_by": "",
            "published_at": None,
        },
    )
    tell_moved(work_list, actor, reason)
    return work_list


@transaction.atomic
def withdraw_work_list(*, work_list_id: int, actor: Actor, reason: str = "") -> WorkList:
    """Withdraw a published list: its open tasks are cancelled with the reason; records stay."""
    work_list = get_visible(WorkList, work_list_id, actor=actor, lock=True)
    WORK_LIST.fire(work_list, "withdraw", actor=actor, reason=reason)
    work_list.items.update(given_on=None)
    tell_moved(work_list, actor, reason)
    return work_list
