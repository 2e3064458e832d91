"""The undertakings of a year: what becomes a task, what is due next, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from anlan.governance.responsibility.choices import (
    CADENCE_WORDS,
    MONTHS,
    Cadence,
    HolderKind,
    WorkListState,
)
from anlan.governance.responsibility.contracts import UndertakenYear, Undertaking
from anlan.governance.responsibility.models import WorkItem, WorkList
from anlan.kernel import clock

#: Units whose undertakings become tasks; leaders keep duty records, enterprises other duties.
WITH_TASKS = (HolderKind.DEPARTMENT, HolderKind.TOWNSHIP)


def becomes_tasks(work_list: WorkList) -> bool:
    """Whether the undertakings of a list become tasks: those of departments and townships."""
    holder = work_list.list
    return holder.person_id is None and holder.holder_kind in WITH_TASKS


def as_tasks(work_list: WorkList, today: date) -> QuerySet[WorkItem]:
    """Return the undertakings that are tasks: marked so, and given already or not past their day.

    What lay before the day of publication is entered by hand; nobody is given a task that is late
    when he hears of it.
    """
    if not becomes_tasks(work_list):
        return work_list.items.none()
    ahead = Q(due_on__gte=today) | Q(given_on__isnull=False)
    return work_list.items.filter(ahead, is_task=True)


def undertaken_year(work_list_id: int) -> UndertakenYear | None:
    """Return a work list with what of it is to be a task now; nothing unless it is published."""
    work_list = WorkList.objects.select_related("list__organisation", "list__person").get(
        pk=work_list_id
    )
    if not becomes_tasks(work_list):
        return None
    found = UndertakenYear(
        work_list.pk,
        f"{work_list.list}{work_list.year}年度工作清单",
        work_list.version,
        work_list.state,
    )
    if work_list.state != WorkListState.PUBLISHED:
        return found
    rows = work_list.items.filter(given_on__isnull=False).select_related("responsibility")
    return UndertakenYear(
        found.work_list_id,
        found.name,
        found.version,
        found.state,
        tuple(_undertaking(row, work_list) for row in rows),
    )


def _undertaking(item: WorkItem, work_list: WorkList) -> Undertaking:
    words, number = CADENCE_WORDS.get(Cadence(item.cadence)), item.times
    if words is not None:
        number = per_period(item)
    return Undertaking(
        item_id=item.pk,
        organisation_id=work_list.list.organisation_id,
        text=item.text,
        basis=item.responsibility.legal_basis if item.responsibility is not None else "",
        begins_on=max(date(work_list.year, 1, 1), item.given_on or clock.today()),
        due_on=item.due_on,
        cadence=f"{words}{number}次" if words is not None else "",
        quantity=f"{number}次" if words is None and number > 1 else "",
        url=f"{work_list.get_absolute_url()}#work-{item.pk}",
    )


def per_period(item: WorkItem) -> int:
    """Return how often it is undertaken in each period of its cadence."""
    return -(-item.times * MONTHS[Cadence(item.cadence)] // 12)


@dataclass(frozen=True, slots=True)
class WorkStanding:
    """One undertaking on a day: how often done, until when the next time is due, what is late.

    A task is watched where tasks are watched; here it only counts.
    """

    item: WorkItem
    done: int
    next_on: date | None
    missing: int

    @property
    def is_late(self) -> bool:
        """Whether a time that was due is not on record."""
        return self.missing > 0

    @property
    def percent(self) -> int:
        """The share that is on record."""
        return min(100, round(100 * self.done / self.item.times))


def standing_of_works(work_list: WorkList, today: date | None = None) -> list[WorkStanding]:
    """Return each undertaking of a year with what is on record, due and late."""
    day = today or clock.today()
    rows = with_done(work_list.items.all())
    return [_standing(row, work_list, day) for row in rows]


def with_done(items: QuerySet[WorkItem]) -> QuerySet[Any]:
    """Add as ``done`` how often each undertaking is on record."""
    rows: QuerySet[Any] = items.annotate(done=Coalesce(Sum("records__times"), 0))
    return rows


def _standing(item: Any, work_list: WorkList, today: date) -> WorkStanding:
    done: int = item.done
    if done >= item.times:
        return WorkStanding(item, done, None, 0)
    ends = _ends(item, work_list.year)
    each = -(-item.times // len(ends))
    due = [end for end in ends for _number in range(each)][: item.times]
    missing = 0
    if work_list.state == WorkListState.PUBLISHED and item.given_on is None:
        since = _published_on(work_list)
        missing = max(0, sum(1 for end in due if since <= end < today) - done)
    return WorkStanding(
        item, done, next((end for end in due[done:] if end >= today), None), missing
    )


def _published_on(work_list: WorkList) -> date:
    """The day from which it binds: periods that were over by then are not owed."""
    if work_list.published_at is None:
        return date(work_list.year, 1, 1)
    return timezone.localtime(work_list.published_at).date()


def _ends(item: WorkItem, year: int) -> list[date]:
    """The last days of the periods up to the day the whole is due."""
    months = MONTHS.get(Cadence(item.cadence))
    if months is None:
        return [item.due_on]
    ends = [_last_day(year, month) for month in range(months, 13, months)]
    return [end for end in ends if end < item.due_on] + [item.due_on]


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
