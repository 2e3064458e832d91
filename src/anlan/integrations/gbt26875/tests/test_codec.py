"""Packets and units are read and written as the standard says, whatever arrives around them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.integrations.gateway.contracts import BadFrame
from anlan.integrations.gbt26875.catalogue import analogues, bits, parts, systems, types
from anlan.integrations.gbt26875.codec import (
    CONFIRM,
    DENY,
    REQUEST,
    SEND,
    Packet,
    encode,
    identities_of,
    label_ms,
    label_of,
    parse,
    split,
)
from anlan.integrations.gbt26875.testing import FUZZ, published_frames
from anlan.integrations.gbt26875.unit import (
    Analogue,
    DeviceOperation,
    DeviceState,
    Operation,
    PartState,
    Plain,
    SystemState,
    encode_unit,
    parse_unit,
)

FRAMES = {row["name"]: bytes.fromhex(row["frame"]) for row in published_frames()}
BYTE, WORD, LONG = st.integers(0, 255), st.integers(0, 65_535), st.integers(0, 2**32 - 1)
LABEL = st.binary(min_size=6, max_size=6)
ADDRESS = st.integers(0, 2**48 - 1)
OBJECTS = [
    st.builds(SystemState, BYTE, BYTE, WORD, LABEL),
    st.builds(PartState, BYTE, BYTE, BYTE, LONG, WORD, st.binary(min_size=31, max_size=31), LABEL),
    st.builds(Analogue, BYTE, BYTE, BYTE, LONG, BYTE, st.integers(-32_768, 32_767), LABEL),
    st.builds(Operation, BYTE, BYTE, BYTE, BYTE, LABEL),
    st.builds(DeviceState, BYTE, LABEL),
    st.builds(DeviceOperation, BYTE, BYTE, LABEL),
]
UNITS = st.one_of(
    *(st.lists(kind, min_size=1, max_size=5) for kind in OBJECTS),
    st.builds(Plain, st.integers(128, 254), BYTE, st.binary(max_size=40)),
)
PACKETS = st.builds(
    Packet,
    command=BYTE,
    source=ADDRESS,
    target=ADDRESS,
    number=WORD,
    version=st.tuples(BYTE, BYTE),
    label=LABEL,
    unit=st.binary(max_size=80),
)


def take(data):
    buffer, found, reasons = bytearray(data), [], []
    while True:
        before = len(buffer)
        try:
            found += list(split(buffer))
        except BadFrame as error:
            reasons.append(error.reason)
            assert len(buffer) < before
            continue
        return found, reasons, bytes(buffer)


@pytest.mark.parametrize("name", FRAMES)
def test_published_frames_are_read_and_written_again(name):
    data = FRAMES[name]
    packet = parse(data)
    assert encode(packet) == data
    assert take(data + data) == ([data, data], [], b"")
    if packet.unit and packet.command == SEND:
        assert encode_unit(parse_unit(packet.unit)) == packet.unit


def test_published_frames_say_what_their_publishers_say():
    packet = parse(FRAMES["part_fire"])
    assert (packet.command, packet.source, packet.target) == (SEND, 0, 0x010203040506)
    (part,) = parse_unit(packet.unit)
    assert (part.system, part.address, part.part_address, part.state) == (1, 3, 0x600D9, 2)
    assert part.text == "Ａ区１层呷哺走廊"
    operation = parse(FRAMES["operation_24"])
    assert (operation.source, operation.target, operation.number) == (11111, 88888, 3)
    assert isinstance(parse_unit(operation.unit)[0], DeviceOperation)
    assert label_ms(operation.label) == label_ms(bytes((16, 59, 12, 27, 12, 17)))
    assert parse(FRAMES["confirmation"]).command == CONFIRM
    assert parse(FRAMES["read_versions"]).command == REQUEST
    assert parse_unit(parse(FRAMES["custom_150"]).unit).type == 150


@given(PACKETS)
def test_what_is_written_is_read_again(packet):
    assert parse(encode(packet)) == packet


@given(UNITS)
def test_units_are_read_again(unit):
    assert parse_unit(encode_unit(unit)) == unit


@given(st.integers(946_684_800, 4_102_444_799))
def test_time_labels_keep_seconds(seconds):
    assert label_ms(label_of(seconds * 1000)) == seconds * 1000


@given(st.lists(PACKETS, min_size=1, max_size=3), st.integers(1, 30))
def test_packets_arrive_in_pieces_of_any_size(packets, size):
    data = b"".join(map(encode, packets))
    buffer, found = bytearray(), []
    for start in range(0, len(data), size):
        buffer += data[start : start + size]
        with contextlib.suppress(BadFrame):  # a packet within a packet may look like one cut off
            found += [parse(packet) for packet in split(buffer)]
    inner = any(b"@@" in encode(packet)[2:] for packet in packets)
    assert found == packets or inner


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_readers(data):
    take(data)
    take(b"@@" + data)
    for read in (parse, parse_unit, FUZZ.decode):
        with contextlib.suppress(BadFrame):
            read(data)


GOOD = FRAMES["part_fire"]


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (b"garbage", "shape"),
        (b"@@garbage", "shape"),
        (GOOD[:40], "shape"),
        (GOOD[:24] + b"\xff\xff" + GOOD[26:], "length"),
        (GOOD[:24] + b"\x00\x04" + GOOD[26:], "cut_off"),
        (GOOD[:-1] + b"!", "shape"),
    ],
)
def test_a_good_packet_after_damage_is_found(before, reason):
    found, reasons, rest = take(before + GOOD + GOOD)
    assert found == [GOOD, GOOD]
    assert reasons[0] == reason
    assert rest == b""


def test_units_whose_number_and_length_do_not_agree_are_refused():
    for unit in (b"", b"\x01", b"\x01\x01", b"\x01\x02" + bytes(10), b"\x05\x01\x00"):
        with pytest.raises(BadFrame):
            parse_unit(unit)


def test_the_tables_are_complete():
    assert (len(systems()), len(parts()), len(analogues()), len(types())) == (17, 66, 12, 16)
    assert bits("part") == {
        "normal": 0, "fire": 1, "fault": 2, "shielded": 3, "supervised": 4, "started": 5,
        "feedback": 6, "delayed": 7, "power_fault": 8,
    }  # fmt: skip
    assert len(bits("system")) == 14
    assert identities_of(0x0D80) == ("3456", "000000000D80", "800D00000000")
    assert DENY == 6
