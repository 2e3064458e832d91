"""Frames and bodies are read and written as the protocol says, whatever arrives around them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.integrations.gateway.contracts import BadFrame
from anlan.integrations.sl651.body import (
    STATION,
    TIME,
    Body,
    Element,
    Reading,
    ascii_body,
    ascii_readings,
    bcd_data,
    bcd_value,
    element_of,
    encode_body,
    moment_digits,
    moment_ms,
    parse_body,
    readings_of,
)
from anlan.integrations.sl651.catalogue import by_identifier, elements, functions
from anlan.integrations.sl651.codec import (
    DOWN_ENDS,
    ESC,
    ETB,
    ETX,
    UP_ENDS,
    Frame,
    encode,
    identities_of,
    parse,
    split,
)
from anlan.integrations.sl651.testing import published_frames

FRAMES = {row["name"]: bytes.fromhex(row["frame"]) for row in published_frames()}
GOOD = [row["name"] for row in published_frames() if row["crc"] == "good"]
HEX = st.text("0123456789ABCDEF", min_size=10, max_size=10)


@st.composite
def frames(draw):
    is_down, is_ascii = draw(st.booleans()), draw(st.booleans())
    is_part = draw(st.booleans())
    total = draw(st.integers(1, 4095)) if is_part else None
    return Frame(
        centre=draw(st.integers(0, 255)),
        station=draw(HEX),
        function=draw(st.integers(0, 255)),
        body=draw(st.binary(max_size=60)),
        end=draw(st.sampled_from(DOWN_ENDS if is_down else UP_ENDS)),
        password=draw(st.integers(0, 65_535)),
        is_down=is_down,
        total=total,
        number=draw(st.integers(1, total)) if total else None,
        is_ascii=is_ascii,
    )


ELEMENTS = st.builds(
    lambda lead, octets, decimals, data: Element(
        lead, octets << 3 | decimals, data[:octets].ljust(octets, b"\0")
    ),
    st.integers(0x01, 0xEF).filter(lambda lead: lead != 0x04),
    st.integers(0, 31),
    st.integers(0, 7),
    st.binary(max_size=31),
)
TIMES = st.builds(
    lambda m: Element(TIME, TIME, bytes.fromhex(moment_digits(m * 60_000, with_seconds=False))),
    st.integers(16_000_000, 50_000_000),
)
BODIES = st.builds(
    Body,
    st.integers(0, 65_535),
    st.integers(946_684_800, 4_000_000_000).map(lambda s: moment_digits(s * 1000)),
    st.lists(ELEMENTS | TIMES, max_size=8).map(tuple),
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


@pytest.mark.parametrize("name", GOOD)
def test_published_frames_are_read_and_written_again(name):
    data = FRAMES[name]
    frame = parse(data)
    assert encode(frame) == data
    assert take(b"\r\n" + data + data) == ([data, data], [], b"")
    assert frame.is_down == name.startswith("answer")


@pytest.mark.parametrize(
    "name", [n for n in GOOD if n[-2:] in ("30", "32", "33", "34", "37", "38")]
)
def test_published_bodies_are_read_and_written_again(name):
    body = parse(FRAMES[name]).body
    assert encode_body(parse_body(body)) == body or name.startswith("answer")


def test_a_published_frame_with_another_checksum_is_refused():
    found, reasons, _rest = take(FRAMES["manual_35"])
    assert found == []
    assert reasons[0] == "checksum"


def values(name):
    frame = parse(FRAMES[name])
    return [(r.identifier, r.value) for r in readings_of(parse_body(frame.body))]


def test_the_timed_report_says_what_its_publisher_says():
    at = moment_ms("1707181100")
    frame = parse(FRAMES["timed_32"])
    assert (frame.centre, frame.station, frame.password) == (5, "0011223344", 0x03E8)
    assert list(readings_of(parse_body(frame.body))) == [
        Reading("PJ", at, 4.0, "0011223344"),
        Reading("PT", at, 4.0, "0011223344"),
        Reading("Z", at, 10.49, "0011223344"),
        Reading("VT", at, 10.99, "0011223344"),
    ]
    assert values("test_30") == [("PJ", 0.5), ("PT", 0.5), ("Z", 0.127), ("VT", 11.15)]


def test_the_hourly_report_carries_twelve_groups_with_their_times():
    found = list(readings_of(parse_body(parse(FRAMES["hourly_34"]).body)))
    rain = [r for r in found if r.identifier == "DRP"]
    level = [r for r in found if r.identifier == "DRZ1"]
    first = moment_ms("1707181005")
    assert [r.at_ms for r in rain] == [first + n * 300_000 for n in range(12)]
    assert [r.value for r in rain] == [0.5, 0, 0, 0, 2.0, None, None, None, None, None, 0, 0]
    assert [r.value for r in level][:6] == [0.12, 0.12, 0.28, 0.49, 0.49, None]
    assert [r.value for r in level][-2:] == [0.49, 0.49]
    assert level[-1].at_ms == moment_ms("1707181100")
    assert ("Z", 10.49) in [(r.identifier, r.value) for r in found]


def test_a_uniform_report_repeats_one_element_at_its_step():
    level = by_identifier()["Z"]
    groups = b"".join(bcd_data(v, 4, 3) for v in (10.1, 10.2)) + b"\xff" * 4
    body = Body(
        7,
        "170718110016",
        (
            Element(STATION, STATION, bytes.fromhex("001122334448")),
            Element(TIME, TIME, bytes.fromhex("1707181000")),
            Element(0x04, 0x18, bytes.fromhex("000010")),
            Element(level.lead, 4 << 3 | 3, groups),
        ),
    )
    data = encode_body(body)
    assert parse_body(data) == body
    begun = moment_ms("1707181000")
    assert [(r.at_ms - begun, r.value) for r in readings_of(parse_body(data))] == [
        (0, 10.1),
        (600_000, 10.2),
        (1_200_000, None),
    ]


def test_ascii_reports_are_read():
    at = moment_ms("170718110016")
    words = "ST 0011223344 H TT 1707181100 PJ 4.0 z 10.490 DRP 05FF ZT 00000011 VT M"
    number, found = ascii_readings(ascii_body(52, at, words.split()))
    observed = moment_ms("1707181100")
    assert number == 52
    assert [(r.identifier, r.at_ms - observed, r.value) for r in found] == [
        ("PJ", 0, 4.0),
        ("Z", 0, 10.49),
        ("DRP", 0, 0.5),
        ("DRP", 300_000, None),
        ("ZT", 0, 17.0),
        ("VT", 0, None),
    ]
    steps = "ST 0011223344 H TT 1707181005 DRN05 PJ Z 0.5 10.49 M 10.50"
    _number, found = ascii_readings(ascii_body(53, at, steps.split()))
    begun = moment_ms("1707181005")
    assert [(r.identifier, r.at_ms - begun, r.value) for r in found] == [
        ("PJ", 0, 0.5),
        ("Z", 0, 10.49),
        ("PJ", 300_000, None),
        ("Z", 300_000, 10.5),
    ]


def test_states_longer_than_a_number_holds_are_refused():
    state = Element(0x45, 31 << 3, b"\xff" * 31)
    step = Element(0x04, 0x18, bytes.fromhex("102008"))
    long = Element(0x45, 4 << 3, b"\x00\x00\x00\x01" * 300)
    with pytest.raises(BadFrame):
        list(readings_of(Body(1, "170718102008", (state,))))
    found = list(readings_of(Body(1, "170718102008", (step, long))))
    assert [r.value for r in found] == [1.0] * 300
    _number, words = ascii_readings(ascii_body(1, 1500000000000, ["ZT", "F" * 3000]))
    assert words[0].value is None


@given(frames())
def test_what_is_written_is_read_again(frame):
    data = encode(frame)
    assert parse(data) == frame
    assert take(data) == ([data], [], b"")


@given(BODIES)
def test_bodies_are_read_again(body):
    assert parse_body(encode_body(body)) == body


@given(st.lists(frames(), min_size=1, max_size=3), st.integers(1, 30))
def test_frames_arrive_in_pieces_of_any_size(made, size):
    data = b"".join(map(encode, made))
    buffer, found = bytearray(), []
    for start in range(0, len(data), size):
        buffer += data[start : start + size]
        found += [parse(frame) for frame in split(buffer)]
    assert found == made


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_readers(data):
    take(data)
    take(b"\x7e\x7e" + data)
    for read in (
        parse,
        lambda raw: list(readings_of(parse_body(raw))),
        ascii_readings,
    ):
        with contextlib.suppress(BadFrame):
            read(data)


@pytest.mark.parametrize(
    "before",
    [
        b"garbage",
        b"\x7e",
        b"\x7e\x7e\x00",
        b"\x01123",
        FRAMES["timed_32"][:30],
        FRAMES["timed_32"].replace(b"\x38\x12", b"\x38\x13"),
        b"\x7e\x7e" + b"\x00" * 9 + b"\x0f\xff\x02",
    ],
)
def test_a_good_frame_after_damage_is_found(before):
    good = FRAMES["timed_32"]
    found, reasons, rest = take(before + good + good)
    assert found == [good, good]
    assert rest == b""
    assert reasons or before == b"\x7e"


@given(st.integers(-9_999_999, 9_999_999), st.integers(0, 3))
def test_bcd_keeps_values_and_signs(number, decimals):
    value = number / 10**decimals
    assert bcd_value(bcd_data(value, 5, decimals), decimals) == pytest.approx(value, abs=1e-9)


def test_an_element_makes_room_for_its_sign():
    kind = by_identifier()["AI"]
    for value, data in ((12.3, "0123"), (-12.3, "ff0123"), (-0.04, "000000")):
        element = element_of(kind, value)
        assert element.data.hex() == data
        assert element.definition == len(element.data) << 3 | 1


def test_stations_are_known_by_short_names_too():
    assert identities_of("0012345678") == ("0012345678", "12345678")
    assert identities_of("3308250011") == ("3308250011", "330825000017", "33082500017")


def test_the_tables_are_complete():
    assert len(elements()) == 131
    assert by_identifier()["Z"].lead == 0x39
    assert functions()[0x2F].is_answered is False
    assert {ETX, ETB, ESC} == {0x03, 0x17, 0x1B}
