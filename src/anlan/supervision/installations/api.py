"""Installations and commitments for other systems; the same services as the pages."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible, visible
from anlan.supervision.installations.contracts import CommitmentInfo
from anlan.supervision.installations.models import IdentificationRun, Installation
from anlan.supervision.installations.public import get_commitment
from anlan.supervision.installations.services.identification import identify_installation

router = Router()


class InstallationOut(Schema):
    """A unit; ``grade`` is null where it is no major hazard installation."""

    id: int
    code: str
    name: str
    kind: str
    state: str
    enterprise_id: int
    is_major: bool
    grade: int | None
    s_index: float | None
    r_index: float | None
    undecided: int
    filed_until: date | None
    assessed_on: date | None


class InstallationList(Schema):
    """A page of a list; ``next_after`` leads to the following page, null on the last."""

    items: list[InstallationOut]
    next_after: int | None


class RunOut(Schema):
    """A calculation with its lines."""

    id: int
    installation_id: int
    made_at: datetime
    made_by: str
    trigger: str
    model_id: str
    standard_version: str
    people: int
    alpha: float
    s_index: float
    r_index: float
    s_upper: float
    r_upper: float
    grade: int | None
    lines: list[dict[str, Any]]
    warnings: list[str]


class CommitmentOut(Schema):
    """The commitment of an enterprise on a day."""

    id: int
    enterprise_id: int
    on: date
    state: str
    is_signed: bool
    running: int
    stopped: int
    maintenance: int
    trial: int
    starting: int
    tank_areas: int
    special_operations: dict[str, int]
    contractors: int
    contractor_people: int
    level: int
    signed_by: str
    signed_at: datetime | None
    is_late: bool


class ListQuery(Schema):
    """What narrows the list."""

    enterprise: int | None = Field(None, ge=1, le=2**62)
    grade: int | None = Field(None, ge=1, le=4)
    major: bool = False
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/", response=InstallationList, summary="Installations of one's area, by id")
def installations(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """Return visible installations after an id; enterprise, level and major narrow them."""
    rows = visible(Installation, _actor(request)).filter(pk__gt=query.after)
    if query.enterprise is not None:
        rows = rows.filter(enterprise_id=query.enterprise)
    if query.grade is not None:
        rows = rows.filter(grade=query.grade)
    if query.major:
        rows = rows.filter(is_major=True)
    found = list(rows.order_by("pk")[: query.limit + 1])
    items = found[: query.limit]
    return {"items": items, "next_after": items[-1].pk if len(found) > query.limit else None}


@router.get("/commitments/{int:enterprise_id}/{on}", response=CommitmentOut, summary="One day")
def commitment(request: HttpRequest, enterprise_id: int, on: date) -> CommitmentInfo:
    """Return the commitment of an enterprise on a day; 404 when nothing was written."""
    found = get_commitment(enterprise_id, on, _actor(request))
    if found is None:
        raise NotVisible
    return found


@router.get("/{int:installation_id}", response=InstallationOut, summary="One installation")
def installation(request: HttpRequest, installation_id: int) -> Installation:
    """Return a visible installation."""
    return get_visible(Installation, installation_id, actor=_actor(request))


@router.get("/{int:installation_id}/run", response=RunOut, summary="Its newest calculation")
def run(request: HttpRequest, installation_id: int) -> IdentificationRun:
    """Return the calculation that stands, line by line."""
    unit = get_visible(Installation, installation_id, actor=_actor(request))
    found = unit.runs.first()
    if found is None:
        raise NotVisible
    return found


@router.post("/{int:installation_id}/identify", response=RunOut, summary="Calculate anew")
def identify(request: HttpRequest, installation_id: int) -> IdentificationRun:
    """Calculate anew; unchanged inputs give the run that stands."""
    return identify_installation(
        installation_id=installation_id, actor=_actor(request), trigger="API"
    )
