"""Enterprise dossiers for other systems; the same services as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.search_text import search_q
from anlan.supervision.enterprises.api_dossier import router as dossier_router
from anlan.supervision.enterprises.contracts import EnterpriseInfo
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.public import get_enterprise, list_enterprises, list_near
from anlan.supervision.enterprises.services.enterprises import (
    create_enterprise,
    update_enterprise,
)

router = Router()
router.add_router("/", dossier_router)


class ContactOut(Schema):
    """A contact; the number is masked unless the caller may see it."""

    person_id: int
    name: str
    title: str
    phone: str
    kind: str


class HoldingOut(Schema):
    """A substance in a vessel."""

    id: int
    cas: str
    name: str
    container: str
    container_kind: str
    role: str
    quantity_t: float
    design_quantity_t: float | None
    longitude: float | None
    latitude: float | None


class EnterpriseOut(Schema):
    """An enterprise in a list."""

    id: int
    uscc: str
    name: str
    short_name: str
    sector: str
    sector_name: str
    category: str
    region_code: str
    region_name: str
    address: str
    longitude: float | None
    latitude: float | None
    risk_level: int
    employees: int
    status: str
    is_major_hazard: bool
    distance_m: float | None = None


class DossierOut(EnterpriseOut):
    """An enterprise with its contacts and chemicals."""

    contacts: list[ContactOut]
    chemicals: list[HoldingOut]


class EnterprisePage(Schema):
    """A page of a list; ``next_after`` leads to the following page, null on the last."""

    items: list[EnterpriseOut]
    next_after: int | None


class EnterpriseIn(Schema):
    """What registering needs."""

    uscc: str = Field(min_length=18, max_length=18)
    name: str = Field(min_length=1, max_length=200)
    short_name: str = Field("", max_length=50)
    sector: str = Field(max_length=40)
    region_code: str = Field(pattern=r"^\d{12}(\d{3})?$")
    address: str = Field("", max_length=200)
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)
    employees: int = Field(0, ge=0, le=2_000_000)
    risk_level: int = Field(4, ge=1, le=4)
    is_major_hazard: bool = False
    is_above_scale: bool = False
    established_on: date | None = None


class EnterpriseChange(Schema):
    """Facts to change; absent ones stay."""

    name: str | None = Field(None, min_length=1, max_length=200)
    short_name: str | None = Field(None, max_length=50)
    address: str | None = Field(None, max_length=200)
    employees: int | None = Field(None, ge=0, le=2_000_000)
    risk_level: int | None = Field(None, ge=1, le=4)
    is_major_hazard: bool | None = None
    reason: str = Field("", max_length=500)


class ListQuery(Schema):
    """What narrows the list."""

    q: str = Field("", max_length=100)
    region: str = Field("", pattern=r"^\d{0,15}$")
    risk_level: int | None = Field(None, ge=1, le=4)
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


class NearQuery(Schema):
    """A place and a distance."""

    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)
    radius_m: float = Field(1000, gt=0, le=50_000)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/", response=EnterprisePage, summary="Enterprises of one's area, by id")
def enterprises(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """Return visible enterprises after an id; text, region prefix and level narrow them."""
    actor = _actor(request)
    rows = visible(Enterprise, actor).filter(pk__gt=query.after)
    if query.region:
        rows = rows.filter(region__code__startswith=query.region)
    if query.risk_level is not None:
        rows = rows.filter(risk_level=query.risk_level)
    for word in query.q.replace("\x00", "").split()[:6]:
        rows = rows.filter(search_q("search_text", word))
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: query.limit + 1])
    items = list_enterprises(actor, ids[: query.limit])
    return {"items": items, "next_after": ids[query.limit - 1] if len(ids) > query.limit else None}


@router.get("/near", response=list[EnterpriseOut], summary="Enterprises around a place")
def near(request: HttpRequest, query: Query[NearQuery]) -> list[EnterpriseInfo]:
    """Return visible enterprises within a distance, nearest first."""
    return list_near(
        longitude=query.longitude,
        latitude=query.latitude,
        radius_m=query.radius_m,
        actor=_actor(request),
    )


@router.get("/{int:enterprise_id}", response=DossierOut, summary="One dossier")
def enterprise(request: HttpRequest, enterprise_id: int) -> EnterpriseInfo:
    """Return the dossier with contacts and chemicals; 404 outside one's area."""
    return get_enterprise(enterprise_id, _actor(request))


@router.post("/", response={201: DossierOut}, summary="Register an enterprise")
def register(request: HttpRequest, data: EnterpriseIn) -> Any:
    """Register an enterprise; 422 when the credit code is wrong or taken."""
    actor = _actor(request)
    made = create_enterprise(actor=actor, **data.dict())
    return Status(201, get_enterprise(made.pk, actor))


@router.patch("/{int:enterprise_id}", response=DossierOut, summary="Change facts of a dossier")
def change(request: HttpRequest, enterprise_id: int, data: EnterpriseChange) -> EnterpriseInfo:
    """Change what is given and leave the rest."""
    actor = _actor(request)
    facts = {k: v for k, v in data.dict(exclude_unset=True).items() if v is not None}
    update_enterprise(enterprise_id=enterprise_id, actor=actor, **facts)
    return get_enterprise(enterprise_id, actor)
