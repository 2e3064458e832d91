"""Messages are acknowledged late, come again when they were not, and survive a killed broker."""

from __future__ import annotations

import time

import pytest

from anlan.integrations.mqtt.client import BrokerAddress, Publisher
from anlan.integrations.mqtt.subscriber import Subscriber

pytestmark = pytest.mark.services
TOPIC = "anlan/v1/telemetry/+"


def subscriber(broker):
    found = Subscriber(broker.url, client_id="test-ingest", topics=[TOPIC])
    found.start()
    assert found.wait_connected(10)
    return found


def take(found, number):
    messages = []
    for _attempt in range(100):
        messages += found.take(most=number - len(messages), within_s=0.2, gather_s=0.05)
        if len(messages) >= number:
            break
    return messages


def test_unacknowledged_messages_come_again_and_acknowledged_ones_do_not(broker):
    first = subscriber(broker)
    with Publisher(broker.url, client_id="test-device") as publisher:
        for number in range(10):
            publisher.publish("anlan/v1/telemetry/d", b"%d" % number)
        assert publisher.wait_confirmed(10)
        messages = take(first, 10)
        assert [m.payload for m in messages] == [b"%d" % n for n in range(10)]
        first.acknowledge(messages[:4])
        first.stop()
        publisher.publish("anlan/v1/telemetry/d", b"while away")
        assert publisher.wait_confirmed(10)

    second = subscriber(broker)
    again = {m.payload for m in take(second, 7)}
    second.stop()

    assert again == {b"%d" % n for n in range(4, 10)} | {b"while away"}


def test_a_killed_broker_is_found_again_and_nothing_sent_is_missing(broker):
    found = subscriber(broker)
    publisher = Publisher(broker.url, client_id="test-device")
    assert publisher.start(timeout_s=10)
    sent = set()
    for number in range(300):
        payload = b"%d" % number
        publisher.publish("anlan/v1/telemetry/d", payload)
        sent.add(payload)
        if number == 150:
            broker.kill()
            broker.start()
    received = set()
    begun, later = time.monotonic(), b"later"
    while time.monotonic() - begun < 40 and received != sent | {later}:
        if later not in sent and time.monotonic() - begun > 8:
            # Devices go on speaking, also when the broker had forgotten its subscribers.
            publisher.publish("anlan/v1/telemetry/d", later)
            sent.add(later)
        messages = found.take(most=1000, within_s=0.2, gather_s=0.05)
        found.acknowledge(messages)
        received |= {m.payload for m in messages}
    publisher.stop()
    found.stop()

    assert received == sent


def test_what_was_confirmed_last_comes_again_however_long_the_broker_stays_away(broker):
    subscriber(broker).stop()  # the broker keeps for it what comes meanwhile
    publisher = Publisher(broker.url, client_id="test-device", overlap_s=1.5)
    assert publisher.start(timeout_s=10)
    for number in range(30):
        publisher.publish("anlan/v1/telemetry/d", b"%d" % number)
    assert publisher.wait_confirmed(10)
    broker.kill()  # before it wrote them out
    for number in range(30, 100):  # longer than the overlap, more than may be in flight
        publisher.publish("anlan/v1/telemetry/d", b"%d" % number)
        time.sleep(0.03)

    broker.start()
    found = subscriber(broker)
    assert publisher.wait_confirmed(20)
    publisher.publish("anlan/v1/telemetry/d", b"100")
    received = {m.payload for m in take(found, 101)}
    publisher.stop()
    found.stop()

    assert publisher.resent >= 30
    assert received == {b"%d" % number for number in range(101)}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mqtt://h", BrokerAddress("h", 1883)),
        ("h:99", BrokerAddress("h", 99)),
        ("mqtts://u:p%40@h", BrokerAddress("h", 8883, "u", "p@", True)),
    ],
)
def test_addresses_are_read(url, expected):
    assert BrokerAddress.parse(url) == expected


def test_a_broker_with_nothing_to_say_is_not_taken_for_dead(broker, monkeypatch):
    monkeypatch.setattr("anlan.integrations.mqtt.subscriber.KEEP_ALIVE_S", 1)
    monkeypatch.setattr("anlan.integrations.mqtt.subscriber.LOOK_EVERY_S", 0.1)
    found = subscriber(broker)
    with Publisher(broker.url, client_id="test-device") as publisher:
        for number in range(15):
            publisher.publish("anlan/v1/telemetry/d", b"%d" % number)
        assert publisher.wait_confirmed(10)
    messages = take(found, 15)
    for message in messages:  # slowly: whoever acknowledges is busy with storing
        time.sleep(0.2)
        found.acknowledge([message])
    connections = found.connections
    found.stop()

    assert connections == 1
