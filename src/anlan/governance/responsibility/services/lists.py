"""Drawing up lists of responsibilities and the work lists of a year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import find_organisation, person_info
from anlan.governance.responsibility.choices import (
    TIMES_A_YEAR,
    Cadence,
    DutyKind,
    HolderKind,
)
from anlan.governance.responsibility.models import (
    LegalDuty,
    Responsibility,
    ResponsibilityList,
    WorkItem,
    WorkList,
)
from anlan.governance.responsibility.permissions import KEEP
from anlan.governance.responsibility.services.common import (
    announce,
    at_least,
    locked_draft,
    mark_tasks,
    may_keep_work_list,
    problems_of_item,
    require_own,
    tell_moved,
)
from anlan.governance.responsibility.states import WORK_LIST
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.kernel.tables import read_csv

DUTIES = Path(__file__).parent.parent / "data" / "legal_duties.csv"
#: Lists that belong to a person, not to his unit.
OF_PERSONS = (HolderKind.PRINCIPAL, HolderKind.LEADER)


@transaction.atomic
def load_duties(*, actor: Actor, path: Path = DUTIES) -> int:
    """Upsert the legal duties from a table. Returns the number."""
    rows = read_csv(path)
    LegalDuty.objects.bulk_create(
        [
            LegalDuty(
                code=row["code"],
                holder_kind=HolderKind(row["holder_kind"]),
                text=row["text"],
                legal_basis=row["legal_basis"],
                is_verified=row["is_verified"] == "1",
                cadence=Cadence(row["cadence"]),
                record_kind=DutyKind(row["record_kind"]),
                sort_order=number,
            )
            for number, row in enumerate(rows, 1)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "holder_kind",
            "text",
            "legal_basis",
            "is_verified",
            "cadence",
            "record_kind",
            "sort_order",
            "updated_at",
        ],
    )
    audit(actor, "responsibility.duties.loaded", after={"rows": len(rows)})
    return len(rows)


@transaction.atomic
def draw_up_list(
    *,
    holder_kind: str,
    actor: Actor,
    organisation_id: int | None = None,
    person_id: int | None = None,
    remarks: str = "",
) -> ResponsibilityList:
    """Draw up the list of a leader or unit from the legal duties of his kind.

    Raises ``InvalidInput`` when the holder is missing or has a list already.
    """
    require_permission(actor, KEEP)
    if holder_kind in OF_PERSONS:
        if person_id is None:
            raise InvalidInput(fields={"person_id": _("Choose the leader.")})
        organisation_id = person_info(person_id).organisation_id
        known = ResponsibilityList.objects.filter(person_id=person_id)
    else:
        person_id = None
        if organisation_id is None or find_organisation(organisation_id) is None:
            raise InvalidInput(fields={"organisation_id": _("Choose the unit.")})
        known = ResponsibilityList.objects.filter(
            organisation_id=organisation_id, person__isnull=True
        )
    if known.exists():
        raise InvalidInput(_("There is a list of this holder already: open it and add to it."))
    made = ResponsibilityList(
        holder_kind=HolderKind(holder_kind),
        organisation_id=organisation_id,
        person_id=person_id,
        remarks=remarks.strip(),
    )
    require(actor, KEEP, made)
    made.save()
    Responsibility.objects.bulk_create(
        Responsibility(
            list=made,
            legal_duty=duty,
            text=duty.text,
            legal_basis=duty.legal_basis,
            is_verified=duty.is_verified,
            cadence=duty.cadence,
            record_kind=duty.record_kind,
            sort_order=duty.sort_order,
        )
        for duty in LegalDuty.objects.filter(holder_kind=holder_kind)
    )
    audit(actor, "responsibility.list.drawn_up", made)
    return made


def _list(list_id: int, actor: Actor) -> ResponsibilityList:
    found = get_visible(ResponsibilityList, list_id, actor=actor, lock=True)
    require(actor, KEEP, found)
    return found


@transaction.atomic
def add_duty(
    *,
    list_id: int,
    text: str,
    actor: Actor,
    legal_basis: str = "",
    cadence: str = Cadence.OCCASION,
    record_kind: str = DutyKind.OTHER,
) -> Responsibility:
    """Add a duty of the county's own to a list; its basis counts as not verified."""
    holder = _list(list_id, actor)
    if not text.strip():
        raise InvalidInput(fields={"text": _("Write what the duty is.")})
    last = holder.items.order_by("-sort_order").first()
    made = Responsibility.objects.create(
        list=holder,
        text=text.strip(),
        legal_basis=legal_basis.strip(),
        cadence=Cadence(cadence),
        record_kind=DutyKind(record_kind),
        sort_order=(last.sort_order if last else 0) + 1,
    )
    audit(actor, "responsibility.duty.added", made, after={"list": holder.pk})
    return made


@transaction.atomic
def publish_list(*, list_id: int, actor: Actor) -> ResponsibilityList:
    """Publish a list: it counts from today."""
    holder = _list(list_id, actor)
    if not holder.items.exists():
        raise WrongState(_("The list is empty: add what is undertaken this year."))
    holder.published_on = clock.today()
    holder.save(update_fields=["published_on", "updated_at"])
    audit(actor, "responsibility.list.published", holder)
    return holder


@transaction.atomic
def draw_up_work_list(*, list_id: int, year: int, actor: Actor) -> WorkList:
    """Draw up the work list of a year from the duties that come round.

    Raises ``InvalidInput`` when there is one already or the year is not this one or the next.
    """
    holder = get_visible(ResponsibilityList, list_id, actor=actor, lock=True)
    require_own(holder, actor)
    this_year = clock.today().year
    if year not in (this_year - 1, this_year, this_year + 1):
        raise InvalidInput(fields={"year": _("Choose last year, this year or the next.")})
    if holder.work_lists.filter(year=year).exists():
        raise InvalidInput(fields={"year": _("There is a work list of that year already.")})
    made = WorkList.objects.create(list=holder, year=year)
    WorkItem.objects.bulk_create(
        WorkItem(
            work_list=made,
            responsibility=duty,
            text=duty.text,
            record_kind=duty.record_kind,
            cadence=duty.cadence,
            times=duty.times_a_year,
            due_on=date(year, 12, 31),
            sort_order=duty.sort_order,
        )
        for duty in holder.items.all()
        if TIMES_A_YEAR[Cadence(duty.cadence)]
    )
    audit(actor, "responsibility.work_list.drawn_up", made)
    announce(made, actor)
    return made


@transaction.atomic
def add_work_item(
    *,
    work_list_id: int,
    text: str,
    due_on: date,
    actor: Actor,
    times: int = 1,
    cadence: str = Cadence.OCCASION,
    is_task: bool = True,
    record_kind: str = DutyKind.OTHER,
    responsibility_id: int | None = None,
) -> WorkItem:
    """Add an undertaking to a work list that is still a draft.

    With a cadence it is undertaken at least once in each month, quarter or half-year.
    """
    work_list = locked_draft(work_list_id, actor)
    fields = problems_of_item(work_list, text, due_on)
    if (
        responsibility_id is not None
        and not work_list.list.items.filter(pk=responsibility_id).exists()
    ):
        fields["responsibility_id"] = _("This duty stands in another list.")
    if fields:
        raise InvalidInput(fields=fields)
    last = work_list.items.order_by("-sort_order").first()
    made = WorkItem.objects.create(
        work_list=work_list,
        responsibility_id=responsibility_id,
        text=text.strip(),
        record_kind=DutyKind(record_kind),
        cadence=Cadence(cadence),
        times=at_least(times, cadence),
        is_task=is_task,
        due_on=due_on,
        sort_order=(last.sort_order if last else 0) + 1,
    )
    audit(actor, "responsibility.work_item.added", made, after={"work_list": work_list.pk})
    return made


@transaction.atomic
def confirm_work_list(*, work_list_id: int, actor: Actor) -> WorkList:
    """Confirm one's own work list; a leader's is confirmed by nobody but the leader."""
    work_list = get_visible(WorkList, work_list_id, actor=actor, lock=True)
    WORK_LIST.check(work_list, "confirm", actor=actor)
    if not may_keep_work_list(actor, work_list.list):
        raise WrongState(_("A leader's work list is confirmed by the leader."))
    WORK_LIST.fire(
        work_list,
        "confirm",
        actor=actor,
        also={"confirmed_at": clock.now(), "confirmed_by": actor.display_name[:100]},
    )
    tell_moved(work_list, actor)
    return work_list


@transaction.atomic
def publish_work_list(*, work_list_id: int, actor: Actor) -> WorkList:
    """Publish a confirmed work list: what a unit undertakes becomes its tasks, here and now."""
    work_list = get_visible(WorkList, work_list_id, actor=actor, lock=True)
    WORK_LIST.fire(work_list, "publish", actor=actor, also={"published_at": clock.now()})
    mark_tasks(work_list)
    tell_moved(work_list, actor)
    return work_list


@transaction.atomic
def return_work_list(*, work_list_id: int, actor: Actor, reason: str) -> WorkList:
    """Give a confirmed work list back for improvement."""
    work_list = get_visible(WorkList, work_list_id, actor=actor, lock=True)
    WORK_LIST.fire(
        work_list,
        "return",
        actor=actor,
        reason=reason,
        also={"confirmed_at": None, "confirmed_by": ""},
    )
    tell_moved(work_list, actor, reason)
    return work_list
