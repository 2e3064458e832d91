"""The door to organisations and people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from anlan.base.organisations import services
from anlan.base.organisations.contracts import OrganisationInfo, PersonInfo
from anlan.base.organisations.models import Appointment, Organisation, Person
from anlan.base.organisations.permissions import REVEAL_PHONE
from anlan.base.organisations.services import (
    NewOrganisation,
    appoint,
    create_organisation,
    create_organisations,
    create_person,
    create_post,
    end_appointment,
    reveal_phone,
    taken_codes,
    update_organisation,
    update_person,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.fields import blind_index
from anlan.kernel.policy import policy_of, visible

__all__ = [
    "REVEAL_PHONE",
    "NewOrganisation",
    "appoint",
    "contacts_named",
    "create_organisation",
    "create_organisations",
    "create_person",
    "create_post",
    "end_appointment",
    "find_organisation",
    "find_organisation_by_code",
    "find_phone_owners",
    "find_post_holder",
    "first_people",
    "list_organisations",
    "list_people_info",
    "list_post_holders",
    "organisation_names",
    "people_of",
    "person_info",
    "posts_held_by",
    "reveal_phone",
    "taken_codes",
    "update_organisation",
    "update_person",
]


def person_info(person_id: int, actor: Actor | None = None, *, reveal: bool = False) -> PersonInfo:
    """Return a person by value; raises ``NotVisible`` for an unknown id.

    The phone is masked. The platform's own jobs see it in full (they send messages); a person sees
    it with ``reveal=True`` and the right to it, which is recorded as reading personal data.
    """
    person = Person.objects.select_related("organisation").filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    is_full = actor is not None and actor.is_system
    may_reveal = (
        reveal
        and not is_full
        and actor is not None
        and policy_of(Person).can(actor, REVEAL_PHONE, person)
    )
    if may_reveal and actor is not None:
        services.reveal_phone(person_id=person_id, actor=actor)
        is_full = True
    return _person(person, is_full)


def list_people_info(
    person_ids: Iterable[int], actor: Actor | None = None
) -> dict[int, PersonInfo]:
    """Return several persons by id in one query; phones in full for the platform's jobs only."""
    is_full = actor is not None and actor.is_system
    rows = Person.objects.select_related("organisation").filter(pk__in=list(person_ids))
    return {person.pk: _person(person, is_full) for person in rows}


def may_open_people(person_ids: Iterable[int], actor: Actor) -> set[int]:
    """Return those of the people whose page the actor may open, in one query."""
    rows = visible(Person, actor).filter(pk__in=list(person_ids))
    return set(rows.values_list("pk", flat=True))


def may_reveal_phones(person_ids: Iterable[int], actor: Actor) -> set[int]:
    """Return those of the people whose numbers the actor may have shown, in one query."""
    rows = policy_of(Person).permitted(actor, REVEAL_PHONE).filter(pk__in=list(person_ids))
    return set(rows.values_list("pk", flat=True))


def find_phone_owners(
    numbers: Iterable[str],
) -> tuple[list[PersonInfo], list[OrganisationInfo]]:
    """Return the people and the offices that a telephone number belongs to; numbers masked.

    ``numbers`` are the ways the same number may be written.
    """
    wanted = [number.strip() for number in numbers if number.strip()]
    people = Person.objects.filter(
        Q(phone_index__in=[blind_index(number) for number in wanted]) | Q(office_phone__in=wanted),
        is_active=True,
    ).select_related("organisation")
    offices = Organisation.objects.filter(duty_phone__in=wanted)
    return [_person(person, False) for person in people], [_organisation(o) for o in offices]


def people_of(organisation_id: int, actor: Actor | None = None) -> list[PersonInfo]:
    """Return the people in office of an organisation; with an actor only those he may see."""
    rows = visible(Person, actor) if actor is not None else Person.objects.all()
    rows = rows.filter(organisation_id=organisation_id, is_active=True)
    return [_person(person, False) for person in rows.select_related("organisation")]


def find_post_holder(
    organisation_code: str, post_name: str, role: str = "A", on: date | None = None
) -> PersonInfo | None:
    """Return who holds a post on a day (today), or None when it is vacant."""
    found = (
        _holding(on or clock.today())
        .filter(post__organisation__code=organisation_code, post__name=post_name, role=role)
        .first()
    )
    return _person(found.person, False) if found else None


def list_post_holders(
    organisation_codes: Iterable[str], on: date | None = None
) -> dict[tuple[str, str, str], PersonInfo]:
    """Return who holds the posts of some organisations by (organisation, post, role), in one query.

    ``role`` is A or B.
    """
    rows = _holding(on or clock.today()).filter(
        post__organisation__code__in=list(organisation_codes)
    )
    return {
        (row.post.organisation.code, row.post.name, row.role): _person(row.person, False)
        for row in rows
    }


def first_people(organisation_ids: Iterable[int]) -> dict[int, PersonInfo]:
    """Return the first person in office of each organisation, in one query."""
    rows = (
        Person.objects.filter(organisation_id__in=list(organisation_ids), is_active=True)
        .order_by("organisation_id", *(Person._meta.ordering or ()))
        .distinct("organisation_id")
        .select_related("organisation")
    )
    return {row.organisation_id: _person(row, False) for row in rows}


def contacts_named(names: Iterable[str], *, region_prefix: str = "") -> dict[str, int]:
    """Return the first person in office of the organisations with these names or short names.

    The person's id by name, in one query.
    """
    wanted = set(names)
    rows = (
        Person.objects.filter(
            Q(organisation__name__in=wanted) | Q(organisation__short_name__in=wanted),
            is_active=True,
            organisation__is_active=True,
            organisation__region__code__startswith=region_prefix,
        )
        .order_by("organisation_id", *(Person._meta.ordering or ()))
        .distinct("organisation_id")
        .values_list("pk", "organisation__name", "organisation__short_name")
    )
    found: dict[str, int] = {}
    for person_id, *called in rows:
        for name in wanted.intersection(called):
            found.setdefault(name, person_id)
    return found


def posts_held_by(person_id: int, on: date | None = None) -> list[str]:
    """Return the posts a person holds on a day, in words."""
    rows = _holding(on or clock.today()).filter(person_id=person_id)
    return [f"{a.post.organisation} {a.post.name}" for a in rows]


def find_organisation(organisation_id: int) -> OrganisationInfo | None:
    """Return an organisation by id, or None."""
    found = Organisation.objects.filter(pk=organisation_id).first()
    return _organisation(found) if found else None


def find_organisation_by_code(code: str) -> OrganisationInfo | None:
    """Return an organisation by its code, or None."""
    found = Organisation.objects.filter(code=code).first()
    return _organisation(found) if found else None


def organisation_names(organisation_ids: Iterable[int]) -> dict[int, str]:
    """Return how organisations are called in short, by id, in one query."""
    rows = Organisation.objects.filter(pk__in=list(organisation_ids)).only("name", "short_name")
    return {row.pk: str(row) for row in rows}


def list_organisations(
    actor: Actor, *, kinds: Iterable[str] = (), region_prefix: str = ""
) -> list[OrganisationInfo]:
    """Return the organisations an actor may see, of some kinds, under a region."""
    rows = visible(Organisation, actor).filter(is_active=True)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if region_prefix:
        rows = rows.filter(region__code__startswith=region_prefix)
    return [_organisation(row) for row in rows]


def _holding(day: date) -> QuerySet[Appointment]:
    return Appointment.objects.select_related("person__organisation", "post__organisation").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day
    )


def _person(person: Person, is_full: bool) -> PersonInfo:
    organisation = person.organisation
    return PersonInfo(
        id=person.pk,
        name=person.name,
        title=person.title,
        organisation_id=person.organisation_id,
        organisation_name=str(organisation),
        region_code=organisation.region_id,
        phone=person.phone if is_full else person.masked_phone,
        is_phone_full=is_full,
        office_phone=person.office_phone,
        email=person.email,
        is_active=person.is_active,
        url=person.get_absolute_url(),
    )


def _organisation(organisation: Organisation) -> OrganisationInfo:
    return OrganisationInfo(
        id=organisation.pk,
        code=organisation.code,
        name=organisation.name,
        short_name=organisation.short_name,
        kind=organisation.kind,
        region_code=organisation.region_id,
        parent_id=organisation.parent_id,
        duty_phone=organisation.duty_phone,
        url=organisation.get_absolute_url(),
    )
