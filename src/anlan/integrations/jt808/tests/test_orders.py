"""Orders reach the terminal that is connected, and its answers come back."""

from __future__ import annotations

import asyncio

import pytest

from anlan.integrations.gateway.testing import listening
from anlan.integrations.jt808.messages import MessageId, Result
from anlan.integrations.jt808.orders import DatabaseDesk, OrderPump
from anlan.integrations.jt808.simulator import Terminal
from anlan.integrations.jt808.testing import DEVICE, PHONE, REGISTRATION
from anlan.monitoring.vehicles.public import OrderInfo


class Desk:
    """Orders in memory; what is released waits again."""

    def __init__(self, *orders: OrderInfo) -> None:
        self.waiting, self.sent = list(orders), dict[int, OrderInfo]()
        self.results: dict[int, int] = {}
        self.released = 0
        self.is_closed = False

    def exchange(self, codes, outcomes):
        for order_id, result in outcomes:
            order = self.sent.pop(order_id)
            if result is None:
                self.waiting.append(order)
                self.released += 1
            else:
                self.results[order_id] = result
        found = [order for order in self.waiting if order.device_code in codes]
        for order in found:
            self.waiting.remove(order)
            self.sent[order.id] = order
        return found

    def close(self) -> None:
        self.is_closed = True


def order(number: int, kind: str = "text", code: str = DEVICE.code, **settings: int) -> OrderInfo:
    return OrderInfo(number, code, kind, "前方有雾，请减速", kind == "text", settings)


def converse(desk: Desk, talk):
    async def work():
        async with listening("jt808", [DEVICE], orders=OrderPump(desk)) as found:
            reader, writer = await found.connect()
            await talk(found, Terminal(reader, writer, PHONE))
            writer.close()
        assert desk.is_closed

    asyncio.run(asyncio.wait_for(work(), 20))


async def until(condition, terminal: Terminal | None = None) -> None:
    while not condition():
        if terminal is not None:
            assert await terminal.say(MessageId.HEARTBEAT) == Result.DONE
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("version", [1, None])
def test_a_text_and_settings_reach_the_terminal_and_are_answered(version):
    desk = Desk(
        order(1), order(2, "settings", report_s=30, highest_speed_km_h=80), order(3, code="x")
    )

    async def talk(found, terminal):
        terminal.version = version
        await terminal.sign_in(REGISTRATION)
        await until(lambda: len(desk.results) == 2, terminal)
        assert terminal.texts == ["前方有雾，请减速"]
        assert terminal.settings == {"report_s": 30, "highest_speed_km_h": 80}

    converse(desk, talk)
    assert desk.results == {1: Result.DONE, 2: Result.DONE}
    assert [waiting.id for waiting in desk.waiting] == [3], "it waits for a terminal not here"


def test_nothing_is_sent_to_who_is_not_authenticated_or_has_left():
    desk = Desk(order(1))

    async def talk(found, terminal):
        assert await terminal.say(MessageId.HEARTBEAT) == Result.FAILED
        await asyncio.sleep(0.05)
        assert terminal.texts == [] and not desk.sent
        terminal.code = "wrong"
        with pytest.raises(ConnectionRefusedError):
            await terminal.sign_in(REGISTRATION)
        terminal.code = ""
        await terminal.sign_in(REGISTRATION)
        assert await terminal.say(MessageId.DEREGISTER) == Result.DONE
        desk.waiting.append(order(2))
        await asyncio.sleep(0.05)
        assert 2 not in desk.sent and 2 not in desk.results

    converse(desk, talk)


@pytest.mark.django_db
def test_the_desk_of_the_platform_takes_and_writes():
    from anlan.monitoring.devices.choices import Protocol
    from anlan.monitoring.vehicles.tests.factories import TerminalOrderFactory, VehicleFactory

    vehicle = VehicleFactory(device__protocol=Protocol.JT808)
    written = TerminalOrderFactory(vehicle=vehicle)
    desk = DatabaseDesk()
    (taken,) = desk.exchange({vehicle.device.code}, [])
    assert taken.id == written.pk
    (again,) = desk.exchange({vehicle.device.code}, [(taken.id, None)])
    assert again.id == written.pk, "what could not be sent is taken anew"
    assert desk.exchange({vehicle.device.code}, [(again.id, 3)]) == []
    written.refresh_from_db()
    assert written.state == "not_supported"
