"""The other messages: registering, authenticating, answers, parameters, the driver's card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from anlan.integrations.jt808.framing import FrameError
from anlan.integrations.jt808.header import bcd, digits_of
from anlan.integrations.jt808.location import decode_time, encode_time


class MessageId(IntEnum):
    """The messages the gateway knows; all others are answered as not supported."""

    TERMINAL_ANSWER = 0x0001
    HEARTBEAT = 0x0002
    DEREGISTER = 0x0003
    REGISTER = 0x0100
    AUTHENTICATE = 0x0102
    PARAMETERS_ANSWER = 0x0104
    POSITION = 0x0200
    DRIVER = 0x0702
    POSITIONS = 0x0704
    MEDIA = 0x0801
    PLATFORM_ANSWER = 0x8001
    REGISTER_ANSWER = 0x8100
    SET_PARAMETERS = 0x8103
    TEXT = 0x8300
    MEDIA_ANSWER = 0x8800


class Result(IntEnum):
    """Results of the general answers (tables 4 and 5)."""

    DONE = 0
    FAILED = 1
    WRONG = 2
    NOT_SUPPORTED = 3
    ALARM_HEARD = 4


class RegisterResult(IntEnum):
    """Results of registering (table 8)."""

    DONE = 0
    VEHICLE_IS_REGISTERED = 1
    NO_SUCH_VEHICLE = 2
    TERMINAL_IS_REGISTERED = 3
    NO_SUCH_TERMINAL = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """A general answer of either side: to which message, and with which result."""

    serial: int
    message_id: int
    result: int

    def encode(self) -> bytes:
        """Return the body of 0x0001 or 0x8001."""
        return self.serial.to_bytes(2) + self.message_id.to_bytes(2) + bytes((self.result,))

    @classmethod
    def decode(cls, body: bytes) -> Answer:
        """Read a body; raises ``FrameError``."""
        if len(body) != 5:
            raise FrameError("answer")
        return cls(int.from_bytes(body[:2]), int.from_bytes(body[2:4]), body[4])


def _text(content: bytes) -> str:
    """Read GBK text padded with zeros; what cannot be read is shown as such."""
    return content.strip(b"\x00").decode("gbk", "replace").strip()


def _fixed(text: str, size: int) -> bytes:
    """Return GBK text in a field of a fixed size, zeros behind."""
    return text.encode("gbk", "replace")[:size].ljust(size, b"\x00")


#: Sizes of maker, type and terminal in the two editions (table 7).
_SIZES_2013, _SIZES_2019 = (5, 20, 7), (11, 30, 30)


@dataclass(frozen=True, slots=True)
class Registration:
    """What a terminal says of itself when it is new. ``colour`` 0: the plate is a VIN."""

    province: int
    city: int
    maker: str
    model: str
    terminal: str
    colour: int
    plate: str

    def encode(self, *, is_2019: bool) -> bytes:
        """Return the body of 0x0100."""
        sizes = _SIZES_2019 if is_2019 else _SIZES_2013
        texts = (self.maker, self.model, self.terminal)
        body = self.province.to_bytes(2) + self.city.to_bytes(2)
        body += b"".join(_fixed(text, size) for text, size in zip(texts, sizes, strict=True))
        return body + bytes((self.colour,)) + self.plate.encode("gbk", "replace")

    @classmethod
    def decode(cls, body: bytes, *, is_2019: bool) -> Registration:
        """Read a body; raises ``FrameError``."""
        sizes = _SIZES_2019 if is_2019 else _SIZES_2013
        if len(body) < 4 + sum(sizes) + 1:
            raise FrameError("registration")
        place, texts = 4, []
        for size in sizes:
            texts.append(_text(body[place : place + size]))
            place += size
        maker, model, terminal = texts
        return cls(
            int.from_bytes(body[:2]),
            int.from_bytes(body[2:4]),
            maker,
            model,
            terminal,
            colour=body[place],
            plate=_text(body[place + 1 :]),
        )


@dataclass(frozen=True, slots=True)
class RegistrationAnswer:
    """The platform's answer to a registration; the code is only there when it succeeded."""

    serial: int
    result: int
    code: str = ""

    def encode(self) -> bytes:
        """Return the body of 0x8100."""
        return self.serial.to_bytes(2) + bytes((self.result,)) + self.code.encode("gbk")

    @classmethod
    def decode(cls, body: bytes) -> RegistrationAnswer:
        """Read a body; raises ``FrameError``."""
        if len(body) < 3:
            raise FrameError("registration_answer")
        return cls(int.from_bytes(body[:2]), body[2], _text(body[3:]))


@dataclass(frozen=True, slots=True)
class Authentication:
    """The code a terminal got when it registered; IMEI and software since 2019."""

    code: str
    imei: str = ""
    software: str = ""

    def encode(self, *, is_2019: bool) -> bytes:
        """Return the body of 0x0102."""
        code = self.code.encode("gbk")
        if not is_2019:
            return code
        return bytes((len(code),)) + code + _fixed(self.imei, 15) + _fixed(self.software, 20)

    @classmethod
    def decode(cls, body: bytes, *, is_2019: bool) -> Authentication:
        """Read a body; raises ``FrameError``."""
        if not is_2019:
            return cls(_text(body))
        if not body or len(body) < 1 + body[0]:
            raise FrameError("authentication")
        end = 1 + body[0]
        return cls(
            _text(body[1:end]), _text(body[end : end + 15]), _text(body[end + 15 : end + 35])
        )


class CardResult(IntEnum):
    """What became of reading the driver's card (table 41)."""

    READ = 0
    KEY_REFUSED = 1
    LOCKED = 2
    PULLED_OUT = 3
    CHECK_FAILED = 4


@dataclass(frozen=True, slots=True)
class DriverCard:
    """A driver's qualification card was put in or pulled out."""

    is_inserted: bool
    at: datetime
    result: int = CardResult.READ
    name: str = ""
    qualification: str = ""
    issuer: str = ""
    valid_to: date | None = None
    identity_card: str = ""

    @property
    def names_driver(self) -> bool:
        """Whether the card told who drives."""
        return self.is_inserted and self.result == CardResult.READ

    def encode(self, *, is_2019: bool) -> bytes:
        """Return the body of 0x0702."""
        body = bytes((1 if self.is_inserted else 2,)) + encode_time(self.at)
        if not self.is_inserted:
            return body
        body += bytes((self.result,))
        if self.result != CardResult.READ:
            return body
        name, issuer = self.name.encode("gbk"), self.issuer.encode("gbk")
        body += bytes((len(name),)) + name + _fixed(self.qualification, 20)
        body += bytes((len(issuer),)) + issuer
        body += bcd(self.valid_to.strftime("%Y%m%d") if self.valid_to else "00000000")
        return body + (_fixed(self.identity_card, 20) if is_2019 else b"")

    @classmethod
    def decode(cls, body: bytes) -> DriverCard:
        """Read a body of either edition; raises ``FrameError``."""
        if len(body) < 7 or body[0] not in (1, 2):
            raise FrameError("driver")
        at = decode_time(body[1:7])
        if body[0] == 2:
            return cls(False, at)
        if len(body) < 8:
            raise FrameError("driver")
        if body[7] != CardResult.READ:
            return cls(True, at, body[7])
        name, place = _counted(body, 8)
        qualification = _text(body[place : place + 20])
        issuer, place = _counted(body, place + 20)
        if len(body) < place + 4:
            raise FrameError("driver")
        return cls(
            True,
            at,
            CardResult.READ,
            name,
            qualification,
            issuer,
            _day(body[place : place + 4]),
            _text(body[place + 4 : place + 24]),
        )


def _counted(body: bytes, place: int) -> tuple[str, int]:
    """Read a text with its length before it; return it and the place behind."""
    if len(body) <= place or len(body) < place + 1 + body[place]:
        raise FrameError("driver")
    end = place + 1 + body[place]
    return _text(body[place + 1 : end]), end


def _day(content: bytes) -> date | None:
    digits = digits_of(content)
    try:
        return datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None


#: Parameters the gateway may set (table 12): name → (id, bytes).
PARAMETERS: Mapping[str, tuple[int, int]] = {
    "heartbeat_s": (0x0001, 4),
    "report_while_asleep_s": (0x0027, 4),
    "report_in_danger_s": (0x0028, 4),
    "report_s": (0x0029, 4),
    "highest_speed_km_h": (0x0055, 4),
    "speeding_for_s": (0x0056, 4),
    "driving_at_most_s": (0x0057, 4),
    "rest_at_least_s": (0x0059, 4),
}
_PARAMETER_NAMES = {number: name for name, (number, _size) in PARAMETERS.items()}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings of a terminal by name; ``others`` as (id, bytes)."""

    values: Mapping[str, int] = field(default_factory=dict)
    others: tuple[tuple[int, bytes], ...] = ()

    def encode(self) -> bytes:
        """Return the body of 0x8103."""
        body = bytes((len(self.values) + len(self.others),))
        for name, value in self.values.items():
            number, size = PARAMETERS[name]
            body += number.to_bytes(4) + bytes((size,)) + value.to_bytes(size)
        for number, content in self.others:
            body += number.to_bytes(4) + bytes((len(content),)) + content
        return body

    @classmethod
    def decode(cls, body: bytes) -> Parameters:
        """Read a body; raises ``FrameError``."""
        values: dict[str, int] = {}
        others: list[tuple[int, bytes]] = []
        place = 1
        for _number in range(body[0] if body else 0):
            if len(body) < place + 5 or len(body) < place + 5 + body[place + 4]:
                raise FrameError("parameters")
            number, size = int.from_bytes(body[place : place + 4]), body[place + 4]
            content = body[place + 5 : place + 5 + size]
            name = _PARAMETER_NAMES.get(number)
            if name is not None and PARAMETERS[name][1] == size and name not in values:
                values[name] = int.from_bytes(content)
            else:
                others.append((number, content))
            place += 5 + size
        if not body or place != len(body):
            raise FrameError("parameters")
        return cls(values, tuple(others))


#: Flags of a text (tables 37, 38): shown on the display and read out; urgent; since 2019 a notice.
_SHOWN_AND_READ, _URGENT_2013, _URGENT_2019, _NOTICE_2019 = 0x0C, 0x01, 0x02, 0x03


@dataclass(frozen=True, slots=True)
class Text:
    """Words for the driver: shown and read out. ``flags`` and ``kind`` None: as urgency asks."""

    text: str
    is_urgent: bool = False
    flags: int | None = None
    kind: int | None = None

    def encode(self, *, is_2019: bool) -> bytes:
        """Return the body of 0x8300."""
        calm, urgent = (_NOTICE_2019, _URGENT_2019) if is_2019 else (0, _URGENT_2013)
        asked = _SHOWN_AND_READ | (urgent if self.is_urgent else calm)
        head = bytes((asked if self.flags is None else self.flags,))
        if is_2019:
            head += bytes((1 if self.kind is None else self.kind,))  # 1: notice, 2: service
        return head + self.text.encode("gbk", "replace")

    @classmethod
    def decode(cls, body: bytes, *, is_2019: bool) -> Text:
        """Read a body; raises ``FrameError``."""
        size = 2 if is_2019 else 1
        if len(body) < size:
            raise FrameError("text")
        grade = body[0] & 0x03
        is_urgent = grade == _URGENT_2019 if is_2019 else bool(grade & _URGENT_2013)
        return cls(_text(body[size:]), is_urgent, body[0], body[1] if is_2019 else None)
