"""What other apps are told of devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PointInfo:
    """A point with the place and the holder of its device."""

    id: int
    key: str
    name: str
    quantity: str
    unit: str
    decimals: int
    range_low: float | None
    range_high: float | None
    chemical_id: int | None
    device_id: int
    device_code: str
    device_name: str
    device_kind: str
    device_state: str
    period_s: float
    place: str
    enterprise_id: int | None
    enterprise_name: str
    organisation_id: int | None
    region: str
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class PointAddress:
    """What an ingester must know of a point: how messages name it."""

    id: int
    device_code: str
    key: str


@dataclass(frozen=True, slots=True)
class GatewayPoint:
    """A point as a protocol's gateway knows it: value = wire value · scale + offset."""

    key: str
    source: str
    quantity: str
    scale: float
    offset: float


@dataclass(frozen=True, slots=True)
class GatewayDevice:
    """A device as a protocol's gateway knows it; ``identity`` is what it calls itself."""

    code: str
    identity: str
    connection: Mapping[str, Any]
    period_s: float
    points: tuple[GatewayPoint, ...]
