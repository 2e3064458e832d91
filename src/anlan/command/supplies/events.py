"""What happens to supplies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class StockAdjusted(Event):
    """The quantity of a line of stock changed."""

    name: ClassVar[str] = "supplies.stock.adjusted"
    item_id: int
    warehouse_id: int
    change: int
    quantity: int
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The supplies and the map."""
        return ["supplies", "map"]


@dataclass(frozen=True)
class WarehouseChanged(Event):
    """A warehouse was registered or its record corrected."""

    name: ClassVar[str] = "supplies.warehouse.changed"
    words = _("stock of a warehouse changed")
    warehouse_id: int
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The supplies and the map."""
        return ["supplies", "map"]
