"""The assessor's queue: items × units that wait for a mark."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from anlan.governance.assessment.choices import Effect, ItemState, Means, RunState
from anlan.governance.assessment.models import ItemResult, SchemeItem
from anlan.governance.assessment.permissions import MANAGE, MARK
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of

TO_MARK = (ItemState.WAITING, ItemState.HANDED_IN, ItemState.SECOND)


def queue_of(actor: Actor) -> QuerySet[ItemResult]:
    """Return what the actor may mark now: not his own unit, not what he has marked.

    Handed-in evidence first while units still hand in; all of it when that is closed.
    """
    rows = policy_of(ItemResult).permitted(actor, MARK)
    if actor.has(MANAGE):
        mine = Q(item__by_office=True, item__assessor__isnull=True)
        if actor.organisation_id is not None:
            mine |= Q(item__assessor_id=actor.organisation_id)
        rows = rows.filter(mine)
    ready = Q(result__run__state=RunState.OPEN, state=ItemState.HANDED_IN) | Q(
        result__run__state__in=(RunState.OPEN, RunState.MARKING), state=ItemState.SECOND
    )
    ready |= Q(result__run__state=RunState.MARKING, state__in=TO_MARK)
    rows = rows.filter(ready, item__means=Means.EVIDENCE, item__effect=Effect.EARN)
    if actor.organisation_id is not None:
        rows = rows.exclude(result__organisation_id=actor.organisation_id)
    return (
        rows.exclude(marks__by_id=actor.id)
        .select_related(
            "item__part", "result__organisation", "result__person", "result__run__scheme"
        )
        .order_by("item__part__sort_order", "item__sort_order", "item_id", "result_id")
    )


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An item of the scheme with how many units wait."""

    item: SchemeItem
    waiting: int


def items_waiting(actor: Actor) -> list[QueueItem]:
    """Return the items with units that wait, in the order of the scheme."""
    found = queue_of(actor).order_by().values("item_id").annotate(n=Count("pk", distinct=True))
    numbers = {row["item_id"]: row["n"] for row in found}
    rows = SchemeItem.objects.filter(pk__in=numbers).select_related("part")
    return [
        QueueItem(item, numbers[item.pk])
        for item in rows.order_by("part__sort_order", "sort_order", "pk")
    ]
