"""The fuzz target of this protocol, and devices for its tests."""

from __future__ import annotations

from datetime import UTC, datetime

from anlan.integrations.gateway.testing import FuzzTarget, make_device
from anlan.integrations.jt808.framing import FrameError, unwrap, wrap
from anlan.integrations.jt808.header import Header, decode_message, encode_message
from anlan.integrations.jt808.location import (
    Position,
    decode_batch,
    decode_position,
    encode_batch,
    encode_position,
)
from anlan.integrations.jt808.messages import (
    Answer,
    Authentication,
    DriverCard,
    MessageId,
    Parameters,
    Registration,
    RegistrationAnswer,
    Text,
)
from anlan.integrations.jt808.session import code_of

PHONE = "00000013800"
POINTS = {
    key: key
    for key in ("longitude", "latitude", "speed", "heading", "mileage", "alarm", "status", "driver")
}
DEVICE = make_device("330825-VEH-0001", POINTS, identity=PHONE, connection={"plate": "浙H演0001"})
REGISTRATION = Registration(33, 825, "ANLAN", "MODEL", "0000001", 2, "浙H演0001")
POSITION = Position(
    119.172534,
    29.028417,
    61.5,
    87,
    datetime(2026, 11, 22, 2, 30, 5, tzinfo=UTC),
    items={"mileage": 10234.5, "satellites": 12.0},
    others=((0x25, b"\x00\x00\x00\x01"),),
)


def frame(message_id: int, body: bytes, *, serial: int = 1, version: int | None = 1) -> bytes:
    """Return a frame of the test terminal."""
    return wrap(encode_message(Header(message_id, PHONE, serial, version), body))


def _repair(damaged: bytes) -> bytes:
    """Make length and check of a damaged frame right again."""
    content = damaged.strip(b"\x7e").replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
    message = bytearray(content[:-1])
    if len(message) < 12:
        return wrap(bytes(message))
    is_2019, is_divided = bool(message[2] & 0x40), bool(message[2] & 0x20)
    head = (17 if is_2019 else 12) + (4 if is_divided else 0)
    length = max(0, min(len(message) - head, 1023))
    message[2] = (message[2] & 0xFC) | length >> 8
    message[3] = length & 0xFF
    return wrap(bytes(message[: head + length]))


def decode_anything(data: bytes) -> object:
    """Read a frame and its body as whatever it says it is."""
    header, body = decode_message(unwrap(data))
    match header.message_id:
        case MessageId.REGISTER:
            return Registration.decode(body, is_2019=header.is_2019)
        case MessageId.AUTHENTICATE:
            return Authentication.decode(body, is_2019=header.is_2019)
        case MessageId.POSITION:
            return decode_position(body)
        case MessageId.POSITIONS:
            return decode_batch(body)
        case MessageId.DRIVER:
            return DriverCard.decode(body)
        case MessageId.REGISTER_ANSWER:
            return RegistrationAnswer.decode(body)
        case MessageId.TEXT:
            return Text.decode(body, is_2019=header.is_2019)
        case MessageId.SET_PARAMETERS:
            return Parameters.decode(body)
        case MessageId.TERMINAL_ANSWER | MessageId.PLATFORM_ANSWER:
            return Answer.decode(body)
    raise FrameError("not_supported")


_CARD = DriverCard(
    True, POSITION.at, 0, "司机演示", "QUAL-DEMO-0001", "演示发证机关", POSITION.at.date(), "0" * 18
)
FUZZ = FuzzTarget(
    name="jt808",
    corpus=(
        frame(MessageId.REGISTER, REGISTRATION.encode(is_2019=True)),
        frame(MessageId.REGISTER, REGISTRATION.encode(is_2019=False), version=None),
        frame(MessageId.AUTHENTICATE, Authentication("x", "1", "2").encode(is_2019=True)),
        frame(
            MessageId.AUTHENTICATE,
            Authentication(code_of(PHONE.zfill(20)), "1", "2").encode(is_2019=True),
        ),
        frame(MessageId.HEARTBEAT, b""),
        frame(MessageId.POSITION, encode_position(POSITION)),
        frame(MessageId.POSITION, encode_position(POSITION), version=None),
        frame(MessageId.POSITIONS, encode_batch([POSITION] * 12)),
        frame(MessageId.DRIVER, _CARD.encode(is_2019=True)),
        frame(MessageId.SET_PARAMETERS, Parameters({"report_s": 10}).encode()),
        frame(MessageId.TEXT, Text("前方有雾，请减速").encode(is_2019=True)),
        frame(MessageId.TERMINAL_ANSWER, Answer(1, MessageId.TEXT, 0).encode()),
        frame(MessageId.MEDIA, bytes(40)),
        frame(MessageId.DEREGISTER, b""),
    ),
    devices=(DEVICE,),
    repair=_repair,
    decode=decode_anything,
    special=(b"\x7e", b"\x7d", b"\x7d\x01", b"\x7d\x02", b"\x7e\x7e", b"\x02\x00", b"\x07\x04"),
)
