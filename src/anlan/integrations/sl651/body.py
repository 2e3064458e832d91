"""What stands in a body: number, time of sending, then elements each led by its identifier.

``parse_body`` keeps the bytes of every element, so that ``encode_body`` writes the same again;
``readings_of`` makes numbers and times of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from anlan.integrations.gateway.contracts import BadFrame
from anlan.integrations.sl651.catalogue import ElementType, by_identifier, elements, station_classes

BEIJING = timezone(timedelta(hours=8))
TIME, STATION, STEP, MANUAL, PICTURE, BULK = 0xF0, 0xF1, 0x04, 0xF2, 0xF3, 0xFD
EXTENDED = 0xFF
#: Step 000000 announces the groups of one hour, which have five-minute steps of their own.
FIVE_MINUTES_MS = 300_000
ILLEGAL_BYTE, ILLEGAL_WORD = 0xFF, 0xFFFF
#: Bytes of a state: four by the standard, and what a number holds exactly.
LARGEST_BITS = 6


@dataclass(frozen=True, slots=True)
class Element:
    """One element as it stands on the wire (HEX/BCD)."""

    lead: int
    definition: int
    data: bytes
    extension: int | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A report's body; ``sent_at`` are its twelve digits."""

    number: int
    sent_at: str
    elements: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured value of a station at a moment; None: missing or not readable."""

    identifier: str
    at_ms: int
    value: float | None
    station: str = ""


def moment_ms(digits: str) -> int | None:
    """Read ``YYMMDDHHmm`` or ``YYMMDDHHmmSS`` as Chinese local time; None when it is no moment."""
    if len(digits) not in (10, 12) or not (digits.isascii() and digits.isdigit()):
        return None
    parts = [int(digits[n : n + 2]) for n in range(0, len(digits), 2)]
    try:
        year, month, day, hour, minute, second = [*parts, 0][:6]
        moment = datetime(2000 + year, month, day, hour, minute, second, tzinfo=BEIJING)
    except ValueError:
        return None
    return int(moment.timestamp() * 1000)


def moment_digits(at_ms: int, *, with_seconds: bool = True) -> str:
    """Write a moment as reports do."""
    pattern = "%y%m%d%H%M%S" if with_seconds else "%y%m%d%H%M"
    return datetime.fromtimestamp(at_ms / 1000, BEIJING).strftime(pattern)


def parse_body(data: bytes, *, has_class: bool = True) -> Body:
    """Read the body of a data report (HEX/BCD); raises ``BadFrame``."""
    if len(data) < 8:
        raise BadFrame("shape", data)
    found: list[Element] = []
    at = 8
    is_uniform = False
    while at < len(data):
        element, at = _element(data, at, has_class)
        found.append(element)
        if element.lead == STEP and any(element.data):
            is_uniform = True
        elif is_uniform and element.lead not in (TIME, STATION, STEP):
            # What follows in a uniform report are groups of the same kind without identifier.
            if at < len(data):
                found[-1] = Element(
                    element.lead, element.definition, element.data + data[at:], element.extension
                )
            break
    return Body(int.from_bytes(data[:2]), data[2:8].hex(), tuple(found))


def _element(data: bytes, at: int, has_class: bool) -> tuple[Element, int]:
    """Read the element that begins here; returns it and where the next begins."""
    begun, lead, extension = at, data[at], None
    at += 1
    if lead == EXTENDED:
        extension = data[at] if at < len(data) else None
        at += 1
    if at >= len(data):
        raise BadFrame("cut_off", data[begun:])
    definition = data[at]
    at += 1
    if lead in (MANUAL, PICTURE, BULK):
        size = len(data) - at
    elif lead == TIME and definition == TIME:
        size = 5
    elif lead == STATION and definition == STATION:
        size = 5
        if has_class and at + 5 < len(data) and data[at + 5] in station_classes():
            size = 6
    else:
        size = definition >> 3
    if at + size > len(data):
        raise BadFrame("cut_off", data[begun:])
    return Element(lead, definition, data[at : at + size], extension), at + size


def encode_body(body: Body) -> bytes:
    """Write a body (HEX/BCD)."""
    written = [body.number.to_bytes(2), bytes.fromhex(body.sent_at)]
    for element in body.elements:
        extension = b"" if element.extension is None else bytes([element.extension])
        written.append(bytes([element.lead]) + extension + bytes([element.definition]))
        written.append(element.data)
    return b"".join(written)


def bcd_value(data: bytes, decimals: int) -> float | None:
    """Read BCD digits; a leading FF means minus; anything else that is no digit means missing."""
    digits = data.hex()
    sign = 1
    if digits.startswith("ff"):
        sign, digits = -1, digits[2:]
    if not digits.isdigit():
        return None
    return sign * int(digits) / float(10**decimals)


def bcd_data(value: float, octets: int, decimals: int) -> bytes:
    """Write BCD digits; raises ``ValueError`` when they do not fit."""
    number = round(abs(value) * 10**decimals)
    if value < 0 and number:
        text = f"{number:0{2 * octets - 2}d}"
        if len(text) > 2 * octets - 2:
            raise ValueError(f"{value} does not fit {octets} bytes")
        return b"\xff" + bytes.fromhex(text)
    text = f"{number:0{2 * octets}d}"
    if len(text) > 2 * octets:
        raise ValueError(f"{value} does not fit {octets} bytes")
    return bytes.fromhex(text)


def element_of(kind: ElementType, value: float) -> Element:
    """Make the element of a value, with room for its sign when it needs one."""
    octets = kind.octets
    if value < 0:
        octets += 1
    data = bcd_data(value, octets, kind.decimals)
    return Element(kind.lead, octets << 3 | kind.decimals, data)


def identifier_of(element: Element) -> str:
    """Return the ASCII identifier of an element, or its number in hexadecimal digits."""
    if element.extension is not None:
        return f"FF{element.extension:02X}"
    known = elements().get(element.lead)
    return known.identifier if known else f"{element.lead:02X}"


def readings_of(body: Body) -> Iterator[Reading]:
    """Yield what a body measured; raises ``BadFrame`` when a time cannot be."""
    sent_ms = moment_ms(body.sent_at)
    observed_ms, station, step_ms = sent_ms, "", 0
    for element in body.elements:
        if element.lead == TIME and element.definition == TIME:
            observed_ms = moment_ms(element.data.hex())
        elif element.lead == STATION and element.definition == STATION:
            station = element.data[:5].hex().upper()
        elif element.lead == STEP and element.extension is None:
            step_ms = _step_ms(element.data)
        elif element.lead in (MANUAL, PICTURE, BULK) and element.extension is None:
            continue
        else:
            if observed_ms is None:
                raise BadFrame("time", element.data)
            yield from _values(element, observed_ms, step_ms, station)


def _step_ms(data: bytes) -> int:
    """Read the step of a uniform report: days, hours, minutes, one of them."""
    digits = data.hex()
    if len(digits) != 6 or not digits.isdigit():
        raise BadFrame("value", data)
    days, hours, minutes = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return ((days * 24 + hours) * 60 + minutes) * 60_000


def _values(element: Element, at_ms: int, step_ms: int, station: str) -> Iterator[Reading]:
    name = identifier_of(element)
    kind = elements().get(element.lead) if element.extension is None else None
    if kind is not None and kind.kind in ("bytes", "words"):
        size = 1 if kind.kind == "bytes" else 2
        illegal = ILLEGAL_BYTE if size == 1 else ILLEGAL_WORD
        step = step_ms or FIVE_MINUTES_MS
        for number, start in enumerate(range(0, len(element.data) - size + 1, size)):
            raw = int.from_bytes(element.data[start : start + size])
            value = None if raw == illegal else raw / 10**kind.decimals
            yield Reading(name, at_ms + number * step, value, station)
        return
    size = element.definition >> 3
    if size == 0:
        return
    is_bits = kind is not None and kind.kind == "bits"
    if is_bits and size > LARGEST_BITS:
        raise BadFrame("value", element.data)
    for number, start in enumerate(range(0, len(element.data) - size + 1, size)):
        data = element.data[start : start + size]
        bcd = bcd_value(data, element.definition & 7)
        value = float(int.from_bytes(data)) if is_bits else bcd
        yield Reading(name, at_ms + number * step_ms, value, station)


# ASCII --------------------------------------------------------------------------------------------


def ascii_readings(data: bytes) -> tuple[int, list[Reading]]:
    """Read the body of an ASCII report: number and readings; raises ``BadFrame``."""
    try:
        text = data.decode("ascii")
        number = int(text[:4], 16)
    except ValueError:
        raise BadFrame("shape", data) from None
    observed_ms, station, step_ms = moment_ms(text[4:16]), "", 0
    words = text[16:].split()
    found: list[Reading] = []
    at = 0
    while at < len(words):
        word = words[at].upper()
        value = words[at + 1] if at + 1 < len(words) else ""
        at += 2
        if word == "TT":
            observed_ms = moment_ms(value)
        elif word == "ST":
            station = value.upper()
            if at < len(words) and len(words[at]) == 1 and ord(words[at]) in station_classes():
                at += 1
        elif word[:3] in ("DRD", "DRH", "DRN") and word[3:].isdigit():
            at -= 1  # the step stands in its name
            unit = {"D": 86_400_000, "H": 3_600_000, "N": 60_000}[word[2]]
            step_ms = int(word[3:5]) * unit
            if step_ms:
                _ascii_uniform(words[at:], observed_ms, step_ms, station, found, data)
                break
        else:
            if observed_ms is None:
                raise BadFrame("time", data)
            found += _ascii_values(word, value, observed_ms, station)
    return number, found


def _ascii_values(name: str, value: str, at_ms: int, station: str) -> Iterator[Reading]:
    kind = by_identifier().get(name)
    if kind is not None and kind.kind in ("bytes", "words"):
        size = 2 if kind.kind == "bytes" else 4
        for number, start in enumerate(range(0, len(value) - size + 1, size)):
            raw = _hexadecimal(value[start : start + size])
            known = None if raw is None or raw == 16**size - 1 else raw / 10**kind.decimals
            yield Reading(kind.identifier, at_ms + number * FIVE_MINUTES_MS, known, station)
    elif kind is not None and kind.kind == "bits":
        raw = _hexadecimal(value)
        yield Reading(kind.identifier, at_ms, None if raw is None else float(raw), station)
    else:
        yield Reading(kind.identifier if kind else name, at_ms, _decimal(value), station)


def _ascii_uniform(
    words: list[str],
    at_ms: int | None,
    step_ms: int,
    station: str,
    found: list[Reading],
    data: bytes,
) -> None:
    """Several identifiers, then their values group by group; ``M`` stands for a missing one."""
    if at_ms is None:
        raise BadFrame("time", data)
    names: list[str] = []
    while len(names) < len(words) and words[len(names)].upper() in by_identifier():
        names.append(words[len(names)].upper())
    if not names:
        raise BadFrame("shape", data)
    for number, value in enumerate(words[len(names) :]):
        group, place = divmod(number, len(names))
        kind = by_identifier()[names[place]]
        found.append(Reading(kind.identifier, at_ms + group * step_ms, _decimal(value), station))


def _hexadecimal(text: str) -> int | None:
    try:
        return int(text, 16) if text.isalnum() and len(text) <= 2 * LARGEST_BITS else None
    except ValueError:
        return None


def _decimal(text: str) -> float | None:
    if len(text) > 20 or "_" in text:
        return None
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def ascii_body(number: int, sent_ms: int, words: list[str]) -> bytes:
    """Write an ASCII body; its words are parted and ended by spaces."""
    return (f"{number:04X}{moment_digits(sent_ms)}" + "".join(f"{w} " for w in words)).encode()
