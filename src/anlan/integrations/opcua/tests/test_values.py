"""Values, statuses and moments of OPC UA as the platform understands them."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from asyncua import ua
from asyncua.common.utils import Buffer
from asyncua.ua.ua_binary import struct_from_binary, struct_to_binary
from asyncua.ua.uaerrors import UaError
from hypothesis import given
from hypothesis import strategies as st

from anlan.integrations.gateway.public import BAD, GOOD, UNCERTAIN
from anlan.integrations.opcua.values import (
    BadNode,
    Reading,
    milliseconds,
    number_of,
    parse_node,
    quality_of,
    read_value,
)

NOW = 1_795_000_000_000
MOMENT = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
MOMENT_MS = int(MOMENT.timestamp() * 1000)


def data(value, status=0, source=MOMENT, server=None, kind=ua.VariantType.Double):
    return ua.DataValue(
        ua.Variant(value, kind),
        ua.StatusCode(ua.UInt32(status)),
        SourceTimestamp=source,
        ServerTimestamp=server,
    )


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from((0, 0x40000000, 0x40920000)),
    st.integers(1_000_000_000_000, 4_000_000_000_000).map(
        lambda ms: datetime.fromtimestamp(ms // 1000, UTC)
    ),
)
def test_values_come_back_through_the_wire_format(value, status, moment):
    written = struct_to_binary(data(value, status, moment))

    found = read_value(struct_from_binary(ua.DataValue, Buffer(written)), NOW)

    assert found.value == value
    assert found.quality == (GOOD if status == 0 else UNCERTAIN)
    assert abs(found.at_ms - moment.timestamp() * 1000) <= 1
    assert found.is_of_source


def test_a_frame_written_out_by_hand():
    """Part 6, 5.2.2.17: mask value + source time, a double, 100 ns since 1601."""
    frame = bytes([0x05, 11]) + bytes.fromhex("0000000000002940")  # 12.5
    frame += (
        (MOMENT - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    ).to_bytes(8, "little")

    found = read_value(struct_from_binary(ua.DataValue, Buffer(frame)), NOW)

    assert found == Reading(MOMENT_MS, 12.5, GOOD, True)


@pytest.mark.parametrize(
    ("status", "quality"),
    [
        (0, GOOD),
        (0x00960000, GOOD),  # GoodLocalOverride
        (0x40000000, UNCERTAIN),
        (0x40900000, UNCERTAIN),  # UncertainLastUsableValue
        (0x80000000, BAD),
        (0x808C0000, BAD),  # BadSensorFailure
        (0xC0000000, BAD),
    ],
)
def test_the_severity_of_the_status_is_the_quality(status, quality):
    assert quality_of(ua.StatusCode(ua.UInt32(status))) == quality


def test_a_last_known_value_under_a_bad_status_is_no_measurement():
    assert read_value(data(5.0, 0x808C0000), NOW) == Reading(MOMENT_MS, None, BAD, True)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (True, 1.0),
        (7, 7.0),
        (float("nan"), None),
        (float("inf"), None),
        ("5", None),
        ([1.0], None),
        (MOMENT, None),
        (10**400, None),
    ],
)
def test_only_finite_scalars_are_numbers(value, number):
    assert number_of(value) == number


@pytest.mark.parametrize(
    "moment",
    [None, *(datetime(year, 12, 31, tzinfo=UTC) for year in (1601, 1999, 9999))],
)
def test_clocks_that_were_never_set_tell_no_time(moment):
    assert milliseconds(moment) is None
    assert read_value(data(1.0, source=moment), NOW) == Reading(NOW, 1.0, GOOD, False)
    assert read_value(data(1.0, source=moment, server=MOMENT), NOW).at_ms == MOMENT_MS


def test_nothing_is_bad():
    assert read_value(None, NOW) == Reading(NOW, None, BAD, False)
    assert read_value(ua.DataValue(), NOW).quality == BAD


@pytest.mark.parametrize(
    ("written", "uri", "index"),
    [
        ("ns=2;s=Tank1.Level", "", 2),
        ("i=2258", "", 0),
        ("ns=3;s=a;b=c", "", 3),
        ("nsu=urn:plant;s=罐区.液位", "urn:plant", 5),
        ("ns=1;g=09087e75-8e5e-499b-954f-f2a9603db28a", "", 1),
    ],
)
def test_nodes_are_read(written, uri, index):
    address = parse_node(written)

    assert address.namespace_uri == uri
    assert address.resolve(5 if uri else None).NamespaceIndex == index


@pytest.mark.parametrize(
    "written",
    ["", "Tank1", "ns=2", "ns=x;i=1", "nsu=;s=a", "nsu=urn:a;ns=2;s=b", "i=", "ns=-1;i=5"],
)
def test_what_is_no_node_is_told(written):
    with pytest.raises(BadNode):
        parse_node(written)


@given(st.text(max_size=40))
def test_no_text_raises_anything_but_bad_node(written):
    for text in (written, f"ns=2;{written}", f"nsu={written}"):
        with contextlib.suppress(BadNode):
            parse_node(text)


@given(
    st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
    st.integers(0, 2**32 - 1),
    st.none() | st.datetimes(),
)
def test_no_value_raises(value, status, moment):
    found = read_value(
        ua.DataValue(
            ua.Variant(value, ua.VariantType.Variant),
            ua.StatusCode(ua.UInt32(status)),
            SourceTimestamp=moment,
        ),
        NOW,
    )

    assert (found.value is None) == (found.quality == BAD)


def test_an_array_of_nulls_cannot_fill_the_memory():
    """Nulls take no bytes: a message of six bytes would become an array of two thousand million."""
    import_module("anlan.integrations.opcua.connection")
    frame = b"\x01\x80" + (2**31 - 1).to_bytes(4, "little")

    with pytest.raises(UaError):
        struct_from_binary(ua.DataValue, Buffer(frame))

    few = struct_from_binary(ua.DataValue, Buffer(b"\x01\x80" + (3).to_bytes(4, "little")))
    assert few.Value.Value == [None] * 3
    assert struct_to_binary(few)[1:6] == b"\x80\x03\x00\x00\x00"
