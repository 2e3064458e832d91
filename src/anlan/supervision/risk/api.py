"""Risks over the API: units, their factors and history, the roll-up, checks."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.search_text import search_q
from anlan.supervision.risk.contracts import FactorInfo, RegradeInfo, UnitInfo
from anlan.supervision.risk.models import RiskUnit
from anlan.supervision.risk.public import (
    describe_unit,
    get_unit,
    list_checks,
    list_factors,
    list_regrades,
)
from anlan.supervision.risk.selectors import RollUp, roll_up
from anlan.supervision.risk.services.checks import record_check

router = Router()


class UnitOut(Schema):
    """A risk unit."""

    id: int
    code: str
    name: str
    object_name: str
    enterprise_id: int
    region_code: str
    control_level: str
    inherent_level: int
    residual_level: int
    current_level: int
    longitude: float | None
    latitude: float | None
    url: str


class UnitPage(Schema):
    """A page of units; ``next_after`` leads to the following page, null on the last."""

    items: list[UnitOut]
    next_after: int | None


class FactorOut(Schema):
    """An open factor."""

    id: int
    kind: str
    kind_label: str
    severity: str
    explanation: str
    url: str
    recorded_at: datetime


class RegradeOut(Schema):
    """A change of level."""

    from_level: int
    to_level: int
    why: str
    at: datetime
    actor_name: str


class RollUpOut(Schema):
    """Counts of a township."""

    code: str
    name: str
    level: int
    red: int
    orange: int
    yellow: int
    blue: int
    units: int
    enterprises: int
    red_enterprises: int


class CheckOut(Schema):
    """A check of a control."""

    id: int
    unit_id: int
    control: str
    state: str
    due_at: datetime
    checked_at: datetime | None
    checked_by: str
    finding: str


class CheckIn(Schema):
    """What a check found."""

    is_normal: bool
    finding: str = Field("", max_length=2000)


class UnitQuery(Schema):
    """What narrows the units."""

    q: str = Field("", max_length=100)
    region: str = Field("", pattern=r"^\d{0,15}$")
    enterprise_id: int | None = Field(None, ge=1, le=2**62)
    level: int | None = Field(None, ge=1, le=4)
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/units", response=UnitPage, summary="Risk units of one's area, by id")
def units(request: HttpRequest, query: Query[UnitQuery]) -> dict[str, Any]:
    """Return visible units in use after an id; text, region, enterprise and level narrow them."""
    rows = visible(RiskUnit, _actor(request)).filter(pk__gt=query.after, is_retired=False)
    if query.region:
        rows = rows.filter(region__code__startswith=query.region)
    if query.enterprise_id is not None:
        rows = rows.filter(enterprise_id=query.enterprise_id)
    if query.level is not None:
        rows = rows.filter(current_level=query.level)
    for word in query.q.replace("\x00", "").split()[:6]:
        rows = rows.filter(search_q("search_text", word))
    found = list(rows.select_related("risk_object").order_by("pk")[: query.limit + 1])
    more = len(found) > query.limit
    return {
        "items": [describe_unit(unit) for unit in found[: query.limit]],
        "next_after": found[query.limit - 1].pk if more else None,
    }


@router.get("/units/{int:unit_id}", response=UnitOut, summary="One risk unit")
def unit(request: HttpRequest, unit_id: int) -> UnitInfo:
    """Return a unit; 404 outside one's area."""
    return get_unit(unit_id, _actor(request))


@router.get("/units/{int:unit_id}/factors", response=list[FactorOut], summary="What weighs on it")
def factors(request: HttpRequest, unit_id: int) -> list[FactorInfo]:
    """Return the open factors of a unit."""
    actor = _actor(request)
    return list_factors(actor, unit_id=get_unit(unit_id, actor).id)


@router.get("/units/{int:unit_id}/regrades", response=list[RegradeOut], summary="Its history")
def regrades(request: HttpRequest, unit_id: int) -> list[RegradeInfo]:
    """Return the changes of a unit's level, newest first."""
    actor = _actor(request)
    return list_regrades(actor, unit_id=get_unit(unit_id, actor).id)


@router.get("/roll-up", response=list[RollUpOut], summary="Counts by township")
def townships(request: HttpRequest) -> list[RollUp]:
    """Return the townships of one's area with their counts by colour."""
    return roll_up(_actor(request))


@router.get("/checks", response=list[CheckOut], summary="Checks of an enterprise")
def checks(
    request: HttpRequest, enterprise_id: int, state: str = "", since: datetime | None = None
) -> Any:
    """Return visible checks of an enterprise, the latest due first."""
    return list_checks(
        _actor(request),
        enterprise_id=enterprise_id,
        states=[state] if state else [],
        since=since,
    )


@router.post("/checks/{int:check_id}", response={200: CheckOut}, summary="Record a check")
def record(request: HttpRequest, check_id: int, data: CheckIn) -> Any:
    """Record what a check found; 409 when it was recorded already."""
    actor = _actor(request)
    done = record_check(
        check_id=check_id, is_normal=data.is_normal, finding=data.finding, actor=actor
    )
    found = list_checks(actor, unit_id=done.unit_id, since=done.due_at)
    return Status(200, next(row for row in found if row.id == done.pk))
