"""Parts of dossiers and parks for other systems; the same services as the pages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible, visible
from anlan.supervision.enterprises.choices import CertificateKind
from anlan.supervision.enterprises.models import Enterprise, Park
from anlan.supervision.enterprises.parts import PARTS
from anlan.supervision.enterprises.services.papers import add_certificate, update_certificate

router = Router()

#: Columns of a part that are no facts.
HIDDEN = ("search_text", "location")


class PartOut(Schema):
    """A part of a dossier; ``facts`` holds its fields by name."""

    id: int
    enterprise_id: int
    kind: str
    title: str
    url: str
    facts: dict[str, Any]


class PartPage(Schema):
    """A page of parts; ``next_after`` leads to the following page, null on the last."""

    items: list[PartOut]
    next_after: int | None


class PartQuery(Schema):
    """What narrows a register."""

    enterprise: int | None = Field(None, ge=1, le=2**62)
    last_day_until: date | None = None
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


class ParkOut(Schema):
    """A park with the number of enterprises one may see in it."""

    id: int
    organisation_id: int
    name: str
    kind: str
    region_code: str
    operator: str
    safety_rating: str
    rating_due_on: date | None
    closure: str
    gates: int
    enterprises: int
    boundary: dict[str, Any] | None


class CertificateIn(Schema):
    """A certificate of a person of the enterprise."""

    enterprise_id: int = Field(ge=1, le=2**62)
    person_id: int = Field(ge=1, le=2**62)
    kind: CertificateKind
    operation: str = Field("", max_length=100)
    number: str = Field(min_length=1, max_length=100)
    issuer: str = Field("", max_length=100)
    valid_from: date | None = None
    valid_to: date | None = None
    review_due_on: date | None = None


class CertificateChange(Schema):
    """Days to renew; absent ones stay."""

    valid_to: date | None = None
    review_due_on: date | None = None
    reason: str = Field("", max_length=500)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _part(row: Any, kind: str) -> dict[str, Any]:
    facts = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in HIDDEN and field.name not in ("id", "enterprise")
    }
    return {
        "id": row.pk,
        "enterprise_id": row.enterprise_id,
        "kind": kind,
        "title": str(row),
        "url": row.get_absolute_url(),
        "facts": facts,
    }


@router.get("/registers/{name}", response=PartPage, summary="One register of the dossiers, by id")
def register(request: HttpRequest, name: str, query: Query[PartQuery]) -> dict[str, Any]:
    """Return certificates, licences, insurances, equipment … of one's area after an id.

    ``name`` is one of: certificates, licences, insurances, standardisations, agency-services,
    equipment, dangerous-goods, processes, projects.
    """
    part = next((p for p in PARTS if p.path == name), None)
    if part is None:
        raise NotVisible
    rows: Any = visible(part.model, _actor(request)).filter(pk__gt=query.after)
    if query.enterprise is not None:
        rows = rows.filter(enterprise_id=query.enterprise)
    if query.last_day_until is not None and part.day:
        rows = rows.filter(**{f"{part.day}__lte": query.last_day_until})
    found = list(rows.select_related(*part.related).order_by("pk")[: query.limit + 1])
    items = [_part(row, part.name) for row in found[: query.limit]]
    more = len(found) > query.limit
    return {"items": items, "next_after": items[-1]["id"] if more else None}


@router.post("/certificates", response={201: PartOut}, summary="Enter a certificate")
def enter_certificate(request: HttpRequest, data: CertificateIn) -> Any:
    """Enter a certificate; 422 when its number is taken or the person is of another unit."""
    made = add_certificate(actor=_actor(request), **data.dict())
    return Status(201, _part(made, "certificate"))


@router.patch("/certificates/{int:certificate_id}", response=PartOut, summary="Renew a certificate")
def renew_certificate(
    request: HttpRequest, certificate_id: int, data: CertificateChange
) -> dict[str, Any]:
    """Set a new last day or day of review; a lapse ends with it."""
    facts = {k: v for k, v in data.dict(exclude_unset=True).items() if v is not None}
    changed = update_certificate(certificate_id=certificate_id, actor=_actor(request), **facts)
    return _part(changed, "certificate")


def _park(park: Park, actor: Actor) -> dict[str, Any]:
    inside = visible(Enterprise, actor).filter(park_id=park.organisation_id).count()
    return {
        "id": park.pk,
        "organisation_id": park.organisation_id,
        "name": park.name,
        "kind": park.kind,
        "region_code": park.region_id,
        "operator": park.operator,
        "safety_rating": park.safety_rating,
        "rating_due_on": park.rating_due_on,
        "closure": park.closure,
        "gates": park.gates,
        "enterprises": inside,
        "boundary": json.loads(park.boundary.geojson) if park.boundary else None,
    }


@router.get("/parks", response=list[ParkOut], summary="Parks of the county")
def parks(request: HttpRequest) -> list[dict[str, Any]]:
    """Return all parks (a county has a handful) with their borders."""
    actor = _actor(request)
    return [_park(park, actor) for park in visible(Park, actor)[:200]]


@router.get("/parks/{int:park_id}", response=ParkOut, summary="One park")
def park(request: HttpRequest, park_id: int) -> dict[str, Any]:
    """Return one park."""
    actor = _actor(request)
    return _park(get_visible(Park, park_id, actor=actor), actor)
