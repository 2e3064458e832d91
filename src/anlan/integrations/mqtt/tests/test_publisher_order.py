"""After a reconnect what was said first is sent first: rules do not look at what comes too late."""

from __future__ import annotations

import threading
from collections import OrderedDict
from types import SimpleNamespace

import pytest

from anlan.integrations.mqtt.client import NO_MATCHING_SUBSCRIBERS, Publisher


class Library:
    """Stands for the client library: takes messages, sends those in flight again by itself."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.number = 0
        self._out_messages: OrderedDict[int, str] = OrderedDict()
        self._out_message_mutex = threading.RLock()
        self._inflight_messages = 0

    def publish(self, topic, payload, qos):
        self.number += 1
        self._out_messages[self.number] = topic
        self.sent.append(topic)
        return SimpleNamespace(mid=self.number)


@pytest.fixture
def publisher():
    found = Publisher("mqtt://127.0.0.1:1", client_id="order", most_in_flight=3)
    found._client = Library()
    return found


def connect(publisher):
    good = SimpleNamespace(is_failure=False)
    publisher._on_connect(publisher._client, None, None, good, None)


def answer(publisher, number, value=0):
    publisher._client._out_messages.pop(number, None)
    publisher._on_publish(None, None, number, SimpleNamespace(value=value), None)


def test_confirmed_lately_then_in_flight_then_waiting(publisher):
    connect(publisher)
    for name in "abcdef":
        publisher.publish(name, b"")
    answer(publisher, 1)
    answer(publisher, 2)  # c, d, e are in flight, f waits
    publisher._on_disconnect(None, None, None, None, None)
    publisher._client.sent.clear()

    connect(publisher)
    assert publisher._client.sent == ["a", "b", "c"]
    assert list(publisher._client._out_messages.values()) == ["a", "b", "c"]
    for number in range(6, 12):
        answer(publisher, number)

    assert publisher._client.sent == list("abcdef")
    assert publisher.unconfirmed == 0
    assert publisher.resent == 2


def test_what_nobody_heard_is_offered_again_before_anything_newer(publisher, monkeypatch):
    monkeypatch.setattr("anlan.integrations.mqtt.client.UNHEARD_PAUSE_S", 0.0)
    connect(publisher)
    for name in "abcd":
        publisher.publish(name, b"")
    for number in (1, 2, 3):
        answer(publisher, number, NO_MATCHING_SUBSCRIBERS)
    publisher._feed()

    assert publisher._client.sent[3:] == ["a", "b", "c"]
    for number in (4, 5, 6):
        answer(publisher, number)
    assert publisher._client.sent[3:] == ["a", "b", "c", "d"]
    assert publisher.unconfirmed == 1


def test_an_answer_of_the_former_connection_counts_for_nothing(publisher):
    connect(publisher)
    for name in "abc":
        publisher.publish(name, b"")
    publisher._on_disconnect(None, None, None, None, None)
    connect(publisher)

    assert publisher._client.sent == list("abcabc")
    assert publisher.unconfirmed == 3
