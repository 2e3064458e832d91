"""Whole batches are decoded to the same readings as single messages, only faster."""

from __future__ import annotations

import math
from typing import NamedTuple

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.integrations.mqtt.codec import decode, encode_columns, topic_of
from anlan.integrations.mqtt.decoding import Decoder

#: Machines of tests are busy at times.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DIRECTORY = {"a": {"x": 0, "y": 1, "z": 2}, "b": {"x": 3}}
NOW = 1_795_000_000_000


class Sent(NamedTuple):
    topic: str
    payload: bytes


def plainly(messages):
    """The same one by one, as the codec says it."""
    rows, unknown, malformed = [], 0, 0
    for message in messages:
        frame = decode(message.topic, message.payload)
        malformed += sum(frame.refused.values())
        keys = DIRECTORY.get(frame.device_code, {})
        columns = (frame.keys, frame.times_ms, frame.values, frame.qualities)
        for key, at, value, quality in zip(*columns, strict=True):
            if key in keys:
                rows.append((keys[key], at, value, quality))
            else:
                unknown += 1
    return rows, unknown, malformed


def rows_of(readings):
    return [
        (p, t, v, q)
        for p, t, v, q in zip(
            readings.point.tolist(),
            readings.at_ms.tolist(),
            readings.value.tolist(),
            readings.quality.tolist(),
            strict=True,
        )
    ]


def same(left, right):
    return len(left) == len(right) and all(
        a[:2] == b[:2] and a[3] == b[3] and (a[2] == b[2] or (math.isnan(a[2]) and b[2] != b[2]))
        for a, b in zip(left, right, strict=True)
    )


keys = st.sampled_from(["x", "y", "z", "no", "", 5])
values = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**63), 2**64 - 1),
    st.sampled_from([None, True, "1.5", [], 10**30]),
)
times = st.one_of(
    st.integers(NOW, NOW + 1000), st.sampled_from([0, -1, 1.5, None, True, 10**13, "1"])
)
instant = st.builds(
    lambda t, v: {"t": t, "v": v},
    times,
    st.dictionaries(keys.filter(lambda k: isinstance(k, str)), values, max_size=4),
)
batch = st.builds(
    lambda rows: {"r": rows}, st.lists(st.lists(st.one_of(keys, times, values), max_size=5))
)
in_columns = st.builds(
    lambda k, t, v: {"k": k, "t": t, "v": v},
    st.lists(keys, max_size=4),
    st.lists(times, max_size=3),
    st.lists(st.lists(values, max_size=4), max_size=3),
)
plain_columns = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.tuples(
            st.integers(NOW, NOW + 9), st.lists(st.floats(-9, 9), min_size=width, max_size=width)
        ),
        max_size=4,
    ).map(
        lambda rows: {
            "k": ["x", "y", "z"][:width],
            "t": [t for t, _v in rows],
            "v": [v for _t, v in rows],
        }
    )
)
payloads = st.one_of(
    st.one_of(instant, batch, in_columns, plain_columns).map(
        lambda content: (
            orjson.dumps(content, default=str, option=orjson.OPT_NON_STR_KEYS)
            if "1000000000000000000000000000000" not in str(content)
            else str(content).replace("'", '"').encode()
        )
    ),
    st.binary(max_size=20),
)
messages = st.lists(
    st.builds(
        Sent,
        st.sampled_from([topic_of("a"), topic_of("b"), topic_of("nobody"), "elsewhere/a"]),
        payloads,
    ),
    max_size=8,
)


@patient
@given(messages)
def test_a_batch_is_what_its_messages_are(found):
    readings, refused = Decoder().decode(found, DIRECTORY)
    rows, unknown, malformed = plainly(found)

    assert same(rows_of(readings), rows)
    assert refused.get("unknown_point", 0) == unknown
    assert refused.get("malformed", 0) == malformed


@patient
@given(messages)
def test_what_was_learned_of_a_device_changes_nothing(found):
    decoder = Decoder()
    first, _refused = decoder.decode(found, DIRECTORY)
    again, _refused = decoder.decode(found, DIRECTORY)

    assert same(rows_of(first), rows_of(again))


def test_a_changed_directory_is_noticed():
    decoder = Decoder()
    sent = [Sent(topic_of("b"), orjson.dumps({"t": NOW, "v": {"x": 1.0}}))]
    decoder.decode(sent, DIRECTORY)

    assert decoder.decode(sent, {"b": {"x": 9}})[0].point.tolist() == [9]
    assert decoder.decode(sent, {})[1] == {"unknown_point": 1}


def test_columns_carry_many_instants():
    payload = encode_columns(["x", "y"], [NOW, NOW + 1], [[1.0, 2.0], [math.nan, 4.0]])
    readings, _refused = Decoder().decode([Sent(topic_of("a"), payload)], DIRECTORY)

    assert same(
        rows_of(readings),
        [(0, NOW, 1.0, 0), (1, NOW, 2.0, 0), (0, NOW + 1, math.nan, 2), (1, NOW + 1, 4.0, 0)],
    )
