"""Registering vehicles and drivers, moving vehicles through their working life."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.kernel.search_text import search_text
from anlan.monitoring.vehicles.cards import card_number
from anlan.monitoring.vehicles.choices import TripState
from anlan.monitoring.vehicles.events import VehicleRegistered, VehicleStateChanged
from anlan.monitoring.vehicles.models import Driver, Trip, Vehicle
from anlan.monitoring.vehicles.permissions import CHANGE, CHANGE_DRIVER
from anlan.monitoring.vehicles.states import VEHICLE
from anlan.supervision.chemicals.public import list_chemicals
from anlan.supervision.enterprises.public import get_enterprise


def vehicle_words(plate: str, operator: str) -> str:
    """Return what the search box finds a vehicle by."""
    return search_text(plate, operator)


def _write(obj: Any, new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set what differs; return before and after."""
    before = {key: getattr(obj, key) for key, value in new.items() if getattr(obj, key) != value}
    after = {key: new[key] for key in before}
    for key, value in after.items():
        setattr(obj, key, value)
    obj.save(update_fields=[*after, "updated_at"])
    return before, after


def _check_device(device_id: int | None, vehicle_id: int | None) -> None:
    if device_id is None:
        return
    if Vehicle.objects.filter(device_id=device_id).exclude(pk=vehicle_id or 0).exists():
        raise InvalidInput(fields={"device_id": _("Another vehicle has this terminal.")})


def _check_driver(driver_id: int | None, enterprise_id: int) -> None:
    if driver_id is None:
        return
    if not Driver.objects.filter(pk=driver_id, enterprise_id=enterprise_id).exists():
        raise InvalidInput(fields={"driver_id": _("This driver works for another operator.")})


@transaction.atomic
def register_vehicle(
    *,
    plate: str,
    kind: str,
    enterprise_id: int,
    actor: Actor,
    device_id: int | None = None,
    driver_id: int | None = None,
    seats: int | None = None,
    load_t: float | None = None,
    permitted_ids: Iterable[int] = (),
    runs_at_night: bool = False,
    inspection_due_on: date | None = None,
) -> Vehicle:
    """Register a vehicle. Raises ``NotVisible``, ``NotPermitted`` or ``InvalidInput``."""
    enterprise = get_enterprise(enterprise_id, actor)
    plate = plate.strip().upper()
    if Vehicle.objects.filter(plate=plate).exists():
        raise InvalidInput(fields={"plate": _("Another vehicle has this plate already.")})
    _check_device(device_id, None)
    _check_driver(driver_id, enterprise_id)
    vehicle = Vehicle(
        plate=plate,
        kind=kind,
        enterprise_id=enterprise_id,
        region_id=enterprise.region_code,
        device_id=device_id,
        driver_id=driver_id,
        seats=seats,
        load_t=load_t,
        runs_at_night=runs_at_night,
        inspection_due_on=inspection_due_on,
        search_text=vehicle_words(plate, enterprise.name),
    )
    require(actor, CHANGE, vehicle)
    vehicle.save()
    vehicle.permitted.set([chemical.id for chemical in list_chemicals(permitted_ids)])
    audit(actor, "vehicles.vehicle.registered", vehicle, after={"plate": plate, "kind": kind})
    emit(VehicleRegistered(vehicle.pk, vehicle.region_id, enterprise.organisation_id), actor)
    return vehicle


@transaction.atomic
def change_vehicle(
    *,
    vehicle_id: int,
    device_id: int | None,
    driver_id: int | None,
    seats: int | None,
    load_t: float | None,
    permitted_ids: Iterable[int],
    runs_at_night: bool,
    inspection_due_on: date | None,
    actor: Actor,
) -> Vehicle:
    """Correct what is written of a vehicle. Raises ``NotVisible``, ``NotPermitted``, …"""
    vehicle = get_visible(Vehicle, vehicle_id, actor=actor, lock=True)
    require(actor, CHANGE, vehicle)
    _check_device(device_id, vehicle.pk)
    _check_driver(driver_id, vehicle.enterprise_id)
    before, after = _write(
        vehicle,
        {
            "device_id": device_id,
            "driver_id": driver_id,
            "seats": seats,
            "load_t": load_t,
            "runs_at_night": runs_at_night,
            "inspection_due_on": inspection_due_on,
        },
    )
    had = sorted(vehicle.permitted.values_list("pk", flat=True))
    has = sorted(chemical.id for chemical in list_chemicals(permitted_ids))
    if had != has:
        vehicle.permitted.set(has)
        before["permitted"], after["permitted"] = had, has
    audit(actor, "vehicles.vehicle.changed", vehicle, before=before, after=after)
    return vehicle


def _move(vehicle_id: int, step: str, word: str, actor: Actor, reason: str) -> Vehicle:
    vehicle = get_visible(Vehicle, vehicle_id, actor=actor, lock=True)
    VEHICLE.fire(vehicle, step, actor=actor, reason=reason)
    vehicle.save(update_fields=["updated_at"])
    audit(actor, f"vehicles.vehicle.{word}", vehicle, reason=reason)
    emit(
        VehicleStateChanged(
            vehicle.pk, vehicle.state, vehicle.region_id, vehicle.enterprise.organisation_id
        ),
        actor,
    )
    return vehicle


@transaction.atomic
def suspend_vehicle(*, vehicle_id: int, actor: Actor, reason: str) -> Vehicle:
    """Take a vehicle out of operation; its positions are no longer judged."""
    return _move(vehicle_id, "suspend", "suspended", actor, reason)


@transaction.atomic
def resume_vehicle(*, vehicle_id: int, actor: Actor, reason: str = "") -> Vehicle:
    """Put a vehicle back into operation."""
    return _move(vehicle_id, "resume", "resumed", actor, reason)


@transaction.atomic
def retire_vehicle(*, vehicle_id: int, actor: Actor, reason: str) -> Vehicle:
    """Deregister a vehicle; refused while it is on a trip."""
    if Trip.objects.filter(vehicle_id=vehicle_id, state=TripState.UNDER_WAY).exists():
        raise InvalidInput(_("The vehicle is on a trip: report its arrival first."))
    return _move(vehicle_id, "retire", "retired", actor, reason)


def _card(qualification: str, driver_id: int | None) -> int | None:
    if not qualification:
        return None
    number = card_number(qualification)
    if Driver.objects.filter(card_number=number).exclude(pk=driver_id or 0).exists():
        raise InvalidInput(
            fields={"qualification": _("Another driver has this qualification number.")}
        )
    return number


@transaction.atomic
def register_driver(
    *,
    name: str,
    enterprise_id: int,
    actor: Actor,
    phone: str = "",
    qualification: str = "",
    valid_to: date | None = None,
    may_carry_goods: bool = False,
) -> Driver:
    """Add a driver of an operator. Raises ``NotVisible``, ``NotPermitted`` or ``InvalidInput``."""
    enterprise = get_enterprise(enterprise_id, actor)
    driver = Driver(
        name=name,
        enterprise_id=enterprise_id,
        region_id=enterprise.region_code,
        phone=phone,
        qualification=qualification,
        card_number=_card(qualification, None),
        valid_to=valid_to,
        may_carry_goods=may_carry_goods,
    )
    require(actor, CHANGE_DRIVER, driver)
    driver.save()
    audit(actor, "vehicles.driver.registered", driver, after={"name": name})
    return driver


@transaction.atomic
def change_driver(
    *,
    driver_id: int,
    name: str,
    phone: str,
    qualification: str,
    valid_to: date | None,
    may_carry_goods: bool,
    is_active: bool,
    actor: Actor,
) -> Driver:
    """Correct what is written of a driver; the trail names the fields, not the numbers."""
    driver = get_visible(Driver, driver_id, actor=actor, lock=True)
    require(actor, CHANGE_DRIVER, driver)
    before, after = _write(
        driver,
        {
            "name": name,
            "phone": phone,
            "qualification": qualification,
            "card_number": _card(qualification, driver.pk),
            "valid_to": valid_to,
            "may_carry_goods": may_carry_goods,
            "is_active": is_active,
        },
    )
    for record in (before, after):
        for secret in ("phone", "qualification", "card_number"):
            if secret in record:
                record[secret] = "***"
    audit(actor, "vehicles.driver.changed", driver, before=before, after=after)
    return driver
