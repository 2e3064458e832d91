"""The private broker: who may say what, and what survives."""

from __future__ import annotations

import os
import queue
import signal
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from anlan.operations.broker import PrivateBroker, hash_password
from anlan.operations.doctor import sign_in
from anlan.operations.paths import Layout
from anlan.operations.processes import wait_until

pytestmark = pytest.mark.services


@pytest.fixture
def broker(layout: Layout) -> Iterator[PrivateBroker]:
    """A running private broker."""
    private = PrivateBroker(layout)
    private.start(dies_with_parent=True)
    yield private
    private.stop()


class Party:
    """Somebody connected to the broker."""

    def __init__(self, url: str, client_id: str) -> None:
        parts = urlsplit(url)
        self.heard: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self.client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=MQTTProtocolVersion.MQTTv311,
            clean_session=False,
        )
        self.client.username_pw_set(parts.username, parts.password)
        self.client.on_message = self._hear
        self.client.connect(parts.hostname or "", parts.port or 0)
        self.client.loop_start()
        assert wait_until(self.client.is_connected, 5)

    def _hear(self, client: Client, data: Any, message: MQTTMessage) -> None:
        self.heard.put((message.topic, message.payload))

    def listen(self, topic: str) -> None:
        self.client.subscribe(topic, qos=1)

    def say(self, topic: str, payload: str) -> None:
        self.client.publish(topic, payload, qos=1).wait_for_publish(5)

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def test_a_device_speaks_only_for_itself(broker: PrivateBroker, layout: Layout) -> None:
    running = broker.running
    assert running is not None
    accounts = layout.run / "broker-devices"
    stolen = f"ingest:{hash_password('stolen')}"
    accounts.write_text(f"GAS-0001:{hash_password('secret')}\n{stolen}\n")
    assert broker.take_up_accounts() and not broker.take_up_accounts()
    assert wait_until(lambda: not sign_in("127.0.0.1", running.port, "GAS-0001", "secret"), 5)
    assert sign_in("127.0.0.1", running.port, "ingest", "stolen")
    ingest = Party(broker.url("ingest"), "ingest")
    ingest.listen("anlan/v1/telemetry/#")
    # Whatever it calls itself: its account is what counts.
    device = Party(f"mqtt://GAS-0001:secret@127.0.0.1:{running.port}", "GAS-0002")

    device.say("anlan/v1/telemetry/GAS-0002", "forged")
    device.say("anlan/v1/order/GAS-0002", "forged")
    device.say("anlan/v1/telemetry/GAS-0001", "21.5")

    assert ingest.heard.get(timeout=5) == ("anlan/v1/telemetry/GAS-0001", b"21.5")
    assert ingest.heard.empty()
    device.leave()
    ingest.leave()
    accounts.write_text("")
    assert broker.process() is not None  # taken up while the supervisor looks after it
    assert wait_until(lambda: bool(sign_in("127.0.0.1", running.port, "GAS-0001", "secret")), 5)


def test_strangers_are_refused(broker: PrivateBroker) -> None:
    running = broker.running
    assert running is not None
    password = broker.password("ingest")
    assert sign_in("127.0.0.1", running.port, "ingest", password) == ""
    assert sign_in("127.0.0.1", running.port, "ingest", "wrong")
    assert sign_in("127.0.0.1", running.port, None, None)


def test_messages_wait_for_an_absent_subscriber_across_a_restart(broker: PrivateBroker) -> None:
    ingest = Party(broker.url("ingest"), "ingest")
    ingest.listen("anlan/v1/telemetry/#")
    ingest.leave()
    simulator = Party(broker.url("simulator"), "simulator")
    for number in range(50):
        simulator.say(f"anlan/v1/telemetry/GAS-{number:04}", str(number))
    simulator.leave()
    port = broker.running.port

    broker.stop()
    assert broker.running is None
    broker.begin()
    assert wait_until(lambda: broker.process() is not None, 5)

    assert wait_until(lambda: sign_in_port(broker) == port, 5)
    ingest = Party(broker.url("ingest"), "ingest")
    heard = [ingest.heard.get(timeout=5)[1] for _ in range(50)]
    assert heard == [str(number).encode() for number in range(50)]
    ingest.leave()


def sign_in_port(broker: PrivateBroker) -> int | None:
    """The port once the broker accepts our account there."""
    running = broker.running
    try:
        refused = running is None or sign_in(
            "127.0.0.1", running.port, "ingest", broker.password("ingest")
        )
    except OSError:
        return None
    return None if refused or running is None else running.port


def test_a_killed_broker_comes_back_on_its_port(broker: PrivateBroker) -> None:
    running = broker.running
    os.kill(running.process.pid, signal.SIGKILL)
    assert wait_until(lambda: broker.process() is None, 5)

    again = broker.start(dies_with_parent=True)

    assert again.port == running.port
