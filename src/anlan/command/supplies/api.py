"""Emergency supplies for other systems; the same services as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.command.supplies.models import StockItem, Warehouse
from anlan.command.supplies.services.stock import adjust_stock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible

router = Router()


class WarehouseOut(Schema):
    """A warehouse."""

    id: int
    code: str
    name: str
    kind: str
    region_id: str
    address: str
    longitude: float
    latitude: float

    @staticmethod
    def resolve_longitude(obj: Any) -> float:
        """East, degrees."""
        return float(obj.location.x)

    @staticmethod
    def resolve_latitude(obj: Any) -> float:
        """North, degrees."""
        return float(obj.location.y)


class StockOut(Schema):
    """A line of stock."""

    id: int
    warehouse_id: int
    code: str
    name: str
    category: str
    quantity: int
    unit: str
    minimum: int
    expires_on: date | None


class StockQuery(Schema):
    """What narrows the lines."""

    code: str = Field("", max_length=50)
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


class AdjustIn(Schema):
    """A booking."""

    kind: str = Field(pattern=r"^(received|issued|returned|counted|scrapped)$")
    quantity: int = Field(ge=0, le=1_000_000_000)
    reason: str = Field("", max_length=200)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/", response=list[WarehouseOut], summary="Warehouses of one's area")
def warehouses(request: HttpRequest) -> Any:
    """Return the visible warehouses in use, at most 1,000."""
    return visible(Warehouse, _actor(request)).filter(is_active=True)[:1000]


@router.get("/stock", response=list[StockOut], summary="Lines of stock, by id")
def stock(request: HttpRequest, query: Query[StockQuery]) -> Any:
    """Return visible lines of stock after an id."""
    rows = visible(StockItem, _actor(request)).filter(pk__gt=query.after)
    if query.code:
        rows = rows.filter(code=query.code.replace("\x00", ""))
    return rows.order_by("pk")[: query.limit]


@router.post("/stock/{int:item_id}/book", response=StockOut, summary="Book a line of stock")
def book(request: HttpRequest, item_id: int, data: AdjustIn) -> StockItem:
    """Book a quantity; 422 when more is issued than is there."""
    get_visible(StockItem, item_id, actor=_actor(request))
    return adjust_stock(
        item_id=item_id,
        kind=data.kind,
        quantity=data.quantity,
        reason=data.reason.replace("\x00", ""),
        actor=_actor(request),
    )
