"""Packets of HJ 212-2017: ``##``, four digits of length, the segment, CRC-16, CR LF.

Both ways, without state. What is received is read more mildly than what is sent: fields in any
order, lower-case checksums, a missing CR LF, segments longer than 1,024 bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from anlan.integrations.gateway.contracts import BadFrame

HEAD, TAIL = b"##", b"\r\n"
#: Clause 6.3.1, table 2: the segment has at most 1,024 characters.
LARGEST_SENT_SEGMENT = 1024
#: Four digits of length; the field sends more than the standard allows.
LARGEST_READ_SEGMENT = 9999
#: Other beginnings looked at while a packet is not complete.
MOST_CANDIDATES = 4

#: Bits of Flag (clause 6.3.2, table 3).
ANSWER_WANTED, IS_NUMBERED = 1, 2
VERSION_2017 = 4
#: Fields of the segment, in the order of table 3.
FIELDS = ("QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO")

Item = tuple[tuple[str, str], ...]


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _bit in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
        table.append(value)
    return tuple(table)


_CRC = _crc_table()


def crc16(data: bytes) -> int:
    """Return the checksum of annex A; unlike that of Modbus it loses the register's low byte."""
    value = 0xFFFF
    for byte in data:
        value = _CRC[(value >> 8) ^ byte]
    return value


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet. ``items`` are the parts of CP between semicolons, each with its fields."""

    st: str
    cn: str
    mn: str
    qn: str = ""
    pw: str = ""
    flag: int | None = None
    pnum: int | None = None
    pno: int | None = None
    items: tuple[Item, ...] = ()
    #: Fields the standard does not know.
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def wants_answer(self) -> bool:
        """Whether the sender waits for an answer (bit A of Flag)."""
        return bool((self.flag or 0) & ANSWER_WANTED)

    def value(self, name: str) -> str | None:
        """Return the first field of CP with this name."""
        for item in self.items:
            for key, value in item:
                if key == name:
                    return value
        return None


def split(buffer: bytearray) -> Iterator[bytes]:
    """Take whole, undamaged segments out of the buffer.

    After damage it goes on at the next ``##``, also inside what a wrong length would swallow.
    """
    while True:
        start = buffer.find(HEAD)
        if start < 0:
            keep = 1 if buffer.endswith(b"#") else 0
            _drop_noise(buffer, len(buffer) - keep)
            return
        _drop_noise(buffer, start)
        if len(buffer) < 6:
            return
        length = _length(buffer, 0)
        if length is None:
            example = bytes(buffer[:64])
            _drop_damage(buffer)
            raise BadFrame("length", example)
        if len(buffer) < 6 + length + 4:
            later = _later_packet(buffer)
            if later:
                example = bytes(buffer[:later])
                del buffer[:later]
                raise BadFrame("cut_off", example)
            return
        segment = bytes(buffer[6 : 6 + length])
        if not _crc_fits(buffer, 0, length):
            example = bytes(buffer[: 10 + length])
            _drop_damage(buffer)
            raise BadFrame("checksum", example)
        del buffer[: 10 + length]
        yield segment


def _drop_noise(buffer: bytearray, number: int) -> None:
    """Drop bytes before a packet; ends of lines are silent, anything else is told."""
    noise = bytes(buffer[:number])
    del buffer[:number]
    if noise.strip(b"\r\n\x00 "):
        raise BadFrame("shape", noise)


def _drop_damage(buffer: bytearray) -> None:
    """Drop a damaged packet up to the next beginning, which may lie inside what its length says."""
    following = buffer.find(HEAD, 2)
    if following >= 0:
        del buffer[:following]
    else:
        del buffer[: len(buffer) - (1 if buffer.endswith(b"#") and len(buffer) > 2 else 0)]


def _length(buffer: bytearray, at: int) -> int | None:
    digits = bytes(buffer[at + 2 : at + 6])
    return int(digits) if len(digits) == 4 and digits.isdigit() else None


def _crc_fits(buffer: bytearray, at: int, length: int) -> bool:
    text = bytes(buffer[at + 6 + length : at + 10 + length])
    try:
        given = int(text, 16) if text.isalnum() else -1
    except ValueError:
        return False
    return given == crc16(bytes(buffer[at + 6 : at + 6 + length]))


def _later_packet(buffer: bytearray) -> int:
    """Where a whole packet begins inside one that seems unfinished; 0 for nowhere."""
    at = 0
    for _attempt in range(MOST_CANDIDATES):
        at = buffer.find(HEAD, at + 2)
        if at < 0:
            return 0
        length = _length(buffer, at)
        if length is not None and len(buffer) >= at + 10 + length and _crc_fits(buffer, at, length):
            return at
    return 0


def parse_segment(segment: bytes) -> Packet:
    """Read a segment; raises ``BadFrame``."""
    text = segment.decode("utf-8", "replace")
    head, separator, rest = text.partition("CP=&&")
    if not separator:
        raise BadFrame("shape", segment)
    content, closed, _after = rest.rpartition("&&")
    if not closed:
        raise BadFrame("shape", segment)
    fields: dict[str, str] = {}
    for part in head.replace(",", ";").split(";"):
        name, equals, value = part.partition("=")
        if name.strip() and equals:
            fields[name.strip()] = value.strip()
    for required in ("CN", "MN"):
        if not fields.get(required):
            raise BadFrame("shape", segment)
    return Packet(
        st=fields.pop("ST", ""),
        cn=fields.pop("CN"),
        mn=fields.pop("MN"),
        qn=fields.pop("QN", ""),
        pw=fields.pop("PW", ""),
        flag=_number(fields.pop("Flag", ""), segment),
        pnum=_number(fields.pop("PNUM", ""), segment),
        pno=_number(fields.pop("PNO", ""), segment),
        items=parse_items(content),
        others=fields,
    )


def _number(text: str, segment: bytes) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise BadFrame("value", segment)
    return int(text)


def parse_items(content: str) -> tuple[Item, ...]:
    """Read what stands between the ampersands of CP; text between slashes is left whole."""
    items = []
    for part in _split_outside(content, ";"):
        fields = []
        for piece in _split_outside(part, ","):
            name, equals, value = piece.partition("=")
            if equals and name.strip():
                fields.append((name.strip(), value.strip()))
        if fields:
            items.append(tuple(fields))
    return tuple(items)


def _split_outside(text: str, separator: str) -> list[str]:
    """Split, but not inside ``//…//`` (texts of logs, table B.10)."""
    if "//" not in text:
        return text.split(separator)
    parts, current = [], ""
    for number, piece in enumerate(text.split("//")):
        if number % 2:
            current += f"//{piece}//"
            continue
        first, *rest = piece.split(separator)
        current += first
        for part in rest:
            parts.append(current)
            current = part
    parts.append(current)
    return parts


def decode(data: bytes) -> Packet:
    """Read exactly one packet; raises ``BadFrame``."""
    buffer = bytearray(data)
    for segment in split(buffer):
        return parse_segment(segment)
    raise BadFrame("length", data)


def segment_of(packet: Packet) -> bytes:
    """Write the segment of a packet, fields in the order of table 3."""
    values = (packet.qn, packet.st, packet.cn, packet.pw, packet.mn)
    parts = [f"{name}={value}" for name, value in zip(FIELDS, values, strict=False) if value]
    if packet.flag is not None:
        parts.append(f"Flag={packet.flag}")
    if packet.pnum is not None:
        parts.append(f"PNUM={packet.pnum}")
    if packet.pno is not None:
        parts.append(f"PNO={packet.pno}")
    parts += [f"{name}={value}" for name, value in packet.others.items()]
    content = ";".join(",".join(f"{k}={v}" for k, v in item) for item in packet.items)
    return (";".join(parts) + f";CP=&&{content}&&").encode()


def frame(segment: bytes) -> bytes:
    """Put head, length, checksum and tail around a segment."""
    if len(segment) > LARGEST_READ_SEGMENT:
        raise ValueError(f"a segment of {len(segment)} bytes has no length field")
    return HEAD + b"%04d" % len(segment) + segment + b"%04X" % crc16(segment) + TAIL


def encode(packet: Packet) -> bytes:
    """Write a packet."""
    return frame(segment_of(packet))


def encode_in_parts(packet: Packet, *, largest: int = LARGEST_SENT_SEGMENT) -> list[bytes]:
    """Write a packet, in numbered parts when it is longer than the standard allows.

    Every part repeats the first item when that is DataTime (annex C, tables C.49 and C.50).
    """
    if len(segment_of(packet)) <= largest:
        return [encode(packet)]
    items = list(packet.items)
    leading: list[Item] = [items.pop(0)] if items and items[0][0][0] == "DataTime" else []
    groups: list[list[Item]] = [[]]
    for item in items:
        if groups[-1] and len(_part(packet, [*leading, *groups[-1], item], 99, 99)) > largest:
            groups.append([])
        groups[-1].append(item)
    return [
        frame(_part(packet, [*leading, *group], len(groups), number))
        for number, group in enumerate(groups, 1)
    ]


def _part(packet: Packet, items: Sequence[Item], pnum: int, pno: int) -> bytes:
    return segment_of(
        Packet(
            st=packet.st,
            cn=packet.cn,
            mn=packet.mn,
            qn=packet.qn,
            pw=packet.pw,
            flag=(packet.flag or VERSION_2017) | IS_NUMBERED,
            pnum=pnum,
            pno=pno,
            items=tuple(items),
            others=packet.others,
        )
    )
