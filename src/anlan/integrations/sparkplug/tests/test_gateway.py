"""Edge nodes on a real broker: born, heard, asked again, gone, and back after the broker died."""

from __future__ import annotations

import asyncio
import json
import logging
import time

import pytest
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from anlan.integrations.gateway.public import BAD, Directory, SimulationContext
from anlan.integrations.gateway.testing import listening, make_device
from anlan.integrations.sparkplug.codec import DataType, Metric, encode_payload
from anlan.integrations.sparkplug.simulator import simulate
from anlan.integrations.sparkplug.testing import FUZZ

DEVICES = [
    make_device("SP-NODE", {"rssi": "Radio/RSSI"}, identity="plant/n1", period_s=0.2),
    make_device(
        "SP-TANK",
        {"level": "Tank/Level", "t": "Tank/Temperature"},
        identity="plant/n1/tank",
        period_s=0.2,
        scale=0.1,
    ),
]


async def until_true(condition, within_s=10.0):
    end = time.monotonic() + within_s
    while time.monotonic() < end and not condition():
        await asyncio.sleep(0.02)
    return bool(condition())


class Edge:
    """An edge node written with another MQTT version, and without our own session code."""

    def __init__(self, port, *, bd_seq=0):
        self.seq, self.orders, self.bd_seq = 0, [], bd_seq
        self.client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id="edge-n1", protocol=mqtt.MQTTv311
        )
        self.client.will_set("spBv1.0/plant/NDEATH/n1", encode_payload([self.bd()]), qos=1)
        self.client.on_message = lambda _c, _d, message: self.orders.append(message)
        self.client.connect("127.0.0.1", port, keepalive=5)
        self.client.subscribe([("spBv1.0/plant/NCMD/n1", 1), ("spBv1.0/STATE/#", 1)])
        self.client.loop_start()

    def bd(self):
        return Metric("bdSeq", datatype=DataType.INT64, value=self.bd_seq)

    def send(self, kind, metrics, device="", seq=None):
        if seq is not None:
            self.seq = seq
        payload = encode_payload(metrics, time_ms=time.time_ns() // 1_000_000, seq=self.seq)
        self.seq = (self.seq + 1) % 256
        end = f"/{device}" if device else ""
        self.client.publish(f"spBv1.0/plant/{kind}/n1{end}", payload, qos=1).wait_for_publish(5)

    def birth(self):
        self.send("NBIRTH", [self.bd(), metric("Radio/RSSI", 1, -60.0)], seq=0)
        self.send("DBIRTH", [metric("Tank/Level", 2, 500.0)], "tank")

    def states(self):
        return [json.loads(m.payload)["online"] for m in self.orders if "STATE" in m.topic]

    def asked(self):
        return [m.topic for m in self.orders if "NCMD" in m.topic]

    def vanish(self):
        """Break the connection without a word, as a power cut would."""
        self.client.loop_stop()
        self.client.socket().close()


def metric(name, alias, value):
    return Metric(name, alias=alias, datatype=DataType.DOUBLE, value=value)


def number(alias, value):
    return Metric(alias=alias, value=value)


@pytest.mark.services
def test_a_node_is_born_heard_and_gone(broker):
    async def play():
        async with listening("sparkplug", DEVICES, broker=broker.url) as gateway:
            edge = Edge(broker.port)
            edge.birth()
            assert await until_true(lambda: gateway.stats.devices.keys() >= {"plant/n1/tank"})
            edge.send("DDATA", [number(2, 510.0)], "tank")
            assert await until_true(lambda: len(gateway.forwarder.of("SP-TANK")) == 2)
            assert await until_true(lambda: edge.states() == [True])
            edge.vanish()
            assert await until_true(lambda: not gateway.stats.devices)
            assert await until_true(lambda: len(gateway.forwarder.of("SP-TANK")) == 4)
            gone = gateway.context.presence.take()
            edge = Edge(broker.port)
            edge.birth()
            assert await until_true(lambda: len(gateway.context.presence.words) == 2)
            edge.send("DDEATH", [], "tank")
            assert await until_true(lambda: not gateway.context.presence.words["SP-TANK"].is_there)
            edge.client.disconnect()
            edge.client.loop_stop()
            return gateway.forwarder, gone, gateway.context.presence.take()

    forwarder, gone, later = asyncio.run(play())

    tank = forwarder.of("SP-TANK")
    # The registry is told of the moment that the last, bad readings bear.
    assert {code: word.is_there for code, word in gone.items()} == {
        "SP-NODE": False,
        "SP-TANK": False,
    }
    assert gone["SP-TANK"].at_ms == tank[3].at_ms
    assert {code: word.is_there for code, word in later.items()} == {
        "SP-NODE": True,
        "SP-TANK": False,
    }
    assert [(s.key, s.value) for s in tank[:2]] == [("level", 50.0), ("level", 51.0)]
    assert [(s.key, s.value, s.quality) for s in tank[2:4]] == [
        ("level", None, BAD),
        ("t", None, BAD),
    ]
    assert [s.value for s in forwarder.of("SP-NODE")] == [-60.0, None, -60.0]


@pytest.mark.services
def test_a_node_that_was_there_before_is_asked_for_its_birth(broker):
    async def play():
        edge = Edge(broker.port)
        edge.birth()
        async with listening("sparkplug", DEVICES, broker=broker.url) as gateway:
            assert await until_true(lambda: edge.asked() == ["spBv1.0/plant/NCMD/n1"])
            assert gateway.forwarder.samples == []
            edge.birth()
            assert await until_true(lambda: gateway.forwarder.of("SP-TANK"))
            edge.send("DDATA", [number(2, 1.0)], "tank", seq=200)  # messages are missing
            assert await until_true(lambda: gateway.stats.refused.get("gap"))
            assert await until_true(lambda: len(edge.asked()) >= 2)
            edge.client.disconnect()
            edge.client.loop_stop()
            return gateway.stats.refused

    assert asyncio.run(play())["gap"] == 1


@pytest.mark.services
def test_the_simulated_nodes_survive_a_killed_broker(broker, settings):
    settings.ANLAN_MQTT_URL = broker.url

    async def play():
        async with listening("sparkplug", DEVICES, broker=broker.url) as gateway:
            context = SimulationContext(
                directory=Directory(DEVICES),
                host="127.0.0.1",
                port=0,
                stopping=asyncio.Event(),
                say=logging.getLogger("test"),
            )
            task = asyncio.create_task(simulate(context))
            try:
                assert await until_true(lambda: len(gateway.forwarder.of("SP-TANK")) >= 6)
                broker.kill()
                assert await until_true(lambda: not gateway.stats.is_listening)
                assert not gateway.stats.devices
                broker.start()
                assert await until_true(lambda: len(gateway.stats.devices) == 2, 20)
                before = len(gateway.forwarder.of("SP-TANK"))
                assert await until_true(lambda: len(gateway.forwarder.of("SP-TANK")) >= before + 4)
            finally:
                context.stopping.set()
                await task
            return gateway.stats

    stats = asyncio.run(play())

    assert stats.faults == 0
    assert "gap" not in stats.refused


@pytest.mark.services
def test_who_is_not_registered_is_noted_and_not_stored(broker):
    async def play():
        async with listening("sparkplug", [], broker=broker.url) as gateway:
            edge = Edge(broker.port)
            edge.birth()
            assert await until_true(lambda: gateway.stats.refused.get("unknown_device", 0) >= 2)
            edge.client.disconnect()
            edge.client.loop_stop()
            return gateway

    gateway = asyncio.run(play())

    assert gateway.forwarder.samples == []
    assert set(gateway.stats.unknown) == {"plant/n1", "plant/n1/tank"}


@pytest.mark.services
def test_leaving_in_order_tells_the_nodes(broker):
    async def play():
        edge = Edge(broker.port)
        async with listening("sparkplug", DEVICES, broker=broker.url):
            assert await until_true(lambda: edge.states() == [True])
        assert await until_true(lambda: edge.states() == [True, False])
        edge.client.disconnect()
        edge.client.loop_stop()

    asyncio.run(play())


def test_hostile_messages_do_not_stop_the_host(fuzz_seconds):
    report = FUZZ(seconds=fuzz_seconds)

    assert report.crashes == []
    assert report.probes > 0
    assert report.forwarded > 0
