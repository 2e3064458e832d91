"""Hostile payloads, packets and brokers: refused and counted, and the subscriber lives on.

``ANLAN_FUZZ_SECONDS`` makes it longer.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time

import pytest

from anlan.integrations.mqtt import subscriber, wire
from anlan.integrations.mqtt.client import Publisher
from anlan.integrations.mqtt.codec import topic_of
from anlan.integrations.mqtt.decoding import Decoder
from anlan.integrations.mqtt.subscriber import Subscriber
from anlan.integrations.mqtt.testing import BROKER, FUZZ
from anlan.integrations.mqtt.testing.attack import DIRECTORY, is_alike
from anlan.integrations.mqtt.testing.talking import AT, Talker

SECONDS = float(os.environ.get("ANLAN_FUZZ_SECONDS", "1.5"))


@pytest.mark.skipif(BROKER is None, reason="mosquitto is not installed")
def test_hostile_clients_and_brokers_do_not_stop_the_subscriber():
    report = FUZZ(seconds=SECONDS)

    assert report.crashes == []
    assert report.connections > 0 and report.frames > 100 and report.decoded > 100
    assert report.probes >= 2 and report.forwarded > 0 and report.reasons["malformed"] > 0


def test_the_attack_notices_when_decoder_and_codec_differ():
    message = wire.Message(topic_of("A"), b'{"t":%d,"v":{"x":1,"y":2}}' % AT, 1, 1, 1)
    readings, refused = Decoder().decode([message], DIRECTORY)
    assert is_alike([message], readings, refused)
    assert not is_alike([message], readings, {"malformed": 1})
    readings.value[1] = 3
    assert not is_alike([message], readings, refused)
    assert not is_alike([message], readings.where(slice(0, 1)), refused)


def test_one_message_that_is_too_large_does_not_end_the_connection_again_and_again(broker):
    hearing = Subscriber(broker.url, client_id="hearing", topics=["anlan/v1/telemetry/+"])
    hearing.start()
    assert hearing.wait_connected(10)
    with Publisher(broker.url, client_id="device") as device:
        device.publish(topic_of("A"), bytes(wire.LARGEST_PACKET + 1))
        device.publish(topic_of("A"), b"{}")
        (message,) = hearing.take(most=1, within_s=10, gather_s=0)
    hearing.stop()
    assert message.payload == b"{}" and hearing.connections == 1


class Broker:
    """Says to each connection what it is told, to later ones a welcome, and answers pings."""

    def __init__(self, *scripts):
        self.scripts = list(scripts)
        self.sessions = 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"mqtt://127.0.0.1:{self.server.getsockname()[1]}"
        self.held = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            self.sessions += 1
            self.held.append(connection)
            connection.sendall(self.scripts.pop(0) if self.scripts else WELCOME)
            threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection):
        with contextlib.suppress(OSError):
            while data := connection.recv(100):
                connection.sendall(b"\xd0\x00" * data.count(b"\xc0\x00"))

    def close(self):
        self.server.close()
        for connection in self.held:
            connection.close()


TAKEN, SUBSCRIBED = b"\x20\x03\x00\x00\x00", b"\x90\x04\x00\x01\x00\x01"
WELCOME = TAKEN + SUBSCRIBED + Talker(0, "").publish(topic_of("A").encode(), b"{}")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(TAKEN + SUBSCRIBED + TAKEN, id="the session taken twice"),
        pytest.param(TAKEN, id="no answer to the subscription"),
        pytest.param(b"", id="no answer at all"),
        pytest.param(TAKEN + SUBSCRIBED + b"\x32\xff\xff\x3f", id="a packet that never ends"),
        pytest.param(TAKEN + SUBSCRIBED + b"\x50\x02\x00\x01", id="a packet that does not belong"),
        pytest.param(TAKEN + SUBSCRIBED + b"\x32\x01\x00", id="a message that is cut short"),
        pytest.param(TAKEN + b"\x90\x00", id="a subscription that is cut short"),
        pytest.param(b"\x20\x04\x00\x00\x09\x11", id="a session that is cut short"),
    ],
)
def test_a_broker_that_is_none_is_left_and_asked_again(monkeypatch, script):
    for name, value in (
        *(("KEEP_ALIVE_S", 0.2), ("PATIENCE_S", 0.2), ("LOOK_EVERY_S", 0.02)),
        ("RECONNECT_FIRST_S", 0.01),
    ):
        monkeypatch.setattr(subscriber, name, value)
    monkeypatch.setattr(wire, "connect", lambda *_args, **_more: b"")
    broker = Broker(script)
    hearing = Subscriber(broker.url, client_id="hearing", topics=["anlan/v1/telemetry/+"])
    hearing.start()
    try:
        assert hearing.take(most=1, within_s=10, gather_s=0), "not heard after the reconnection"
        assert broker.sessions >= 2 and hearing.faults == 0
    finally:
        hearing.stop()
        broker.close()


def test_hanging_up_while_the_other_thread_reads_is_no_fault(monkeypatch):
    """An acknowledgement that cannot be sent ends the connection, not the thread that reads."""
    monkeypatch.setattr(subscriber, "RECONNECT_FIRST_S", 0.01)
    monkeypatch.setattr(subscriber, "REST_S", 0.05)
    broker = Broker()
    hearing = Subscriber(broker.url, client_id="hearing", topics=["anlan/v1/telemetry/+"])
    hearing.start()
    try:
        for _time in range(3):
            (message,) = hearing.take(most=1, within_s=10, gather_s=0)
            with pytest.raises(OSError), hearing._sending:  # while it rests
                hearing._hang_up()
                hearing._socket.sendall(b"x")
            hearing.acknowledge([message])
        assert hearing.take(most=1, within_s=10, gather_s=0)
        assert hearing.faults == 0 and hearing._thread.is_alive()
    finally:
        hearing.stop()
        broker.close()


def test_topics_that_anybody_makes_up_do_not_fill_the_memory():
    splitter, talker = wire.Splitter(1), Talker(0, "")
    began = time.monotonic()
    for number in range(50):
        splitter.feed(talker.publish(topic_of(f"{number}" * 5_000).encode()[:60_000], b"{}"))
    splitter.feed(talker.publish(topic_of("A").encode(), b"{}"))

    assert list(splitter._topics.values()) == [topic_of("A")]
    assert time.monotonic() - began < 5
