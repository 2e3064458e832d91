"""Points with their devices, as other apps and the ingesters need them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import visible
from anlan.monitoring.devices.choices import DeviceState, Protocol
from anlan.monitoring.devices.contracts import GatewayDevice, GatewayPoint, PointAddress, PointInfo
from anlan.monitoring.devices.models import Device, Point


def list_point_addresses() -> list[PointAddress]:
    """Return every point that may send readings, ordered by id."""
    rows = (
        Point.objects.filter(is_active=True)
        .exclude(device__state=DeviceState.RETIRED)
        .order_by("pk")
        .values_list("pk", "device__code", "key")
    )
    return [PointAddress(*row) for row in rows.iterator(chunk_size=10_000)]


def list_changed_addresses(since: datetime) -> list[tuple[PointAddress, bool]]:
    """Return points changed since a moment, themselves or their devices, ordered by id, and
    whether each may send readings.

    What was changed by a transaction that began earlier and ended later is not among them: ask
    from well before the last time.
    """
    rows = (
        Point.objects.filter(Q(updated_at__gte=since) | Q(device__updated_at__gte=since))
        .order_by("pk")
        .values_list("pk", "device__code", "key", "is_active", "device__state")
    )
    return [
        (PointAddress(pk, code, key), active and state != DeviceState.RETIRED)
        for pk, code, key, active, state in rows
    ]


def count_point_addresses() -> int:
    """Return how many points may send readings."""
    return Point.objects.filter(is_active=True).exclude(device__state=DeviceState.RETIRED).count()


def list_gateway_devices(protocol: str) -> list[GatewayDevice]:
    """Return the devices that speak a protocol and are not retired, ordered by code."""
    rows = Device.objects.filter(protocol=protocol).exclude(state=DeviceState.RETIRED)
    return [
        GatewayDevice(
            code=device.code,
            identity=device.identity or device.code,
            connection=device.connection,
            period_s=device.period_s,
            points=tuple(
                GatewayPoint(
                    key=point.key,
                    source=point.source or point.key,
                    quantity=point.quantity,
                    scale=point.scale,
                    offset=point.offset,
                )
                for point in device.points.all()
                if point.is_active
            ),
        )
        for device in rows.order_by("code").prefetch_related("points")
    ]


def _info(point: Point) -> PointInfo:
    device = point.device
    enterprise = device.enterprise
    return PointInfo(
        id=point.pk,
        key=point.key,
        name=point.name,
        quantity=point.quantity,
        unit=point.unit,
        decimals=point.decimals,
        range_low=point.range_low,
        range_high=point.range_high,
        chemical_id=point.chemical_id,
        device_id=device.pk,
        device_code=device.code,
        device_name=device.name,
        device_kind=device.kind,
        device_state=device.state,
        period_s=device.period_s,
        place=device.place,
        enterprise_id=device.enterprise_id,
        enterprise_name=str(enterprise) if enterprise else "",
        organisation_id=enterprise.organisation_id if enterprise else None,
        region=device.region_id,
        longitude=device.location.x if device.location else None,
        latitude=device.location.y if device.location else None,
    )


def get_point(point_id: int, *, actor: Actor) -> PointInfo:
    """Return one visible point; raises ``NotVisible``."""
    point = visible(Point, actor).select_related("device__enterprise").filter(pk=point_id).first()
    if point is None:
        raise NotVisible
    return _info(point)


def list_points_to_simulate() -> list[PointInfo]:
    """Return the points of devices in service that speak MQTT, ordered by device and point."""
    rows = (
        Point.objects.filter(
            is_active=True, device__state=DeviceState.IN_SERVICE, device__protocol=Protocol.MQTT
        )
        .select_related("device__enterprise")
        .order_by("device__code", "pk")
    )
    return [_info(point) for point in rows]


def lock_point(point_id: int) -> PointInfo:
    """Return a point and lock its row until the transaction ends, for the platform's own jobs."""
    point = (
        Point.objects.select_for_update(of=("self",))
        .select_related("device__enterprise")
        .get(pk=point_id)
    )
    return _info(point)


def list_points(point_ids: Iterable[int]) -> dict[int, PointInfo]:
    """Return points by id, for the platform's own jobs."""
    rows = Point.objects.filter(pk__in=list(point_ids)).select_related("device__enterprise")
    return {point.pk: _info(point) for point in rows}


def points_of_class(
    *,
    quantity: str,
    device_kind: str = "",
    chemical_id: int | None = None,
    only: Collection[int] | None = None,
) -> list[int]:
    """Return ids of points of a class that may send readings (among ``only``)."""
    rows = Point.objects.filter(is_active=True, quantity=quantity)
    rows = rows.exclude(device__state=DeviceState.RETIRED)
    if device_kind:
        rows = rows.filter(device__kind=device_kind)
    if chemical_id is not None:
        rows = rows.filter(chemical_id=chemical_id)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    return list(rows.order_by("pk").values_list("pk", flat=True))
