"""Registering devices and points and moving devices through their life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.gis.geos import Point as Location
from django.db import connection as database
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import cancel_deadlines
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.devices.choices import DeviceState, Protocol
from anlan.monitoring.devices.constants import REGISTRY_CHANNEL
from anlan.monitoring.devices.events import DeviceEquipped, DeviceRegistered, DeviceStateChanged
from anlan.monitoring.devices.models import Device, Maintenance, Point
from anlan.monitoring.devices.permissions import CHANGE
from anlan.monitoring.devices.protocols import (
    validate_connection,
    validate_identity,
    validate_source,
)
from anlan.monitoring.devices.services.credentials import end_credentials
from anlan.monitoring.devices.states import DEVICE


def announce_change() -> None:
    """Tell running ingesters, when the transaction commits, to read the registry again."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [REGISTRY_CHANNEL])


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
    identity: str = "",
    connection: Mapping[str, Any] | None = None,
    sector_id: str | None = None,
    calibration_months: int | None = None,
    template_id: int | None = None,
    permission: str = CHANGE,
) -> Device:
    """Add a device to the registry. Raises ``NotPermitted`` or ``InvalidInput``.

    ``permission`` is the right that is required: the installer on site holds another than the
    keeper of the registry.
    """
    if Device.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("Another device has this code already.")})
    check_identity(protocol, identity)
    if connection:
        validate_connection(protocol, connection)
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
        identity=identity,
        connection=dict(connection or {}),
        sector_id=sector_id,
        calibration_months=calibration_months,
        template_id=template_id,
    )
    require(actor, permission, device)
    device.save()
    audit(actor, "devices.device.registered", device, after={"code": code, "name": name})
    emit(
        DeviceRegistered(
            device_id=device.pk, region=region_id, organisation=device.organisation_id
        ),
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
    source: str = "",
    scale: float = 1.0,
    offset: float = 0.0,
    permission: str = CHANGE,
) -> Point:
    """Add a measured point. Raises ``NotVisible``, ``NotPermitted`` or ``InvalidInput``."""
    device = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, permission, device)
    check_range(range_low, range_high)
    if device.points.filter(key=key).exists():
        raise InvalidInput(fields={"key": _("This device has a point of this key already.")})
    if source:
        validate_source(device.protocol, source)
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
        source=source,
        scale=scale,
        offset=offset,
    )
    audit(actor, "devices.point.added", point, after={"device": device, "key": key})
    announce_change()
    return point


#: What may be corrected of a device, and of a point; codes and keys name stored readings.
DEVICE_FACTS = (
    "name",
    "kind",
    "place",
    "protocol",
    "identity",
    "connection",
    "period_s",
    "maker",
    "owner_id",
    "sector_id",
    "installed_on",
    "calibration_due_on",
    "calibration_months",
)
POINT_FACTS = (
    "name",
    "quantity",
    "unit",
    "range_low",
    "range_high",
    "decimals",
    "source",
    "scale",
    "offset",
    "chemical_id",
    "is_active",
)


def check_identity(protocol: str, identity: str, besides: int | None = None) -> None:
    """Raise ``InvalidInput`` when no device of the protocol, or another one, is called so."""
    if identity:
        validate_identity(protocol, identity)
    others = Device.objects.filter(protocol=protocol, identity=identity)
    if besides is not None:
        others = others.exclude(pk=besides)
    if identity and others.exists():
        raise InvalidInput(
            fields={"identity": _("Another device has this identity in this protocol already.")}
        )


def check_addresses(device: Device, protocol: str) -> None:
    """Raise ``InvalidInput`` when a point's address means nothing in another protocol."""
    for point in device.points.filter(is_active=True).exclude(source="").order_by("pk"):
        try:
            validate_source(protocol, point.source)
        except InvalidInput as error:
            text = _("Point %(point)s: %(problem)s") % {
                "point": point,
                "problem": error.fields["source"],
            }
            raise InvalidInput(fields={"protocol": text}) from None


def check_range(low: float | None, high: float | None) -> None:
    """Raise ``InvalidInput`` unless a range runs upwards."""
    if low is not None and high is not None and low >= high:
        raise InvalidInput(fields={"range_high": _("The range ends above where it begins.")})


def apply_facts(obj: Model, facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set what differs and save it; returns before and after."""
    before = {key: getattr(obj, key) for key, value in facts.items() if getattr(obj, key) != value}
    after = {key: facts[key] for key in before}
    for key, value in after.items():
        setattr(obj, key, value)
    if after:
        obj.save(update_fields=[*after, "updated_at"])
    return before, after


@transaction.atomic
def change_device(*, device_id: int, actor: Actor, **facts: Any) -> Device:
    """Correct what is written of a device (``DEVICE_FACTS``). Raises ``NotVisible``,
    ``NotPermitted`` or ``InvalidInput``."""
    device = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, CHANGE, device)
    if unknown := set(facts) - set(DEVICE_FACTS):
        raise TypeError(f"not facts of a device: {sorted(unknown)}")
    check_identity(
        facts.get("protocol", device.protocol),
        facts.get("identity", device.identity),
        besides=device.pk,
    )
    protocol = facts.get("protocol", device.protocol)
    if connection := facts.get("connection", device.connection):
        validate_connection(protocol, connection)
    if protocol != device.protocol:
        check_addresses(device, protocol)
    before, after = apply_facts(device, facts)
    audit(actor, "devices.device.changed", device, before=before, after=after)
    announce_change()
    return device


@transaction.atomic
def change_point(*, point_id: int, actor: Actor, **facts: Any) -> Point:
    """Correct what is written of a point (``POINT_FACTS``); its key stays: it names readings."""
    point = get_visible(Point, point_id, actor=actor, lock=True)
    require(actor, CHANGE, point.device)
    if unknown := set(facts) - set(POINT_FACTS):
        raise TypeError(f"not facts of a point: {sorted(unknown)}")
    check_range(facts.get("range_low", point.range_low), facts.get("range_high", point.range_high))
    if source := facts.get("source"):
        validate_source(point.device.protocol, source)
    before, after = apply_facts(point, facts)
    audit(actor, "devices.point.changed", point, before=before, after=after)
    announce_change()
    return point


@transaction.atomic
def place_device(
    *,
    device_id: int,
    longitude: float,
    latitude: float,
    actor: Actor,
    place: str | None = None,
    permission: str = CHANGE,
) -> Device:
    """Say where a device stands (WGS-84). Raises ``InvalidInput`` off the map."""
    device = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, permission, device)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise InvalidInput(fields={"longitude": _("This place is not on the map.")})
    before = device.location
    device.location = Location(longitude, latitude, srid=4326)
    fields = ["location", "updated_at"]
    if place is not None:
        device.place = place
        fields.append("place")
    device.save(update_fields=fields)
    audit(
        actor,
        "devices.device.placed",
        device,
        before={"location": before.coords if before else None},
        after={"location": device.location.coords},
    )
    emit(
        DeviceStateChanged(
            device_id=device.pk,
            state=device.state,
            region=device.region_id,
            organisation=device.organisation_id,
        ),
        actor,
    )
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
            organisation=device.organisation_id,
        ),
        actor,
    )
    announce_change()
    return device


@transaction.atomic
def commission_device(*, device_id: int, actor: Actor, reason: str = "") -> Device:
    """Put a device into service; its readings are judged from now on. Ends a running work."""
    device = _move(device_id, "commission", actor, reason)
    Maintenance.objects.filter(device=device, ended_at__isnull=True).update(
        ended_at=clock.now(), ended_by=actor.display_name[:100], outcome=reason
    )
    return device


@transaction.atomic
def maintain_device(
    *, device_id: int, actor: Actor, reason: str, expected_until: datetime | None = None
) -> Device:
    """Take a device under maintenance: readings are stored and marked, its alarms stay quiet."""
    if expected_until is not None and expected_until <= clock.now():
        raise InvalidInput(fields={"expected_until": _("This moment is over already.")})
    device = _move(device_id, "maintain", actor, reason)
    Maintenance.objects.create(
        device=device,
        started_at=clock.now(),
        expected_until=expected_until,
        work=reason,
        started_by=actor.display_name[:100],
    )
    return device


@transaction.atomic
def retire_device(*, device_id: int, actor: Actor, reason: str) -> Device:
    """Take a device out of use: what it sends is refused, credentials end, its history stays."""
    device = _move(device_id, "retire", actor, reason)
    Maintenance.objects.filter(device=device, ended_at__isnull=True).update(
        ended_at=clock.now(), ended_by=actor.display_name[:100], outcome=reason
    )
    cancel_deadlines(subject=device, actor=actor, reason=reason)
    end_credentials(device, actor, reason)
    return device


@transaction.atomic
def replace_device(
    *, device_id: int, code: str, actor: Actor, reason: str, identity: str = "", maker: str = ""
) -> Device:
    """Retire a device and register its successor: the same place, points and rule proposals.

    The old device keeps its readings, alarms and papers; each page leads to the other.
    """
    old = get_visible(Device, device_id, actor=actor, lock=True)
    require(actor, CHANGE, old)
    retire_device(device_id=old.pk, actor=actor, reason=reason)
    if old.identity and not identity:
        # The successor answers to the name the protocol knows.
        identity, old.identity = old.identity, ""
        old.save(update_fields=["identity"])
    new = register_device(
        code=code,
        name=old.name,
        kind=old.kind,
        region_id=old.region_id,
        enterprise_id=old.enterprise_id,
        longitude=old.location.x if old.location else None,
        latitude=old.location.y if old.location else None,
        place=old.place,
        protocol=old.protocol,
        period_s=old.period_s,
        owner_id=old.owner_id,
        maker=maker or old.maker,
        installed_on=clock.today(),
        identity=identity,
        connection=old.connection,
        sector_id=old.sector_id,
        calibration_months=old.calibration_months,
        template_id=old.template_id,
        actor=actor,
    )
    new.replaces = old
    new.save(update_fields=["replaces"])
    for point in old.points.filter(is_active=True).order_by("pk"):
        add_point(
            device_id=new.pk,
            key=point.key,
            name=point.name,
            quantity=point.quantity,
            unit=point.unit,
            range_low=point.range_low,
            range_high=point.range_high,
            chemical_id=point.chemical_id,
            decimals=point.decimals,
            source=point.source,
            scale=point.scale,
            offset=point.offset,
            actor=actor,
        )
    if new.template_id is not None:
        emit(
            DeviceEquipped(
                device_id=new.pk,
                template_id=new.template_id,
                region=new.region_id,
                organisation=new.organisation_id,
            ),
            actor,
        )
    audit(actor, "devices.device.replaced", old, after={"by": new}, reason=reason)
    return new
