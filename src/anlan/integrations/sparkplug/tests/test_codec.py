"""Payloads come back as they were written; bytes that are none are refused and nothing else."""

from __future__ import annotations

import contextlib
import math
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.integrations.sparkplug.codec import (
    BAD,
    GOOD,
    MAX_METRICS,
    MAX_PAYLOAD_BYTES,
    UNCERTAIN,
    WHOLE,
    DataType,
    MalformedPayload,
    Metric,
    decode_payload,
    encode_payload,
)
from anlan.integrations.sparkplug.schema import Payload as WirePayload

names = st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable())
times = st.integers(0, 2**63)


def whole(datatype):
    bits, is_signed = WHOLE[datatype]
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if is_signed else (0, (1 << bits) - 1)
    return st.builds(Metric, name=names, datatype=st.just(datatype), value=st.integers(low, high))


numbers = st.one_of(
    *(whole(datatype) for datatype in WHOLE),
    st.builds(
        Metric,
        name=names,
        datatype=st.just(DataType.DOUBLE),
        value=st.floats(allow_nan=False),
        alias=st.none() | st.integers(0, 2**64 - 1),
        time_ms=st.none() | times,
        is_historical=st.booleans(),
        quality=st.sampled_from((GOOD, UNCERTAIN, BAD)),
    ),
    st.builds(
        Metric,
        name=names,
        datatype=st.just(DataType.FLOAT),
        value=st.floats(allow_nan=False, width=32),
    ),
    st.builds(Metric, name=names, datatype=st.just(DataType.BOOLEAN), value=st.booleans()),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(numbers, max_size=20), st.none() | times, st.none() | st.integers(0, 255))
def test_metrics_come_back_as_they_were_written(metrics, time_ms, seq):
    payload = decode_payload(encode_payload(metrics, time_ms=time_ms, seq=seq))

    assert (payload.time_ms, payload.seq, payload.left_out) == (time_ms, seq, 0)
    assert [m.number() for m in payload.metrics] == [float(m.value) for m in metrics]
    for read, written in zip(payload.metrics, metrics, strict=True):
        assert (read.name, read.alias, read.time_ms) == (
            written.name,
            written.alias,
            written.time_ms,
        )
        assert (read.is_historical, read.quality) == (written.is_historical, written.quality)


@settings(max_examples=500)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_malformed(raw):
    with contextlib.suppress(MalformedPayload):
        decode_payload(raw)


@settings(max_examples=300)
@given(st.lists(numbers, min_size=1, max_size=5), st.data())
def test_damaged_payloads_raise_nothing_but_malformed(metrics, data):
    raw = bytearray(encode_payload(metrics, time_ms=1, seq=1))
    for _change in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        payload = decode_payload(bytes(raw))
    except MalformedPayload:
        return
    for metric in payload.metrics:
        metric.number()


def test_the_frame_is_the_one_of_the_wire_format():
    """Written out by hand: field numbers and types as the specification prints them."""
    metric = (
        bytes([0x0A, 1])
        + b"T"  # 1 name
        + bytes([0x10, 7])  # 2 alias
        + bytes([0x18, 5])  # 3 timestamp
        + bytes([0x20, 10])  # 4 datatype: Double
        + bytes([0x69])  # 13 double_value
        + struct.pack("<d", 21.5)
    )
    frame = bytes([0x08, 9, 0x12, len(metric)]) + metric + bytes([0x18, 3])

    made = encode_payload(
        [Metric("T", alias=7, time_ms=5, datatype=DataType.DOUBLE, value=21.5)], time_ms=9, seq=3
    )

    assert made == frame
    payload = decode_payload(frame)
    assert (payload.time_ms, payload.seq) == (9, 3)
    assert payload.metrics[0] == Metric(
        "T", alias=7, time_ms=5, datatype=DataType.DOUBLE, value=21.5
    )


@pytest.mark.parametrize(
    ("datatype", "wire", "number"),
    [
        (DataType.INT8, 0xFF, -1.0),
        (DataType.INT8, 0xFFFFFFFE, -2.0),
        (DataType.INT16, 0x8000, -32768.0),
        (DataType.INT32, 0xFFFFFFFF, -1.0),
        (DataType.UINT32, 0xFFFFFFFF, 4294967295.0),
        (DataType.UNKNOWN, 12, 12.0),
    ],
)
def test_signs_are_read_under_the_type(datatype, wire, number):
    assert Metric("x", datatype=datatype, value=wire).number() == number


def test_an_unsigned_number_may_come_in_the_long_field():
    wire = WirePayload()
    wire.metrics.add(name="x", datatype=DataType.UINT32, long_value=4_000_000_000)

    assert decode_payload(wire.SerializeToString()).metrics[0].number() == 4e9


def test_the_type_of_the_birth_holds_for_values_without_one():
    metric = decode_payload(
        encode_payload([Metric(alias=1, datatype=DataType.INT16, value=-3)])
    ).metrics[0]

    assert Metric(alias=1, value=metric.value).number(DataType.INT16) == -3.0


def test_null_text_and_bytes_are_no_numbers():
    metrics = [
        Metric("a", datatype=DataType.DOUBLE, value=None),
        Metric("b", datatype=DataType.STRING, value="开"),
        Metric("c", value=b"\x00"),
    ]

    payload = decode_payload(encode_payload(metrics))

    assert [m.number() for m in payload.metrics] == [None, None, None]
    assert payload.metrics[1].value == "开"


def test_a_name_that_is_no_text_costs_its_metric_only():
    wire = WirePayload()
    wire.metrics.add(name="good", double_value=1.0)
    raw = wire.SerializeToString() + bytes([0x12, 6, 0x0A, 2, 0xFF, 0xFE, 0x10, 1])

    payload = decode_payload(raw)

    assert [m.name for m in payload.metrics] == ["good"]
    assert payload.left_out == 1


def test_nested_values_are_left_out():
    wire = WirePayload()
    wire.metrics.add(name="table").dataset_value.columns.append("a")
    wire.metrics.add(name="template").template_value.version = "1"
    wire.metrics.add()

    payload = decode_payload(wire.SerializeToString())

    assert (payload.metrics, payload.left_out) == ((), 3)


def test_what_is_too_large_is_refused():
    with pytest.raises(MalformedPayload):
        decode_payload(b"\x00" * (MAX_PAYLOAD_BYTES + 1))
    with pytest.raises(MalformedPayload):
        decode_payload(encode_payload([Metric("x", value=1.0)] * (MAX_METRICS + 1)))


def test_templates_within_templates_without_end_are_refused():
    raw = b""
    for _level in range(200):  # Metric.template_value (18) holding Template.metrics (2)
        template = bytes([0x12]) + _varint(len(raw)) + raw
        raw = bytes([0x92, 0x01]) + _varint(len(template)) + template
    raw = bytes([0x12]) + _varint(len(raw)) + raw

    with pytest.raises(MalformedPayload):
        decode_payload(raw)


def _varint(number):
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def test_infinity_is_carried_and_judged_later():
    metric = decode_payload(
        encode_payload([Metric("x", datatype=DataType.DOUBLE, value=math.inf)])
    ).metrics[0]

    assert metric.number() == math.inf
