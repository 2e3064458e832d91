"""Registering devices and points and moving devices through their life."""

from __future__ import annotations

from datetime import date

from django.contrib.gis.geos import Point as Location
from django.db import connection, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.devices.choices import DeviceState, Protocol
from anlan.monitoring.devices.constants import REGISTRY_CHANNEL
from anlan.monitoring.devices.events import DeviceRegistered, DeviceStateChanged
from anlan.monitoring.devices.models import Device, Point
from anlan.monitoring.devices.permissions import CHANGE
from anlan.monitoring.devices.states import DEVICE


def announce_change() -> None:
    """Tell running ingesters, when the transaction commits, to read the registry again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [REGISTRY_CHANNEL])


def _organisation(device: Device) -> int | None:
    return device.enterprise.organisation_id if device.enterprise else None


@transaction.atomic
def register_device(
    *,
    code: str,
    name: str,
    kind: str,
    region_id: str,
    actor: Actor,
    enterprise_id: int | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    place: str = "",
    protocol: str = Protocol.MQTT,
    period_s: float = 10.0,
    owner_id: int | None = None,
    maker: str = "",
    installed_on: date | None = None,
    calibration_due_on: date | None = None,
    state: str = DeviceState.REGISTERED,
) -> Device:
    """Add a device to the registry. Raises ``NotPermitted`` or ``InvalidInput``."""
    if Device.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("Another device has this code already.")})
    device = Device(
        code=code,
        name=name,
        kind=kind,
        region_id=region_id,
        enterprise_id=enterprise_id,
        location=Location(longitude, latitude, srid=4326)
        if longitude is not None and latitude is not None
        else None,
        place=place,
        protocol=protocol,
        period_s=period_s,
        owner_id=owner_id,
        maker=maker,
        installed_on=installed_on,
        calibration_due_on=calibration_due_on,
        state=state,
    )
    require(actor, CHANGE, device)
    device.save()
    audit(actor, "devices.device.registered", device, after={"code": code, "name": name})
    emit(
        DeviceRegistered(device_id=device.pk, region=region_id, organisation=_organisation(device)),
        actor,
    )
    announce_change()
    return device


@transaction.atomic
def add_point(
    *,
    device_id: int,
    key: str,
    name: str,
    quantity: str,
    actor: Actor,
    unit: str = "",
    range_low: float | None = None,
    range_high: float | None = None,
    chemical_id: int | None = None,
    decimals: int = 1,
) -> Point:
    """Add a measured point. Raises ``NotVisible``, ``NotPermitted`` or ``InvalidInput``."""
    device = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, CHANGE, device)
    if device.points.filter(key=key).exists():
        raise InvalidInput(fields={"key": _("This device has a point of this key already.")})
    point = Point.objects.create(
        device=device,
        key=key,
        name=name,
        quantity=quantity,
        unit=unit,
        range_low=range_low,
        range_high=range_high,
        chemical_id=chemical_id,
        decimals=decimals,
    )
    audit(actor, "devices.point.added", point, after={"device": device, "key": key})
    announce_change()
    return point


@transaction.atomic
def change_device(
    *,
    device_id: int,
    name: str,
    place: str,
    period_s: float,
    maker: str,
    calibration_due_on: date | None,
    actor: Actor,
) -> Device:
    """Correct what is written of a device. Raises ``NotVisible`` or ``NotPermitted``."""
    device = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, CHANGE, device)
    new = {
        "name": name,
        "place": place,
        "period_s": period_s,
        "maker": maker,
        "calibration_due_on": calibration_due_on,
    }
    before = {
        key: getattr(device, key) for key, value in new.items() if getattr(device, key) != value
    }
    after = {key: new[key] for key in before}
    for key, value in after.items():
        setattr(device, key, value)
    device.save(update_fields=[*after, "updated_at"])
    audit(actor, "devices.device.changed", device, before=before, after=after)
    announce_change()
    return device


_PAST = {"commission": "commissioned", "maintain": "maintained", "retire": "retired"}


def _move(device_id: int, transition: str, actor: Actor, reason: str) -> Device:
    device = get_visible(Device, device_id, actor=actor, lock=True)
    DEVICE.fire(device, transition, actor=actor, reason=reason)
    audit(actor, f"devices.device.{_PAST[transition]}", device, reason=reason)
    emit(
        DeviceStateChanged(
            device_id=device.pk,
            state=device.state,
            region=device.region_id,
            organisation=_organisation(device),
        ),
        actor,
    )
    announce_change()
    return device


@transaction.atomic
def commission_device(*, device_id: int, actor: Actor, reason: str = "") -> Device:
    """Put a device into service; its readings are judged from now on."""
    return _move(device_id, "commission", actor, reason)


@transaction.atomic
def maintain_device(*, device_id: int, actor: Actor, reason: str) -> Device:
    """Take a device under maintenance: readings are stored, its alarms are suppressed."""
    return _move(device_id, "maintain", actor, reason)


@transaction.atomic
def retire_device(*, device_id: int, actor: Actor, reason: str) -> Device:
    """Take a device out of use; what it sends is refused."""
    return _move(device_id, "retire", actor, reason)
