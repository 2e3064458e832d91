"""The head of a message: what it is, who sends it, which part of how many (4.4.3)."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.integrations.jt808.framing import FrameError

_LENGTH = 0x03FF
_ENCRYPTED = 0x1C00
_DIVIDED = 0x2000
_VERSIONED = 0x4000
#: Digits of a terminal's number in the two editions.
DIGITS_2013, DIGITS_2019 = 12, 20


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a message. ``version`` is None in the edition of 2013, 1 or more from 2019 on;
    ``parts`` and ``part`` are 0 for a message that came whole."""

    message_id: int
    phone: str
    serial: int
    version: int | None = 1
    encryption: int = 0
    parts: int = 0
    part: int = 0

    @property
    def is_2019(self) -> bool:
        """Whether the layout of 2019 holds for head and body."""
        return self.version is not None


def bcd(digits: str) -> bytes:
    """Return decimal digits, two a byte."""
    return bytes.fromhex(digits)


def digits_of(content: bytes) -> str:
    """Return the digits of a BCD field; raises ``FrameError`` when it holds others."""
    text = content.hex()
    if not text.isdecimal():
        raise FrameError("bcd")
    return text


def encode_message(header: Header, body: bytes) -> bytes:
    """Return header and body, without check and marks."""
    if len(body) > _LENGTH:
        raise ValueError(f"a body has at most {_LENGTH} bytes: divide it")
    properties = len(body) | header.encryption << 10
    if header.parts:
        properties |= _DIVIDED
    phone = bcd(header.phone.zfill(DIGITS_2019 if header.is_2019 else DIGITS_2013))
    head = header.message_id.to_bytes(2)
    if header.version is not None:
        head += (properties | _VERSIONED).to_bytes(2) + bytes((header.version,)) + phone
    else:
        head += properties.to_bytes(2) + phone
    head += header.serial.to_bytes(2)
    if header.parts:
        head += header.parts.to_bytes(2) + header.part.to_bytes(2)
    return head + body


def decode_message(message: bytes) -> tuple[Header, bytes]:
    """Return head and body; raises ``FrameError`` for what does not agree with itself."""
    properties = int.from_bytes(message[2:4])
    is_2019 = bool(properties & _VERSIONED)
    is_divided = bool(properties & _DIVIDED)
    begin = 5 if is_2019 else 4
    end = begin + (10 if is_2019 else 6)
    size = end + 2 + (4 if is_divided else 0)
    if len(message) < size:
        raise FrameError("header")
    body = message[size:]
    if len(body) != properties & _LENGTH:
        raise FrameError("length")
    parts = part = 0
    if is_divided:
        parts = int.from_bytes(message[end + 2 : end + 4])
        part = int.from_bytes(message[end + 4 : end + 6])
        if not 1 <= part <= parts:
            raise FrameError("parts")
    header = Header(
        message_id=int.from_bytes(message[:2]),
        phone=digits_of(message[begin:end]),
        serial=int.from_bytes(message[end : end + 2]),
        version=message[4] if is_2019 else None,
        encryption=(properties & _ENCRYPTED) >> 10,
        parts=parts,
        part=part,
    )
    return header, body
