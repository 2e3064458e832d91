"""Gateways start with their devices, tell how they stand, and reach a real broker."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils.translation import override

from anlan.base.accounts.tests.factories import account_with
from anlan.integrations.gateway.choices import REASONS, GatewayState
from anlan.integrations.gateway.contracts import ForwardingFailed, Sample
from anlan.integrations.gateway.directory import Directory, DirectoryWatcher
from anlan.integrations.gateway.forwarder import BrokerForwarder
from anlan.integrations.gateway.models import GatewayStatus
from anlan.integrations.gateway.presence import Presence, Word
from anlan.integrations.gateway.registry import find_gateway, gateways
from anlan.integrations.gateway.running import (
    Gateways,
    Running,
    UnknownGateway,
    parse_wanted,
)
from anlan.integrations.gateway.services.presence import tell_presence
from anlan.integrations.gateway.services.status import write_status
from anlan.integrations.gateway.simulation import plausible_value
from anlan.integrations.gateway.stats import GatewayStats
from anlan.integrations.gateway.testing import FakeForwarder, make_context, make_device
from anlan.integrations.mqtt.public import Subscriber
from anlan.integrations.mqtt.testing import BROKER, PrivateBroker
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.monitoring.devices.models import DeviceHealth
from anlan.monitoring.devices.tests.factories import PointFactory


def test_settings_name_gateways_and_ports():
    assert parse_wanted("") is None
    assert parse_wanted("none") == {}
    assert parse_wanted("hj212:9212, hj212") == {"hj212": None}
    assert parse_wanted("hj212:9212") == {"hj212": 9212}
    for wrong in ("nothing", "hj212:x", "hj212:99999"):
        with pytest.raises(UnknownGateway):
            parse_wanted(wrong)


def test_every_gateway_has_a_protocol_and_ports_are_not_shared():
    ports = [gateway.default_port for gateway in gateways().values() if gateway.default_port]
    assert len(ports) == len(set(ports))
    assert find_gateway("hj212").protocol == "hj212"


def test_a_directory_that_did_not_change_keeps_its_version():
    one, two = make_device("a"), make_device("b", identity="B")
    directory = Directory([one])
    directory.replace([one])
    assert directory.version == 1
    directory.replace([one, two])
    assert directory.version == 2
    assert directory.by_identity("B") is two
    assert directory.by_identity("b") is None


def test_simulated_values_are_smooth():
    device = make_device("a", ["x"], quantity="temperature")
    values = [plausible_value(device, device.points[0], 1000.0 + t) for t in range(60)]
    assert max(abs(b - a) for a, b in zip(values, values[1:], strict=False)) < 0.2
    assert 10 < min(values) <= max(values) < 40


class FakeWatcher(DirectoryWatcher):
    """Knows what it is told."""

    def start(self):
        pass

    def stop(self):
        pass


def test_a_gateway_starts_when_its_first_device_is_registered(monkeypatch):
    protocols = [gateway.protocol for gateway in gateways().values()]
    watcher = FakeWatcher(protocols)
    written = []

    async def run():
        running = Gateways(FakeForwarder(), wanted=None, watcher=watcher, simulate=True)

        async def write():
            written.append({name: found.context.stats for name, found in running.running.items()})

        monkeypatch.setattr(running, "_write", write)
        task = asyncio.create_task(running.run())
        await asyncio.sleep(0.1)
        before = set(running.running)
        watcher.directories["hj212"].replace([make_device("E", {"ph": "w01001"}, period_s=0.1)])
        async with asyncio.timeout(10):
            while not running.forwarder.samples:
                await asyncio.sleep(0.05)
        after = set(running.running)
        running.stopping.set()
        await task
        return before, after, running

    before, after, running = asyncio.run(run())
    assert (before, after) == (set(), {"hj212"})
    assert running.forwarder.samples[0][0] == "E"
    assert running.running["hj212"].restarts == 0
    assert written


@pytest.mark.django_db
def test_the_registry_hears_who_came_and_who_left(frozen_clock):
    there, gone = PointFactory().device, PointFactory().device
    now_ms = int(clock.now().timestamp() * 1000)
    presence = Presence()
    for device in (there, gone):
        presence.left(device.code, now_ms - 20)
    tell_presence(words=presence.take(), actor=system_actor("ingest"))
    presence.left(gone.code, now_ms)
    presence.left(there.code, now_ms)
    presence.came(there.code, now_ms + 5)
    tell_presence(words=presence.take(), actor=system_actor("ingest"))
    assert presence.words == {}

    found = dict(DeviceHealth.objects.values_list("device_id", "connection"))
    assert found == {there.pk: "online", gone.pk: "offline"}


def test_what_could_not_be_told_is_kept_and_newer_words_stand(monkeypatch):
    told = []

    def tell(*, words, actor):
        told.append(dict(words))
        if len(told) == 1:
            running.running["hj212"].context.presence.came("B", 9)
            raise OperationalError("away")

    monkeypatch.setattr("anlan.integrations.gateway.services.presence.tell_presence", tell)
    running = Gateways(FakeForwarder(), wanted={}, watcher=FakeWatcher(["hj212"]))

    async def work():
        context = make_context()
        running.running["hj212"] = Running(find_gateway("hj212"), context, is_port_fixed=False)
        context.presence.left("A", 1)
        context.presence.left("B", 1)
        for _time in range(3):
            await running._tell_presence()

    asyncio.run(work())
    assert told == [
        {"A": Word(False, 1), "B": Word(False, 1)},
        {"A": Word(False, 1), "B": Word(True, 9)},
    ]


@pytest.mark.django_db
def test_the_state_is_written_and_shown(visit, cast, frozen_clock):
    stats = GatewayStats(port=9212, is_listening=True, connections=3)
    stats.frame(10)
    stats.refuse("checksum", b"##bad", "10.0.0.9:1")
    stats.unknown_device("010000\x00A")
    stats.unknown_source("E-1", "w21003-Rtd@2011", 0.4)
    gateway = find_gateway("hj212")
    for _time in range(2):
        write_status([(gateway, stats, time.time(), 0)], host="127.0.0.1")

    found = GatewayStatus.objects.get()
    assert (found.state, found.frames, found.refused) == (GatewayState.LISTENING, 1, 1)
    assert found.unknown == {"010000�A": 1}
    officer = visit(cast.sun)
    page = officer.get(reverse("gateway:list"))
    assert "127.0.0.1:9212" in page.content.decode()
    detail = officer.get(found.get_absolute_url()).content.decode()
    for text in ("23 23 62 61 64", "10.0.0.9:1", "w21003-Rtd@2011"):
        assert text in detail

    GatewayStatus.objects.update(seen_at=clock.now() - timedelta(minutes=1))
    found.refresh_from_db()
    assert found.state == GatewayState.SILENT
    GatewayStatus.objects.update(seen_at=clock.now(), is_listening=False, problem="OSError: taken")
    found.refresh_from_db()
    assert found.state == GatewayState.FAILED


@pytest.mark.django_db
def test_what_the_gateway_tells_leads_to_where_it_is_mended(client):
    device = PointFactory().device
    stats = GatewayStats(problem="the broker is away")
    stats.unknown_device("010000A8900016F017F29B")
    stats.unknown_source(device.code, "w21003-Rtd@2011", 0.4)
    stats.refuse("not_authenticated")
    write_status([(find_gateway("hj212"), stats, time.time(), 0)], host="127.0.0.1")
    client.force_login(account_with("bureau_officer"))

    page = client.get(GatewayStatus.objects.get().get_absolute_url()).content.decode()

    assert device.get_absolute_url() in page
    assert "无法连接消息服务器" in page and "终端未鉴权" in page
    connect = f"{reverse('devices:onboard')}?protocol=hj212&identity=010000A8900016F017F29B"
    assert connect.replace("&", "&amp;") in page
    form = client.get(connect).content.decode()
    assert "010000A8900016F017F29B" in form and 'value="hj212" selected' in form
    assert client.get(reverse("devices:onboard"), {"protocol": "nonsense"}).status_code == 200


def test_every_reason_is_told_in_the_countys_words():
    with override("zh-hans"):
        assert [reason for reason, words in REASONS.items() if str(words).isascii()] == []


@pytest.mark.services
def test_a_confirmation_is_the_brokers_and_without_it_forwarding_fails(tmp_path):
    if BROKER is None:
        pytest.skip("mosquitto is not installed")
    broker = PrivateBroker(tmp_path / "broker")
    broker.start()
    listener = Subscriber(broker.url, client_id="listener", topics=["anlan/v1/telemetry/+"])
    listener.start()
    assert listener.wait_connected(10)

    async def run():
        forwarder = BrokerForwarder(broker.url, within_s=5)
        forwarder.start()
        await forwarder.forward(
            "E-1", [Sample("x", 1795000000000, 1.5), Sample("y", 1795, None, 2)]
        )
        await asyncio.gather(
            *(forwarder.forward("E-1", [Sample("x", 1795000000000 + n, n)]) for n in range(200))
        )
        broker.kill()
        await asyncio.sleep(0.2)
        forwarder.within_s = 0.5
        failed = False
        try:
            await forwarder.forward("E-1", [Sample("z", 1795000000000, 1.0)])
        except ForwardingFailed:
            failed = True
        waiting = len(forwarder._waiting)
        forwarder.stop()
        return failed, waiting

    try:
        failed, waiting = asyncio.run(run())
    finally:
        with suppress(Exception):
            listener.stop()
        broker.stop()
    assert failed
    assert waiting == 0
