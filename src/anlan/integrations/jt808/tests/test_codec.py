"""Frames as others published them, both ways for everything, and nothing hostile gets through."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.integrations.jt808.framing import MAX_FRAME, FrameError, split, unwrap, wrap
from anlan.integrations.jt808.header import Header, decode_message, encode_message
from anlan.integrations.jt808.location import (
    CHINA,
    Position,
    Status,
    decode_batch,
    decode_position,
    encode_batch,
    encode_position,
)
from anlan.integrations.jt808.messages import (
    PARAMETERS,
    Answer,
    Authentication,
    CardResult,
    DriverCard,
    MessageId,
    Parameters,
    Registration,
    RegistrationAnswer,
    Text,
)
from anlan.integrations.jt808.parts import Assembler, divide

with (Path(__file__).parent / "frames.csv").open(encoding="utf-8", newline="") as file:
    FRAMES = {
        row["name"]: bytes.fromhex(row["frame"])
        for row in csv.DictReader(line for line in file if not line.startswith("#"))
    }


def read(name: str) -> tuple[Header, bytes]:
    return decode_message(unwrap(FRAMES[name]))


@pytest.mark.parametrize("name", FRAMES)
def test_a_published_frame_is_read_and_written_again_byte_for_byte(name):
    header, body = read(name)
    assert wrap(encode_message(header, body)) == FRAMES[name]


def test_what_the_published_frames_say():
    header, body = read("register-2013")
    assert (header.message_id, header.serial, header.is_2019) == (MessageId.REGISTER, 10, False)
    assert header.phone.lstrip("0") == "123456789"
    found = Registration.decode(body, is_2019=False)
    assert (found.province, found.city, found.colour, found.plate) == (40, 50, 1, "粤A12345")
    assert found.encode(is_2019=False) == body

    header, body = read("register-2019")
    assert header.is_2019 and header.version == 1
    found = Registration.decode(body, is_2019=True)
    assert found.plate == "粤A12345" and found.terminal.endswith("CHI123")
    assert found.encode(is_2019=True) == body

    header, body = read("authenticate-2013")
    assert header.serial == 12345
    assert Authentication.decode(body, is_2019=False).code == "456121111"

    _header, body = read("parameters-2013")
    assert Parameters.decode(body) == Parameters({"heartbeat_s": 10})
    assert Parameters({"heartbeat_s": 10}).encode() == body

    header, body = read("position-2019")
    position = decode_position(body)
    assert header.phone.lstrip("0") == "13912344329"
    assert position.alarm == 111
    assert (position.latitude, position.longitude) == (-31.234567, 121.987654)  # status 22: south
    assert (position.altitude_m, position.speed_km_h, position.heading) == (123, 6.6, 3)
    assert position.at.astimezone(CHINA) == datetime(2025, 1, 29, 22, 33, 44, tzinfo=CHINA)
    assert position.items == {"fuel": 10.0, "mileage": 1.2}

    _header, body = read("batch-2019")
    first, second = decode_batch(body)
    assert (first.latitude, first.longitude, first.speed_km_h) == (31.000562, 121.451372, 3.3)
    assert (second.latitude, second.altitude_m, second.heading) == (31.000563, 777, 90)

    for name, kind in (("text-2013", None), ("text-2019", 1)):
        header, body = read(name)
        text = Text.decode(body, is_2019=header.is_2019)
        assert (text.text, text.flags, text.kind) == ("smallchi 518", 5, kind)
        assert text.is_urgent is not header.is_2019, "bit 0: urgent before 2019, a service since"
        assert text.encode(is_2019=header.is_2019) == body

    _header, body = read("answer-2019")
    assert Answer.decode(body) == Answer(111, 0x0200, 0)
    _header, body = read("register-answer-2019")
    assert RegistrationAnswer.decode(body) == RegistrationAnswer(111, 0, "ok..ok..ok")


def test_the_drivers_card_as_published():
    """Bodies of SmallChi/JT808, JT808_0x0702Test.cs."""
    out = DriverCard.decode(bytes.fromhex("02180816091616"))
    assert not out.is_inserted and out.at.astimezone(CHINA).hour == 9
    failed = DriverCard.decode(bytes.fromhex("0118081609161601"))
    assert failed.is_inserted and not failed.names_driver
    assert failed.result == CardResult.KEY_REFUSED
    body = bytes.fromhex(
        "0119120111111100056B6F696B657177653132333435366161610000000000000000"
        "06717765727478201912013132333435363738393031323334353637000000"
    )
    card = DriverCard.decode(body)
    assert (card.name, card.qualification, card.issuer) == ("koike", "qwe123456aaa", "qwertx")
    assert card.valid_to == date(2019, 12, 1)
    assert card.identity_card == "12345678901234567"
    assert card.encode(is_2019=True) == body


times = st.integers(946_771_200, 4_102_358_400).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
positions = st.builds(
    Position,
    longitude=st.integers(-180_000_000, 180_000_000).map(lambda n: n / 1e6),
    latitude=st.integers(-90_000_000, 90_000_000).map(lambda n: n / 1e6),
    speed_km_h=st.integers(0, 65_535).map(lambda n: n / 10),
    heading=st.integers(0, 359),
    at=times,
    altitude_m=st.integers(-32_768, 32_767),
    alarm=st.integers(0, 2**32 - 1),
    status=st.integers(0, 2**32 - 1).map(lambda n: n & ~0x2C),
    items=st.fixed_dictionaries(
        {},
        optional={
            "mileage": st.integers(0, 2**32 - 1).map(lambda n: round(n * 0.1, 3)),
            "fuel": st.integers(0, 65_535).map(lambda n: round(n * 0.1, 3)),
            "satellites": st.integers(0, 255).map(float),
        },
    ),
    others=st.lists(st.tuples(st.integers(0x40, 0xFF), st.binary(max_size=40)), max_size=4).map(
        tuple
    ),
)
headers = st.builds(
    Header,
    message_id=st.integers(0, 0xFFFF),
    phone=st.text("0123456789", min_size=12, max_size=12),
    serial=st.integers(0, 0xFFFF),
    version=st.none(),
) | st.builds(
    Header,
    message_id=st.integers(0, 0xFFFF),
    phone=st.text("0123456789", min_size=20, max_size=20),
    serial=st.integers(0, 0xFFFF),
    version=st.integers(0, 255),
    encryption=st.integers(0, 7),
)


@given(headers, st.binary(max_size=1023))
def test_every_message_comes_back_as_it_was_sent(header, body):
    frame = wrap(encode_message(header, body))
    assert b"\x7e" not in frame[1:-1] and len(frame) <= MAX_FRAME
    assert decode_message(unwrap(frame)) == (header, body)


@given(positions)
def test_every_position_comes_back_as_it_was_sent(position):
    found = decode_position(encode_position(position))
    hemispheres = Status.SOUTH | Status.WEST
    assert found.status & ~hemispheres == position.status & ~hemispheres
    for name in ("longitude", "latitude", "speed_km_h", "heading", "at", "altitude_m", "alarm"):
        assert getattr(found, name) == getattr(position, name)
    assert found.items == position.items and found.others == position.others


@given(st.lists(positions, max_size=12), st.booleans())
@settings(max_examples=30)
def test_a_batch_comes_back_in_its_order(many, is_blind):
    found = decode_batch(encode_batch(many, is_blind=is_blind))
    assert [one.at for one in found] == [one.at for one in many]


@given(st.floats(73, 135), st.floats(18, 53))
@settings(max_examples=40)
def test_shifted_coordinates_are_taken_back_to_wgs_84(longitude, latitude):
    at = datetime(2026, 11, 22, tzinfo=UTC)
    sent = Position(longitude, latitude, 0, 0, at, status=int(Status.LOCATED | Status.SHIFTED))
    found = decode_position(encode_position(sent))
    # A millionth of a degree on the wire, a centimetre of the formula.
    assert abs(found.longitude - longitude) < 2e-6 and abs(found.latitude - latitude) < 2e-6


@given(st.binary(max_size=400))
def test_noise_is_refused_and_nothing_else_happens(noise):
    for frame in split(bytearray(b"\x7e" + noise + b"\x7e")):
        try:
            header, body = decode_message(unwrap(frame))
        except FrameError:
            continue
        assert len(body) <= 1023 and header.phone.isdecimal()


@given(
    st.sampled_from(
        [decode_position, decode_batch, DriverCard.decode, Parameters.decode, Answer.decode]
    ),
    st.binary(max_size=200),
)
def test_a_body_of_noise_is_read_or_refused(decode, noise):
    try:
        decode(noise)
    except FrameError as error:
        assert error.reason


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=5), st.integers(1, 7))
def test_frames_are_found_wherever_the_stream_is_cut(bodies, size):
    header = Header(0x0200, "0" * 20, 1)
    sent = [wrap(encode_message(header, body)) for body in bodies]
    stream = b"\x00junk" + b"".join(sent)
    buffer, found = bytearray(), []
    for start in range(0, len(stream), size):
        buffer += stream[start : start + size]
        found += list(split(buffer))
    assert found == sent and not buffer


def test_a_stream_entered_in_the_middle_finds_its_step():
    one = FRAMES["answer-2019"]
    buffer = bytearray(one[5:] + one + one)
    good = []
    for frame in split(buffer):
        try:
            good.append(decode_message(unwrap(frame)))
        except FrameError:
            continue
    assert len(good) == 2


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda f: f[:-2] + b"\x00\x7e", "check"),
        (lambda f: f[:6] + b"\x7d\x09" + f[6:], "escape"),
        (lambda f: b"\x7e\x01\x02\x03\x7e", "too_short"),
        (lambda f: b"\x7e" + bytes(MAX_FRAME) + b"\x7e", "too_long"),
    ],
)
def test_a_damaged_frame_says_what_is_wrong(damage, reason):
    with pytest.raises(FrameError) as refused:
        unwrap(damage(FRAMES["answer-2019"]))
    assert refused.value.reason == reason


def test_lengths_digits_and_packets_must_agree():
    good = encode_message(Header(0x0002, "0" * 20, 1), b"")
    with pytest.raises(FrameError, match="length"):
        decode_message(good + b"x")
    with pytest.raises(FrameError, match="bcd"):
        decode_message(good[:5] + b"\xab" + good[6:])
    with pytest.raises(FrameError, match="parts"):
        decode_message(encode_message(Header(0x0002, "0" * 20, 1, parts=2, part=3), b""))


@given(st.binary(min_size=1, max_size=4000), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_packets_in_any_order_make_the_message(body, chance):
    packets = divide(Header(0x0704, "0" * 20, 65_530), body, most=300)
    chance.shuffle(packets)
    assembler = Assembler()
    whole = [
        found for header, part in packets if (found := assembler.add(header, part)) is not None
    ]
    assert whole == [body] and len(assembler) == 0


def test_unfinished_messages_are_dropped_in_time_and_number():
    assembler = Assembler()
    for serial in range(0, 100, 10):
        assembler.add(Header(0x0704, "0" * 20, serial, parts=2, part=1), b"x", now=0.0)
    assert len(assembler) <= 5
    assembler.add(Header(0x0704, "0" * 20, 500, parts=2, part=1), b"x", now=1000.0)
    assert len(assembler) == 1
    with pytest.raises(FrameError, match="parts"):
        assembler.add(Header(0x0704, "0" * 20, 1, parts=60_000, part=1), b"x")


@given(
    st.text(alphabet="减速慢行前方有雾abc 019，。", min_size=1, max_size=120).map(str.strip),
    st.booleans(),
    st.booleans(),
)
def test_a_text_to_the_driver_goes_both_ways(words, is_urgent, is_2019):
    body = Text(words, is_urgent).encode(is_2019=is_2019)
    found = Text.decode(body, is_2019=is_2019)
    assert (found.text, found.is_urgent) == (words, is_urgent)
    assert found.flags is not None and found.flags & 0x0C == 0x0C, "shown and read out"
    assert found.encode(is_2019=is_2019) == body
    with pytest.raises(FrameError):
        Text.decode(b"\x0c"[: int(is_2019)], is_2019=is_2019)


@given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), st.integers(0, 2**32 - 1), max_size=8))
def test_settings_go_both_ways(values):
    assert Parameters.decode(Parameters(values).encode()) == Parameters(values)
