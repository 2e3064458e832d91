"""What a device sends is understood or refused with a reason; nothing makes the listener stop."""

from __future__ import annotations

import json
import math

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.integrations.mqtt.codec import (
    MAX_READINGS,
    MAX_TIME_MS,
    MIN_TIME_MS,
    Refusal,
    decode,
    encode_batch,
    encode_instant,
    topic_of,
)

TOPIC = topic_of("GD-001")
NOW = 1_795_000_000_000

keys = st.text(min_size=1, max_size=64).filter(lambda k: k.isprintable())
rows = st.tuples(
    keys,
    st.integers(MIN_TIME_MS, MAX_TIME_MS),
    st.floats(allow_infinity=False, allow_nan=False),
    st.integers(0, 2),
)


@given(st.lists(rows, max_size=50))
def test_a_batch_comes_back_as_it_was_sent(readings):
    frame = decode(TOPIC, encode_batch(readings))

    assert frame.refused == {}
    assert (
        list(zip(frame.keys, frame.times_ms, frame.values, frame.qualities, strict=True))
        == readings
    )


@given(st.integers(MIN_TIME_MS, MAX_TIME_MS), st.dictionaries(keys, st.floats(-1e9, 1e9)))
def test_an_instant_comes_back_as_it_was_sent(time_ms, values):
    frame = decode(TOPIC, encode_instant(time_ms, values))

    assert dict(zip(frame.keys, frame.values, strict=True)) == values
    assert set(frame.times_ms) <= {time_ms}


@settings(max_examples=500)
@given(st.text(max_size=80), st.binary(max_size=300))
def test_no_bytes_on_any_topic_raise(topic, payload):
    decode(topic, payload)
    decode(TOPIC, payload)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


@settings(max_examples=500)
@given(
    st.one_of(
        json_values,
        st.fixed_dictionaries({"r": json_values}),
        st.fixed_dictionaries({"r": st.lists(st.lists(json_values, max_size=5), max_size=5)}),
        st.fixed_dictionaries({"t": json_values, "v": json_values}),
    )
)
def test_no_json_raises_and_columns_stay_equal(message):
    frame = decode(TOPIC, json.dumps(message).encode())

    assert len(frame.keys) == len(frame.times_ms) == len(frame.values) == len(frame.qualities)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", Refusal.NOT_JSON),
        (b"\xff\xfe", Refusal.NOT_JSON),
        (b"[" * 100_000, Refusal.NOT_JSON),
        (b"x" * 300_000, Refusal.TOO_LARGE),
        (b"[]", Refusal.SHAPE),
        (b"{}", Refusal.SHAPE),
        (b'{"r":{}}', Refusal.SHAPE),
        (b'{"r":[["a",1795000000000]]}', Refusal.SHAPE),
        (b'{"r":[["",1795000000000,1]]}', Refusal.KEY),
        (b'{"r":[["a",1795000000,1]]}', Refusal.TIME),
        (b'{"r":[["a",1795000000000.5,1]]}', Refusal.TIME),
        (b'{"r":[["a",1795000000000,"1"]]}', Refusal.VALUE),
        (b'{"r":[["a",1795000000000,true]]}', Refusal.VALUE),
        (b'{"r":[["a",1795000000000,1,7]]}', Refusal.QUALITY),
        (b'{"v":{"a":1}}', Refusal.TIME),
    ],
)
def test_what_is_refused_has_a_reason(payload, reason):
    frame = decode(TOPIC, payload)

    assert len(frame) == 0
    assert frame.refused == {reason: 1}


def test_one_bad_row_does_not_cost_the_others():
    frame = decode(
        TOPIC,
        orjson.dumps({"r": [["a", NOW, 1], ["b", NOW, "x"], ["c", NOW, None], ["d", NOW, 2]]}),
    )

    assert frame.keys == ["a", "c", "d"]
    assert frame.qualities == [0, 2, 0]
    assert math.isnan(frame.values[1])
    assert frame.refused == {Refusal.VALUE: 1}


def test_too_many_readings_are_refused_as_a_whole():
    payload = encode_batch([("a", NOW + i, 0.0, 0) for i in range(MAX_READINGS + 1)])

    assert decode(TOPIC, payload).refused == {Refusal.TOO_MANY: 1}


@pytest.mark.parametrize("topic", ["", "other", "anlan/v1/telemetry/", "anlan/v1/telemetry/a/b"])
def test_a_foreign_topic_names_no_device(topic):
    assert decode(topic, b'{"t":1795000000000,"v":{"a":1}}').refused == {Refusal.TOPIC: 1}
