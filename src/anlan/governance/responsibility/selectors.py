"""Who answers for what, both ways; what of a list has no record yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from anlan.base.accounts.public import account_of_person, actor_of_user, list_accounts_of
from anlan.base.organisations.contracts import OrganisationInfo
from anlan.base.organisations.public import (
    find_organisation,
    first_people,
    list_organisations,
    list_people_info,
)
from anlan.base.regions.public import county_prefix
from anlan.governance.responsibility.choices import Standing
from anlan.governance.responsibility.contracts import LeaderInfo
from anlan.governance.responsibility.models import (
    Absence,
    DutyRecord,
    Portfolio,
    PortfolioEntry,
    Responsibility,
    ResponsibilityList,
    WorkItem,
)
from anlan.kernel import clock
from anlan.kernel.actor import system_actor

HEAD, IN_CHARGE, PRINCIPAL = 1, 2, 3


def in_force(day: date) -> Q:
    """What holds on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def leaders_in_charge(organisation_id: int, *, on: date | None = None) -> list[LeaderInfo]:
    """Return who answers for an organisation: its head, the leader in charge, the principal leader.

    An enterprise that stands in nobody's portfolio is answered for with the organisation above it.
    Who is away is represented by his substitute.
    """
    day = on or clock.today()
    ranked: dict[int, int] = {}
    head = first_people([organisation_id]).get(organisation_id)
    if head is not None:
        ranked[head.id] = HEAD
    for person in _in_charge(organisation_id, day):
        ranked.setdefault(person, IN_CHARGE)
    principals = Portfolio.objects.filter(in_force(day), standing=Standing.PRINCIPAL)
    for person in _of_county(principals, organisation_id).values_list("person_id", flat=True):
        ranked.setdefault(person, PRINCIPAL)
    return _described(ranked, day)


def _of_county(rows: QuerySet[Portfolio], organisation_id: int) -> QuerySet[Portfolio]:
    """Leaders of the county in which the organisation lies, where several share a platform."""
    unit = find_organisation(organisation_id)
    if unit is None:
        return rows.none()
    return rows.filter(organisation__region__code__startswith=county_prefix(unit.region_code))


def _in_charge(organisation_id: int, day: date) -> list[int]:
    seen: set[int] = set()
    wanted: int | None = organisation_id
    while wanted is not None and wanted not in seen:
        seen.add(wanted)
        rows = PortfolioEntry.objects.filter(in_force(day), organisation_id=wanted)
        rows = rows.filter(portfolio__standing=Standing.MEMBER)
        found = list(rows.values_list("portfolio__person_id", flat=True))
        if found:
            return found
        unit = find_organisation(wanted)
        wanted = _above(unit) if unit is not None else None
    return []


def _above(unit: OrganisationInfo) -> int | None:
    """The organisation above one; for an enterprise its township."""
    if unit.parent_id is not None or unit.kind != "enterprise":
        return unit.parent_id
    towns = list_organisations(
        system_actor("responsibility"), kinds=("township",), region_prefix=unit.region_code[:9]
    )
    return towns[0].id if towns else None


def _described(ranked: dict[int, int], day: date) -> list[LeaderInfo]:
    away = {
        absence.person_id: absence.substitute_id
        for absence in Absence.objects.filter(
            person_id__in=ranked, starts_on__lte=day, ends_on__gte=day
        )
    }
    people = list_people_info([*ranked, *away.values()])
    accounts = list_accounts_of(people)
    found: dict[int, LeaderInfo] = {}
    for person_id, rank in sorted(ranked.items(), key=lambda pair: pair[1]):
        acting = away.get(person_id, person_id)
        person = people.get(acting)
        if person is None or acting in found:
            continue
        account = accounts.get(acting)
        info = LeaderInfo(
            person_id=person.id,
            user_id=account.id if account else None,
            name=person.name,
            title=person.title,
            rank=rank,
        )
        if acting != person_id:
            info = replace(info, stands_in_for=people[person_id].name)
        found[acting] = info
    return list(found.values())


def organisations_of_leader(user_id: int, *, on: date | None = None) -> list[int]:
    """Return the organisations in the portfolio of the leader behind an account."""
    account = actor_of_user(user_id)
    if account is None or account.person_id is None:
        return []
    return organisations_of_person(account.person_id, on=on)


def organisations_of_person(person_id: int, *, on: date | None = None) -> list[int]:
    """Return the organisations a leader answers for, and those he acts for meanwhile."""
    day = on or clock.today()
    acting = Absence.objects.filter(substitute_id=person_id, starts_on__lte=day, ends_on__gte=day)
    people = [person_id, *acting.values_list("person_id", flat=True)]
    rows = PortfolioEntry.objects.filter(
        in_force(day), organisation__isnull=False, portfolio__person_id__in=people
    )
    return list(dict.fromkeys(rows.values_list("organisation_id", flat=True)))


def user_of_person(person_id: int) -> int | None:
    """Return the account of a person, if he has one."""
    account = account_of_person(person_id)
    return account.id if account else None


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """One duty of a list in a year: what was asked, what is on record."""

    item: Responsibility
    done: int
    asked: int
    last_on: date | None

    @property
    def has_no_record(self) -> bool:
        """Whether nothing at all is on record."""
        return self.done == 0


def standing_of_list(holder: ResponsibilityList, year: int) -> list[DutyStanding]:
    """Return each duty of a list with its records of a year, matched by undertaking or by kind."""
    records = list(_records_of(holder, year))
    by_kind: dict[str, list[DutyRecord]] = {}
    by_duty: dict[int, list[DutyRecord]] = {}
    tasks = set(
        WorkItem.objects.filter(
            work_list__list=holder, work_list__year=year, given_on__isnull=False
        ).values_list("responsibility_id", flat=True)
    )
    for record in records:
        if record.work_item is not None and record.work_item.responsibility_id is not None:
            by_duty.setdefault(record.work_item.responsibility_id, []).append(record)
        else:
            by_kind.setdefault(record.kind, []).append(record)
    found = []
    for item in holder.items.all():
        rows = list(by_duty.get(item.pk, []))
        if item.pk not in tasks:  # a task counts what was done in it, not the same thing again
            rows += by_kind.get(item.record_kind, [])
        found.append(
            DutyStanding(
                item,
                sum(row.times for row in rows),
                item.times_a_year,
                max((row.day for row in rows), default=None),
            )
        )
    return found


def _records_of(holder: ResponsibilityList, year: int) -> QuerySet[DutyRecord]:
    rows = DutyRecord.objects.filter(day__year=year).select_related("work_item")
    if holder.person_id is not None:
        return rows.filter(person_id=holder.person_id)
    return rows.filter(organisation_id=holder.organisation_id)


def records_of_person(person_id: int, year: int) -> QuerySet[DutyRecord]:
    """Return what a leader did in a year, the oldest first."""
    return DutyRecord.objects.filter(person_id=person_id, day__year=year).order_by("day", "pk")


def counted_kinds(records: Iterable[DutyRecord]) -> dict[str, int]:
    """Return how many records there are of each kind."""
    found: dict[str, int] = {}
    for record in records:
        found[record.kind] = found.get(record.kind, 0) + 1
    return found


def is_leader(person_id: int, *, on: date | None = None) -> bool:
    """Whether a person leads: by a portfolio of his own, or as the head of his unit."""
    day = on or clock.today()
    if Portfolio.objects.filter(in_force(day), person_id=person_id).exists():
        return True
    found = list_people_info([person_id]).get(person_id)
    if found is None:
        return False
    head = first_people([found.organisation_id]).get(found.organisation_id)
    return head is not None and head.id == person_id


def is_principal(person_id: int | None, *, on: date | None = None) -> bool:
    """Whether a person is a principal leader, or acts for one who is away.

    Where no principal leader has been entered the question cannot be answered: then the role of
    the account decides alone.
    """
    day = on or clock.today()
    principals = set(
        Portfolio.objects.filter(in_force(day), standing=Standing.PRINCIPAL).values_list(
            "person_id", flat=True
        )
    )
    if not principals:
        return True
    if person_id is None:
        return False
    return (
        person_id in principals
        or Absence.objects.filter(
            substitute_id=person_id, person_id__in=principals, starts_on__lte=day, ends_on__gte=day
        ).exists()
    )
