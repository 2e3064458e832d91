"""Packs, ledgers and their rows for other systems; the same services as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, require_permission, visible
from anlan.kernel.search_text import search_q
from anlan.supervision.ledgers.contracts import CriterionInfo
from anlan.supervision.ledgers.models import Ledger, LedgerRow, Pack
from anlan.supervision.ledgers.permissions import VIEW, VIEW_ROW
from anlan.supervision.ledgers.public import list_criteria
from anlan.supervision.ledgers.services.rows import create_row, update_row
from anlan.supervision.ledgers.services.values import fields_of

router = Router()


class FieldOut(Schema):
    """A column of a ledger."""

    key: str
    label: str
    kind: str
    unit: str
    is_required: bool
    is_unique: bool
    options: list[str]


class LedgerOut(Schema):
    """A ledger with its columns."""

    id: int
    code: str
    name: str
    aliases: list[str]
    pack: str
    kept_by: str
    purpose: str
    fields: list[FieldOut]


class PackOut(Schema):
    """A sector pack."""

    id: int
    code: str
    name: str
    sub_plan: int
    department: str
    sectors: list[str]
    version: str


class CriterionOut(Schema):
    """A hazard criterion with its clause and mark."""

    id: int
    code: str
    pack_code: str
    pack_name: str
    text: str
    basis: str
    clause: str
    is_verified: bool
    consequence: str


class RowOut(Schema):
    """A row of a ledger; values by key, as kept. Sensitive values are left out."""

    id: int
    ledger_id: int
    title: str
    region_code: str
    enterprise_id: int | None
    longitude: float | None
    latitude: float | None
    due_on: date | None
    is_done: bool
    values: dict[str, Any]


class RowPage(Schema):
    """A page of rows; ``next_after`` leads to the following page, null on the last."""

    items: list[RowOut]
    next_after: int | None


class RowIn(Schema):
    """Values by key: numbers, ISO days, words of choices, keys of enterprises and regions."""

    values: dict[str, Any]


class RowQuery(Schema):
    """What narrows the rows."""

    q: str = Field("", max_length=100)
    region: str = Field("", pattern=r"^\d{0,15}$")
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


class CriterionQuery(Schema):
    """What narrows the criteria."""

    sector: str = Field("", max_length=40)
    pack: str = Field("", max_length=60)
    q: str = Field("", max_length=100)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _ledger(ledger: Ledger) -> dict[str, Any]:
    return {
        "id": ledger.pk,
        "code": ledger.code,
        "name": ledger.name,
        "aliases": ledger.aliases,
        "pack": ledger.pack.code,
        "kept_by": ledger.kept_by,
        "purpose": ledger.purpose,
        "fields": [
            {
                "key": f.key,
                "label": f.label,
                "kind": f.kind,
                "unit": f.unit,
                "is_required": f.is_required,
                "is_unique": f.is_unique,
                "options": f.options,
            }
            for f in fields_of(ledger)
        ],
    }


def _row(row: LedgerRow, hidden: set[str]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ledger_id": row.ledger_id,
        "title": row.title,
        "region_code": row.region_id,
        "enterprise_id": row.enterprise_id,
        "longitude": row.location.x if row.location else None,
        "latitude": row.location.y if row.location else None,
        "due_on": row.due_on,
        "is_done": row.is_done,
        "values": {key: value for key, value in row.values.items() if key not in hidden},
    }


def _hidden(ledger: Ledger) -> set[str]:
    return {f.key for f in ledger.fields.all() if f.is_sensitive}


@router.get("/packs", response=list[PackOut], summary="Sector packs")
def packs(request: HttpRequest) -> Any:
    """Return every pack in the order of the sub-plans."""
    require_permission(_actor(request), VIEW)
    return list(visible(Pack, _actor(request)))


@router.get("/criteria", response=list[CriterionOut], summary="Hazard criteria")
def criteria(request: HttpRequest, query: Query[CriterionQuery]) -> list[CriterionInfo]:
    """Return hazard criteria of a sector or a pack, by words."""
    require_permission(_actor(request), VIEW)
    return list_criteria(
        sector_code=query.sector, pack_code=query.pack, text=query.q.replace("\x00", "")
    )


@router.get("/", response=list[LedgerOut], summary="Ledgers with their columns")
def ledgers(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the ledgers in use."""
    require_permission(_actor(request), VIEW_ROW)
    rows = visible(Ledger, _actor(request)).filter(is_retired=False)
    return [_ledger(row) for row in rows.select_related("pack").prefetch_related("fields")]


@router.get("/{int:ledger_id}/rows", response=RowPage, summary="Rows of a ledger, by id")
def rows(request: HttpRequest, ledger_id: int, query: Query[RowQuery]) -> dict[str, Any]:
    """Return visible rows after an id; text and region prefix narrow them."""
    actor = _actor(request)
    require_permission(actor, VIEW_ROW)
    ledger = get_visible(Ledger, ledger_id, actor=actor)
    found = visible(LedgerRow, actor).filter(ledger=ledger, pk__gt=query.after)
    if query.region:
        found = found.filter(region__code__startswith=query.region)
    for word in query.q.replace("\x00", "").split()[:6]:
        found = found.filter(search_q("search_text", word))
    page = list(found.order_by("pk")[: query.limit + 1])
    shown, hidden = page[: query.limit], _hidden(ledger)
    return {
        "items": [_row(row, hidden) for row in shown],
        "next_after": shown[-1].pk if len(page) > query.limit else None,
    }


@router.post("/{int:ledger_id}/rows", response={201: RowOut}, summary="Add a row")
def add(request: HttpRequest, ledger_id: int, data: RowIn) -> Any:
    """Add a row; 422 names every value that does not fit its field."""
    row = create_row(ledger_id=ledger_id, values=data.values, actor=_actor(request))
    return Status(201, _row(row, _hidden(row.ledger)))


@router.patch("/rows/{int:row_id}", response=RowOut, summary="Change values of a row")
def change(request: HttpRequest, row_id: int, data: RowIn) -> dict[str, Any]:
    """Change what is given and leave the rest."""
    row = update_row(row_id=row_id, values=data.values, actor=_actor(request))
    return _row(row, _hidden(row.ledger))
