"""The door of emergency supplies."""

from __future__ import annotations

from anlan.command.supplies.by_township import tally_covered
from anlan.command.supplies.contracts import StockInfo
from anlan.command.supplies.models import StockItem
from anlan.command.supplies.services.stock import adjust_stock, create_warehouse
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

__all__ = [
    "StockInfo",
    "adjust_stock",
    "create_warehouse",
    "find_stock",
    "tally_covered",
]


def find_stock(code: str, actor: Actor) -> list[StockInfo]:
    """Return where an article lies in usable quantity, most first; expired lines are left out."""
    rows = (
        visible(StockItem, actor)
        .filter(code=code, quantity__gt=0, warehouse__is_active=True)
        .exclude(expires_on__lt=clock.today())
        .select_related("warehouse")
        .order_by("-quantity")
    )
    return [
        StockInfo(
            id=row.pk,
            warehouse_id=row.warehouse_id,
            warehouse_name=row.warehouse.name,
            code=row.code,
            name=row.name,
            quantity=row.quantity,
            unit=row.unit,
            expires_on=row.expires_on,
            longitude=row.warehouse.location.x,
            latitude=row.warehouse.location.y,
        )
        for row in rows
    ]
