"""Booking supplies."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.supplies.choices import MovementKind
from anlan.command.supplies.events import StockAdjusted, WarehouseChanged
from anlan.command.supplies.models import StockItem, StockMovement, Warehouse
from anlan.command.supplies.permissions import ADJUST, CHANGE
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches

#: Kinds that take away; the others add, counting does either.
OUT = (MovementKind.ISSUED, MovementKind.SCRAPPED)


@transaction.atomic
def create_warehouse(
    *,
    code: str,
    name: str,
    kind: str,
    region_code: str,
    longitude: float,
    latitude: float,
    actor: Actor,
    organisation_id: int | None = None,
    keeper_id: int | None = None,
    **details: Any,
) -> Warehouse:
    """Register a warehouse. ``details``: address, duty_phone."""
    if not scope_reaches(actor, CHANGE, region=region_code, organisation_id=organisation_id):
        raise NotPermitted(permission=CHANGE)
    if Warehouse.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("This code is used by another warehouse.")})
    warehouse = Warehouse.objects.create(
        code=code,
        name=name,
        kind=kind,
        region_id=region_code,
        location=Point(longitude, latitude, srid=4326),
        organisation_id=organisation_id,
        keeper_id=keeper_id,
        **details,
    )
    audit(actor, "supplies.warehouse.created", warehouse, after={"code": code, "name": name})
    emit(WarehouseChanged(warehouse.pk, region_code, organisation_id), actor)
    return warehouse


@transaction.atomic
def adjust_stock(
    *,
    item_id: int,
    quantity: int,
    kind: str,
    actor: Actor,
    reason: str = "",
    incident_id: int | None = None,
) -> StockItem:
    """Book a quantity: received, issued, returned, scrapped, or the number counted.

    More than is there cannot be issued. Counting and scrapping need a reason.
    """
    item = get_visible(StockItem, item_id, actor=actor, lock=True)
    require(actor, ADJUST, item)
    if kind not in MovementKind.values:
        raise InvalidInput(fields={"kind": _("Choose what was done.")})
    is_count = kind == MovementKind.COUNTED
    if quantity < 0 or (quantity == 0 and not is_count):
        raise InvalidInput(fields={"quantity": _("Give a quantity above zero.")})
    if kind in (MovementKind.COUNTED, MovementKind.SCRAPPED) and not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    change = quantity - item.quantity if is_count else -quantity if kind in OUT else quantity
    if item.quantity + change < 0:
        raise InvalidInput(
            fields={
                "quantity": _("Only %(there)d %(unit)s are there.")
                % {"there": item.quantity, "unit": item.unit}
            }
        )
    before = item.quantity
    item.quantity += change
    item.save(update_fields=["quantity", "updated_at"])
    StockMovement.objects.create(
        item=item,
        kind=kind,
        change=change,
        quantity_after=item.quantity,
        reason=reason[:200],
        incident_id=incident_id,
        actor_id=actor.id,
        actor_name=actor.display_name,
        at=clock.now(),
    )
    audit(
        actor,
        "supplies.stock.adjusted",
        item,
        before={"quantity": before},
        after={"quantity": item.quantity, "kind": kind},
        reason=reason,
    )
    emit(
        StockAdjusted(
            item.pk,
            item.warehouse_id,
            change,
            item.quantity,
            item.warehouse.region_id,
            item.warehouse.organisation_id,
        ),
        actor,
    )
    return item
