"""Texts and settings go to terminals once, are answered, or come to nothing in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.monitoring.devices.choices import Protocol
from anlan.monitoring.vehicles.choices import OrderState, VehicleState
from anlan.monitoring.vehicles.events import TerminalOrderMoved
from anlan.monitoring.vehicles.models import TerminalOrder
from anlan.monitoring.vehicles.public import answer_order, release_order, take_orders
from anlan.monitoring.vehicles.services.orders import (
    end_orders,
    set_terminal,
    text_driver,
    why_not_reachable,
)
from anlan.monitoring.vehicles.tests.factories import TerminalOrderFactory, VehicleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_actor("局干部", role="bureau_officer")


@pytest.fixture
def vehicle():
    return VehicleFactory(device__protocol=Protocol.JT808)


def test_a_text_is_taken_by_its_gateway_once_and_answered(bureau, vehicle):
    other = VehicleFactory(device__protocol=Protocol.JT808)
    order = text_driver(
        vehicle_id=vehicle.pk, text=" 前方浓雾，\n请减速 ", is_urgent=True, actor=bureau
    )
    assert order.text == "前方浓雾， 请减速" and order.ordered_by == bureau.display_name
    assert_audited("vehicles.order.text_sent", vehicle, by=bureau)
    assert_emitted(TerminalOrderMoved, order_id=order.pk, state="waiting")

    assert take_orders([other.device.code]) == []
    (taken,) = take_orders([other.device.code, vehicle.device.code])
    assert (taken.id, taken.device_code) == (order.pk, vehicle.device.code)
    assert (taken.kind, taken.text, taken.is_urgent) == ("text", order.text, True)
    assert take_orders([vehicle.device.code]) == [], "it is sent once"
    order.refresh_from_db()
    assert order.state == OrderState.SENT and order.sent_at is not None

    answer_order(order.pk, 0)
    answer_order(order.pk, 1)
    order.refresh_from_db()
    assert order.state == OrderState.DONE, "the first answer stands"
    assert_audited("vehicles.order.answered", vehicle)


@pytest.mark.parametrize(
    ("result", "state"),
    [(1, "failed"), (2, "wrong"), (3, "not_supported"), (77, "failed")],
)
def test_what_the_terminal_refuses_is_said(vehicle, result, state):
    order = TerminalOrderFactory(vehicle=vehicle)
    take_orders([vehicle.device.code])
    answer_order(order.pk, result)
    order.refresh_from_db()
    assert order.state == state and order.answered_at is not None


def test_settings_are_sent_within_what_a_terminal_takes(bureau, vehicle):
    with pytest.raises(InvalidInput) as refused:
        set_terminal(vehicle_id=vehicle.pk, actor=bureau)
    assert "report_s" in refused.value.fields
    with pytest.raises(InvalidInput):
        set_terminal(vehicle_id=vehicle.pk, report_s=1, actor=bureau)
    order = set_terminal(vehicle_id=vehicle.pk, highest_speed_km_h=80, actor=bureau)
    assert order.settings == {"highest_speed_km_h": 80}
    assert_audited("vehicles.order.settings_sent", vehicle, by=bureau)
    assert take_orders([vehicle.device.code])[0].settings == {"highest_speed_km_h": 80}


def test_who_may_not_and_what_no_terminal_can_show_is_refused(bureau, vehicle, cast):
    with pytest.raises(NotVisible):
        text_driver(vehicle_id=vehicle.pk, text="好", actor=cast.qian)
    duty = make_actor("值班员", role="duty_officer")
    with pytest.raises(NotPermitted):
        set_terminal(vehicle_id=vehicle.pk, report_s=10, actor=duty)
    for text in ("", " \n", "字" * 121, "慢 🚚"):
        with pytest.raises(InvalidInput):
            text_driver(vehicle_id=vehicle.pk, text=text, actor=duty)
    assert text_driver(vehicle_id=vehicle.pk, text="好", actor=duty).pk


def test_a_vehicle_without_a_terminal_that_could_is_refused_with_the_reason(bureau):
    bare = VehicleFactory(device=None)
    other = VehicleFactory(device__protocol=Protocol.MQTT)
    gone = VehicleFactory(device__protocol=Protocol.JT808, state=VehicleState.RETIRED)
    reasons = set()
    for vehicle in (bare, other, gone):
        with pytest.raises(WrongState) as refused:
            text_driver(vehicle_id=vehicle.pk, text="好", actor=bureau)
        assert str(refused.value) == str(why_not_reachable(vehicle))
        reasons.add(str(refused.value))
    assert len(reasons) == 3 and not TerminalOrder.objects.exists()


def test_what_could_not_be_sent_waits_and_what_is_too_late_ends(vehicle):
    now = clock.now()
    order = TerminalOrderFactory(vehicle=vehicle, expires_at=now + timedelta(minutes=10))
    take_orders([vehicle.device.code])
    release_order(order.pk)
    assert end_orders(now) == 0
    order.refresh_from_db()
    assert order.state == OrderState.WAITING and order.sent_at is None

    (taken,) = take_orders([vehicle.device.code])
    assert end_orders(now + timedelta(minutes=2)) == 1
    order.refresh_from_db()
    assert order.state == OrderState.UNANSWERED
    answer_order(taken.id, 0)
    order.refresh_from_db()
    assert order.state == OrderState.DONE, "a late answer still counts"

    late = TerminalOrderFactory(vehicle=vehicle, expires_at=now + timedelta(minutes=10))
    assert end_orders(now + timedelta(minutes=11)) == 1
    late.refresh_from_db()
    assert late.state == OrderState.EXPIRED
    assert take_orders([vehicle.device.code]) == []
