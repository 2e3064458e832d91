"""Devices and points for other systems."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible
from anlan.monitoring.devices.models import Device, Point

router = Router()


class PointOut(Schema):
    """A measured quantity of a device."""

    id: int
    key: str
    name: str
    quantity: str
    unit: str
    range_low: float | None
    range_high: float | None
    chemical_id: int | None


class DeviceOut(Schema):
    """A device in a list."""

    id: int
    code: str
    name: str
    kind: str
    state: str
    protocol: str
    period_s: float
    region_code: str
    enterprise_id: int | None
    longitude: float | None
    latitude: float | None


class DeviceDetail(DeviceOut):
    """A device with its points."""

    points: list[PointOut]


class DevicePage(Schema):
    """A page of a list; ``next_after`` leads to the following page, null on the last."""

    items: list[DeviceOut]
    next_after: int | None


class ListQuery(Schema):
    """What narrows the list."""

    region: str = Field("", pattern=r"^\d{0,15}$")
    enterprise_id: int | None = Field(None, ge=1, le=2**62)
    kind: str = Field("", max_length=20, pattern=r"^[a-z_]*$")
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def describe(device: Device) -> dict[str, Any]:
    """Return a device as the API shows it."""
    return {
        "id": device.pk,
        "code": device.code,
        "name": device.name,
        "kind": device.kind,
        "state": device.state,
        "protocol": device.protocol,
        "period_s": device.period_s,
        "region_code": device.region_id,
        "enterprise_id": device.enterprise_id,
        "longitude": device.location.x if device.location else None,
        "latitude": device.location.y if device.location else None,
    }


@router.get("/", response=DevicePage, summary="Devices of one's area, by id")
def devices(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """Return visible devices after an id."""
    rows = visible(Device, _actor(request)).filter(pk__gt=query.after)
    if query.region:
        rows = rows.filter(region__code__startswith=query.region)
    if query.enterprise_id is not None:
        rows = rows.filter(enterprise_id=query.enterprise_id)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    found = list(rows.order_by("pk")[: query.limit + 1])
    more = len(found) > query.limit
    return {
        "items": [describe(device) for device in found[: query.limit]],
        "next_after": found[query.limit - 1].pk if more else None,
    }


@router.get("/{int:device_id}", response=DeviceDetail, summary="One device with its points")
def device(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """Return a device; 404 outside one's area."""
    found = get_visible(Device, device_id, actor=_actor(request))
    points = Point.objects.filter(device=found).order_by("pk")
    return describe(found) | {"points": list(points)}
