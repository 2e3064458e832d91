"""Terminals talk to the gateway: registered, authenticated, answered after the broker, refused."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta

import pytest

from anlan.integrations.gateway.contracts import GatewayContext
from anlan.integrations.gateway.simulation import SimulationContext
from anlan.integrations.gateway.testing import FakeForwarder, fuzz, listening, make_device
from anlan.integrations.jt808.framing import wrap
from anlan.integrations.jt808.header import Header, encode_message
from anlan.integrations.jt808.location import Position, Status, encode_batch, encode_position
from anlan.integrations.jt808.messages import (
    DriverCard,
    MessageId,
    RegisterResult,
    Registration,
    RegistrationAnswer,
    Result,
)
from anlan.integrations.jt808.parts import divide
from anlan.integrations.jt808.session import code_of, find_device
from anlan.integrations.jt808.simulator import SIMULATOR, Drive, Route, Terminal, register_routes
from anlan.integrations.jt808.testing import DEVICE, FUZZ, PHONE, POSITION, REGISTRATION
from anlan.monitoring.vehicles.public import card_number

FUZZ_SECONDS = float(os.environ.get("ANLAN_FUZZ_SECONDS", "1.5"))


def run(talk, devices=(DEVICE,), forwarder=None):
    """Let a conversation take place with the gateway on a free port."""

    async def work():
        async with listening("jt808", devices, forwarder) as found:
            reader, writer = await found.connect()
            result = await talk(found, Terminal(reader, writer, PHONE))
            writer.close()
            return result

    return asyncio.run(asyncio.wait_for(work(), 20))


@pytest.mark.parametrize("version", [1, None])
def test_a_terminal_registers_authenticates_and_its_positions_arrive(version):
    async def talk(found, terminal):
        terminal.version = version
        await terminal.sign_in(REGISTRATION)
        assert await terminal.say(MessageId.HEARTBEAT) == Result.DONE
        assert await terminal.say(MessageId.POSITION, encode_position(POSITION)) == Result.DONE
        assert found.stats.devices == {PHONE: 1}
        return found.forwarder.of(DEVICE.code)

    samples = run(talk)
    told = {sample.key: sample.value for sample in samples}
    assert told["longitude"] == 119.172534 and told["latitude"] == 29.028417
    assert told["speed"] == 61.5 and told["heading"] == 87 and told["mileage"] == 10234.5
    assert {sample.at_ms for sample in samples} == {POSITION.at_ms}
    assert {sample.quality for sample in samples} == {0}
    assert "driver" not in told


def test_who_is_not_registered_or_has_the_wrong_code_is_refused():
    async def talk(found, terminal):
        assert await terminal.say(MessageId.POSITION, encode_position(POSITION)) == Result.FAILED
        terminal.code = "wrong"
        with pytest.raises(ConnectionRefusedError):
            await terminal.sign_in(REGISTRATION)
        other = Registration(33, 825, "ANLAN", "MODEL", "0000001", 2, "浙H演9999")
        answer = await terminal.ask(
            MessageId.REGISTER, other.encode(is_2019=True), MessageId.REGISTER_ANSWER
        )
        assert RegistrationAnswer.decode(answer).result == RegisterResult.NO_SUCH_VEHICLE
        terminal.phone = "00000099999"
        answer = await terminal.ask(
            MessageId.REGISTER, REGISTRATION.encode(is_2019=True), MessageId.REGISTER_ANSWER
        )
        assert RegistrationAnswer.decode(answer).result == RegisterResult.NO_SUCH_TERMINAL
        assert found.stats.unknown
        assert found.forwarder.samples == []
        assert found.stats.refused["not_authenticated"] == 1

    run(talk)


def test_a_terminal_that_logs_off_is_gone_at_once():
    async def talk(found, terminal):
        words = found.context.presence.words
        # Who did not prove who it is takes nobody's leave.
        assert await terminal.say(MessageId.DEREGISTER) == Result.DONE
        assert words == {}
        await terminal.sign_in(REGISTRATION)
        assert words[DEVICE.code].is_there
        assert await terminal.say(MessageId.DEREGISTER) == Result.DONE
        assert not words[DEVICE.code].is_there

    run(talk)


def test_what_was_kept_without_signal_comes_as_a_batch_oldest_first():
    async def talk(found, terminal):
        await terminal.sign_in(REGISTRATION)
        many = [
            Position(119.1, 29.0, 30, 0, POSITION.at + timedelta(seconds=10 * n)) for n in range(40)
        ]
        many.reverse()
        body = encode_batch(many, is_blind=True)
        terminal.serial += 1
        packets = divide(Header(MessageId.POSITIONS, PHONE, terminal.serial + 1), body, most=600)
        for header, part in packets[:-1]:
            terminal.serial = header.serial
            terminal.writer.write(wrap(encode_message(header, part)))
        terminal.serial = packets[-1][0].serial - 1
        header, part = packets[-1]
        terminal.writer.write(wrap(encode_message(header, part)))
        while True:
            head, content = await terminal._receive()
            if content[:2] == header.serial.to_bytes(2):
                break
        return found.forwarder.of(DEVICE.code)

    samples = run(talk)
    moments = [sample.at_ms for sample in samples if sample.key == "latitude"]
    assert len(moments) == 40 and moments == sorted(moments)


def test_without_the_broker_nothing_is_answered_and_the_terminal_repeats():
    forwarder = FakeForwarder()

    async def talk(found, terminal):
        await terminal.sign_in(REGISTRATION)
        forwarder.is_away = True
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await terminal.say(MessageId.POSITION, encode_position(POSITION))
        assert found.stats.unconfirmed == 1
        forwarder.is_away = False
        assert await terminal.say(MessageId.POSITION, encode_position(POSITION)) == Result.DONE

    run(talk, forwarder=forwarder)
    assert forwarder.forwards == 1


def test_without_a_fix_the_place_is_of_bad_quality_and_an_alarm_is_heard():
    blind = Position(0, 0, 0, 0, POSITION.at, alarm=1, status=int(Status.ACC))

    async def talk(found, terminal):
        await terminal.sign_in(REGISTRATION)
        answer = await terminal.say(MessageId.POSITION, encode_position(blind))
        assert answer == Result.ALARM_HEARD
        return found.forwarder.of(DEVICE.code)

    quality = {sample.key: sample.quality for sample in run(talk)}
    assert quality["longitude"] == quality["speed"] == 2
    assert quality["alarm"] == quality["status"] == 0


def test_the_driver_is_told_as_a_number_and_never_by_name():
    card = DriverCard(
        True, POSITION.at, 0, "司机演示", "QUAL-DEMO-7", "演示机关", POSITION.at.date()
    )

    async def talk(found, terminal):
        await terminal.sign_in(REGISTRATION)
        assert await terminal.say(MessageId.DRIVER, card.encode(is_2019=True)) == Result.DONE
        out = DriverCard(False, POSITION.at)
        assert await terminal.say(MessageId.DRIVER, out.encode(is_2019=True)) == Result.DONE
        return found.forwarder.of(DEVICE.code)

    samples = run(talk)
    assert [sample.value for sample in samples] == [float(card_number("qual-demo-7")), 0.0]
    assert card_number("QUAL-DEMO-7") < 2**53


def test_media_and_strange_messages_are_refused_politely_and_the_line_lives_on():
    async def talk(found, terminal):
        await terminal.sign_in(REGISTRATION)
        assert await terminal.say(MessageId.MEDIA, bytes(40)) == Result.NOT_SUPPORTED
        assert await terminal.say(0x0F00, b"?") == Result.NOT_SUPPORTED
        assert await terminal.say(MessageId.POSITION, b"\x00") == Result.WRONG
        assert await terminal.say(MessageId.DEREGISTER) == Result.DONE
        assert await terminal.say(MessageId.HEARTBEAT) == Result.FAILED

    run(talk)


def test_a_terminal_is_found_however_many_zeros_stand_before_its_number():
    import anlan.integrations.gateway.testing as kit

    async def look():
        context: GatewayContext = kit.make_context(
            [DEVICE, make_device("b", identity="13900000001")]
        )
        for phone in (PHONE, PHONE.zfill(12), PHONE.zfill(20)):
            assert find_device(context, phone) is DEVICE
        found = find_device(context, "13900000001".zfill(20))
        assert found is not None and found.code == "b"
        assert find_device(context, "13900000002".zfill(20)) is None

    asyncio.run(look())
    assert code_of("1") != code_of("2") and len(code_of("1")) == 16


def test_the_simulator_drives_its_routes_over_the_wire():
    route = Route([(119.10, 29.00), (119.20, 29.00), (119.20, 29.05)], 60, 30)
    drive = Drive(route, 0.0)
    moving = [drive.at(t) for t in range(0, int(2 * drive.way_s), 20)]
    assert max(speed for _x, _y, speed, _h, _km in moving) < 66
    kilometres = [km for *_rest, km in moving]
    assert kilometres == sorted(kilometres)
    register_routes(lambda: {DEVICE.code: route})

    async def work():
        async with listening("jt808", [DEVICE]) as found:
            context = SimulationContext(
                found.context.directory, "127.0.0.1", found.port, asyncio.Event(),
                found.context.say, period_s=0.05,
            )  # fmt: skip
            task = asyncio.create_task(SIMULATOR.run(context))
            while found.forwarder.forwards < 3:
                await asyncio.sleep(0.02)
            context.stopping.set()
            await task
            return found.forwarder.of(DEVICE.code)

    samples = asyncio.run(asyncio.wait_for(work(), 20))
    places = [s.value for s in samples if s.key == "longitude"]
    assert all(119.09 < place < 119.21 for place in places)


def test_nothing_hostile_stops_the_listener():
    report = fuzz(FUZZ, seconds=FUZZ_SECONDS, seed=808)
    assert report.crashes == [], str(report)
    assert report.probes >= 2 and report.refused > 0
