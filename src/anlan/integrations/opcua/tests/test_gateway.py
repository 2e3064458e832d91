"""Conversations with the server of the library: values, qualities, security, loss and return."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import pytest

from anlan.integrations.gateway.hostile import damaged_line
from anlan.integrations.gateway.public import BAD, GOOD, UNCERTAIN
from anlan.integrations.gateway.testing import listening, make_device
from anlan.integrations.opcua import session
from anlan.integrations.opcua.connection import BadConnection, Server
from anlan.integrations.opcua.testing import FUZZ, FUZZ_NODES, plant_beside
from anlan.integrations.opcua.trust import MOST_REJECTED, TrustStore, Untrusted


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(session, "BACK_OFF_FIRST_S", 0.1)
    monkeypatch.setattr(session, "BACK_OFF_MOST_S", 0.2)


async def until_true(condition, within_s=10.0):
    end = time.monotonic() + within_s
    while time.monotonic() < end and not condition():
        await asyncio.sleep(0.02)
    return bool(condition())


def device(url, points, code="DCS-1", period_s=0.1, **other):
    connection = {"url": url, **other}
    return make_device(code, points, connection=connection, period_s=period_s)


def values(gateway, key, code="DCS-1"):
    return [sample.value for sample in gateway.forwarder.of(code) if sample.key == key]


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    """One server for all tests: it takes seconds to start."""
    nodes = ("ns=2;s=Tank.Level", "nsu=urn:dcs;i=7", *FUZZ_NODES)
    with plant_beside(*nodes, folder=tmp_path_factory.mktemp("plant")) as found:
        yield found


def test_values_arrive_with_their_quality_and_the_moment_of_measurement(plant, tmp_path):
    moment = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)

    async def play():
        points = {"level": "ns=2;s=Tank.Level", "t": "nsu=urn:dcs;i=7", "no": "ns=2;s=None"}
        one = device(plant.url, points)
        async with listening("opcua", [one], folder=tmp_path) as gateway:
            assert await until_true(lambda: values(gateway, "t") == [0.0])
            await plant.show("ns=2;s=Tank.Level", 51.5, at=moment)
            assert await until_true(lambda: 51.5 in values(gateway, "level"))
            await plant.show("ns=2;s=Tank.Level", 52.0, status=0x40920000)
            assert await until_true(lambda: 52.0 in values(gateway, "level"))
            await plant.show("ns=2;s=Tank.Level", 53.0, status=0x808C0000)
            assert await until_true(lambda: None in values(gateway, "level"))
            return gateway.forwarder.of("DCS-1"), gateway.stats

    samples, stats = asyncio.run(play())

    found = {sample.value: sample for sample in samples if sample.key == "level"}
    assert found[51.5].at_ms == int(moment.timestamp() * 1000)
    assert (found[51.5].quality, found[52.0].quality) == (GOOD, UNCERTAIN)
    assert found[None].quality == BAD
    assert [s.quality for s in samples if s.key == "no"] == [BAD]
    assert stats.refused == {"node": 1}


def test_a_value_that_stays_the_same_is_confirmed(plant, tmp_path, monkeypatch):
    monkeypatch.setattr(session, "QUIET_AFTER_S", 0.2)
    monkeypatch.setattr(session, "ASK_EVERY_S", 0.1)

    async def play():
        await plant.show("ns=2;s=a", 5.0)
        one = device(plant.url, {"a": "ns=2;s=a"})
        async with listening("opcua", [one], folder=tmp_path) as gateway:
            assert await until_true(lambda: len(values(gateway, "a")) >= 3)
            return gateway.forwarder.of("DCS-1")

    samples = asyncio.run(play())

    assert {sample.value for sample in samples} == {5.0}
    times = [sample.at_ms for sample in samples]
    assert times == sorted(set(times))


def test_a_lost_connection_is_opened_again(plant, tmp_path):
    is_cut = []

    async def play():
        await plant.show("ns=2;s=a", 1.0)
        async with damaged_line(plant.port, lambda data: None if is_cut else data) as line:
            one = device(f"opc.tcp://127.0.0.1:{line.port}/plant", {"a": "ns=2;s=a"})
            async with listening("opcua", [one], folder=tmp_path) as gateway:
                assert await until_true(lambda: 1.0 in values(gateway, "a"))
                assert gateway.stats.devices == {"DCS-1": 1}
                is_cut.append(True)
                assert await until_true(lambda: not gateway.stats.devices)
                assert await until_true(lambda: line.connections >= 3)
                assert not gateway.context.presence.take()["DCS-1"].is_there
                await plant.show("ns=2;s=a", 9.0)
                is_cut.clear()
                assert await until_true(lambda: 9.0 in values(gateway, "a"))
                assert gateway.context.presence.take()["DCS-1"].is_there
                return gateway.stats

    stats = asyncio.run(play())

    assert stats.faults == 0
    assert stats.devices == {}


@pytest.mark.parametrize("mode", ["sign", "sign_and_encrypt"])
def test_a_secured_server_is_heard_once_it_is_trusted(plant, tmp_path, mode):
    trust = TrustStore(tmp_path / "opcua")

    async def play():
        await plant.show("ns=2;s=a", 3.0)
        one = device(plant.url, {"a": "ns=2;s=a"}, security="Basic256Sha256", mode=mode)
        async with listening("opcua", [one], folder=trust.folder) as gateway:
            assert await until_true(lambda: gateway.stats.refused.get("untrusted"))
            assert gateway.forwarder.samples == []
            (rejected,) = (trust.folder / "rejected").iterdir()
            rejected.rename(trust.folder / "trusted" / "plant.der")
            assert await until_true(lambda: 3.0 in values(gateway, "a"))

    asyncio.run(play())

    assert trust.key_path.stat().st_mode & 0o077 == 0


def test_two_devices_share_a_session_and_may_change(plant, tmp_path):
    async def play():
        one = device(plant.url, {"a": "ns=2;s=a"})
        two = device(plant.url, {"b": "ns=2;s=b", "again": "ns=2;s=a"}, "DCS-2")
        async with listening("opcua", [one, two], folder=tmp_path) as gateway:
            assert await until_true(lambda: gateway.forwarder.of("DCS-2"))
            assert await until_true(lambda: gateway.stats.connections == 1)
            gateway.context.directory.replace([two])
            assert await until_true(lambda: set(gateway.stats.devices) == {"DCS-2"})
            await plant.show("ns=2;s=a", 4.0)
            assert await until_true(lambda: 4.0 in values(gateway, "again", "DCS-2"))
            return values(gateway, "a")

    assert 4.0 not in asyncio.run(play())


def test_an_endless_message_does_not_fill_the_memory(plant, tmp_path):
    """A server announces a message of four gigabytes and sends and sends."""
    sent = []

    def endless(data):
        sent.append(len(data))
        return b"MSGF" + b"\xff\xff\xff\xff" + bytes(65_000 * 8)

    async def play():
        async with damaged_line(plant.port, endless) as line:
            one = device(f"opc.tcp://127.0.0.1:{line.port}/plant", {"a": "ns=2;s=a"})
            async with listening("opcua", [one], folder=tmp_path) as gateway:
                assert await until_true(lambda: line.connections >= 2)
                return gateway.stats

    stats = asyncio.run(play())

    assert stats.faults == 0
    assert stats.refused_total >= 1


@pytest.mark.parametrize(
    "connection",
    [
        {},
        {"url": "http://a:1"},
        {"url": "opc.tcp://"},
        {"url": "opc.tcp://host"},
        {"url": "opc.tcp://host:99999"},
        {"url": "opc.tcp://user:word@host:4840"},
        {"url": "opc.tcp://host:4840", "security": "basic128"},
        {"url": "opc.tcp://host:4840", "mode": 5},
        {"url": "opc.tcp://host:4840", "user": 5},
    ],
)
def test_what_is_no_connection_is_told(connection):
    with pytest.raises(BadConnection):
        Server.parse(connection)


def test_certificates_and_secrets_are_refused_with_a_reason(tmp_path):
    trust = TrustStore(tmp_path)
    trust.prepare()
    for raw in (None, b"", b"\x30\x82\x00\x01x", b"nonsense"):
        with pytest.raises(Untrusted):
            trust.check(raw)
    own = trust.certificate_path.read_bytes()
    with pytest.raises(Untrusted, match="not in trusted"):
        trust.check(own)
    trust.trust(own)
    assert trust.check(own + b"rest of the chain") == own
    for name in ("", "../own/anlan.pem", "missing", "a/b", "x" * 70):
        with pytest.raises(Untrusted):
            trust.secret(name)
    (tmp_path / "secrets" / "dcs").write_text("word\n", encoding="utf-8")
    assert trust.secret("dcs") == "word"


def test_refused_certificates_do_not_fill_the_disk(tmp_path):
    trust = TrustStore(tmp_path)
    trust.prepare()
    for number in range(MOST_REJECTED + 20):
        trust._reject(f"{number}.der", b"x")

    assert len(list((tmp_path / "rejected").iterdir())) == MOST_REJECTED


def test_hostile_servers_do_not_stop_the_gateway(plant, fuzz_seconds):
    report = FUZZ(seconds=fuzz_seconds, plant=plant)

    assert report.crashes == []
    assert report.frames > 20
    assert report.probes > 0
