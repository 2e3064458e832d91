"""API of organisations and people. Phones are masked; revealing one is a recorded POST."""

# Annotations stay real types here: the paginating decorator hides this module's names from ninja.

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from ninja.pagination import paginate

from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.permissions import VIEW, VIEW_PERSON
from anlan.base.organisations.services import create_person, reveal_phone, update_person
from anlan.kernel.api import InParts
from anlan.kernel.policy import get_visible, require_permission, visible
from anlan.kernel.search_text import search_q

router = Router()


class OrganisationOut(Schema):
    """An organisation."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    region_id: str
    parent_id: int | None
    duty_phone: str
    is_active: bool


class PersonOut(Schema):
    """A person; the phone is masked."""

    id: int
    name: str
    title: str
    organisation_id: int
    organisation: str
    phone: str
    office_phone: str
    email: str
    is_active: bool

    @staticmethod
    def resolve_organisation(person: Person) -> str:
        """The organisation's name."""
        return person.organisation.name

    @staticmethod
    def resolve_phone(person: Person) -> str:
        """The masked phone."""
        return person.masked_phone


class PersonIn(Schema):
    """A person to enter."""

    name: str = Field(min_length=1, max_length=50)
    organisation_id: int = Field(ge=1, le=2**62)
    title: str = Field("", max_length=100)
    phone: str = Field("", max_length=20)
    office_phone: str = Field("", max_length=30)
    email: str = Field("", max_length=254)


class PersonPatch(Schema):
    """What changes of a person."""

    name: str | None = Field(None, min_length=1, max_length=50)
    organisation_id: int | None = Field(None, ge=1, le=2**62)
    title: str | None = Field(None, max_length=100)
    phone: str | None = Field(None, max_length=20)
    office_phone: str | None = Field(None, max_length=30)
    email: str | None = Field(None, max_length=254)


class Finding(Schema):
    """How to narrow a list."""

    q: str = Field("", max_length=100)
    region: str = Field("", max_length=15)
    organisation_id: int | None = Field(None, ge=1, le=2**62)


class PhoneOut(Schema):
    """A full phone number."""

    phone: str


@router.get("/organisations", response=list[OrganisationOut], summary="Organisations")
@paginate(InParts)
def organisations(request: HttpRequest, finding: Query[Finding]) -> Any:
    """Return the organisations the caller may see."""
    actor = request.actor  # type: ignore[attr-defined]
    require_permission(actor, VIEW)
    rows = visible(Organisation, actor)
    for word in clean(finding.q).split()[:6]:
        rows = rows.filter(search_q("search_text", word))
    return rows.filter(region__code__startswith=clean(finding.region)).order_by("code")


@router.get("/organisations/{int:pk}", response=OrganisationOut, summary="One organisation")
def organisation(request: HttpRequest, pk: int) -> Organisation:
    """Return one organisation."""
    return get_visible(Organisation, pk, actor=request.actor)  # type: ignore[attr-defined]


@router.get("/people", response=list[PersonOut], summary="People")
@paginate(InParts)
def people(request: HttpRequest, finding: Query[Finding]) -> Any:
    """Return the people the caller may see, phones masked."""
    actor = request.actor  # type: ignore[attr-defined]
    require_permission(actor, VIEW_PERSON)
    rows = visible(Person, actor).filter(is_active=True).select_related("organisation")
    for word in clean(finding.q).split()[:6]:
        rows = rows.filter(search_q("search_text", word))
    if finding.organisation_id is not None:
        rows = rows.filter(organisation_id=finding.organisation_id)
    if finding.region:
        rows = rows.filter(organisation__region__code__startswith=clean(finding.region))
    return rows.order_by("organisation_id", "sort_order", "id")


@router.get("/people/{int:pk}", response=PersonOut, summary="One person")
def person(request: HttpRequest, pk: int) -> Person:
    """Return one person, phone masked."""
    return get_visible(Person, pk, actor=request.actor)  # type: ignore[attr-defined]


@router.post("/people", response={201: PersonOut}, summary="Enter a person")
def enter_person(request: HttpRequest, entry: PersonIn) -> Any:
    """Enter a person."""
    made = create_person(actor=request.actor, **entry.dict())  # type: ignore[attr-defined]
    return Status(201, made)


@router.patch("/people/{int:pk}", response=PersonOut, summary="Change a person")
def change_person(request: HttpRequest, pk: int, entry: PersonPatch) -> Person:
    """Change what is given."""
    values = {key: value for key, value in entry.dict().items() if value is not None}
    return update_person(person_id=pk, actor=request.actor, **values)  # type: ignore[attr-defined]


@router.post("/people/{int:pk}/phone", response=PhoneOut, summary="Reveal a phone number")
def phone(request: HttpRequest, pk: int) -> PhoneOut:
    """Return the full number; the caller is recorded in the audit trail."""
    return PhoneOut(phone=reveal_phone(person_id=pk, actor=request.actor))  # type: ignore[attr-defined]


def clean(text: str) -> str:
    """Drop the sign the database cannot hold in text."""
    return text.replace("\x00", "")
