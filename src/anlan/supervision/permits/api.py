"""Permits of special operations for other systems; the same services as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible
from anlan.supervision.permits.models import WorkPermit
from anlan.supervision.permits.services.permits import file_permit, record_gas_test, take_step

router = Router()


class PermitOut(Schema):
    """A permit; ``grade`` is a code of its kind."""

    id: int
    number: str
    enterprise_id: int
    kind: str
    kind_name: str
    grade: str
    state: str
    place: str
    content: str
    planned_from: datetime
    planned_to: datetime
    started_at: datetime | None
    finished_at: datetime | None
    guardian: str
    gas_tested_at: datetime | None
    is_gas_acceptable: bool


class PermitIn(Schema):
    """What filing needs."""

    enterprise_id: int = Field(ge=1, le=2**62)
    number: str = Field(min_length=1, max_length=50)
    kind_code: str = Field(min_length=1, max_length=30)
    grade: str = Field(min_length=1, max_length=20)
    place: str = Field(min_length=1, max_length=200)
    content: str = Field(min_length=1, max_length=500)
    planned_from: datetime
    planned_to: datetime
    approver: str = Field(min_length=1, max_length=50)
    guardian: str = Field("", max_length=50)
    contractor: str = Field("", max_length=200)
    workers: int = Field(1, ge=1, le=999)
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)


class GasTestIn(Schema):
    """A gas test; without a time: now."""

    result: str = Field(min_length=1, max_length=200)
    is_acceptable: bool
    tested_at: datetime | None = None


class StepIn(Schema):
    """A step of the work."""

    step: str = Field(pattern=r"^(start|stop|finish|cancel)$")
    reason: str = Field("", max_length=500)


class PermitQuery(Schema):
    """What narrows the list."""

    enterprise_id: int | None = Field(None, ge=1, le=2**62)
    state: str = Field("", pattern=r"^(filed|working|stopped|finished|cancelled|)$")
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


class PermitPage(Schema):
    """A page of a list; ``next_after`` leads to the following page, null on the last."""

    items: list[PermitOut]
    next_after: int | None


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _out(permit: WorkPermit) -> dict[str, Any]:
    return {
        "id": permit.pk,
        "kind": permit.kind_id,
        "kind_name": permit.kind.name,
        **{
            name: getattr(permit, name)
            for name in PermitOut.model_fields
            if name not in ("id", "kind", "kind_name")
        },
    }


@router.get("/", response=PermitPage, summary="Permits of one's area, by id")
def permits(request: HttpRequest, query: Query[PermitQuery]) -> dict[str, Any]:
    """Return visible permits after an id."""
    rows = visible(WorkPermit, _actor(request)).filter(pk__gt=query.after)
    if query.enterprise_id:
        rows = rows.filter(enterprise_id=query.enterprise_id)
    if query.state:
        rows = rows.filter(state=query.state)
    found = list(rows.select_related("kind").order_by("pk")[: query.limit + 1])
    more = len(found) > query.limit
    return {
        "items": [_out(permit) for permit in found[: query.limit]],
        "next_after": found[query.limit - 1].pk if more else None,
    }


@router.post("/", response={201: PermitOut}, summary="File a permit")
def file(request: HttpRequest, body: PermitIn) -> Status[dict[str, Any]]:
    """File a permit of one's own enterprise."""
    facts: dict[str, Any] = {
        key: value.replace("\x00", "") if isinstance(value, str) else value
        for key, value in body.dict().items()
    }
    return Status(201, _out(file_permit(actor=_actor(request), **facts)))


@router.get("/{int:permit_id}/", response=PermitOut, summary="One permit")
def permit(request: HttpRequest, permit_id: int) -> dict[str, Any]:
    """Return a visible permit."""
    return _out(get_visible(WorkPermit, permit_id, actor=_actor(request)))


@router.post("/{int:permit_id}/gas-tests/", response=PermitOut, summary="Record a gas test")
def gas_test(request: HttpRequest, permit_id: int, body: GasTestIn) -> dict[str, Any]:
    """Record the gas test before the work."""
    return _out(
        record_gas_test(
            permit_id=permit_id,
            result=body.result.replace("\x00", ""),
            is_acceptable=body.is_acceptable,
            tested_at=body.tested_at,
            actor=_actor(request),
        )
    )


@router.post("/{int:permit_id}/steps/", response=PermitOut, summary="Begin, stop, finish, withdraw")
def step(request: HttpRequest, permit_id: int, body: StepIn) -> dict[str, Any]:
    """Take a step of the work."""
    return _out(
        take_step(
            permit_id=permit_id,
            step=body.step,
            reason=body.reason.replace("\x00", ""),
            actor=_actor(request),
        )
    )
