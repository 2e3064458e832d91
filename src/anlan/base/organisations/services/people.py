"""Keeping the contact book. Phones are encrypted; whoever looks at one is recorded."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.events import PersonChanged
from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.permissions import CHANGE_PERSON, REVEAL_PHONE
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission

#: Digits, spaces, one plus and dashes; at least five digits (short service numbers included).
_PHONE = re.compile(r"^\+?[\d -]{5,20}$")
_CHANGEABLE = {
    "name",
    "organisation_id",
    "title",
    "phone",
    "office_phone",
    "email",
    "identity_number",
    "sort_order",
}


@transaction.atomic
def create_person(
    *,
    name: str,
    organisation_id: int,
    actor: Actor,
    title: str = "",
    phone: str = "",
    office_phone: str = "",
    email: str = "",
    identity_number: str = "",
    sort_order: int = 1000,
) -> Person:
    """Enter a person under an organisation the actor keeps."""
    require_permission(actor, CHANGE_PERSON)
    organisation = _organisation(organisation_id)
    person = Person(
        name=name.strip(),
        organisation=organisation,
        title=title.strip(),
        office_phone=office_phone.strip(),
        email=email.strip(),
        identity_number=identity_number.strip(),
        sort_order=sort_order,
    )
    require(actor, CHANGE_PERSON, person)
    _check(person.name, phone)
    person.set_phone(phone.strip())
    person.refresh_search_text()
    person.save()
    audit(
        actor,
        "organisations.person.created",
        person,
        after={"name": person.name, "organisation": organisation, "title": title, "phone": phone},
    )
    emit(_changed(person), actor)
    return person


@transaction.atomic
def update_person(*, person_id: int, actor: Actor, **values: Any) -> Person:
    """Change an entry: name, organisation_id, title, phone, office_phone, email, sort_order …"""
    unknown = set(values) - _CHANGEABLE
    if unknown:
        raise TypeError(f"update_person cannot change {sorted(unknown)}")
    person = get_visible(Person, person_id, actor=actor, lock=True)
    require(actor, CHANGE_PERSON, person)
    if "organisation_id" in values:
        _organisation(values["organisation_id"])
    before, after = changes(person, **values)
    if not after:
        return person
    if "organisation_id" in after:
        person.organisation = _organisation(person.organisation_id)
        require(actor, CHANGE_PERSON, person)  # nor moved out of one's own area
    _check(person.name, person.phone)
    person.set_phone(person.phone.strip())
    person.refresh_search_text()
    person.save(update_fields=[*after, "phone_index", "search_text", "updated_at"])
    audit(actor, "organisations.person.changed", person, before=before, after=after)
    emit(_changed(person), actor)
    return person


@transaction.atomic
def deactivate_person(*, person_id: int, actor: Actor, reason: str) -> Person:
    """Take a person out of the contact book; what was done under the name stays."""
    person = get_visible(Person, person_id, actor=actor, lock=True)
    require(actor, CHANGE_PERSON, person)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    before, after = changes(person, is_active=False)
    if not after:
        return person
    person.save(update_fields=["is_active", "updated_at"])
    audit(
        actor,
        "organisations.person.deactivated",
        person,
        before=before,
        after=after,
        reason=reason,
    )
    emit(_changed(person), actor)
    return person


@transaction.atomic
def reveal_phone(*, person_id: int, actor: Actor, reason: str = "") -> str:
    """Return the full mobile phone and record who looked. Raises ``NotPermitted``."""
    person = get_visible(Person, person_id, actor=actor)
    require(actor, REVEAL_PHONE, person)
    audit(actor, "organisations.person.phone_revealed", person, reason=reason)
    return str(person.phone)


def _organisation(organisation_id: int) -> Organisation:
    found = Organisation.objects.filter(pk=organisation_id, is_active=True).first()
    if found is None:
        raise InvalidInput(fields={"organisation_id": _("This organisation is unknown or closed.")})
    return found


def _check(name: str, phone: str) -> None:
    if not name.strip():
        raise InvalidInput(fields={"name": _("The name is needed.")})
    if phone.strip() and not _PHONE.match(phone.strip()):
        raise InvalidInput(
            fields={"phone": _("A phone number has digits, spaces and dashes only.")}
        )


def _changed(person: Person) -> PersonChanged:
    return PersonChanged(
        person_id=person.pk, organisation_id=person.organisation_id, is_active=person.is_active
    )
