"""The wire format is the standard's: the client library and ours understand each other."""

from __future__ import annotations

import random
import struct
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.integrations.mqtt import wire

#: Machines of tests are busy at times.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def publish(topic, payload, number, qos=1, properties=b""):
    raw = topic.encode()
    body = struct.pack(">H", len(raw)) + raw + (struct.pack(">H", number) if qos else b"")
    body += wire.length_of(len(properties)) + properties + payload
    return bytes([0x30 | qos << 1]) + wire.length_of(len(body)) + body


parts = st.lists(
    st.tuples(
        st.text(min_size=1, max_size=8),
        st.binary(max_size=300),
        st.integers(1, 65535),
        st.sampled_from([0, 1]),
        st.sampled_from([b"", b"\x01\x01", b"\x26\x00\x01a\x00\x01b" * 20]),
    ),
    max_size=6,
)


@patient
@given(parts, st.integers(0, 2**31))
def test_messages_survive_any_cutting_of_the_stream(sent, seed):
    stream = b"".join(publish(*one) for one in sent) + bytes([wire.PINGRESP, 0])
    chance, splitter = random.Random(seed), wire.Splitter(7)
    messages, others = [], []
    at = 0
    while at < len(stream):
        size = chance.choice([1, 2, 5, 100, 5000])
        found = splitter.feed(stream[at : at + size])
        messages += found[0]
        others += found[1]
        at += size

    expected = [(topic, payload, qos) for topic, payload, _n, qos, _x in sent]
    assert [(m.topic, m.payload, m.qos) for m in messages] == expected
    assert [m.number for m in messages if m.qos] == [n for _t, _p, n, q, _x in sent if q]
    assert [packet.kind for packet in others] == [wire.PINGRESP]


@patient
@given(st.binary(max_size=400))
def test_garbage_is_a_broken_connection_and_nothing_worse(stream):
    splitter = wire.Splitter(1)
    with suppress(wire.ProtocolError):
        splitter.feed(stream)


def test_many_acknowledgements_are_one_write():
    assert wire.puback([1, 258]) == b"\x40\x02\x00\x01\x40\x02\x01\x02"


def test_the_answer_to_connect_may_ask_for_another_keep_alive():
    properties = b"\x13\x00\x1e\x12\x00\x02ab"
    assert wire.read_connack(b"\x00\x00" + bytes([len(properties)]) + properties) == (0, 30)
    assert wire.read_connack(b"\x01\x87\x00") == (0x87, None)
    with pytest.raises(wire.ProtocolError):
        wire.read_connack(b"\x00\x00\x02\xff\x00")
