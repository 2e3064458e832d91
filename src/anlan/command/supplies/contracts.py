"""Plain values about supplies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StockInfo:
    """A line of stock with the place it lies at."""

    id: int
    warehouse_id: int
    warehouse_name: str
    code: str
    name: str
    quantity: int
    unit: str
    expires_on: date | None
    longitude: float
    latitude: float
