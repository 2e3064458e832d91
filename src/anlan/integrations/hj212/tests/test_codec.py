"""Packets are read and written as the standard says, whatever arrives around them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.integrations.gateway.contracts import BAD, GOOD, UNCERTAIN, BadFrame
from anlan.integrations.hj212.catalogue import commands, factors, quality_of
from anlan.integrations.hj212.codec import (
    Packet,
    crc16,
    decode,
    encode,
    encode_in_parts,
    frame,
    parse_segment,
    split,
)
from anlan.integrations.hj212.testing import published_frames

GOOD_FRAMES = [row for row in published_frames() if row["crc"] == "good"]
WRONG_FRAMES = [row for row in published_frames() if row["crc"] == "wrong"]
NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=1)
VALUES = st.text("abcXYZ0123456789.:-+中文 ", max_size=12).map(str.strip)
ITEMS = st.lists(
    st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=4).map(tuple), max_size=6
).map(tuple)
PLAIN = st.text("0123456789ABCDEF", min_size=1, max_size=24)
PACKETS = st.builds(
    Packet,
    st=st.sampled_from(["22", "31", "32", "91"]),
    cn=st.sampled_from(["2011", "2051", "9014"]),
    mn=PLAIN,
    qn=PLAIN,
    pw=PLAIN,
    flag=st.none() | st.integers(0, 255),
    pnum=st.none() | st.integers(1, 9999),
    pno=st.none() | st.integers(1, 9999),
    items=ITEMS,
)


def take(data):
    """Everything that can be read, and every reason for what cannot."""
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


def test_the_example_of_annex_a_has_its_checksum():
    segment = (
        b"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
        b"CP=&&RtdInterval=30&&"
    )
    assert f"{crc16(segment):04X}" == "1C80"
    assert frame(segment) == b"##0101" + segment + b"1C80\r\n"


@pytest.mark.parametrize("row", GOOD_FRAMES, ids=[row["name"] for row in GOOD_FRAMES])
def test_published_frames_are_read(row):
    packet = decode(row["frame"].encode())
    assert packet.mn in row["frame"]
    assert f";CN={packet.cn};" in row["frame"]
    names = [name for item in packet.items for name, _ in item]
    assert all(name in row["frame"] for name in names)
    assert bool(names) == ("&&&&" not in row["frame"])


@pytest.mark.parametrize("row", WRONG_FRAMES, ids=[row["name"] for row in WRONG_FRAMES])
def test_published_frames_with_another_checksum_are_refused(row):
    found, reasons, _rest = take(row["frame"].encode())
    assert found == []
    assert reasons[0] == "checksum"


@given(PACKETS)
def test_what_is_written_is_read_again(packet):
    assert decode(encode(packet)) == packet


@given(st.lists(PACKETS, min_size=1, max_size=3), st.integers(1, 40))
def test_packets_arrive_in_pieces_of_any_size(packets, size):
    data = b"".join(map(encode, packets))
    buffer, found = bytearray(), []
    for start in range(0, len(data), size):
        buffer += data[start : start + size]
        found += [parse_segment(segment) for segment in split(buffer)]
    assert found == packets
    assert bytes(buffer).strip() == b""


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(data):
    found, _reasons, rest = take(data)
    for segment in found:
        with contextlib.suppress(BadFrame):
            parse_segment(segment)
    assert len(rest) <= len(data)


GOOD_ONE = encode(Packet(st="32", cn="2011", mn="ABC", items=((("DataTime", "2"),),)))


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (b"garbage", "shape"),
        (b"##", "length"),
        (b"##99", "length"),
        (b"##9999ST=32", "cut_off"),
        (b"##0010abc", "checksum"),
        (GOOD_ONE[:-8], "checksum"),
        (GOOD_ONE.replace(b"ABC", b"ABX"), "checksum"),
    ],
)
def test_a_good_packet_after_damage_is_found(before, reason):
    found, reasons, rest = take(before + GOOD_ONE + GOOD_ONE)
    assert len(found) == 2
    assert reasons[0] == reason
    assert rest.strip() == b""


def test_lines_may_end_in_any_way():
    found, reasons, rest = take(GOOD_ONE.strip() + GOOD_ONE + b"\n\r\n" + GOOD_ONE)
    assert (len(found), reasons, rest.strip()) == (3, [], b"")


def test_long_packets_are_sent_in_numbered_parts_with_their_time():
    items = tuple(((f"w{n:05d}-Rtd", "1.234"), (f"w{n:05d}-Flag", "N")) for n in range(80))
    packet = Packet(
        st="32",
        cn="2011",
        mn="A" * 24,
        qn="2" * 17,
        flag=5,
        items=((("DataTime", "20160801085857"),), *items),
    )
    parts = [decode(data) for data in encode_in_parts(packet)]
    assert len(parts) == 3
    assert [part.pno for part in parts] == [1, 2, 3]
    assert {part.pnum for part in parts} == {3}
    assert {part.flag for part in parts} == {7}
    assert all(part.value("DataTime") == "20160801085857" for part in parts)
    assert tuple(item for part in parts for item in part.items[1:]) == items


def test_texts_of_logs_keep_their_commas():
    packet = decode(frame(b"MN=A;CN=3020;CP=&&i11001-Info=//a,b;c=1//,x=2;i12001-Info=3&&"))
    assert packet.items == (
        (("i11001-Info", "//a,b;c=1//"), ("x", "2")),
        (("i12001-Info", "3"),),
    )


def test_the_tables_are_complete_and_marked():
    assert len({factor.code for factor in factors().values()}) == 196
    assert factors()["w01018"].name == "化学需氧量"
    assert factors()["011"].code == "w01018"
    assert commands()["2061"].kind == "data"
    assert [quality_of(mark) for mark in "NFMSDCTB?"] == [
        GOOD,
        BAD,
        BAD,
        UNCERTAIN,
        BAD,
        BAD,
        UNCERTAIN,
        BAD,
        UNCERTAIN,
    ]
