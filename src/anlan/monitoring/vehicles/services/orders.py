"""Texts to drivers and settings of terminals: written here, taken and answered by the gateway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, Message, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.devices.public import Protocol
from anlan.monitoring.vehicles.choices import OrderKind, OrderState, VehicleState
from anlan.monitoring.vehicles.constants import (
    ANSWER_WITHIN_S,
    ORDERS_CHANNEL,
    SETTINGS_WAIT_S,
    TEXT_LENGTH,
    TEXT_WAITS_S,
)
from anlan.monitoring.vehicles.contracts import OrderInfo
from anlan.monitoring.vehicles.events import TerminalOrderMoved
from anlan.monitoring.vehicles.models import TerminalOrder, Vehicle
from anlan.monitoring.vehicles.permissions import SET_TERMINAL, TEXT_DRIVER

#: Settings an officer may change, with what a terminal takes: name → (least, most).
SETTINGS: Mapping[str, tuple[int, int]] = {
    "report_s": (5, 3600),
    "highest_speed_km_h": (20, 120),
}
#: Results of a general answer (JT/T 808-2019, table 4).
RESULTS: Mapping[int, OrderState] = {
    0: OrderState.DONE,
    1: OrderState.FAILED,
    2: OrderState.WRONG,
    3: OrderState.NOT_SUPPORTED,
}


def why_not_reachable(vehicle: Vehicle) -> Message | None:
    """Say why nothing can be sent to the terminal of a vehicle; None when it can."""
    if vehicle.state == VehicleState.RETIRED:
        return _("The vehicle is deregistered.")
    if vehicle.device is None:
        return _("The vehicle has no terminal: name one under “Change” first.")
    if vehicle.device.protocol != Protocol.JT808:
        return _("The terminal does not speak JT/T 808: nothing can be sent to it.")
    return None


def _order(vehicle_id: int, permission: str, actor: Actor) -> Vehicle:
    """Return the vehicle an order goes to, or refuse."""
    vehicle = get_visible(Vehicle, vehicle_id, actor=actor)
    require(actor, permission, vehicle)
    if reason := why_not_reachable(vehicle):
        raise WrongState(reason)
    return vehicle


def _tell(order: TerminalOrder, actor: Actor) -> None:
    vehicle = order.vehicle
    emit(
        TerminalOrderMoved(
            order.pk,
            vehicle.pk,
            order.state,
            vehicle.region_id,
            vehicle.enterprise.organisation_id,
        ),
        actor,
    )


def _queue(order: TerminalOrder, actor: Actor) -> None:
    """Tell the gateways and the pages that there is an order, when this commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [ORDERS_CHANNEL])
    _tell(order, actor)


@transaction.atomic
def text_driver(
    *, vehicle_id: int, text: str, actor: Actor, is_urgent: bool = False
) -> TerminalOrder:
    """Send a text that the terminal shows and reads out to the driver.

    Raises ``NotVisible``, ``NotPermitted``, ``WrongState`` (no terminal that could) or
    ``InvalidInput``.
    """
    vehicle = _order(vehicle_id, TEXT_DRIVER, actor)
    text = " ".join(text.split())
    if not text:
        raise InvalidInput(fields={"text": _("Write what the driver shall be told.")})
    if len(text) > TEXT_LENGTH:
        raise InvalidInput(
            fields={"text": _("At most %(n)d characters: the driver is driving.")
                    % {"n": TEXT_LENGTH}}
        )  # fmt: skip
    strange = sorted({c for c in text if not c.encode("gbk", "ignore")})
    if strange:
        raise InvalidInput(
            fields={"text": _("Terminals cannot show: %(signs)s") % {"signs": " ".join(strange)}}
        )
    order = TerminalOrder.objects.create(
        vehicle=vehicle,
        kind=OrderKind.TEXT,
        text=text,
        is_urgent=is_urgent,
        ordered_by=actor.display_name,
        expires_at=clock.now() + timedelta(seconds=TEXT_WAITS_S),
    )
    audit(actor, "vehicles.order.text_sent", vehicle, after={"text": text, "urgent": is_urgent})
    _queue(order, actor)
    return order


@transaction.atomic
def set_terminal(
    *,
    vehicle_id: int,
    actor: Actor,
    report_s: int | None = None,
    highest_speed_km_h: int | None = None,
) -> TerminalOrder:
    """Change how often the terminal of a vehicle reports and from which speed it warns.

    Raises ``NotVisible``, ``NotPermitted``, ``WrongState`` (no terminal that could) or
    ``InvalidInput``.
    """
    vehicle = _order(vehicle_id, SET_TERMINAL, actor)
    given = {"report_s": report_s, "highest_speed_km_h": highest_speed_km_h}
    settings = {name: value for name, value in given.items() if value is not None}
    if not settings:
        raise InvalidInput(fields={"report_s": _("Give at least one setting.")})
    for name, value in settings.items():
        least, most = SETTINGS[name]
        if not least <= value <= most:
            raise InvalidInput(
                fields={name: _("From %(least)d to %(most)d.") % {"least": least, "most": most}}
            )
    order = TerminalOrder.objects.create(
        vehicle=vehicle,
        kind=OrderKind.SETTINGS,
        settings=settings,
        ordered_by=actor.display_name,
        expires_at=clock.now() + timedelta(seconds=SETTINGS_WAIT_S),
    )
    audit(actor, "vehicles.order.settings_sent", vehicle, after=settings)
    _queue(order, actor)
    return order


# The gateway's side ------------------------------------------------------------------------------


@transaction.atomic
def take_orders(device_codes: Iterable[str], limit: int = 100) -> list[OrderInfo]:
    """Take the waiting orders for terminals that are connected here, the oldest first."""
    now, connected = clock.now(), set(device_codes)
    # Few orders wait at a time, and thousands of terminals may be connected: this way round.
    waiting = TerminalOrder.objects.filter(state=OrderState.WAITING, expires_at__gt=now)
    pairs = waiting.order_by("pk").values_list("pk", "vehicle__device__code")
    wanted = [pk for pk, code in pairs if code in connected][:limit]
    if not wanted:
        return []
    rows = list(
        waiting.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=wanted)
        .select_related("vehicle__device", "vehicle__enterprise")
        .order_by("pk")
    )
    actor = system_actor("vehicles")
    for order in rows:
        order.state, order.sent_at = OrderState.SENT, now
        order.save(update_fields=["state", "sent_at", "updated_at"])
        _tell(order, actor)
    return [
        OrderInfo(
            order.pk,
            order.vehicle.device.code if order.vehicle.device else "",
            order.kind,
            order.text,
            order.is_urgent,
            order.settings,
        )
        for order in rows
    ]


def _sent(order_id: int) -> TerminalOrder | None:
    rows = TerminalOrder.objects.select_for_update(of=("self",))
    rows = rows.filter(pk=order_id, state__in=[OrderState.SENT, OrderState.UNANSWERED])
    return rows.select_related("vehicle__enterprise").first()


@transaction.atomic
def answer_order(order_id: int, result: int) -> None:
    """Write what the terminal answered; an answer that comes twice changes nothing."""
    order = _sent(order_id)
    if order is None:
        return
    actor = system_actor("vehicles")
    order.state = RESULTS.get(result, OrderState.FAILED)
    order.answered_at = clock.now()
    order.save(update_fields=["state", "answered_at", "updated_at"])
    audit(actor, "vehicles.order.answered", order.vehicle, after={"state": order.state})
    _tell(order, actor)


@transaction.atomic
def release_order(order_id: int) -> None:
    """Let an order wait again: the terminal went away before it could be sent."""
    order = _sent(order_id)
    if order is not None:
        order.state, order.sent_at = OrderState.WAITING, None
        order.save(update_fields=["state", "sent_at", "updated_at"])
        _tell(order, system_actor("vehicles"))


@transaction.atomic
def end_orders(now: datetime) -> int:
    """End what did not reach its terminal or was not answered; returns how many."""
    late = TerminalOrder.objects.filter(state=OrderState.WAITING, expires_at__lte=now)
    silent = TerminalOrder.objects.filter(
        state=OrderState.SENT, sent_at__lte=now - timedelta(seconds=ANSWER_WITHIN_S)
    )
    ended = 0
    for rows, state in ((late, OrderState.EXPIRED), (silent, OrderState.UNANSWERED)):
        for order in rows.select_for_update(of=("self",)).select_related("vehicle__enterprise"):
            order.state = state
            order.save(update_fields=["state", "updated_at"])
            _tell(order, system_actor("vehicles"))
            ended += 1
    return ended
