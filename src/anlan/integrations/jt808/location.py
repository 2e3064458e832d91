"""Where a vehicle is: messages 0x0200 and 0x0704 (8.18, 8.49; tables 23 to 33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import IntFlag

from anlan.integrations.jt808.framing import FrameError
from anlan.integrations.jt808.header import bcd, digits_of
from anlan.kernel.transfer.coordinates import gcj02_of, wgs84_of

#: Terminals tell Chinese time (table 23: GMT+8).
CHINA = timezone(timedelta(hours=8))
_BASIC = 28
#: Most positions in one batch message; the body of one undivided message holds 34.
MAX_BATCH = 2_000


class Status(IntFlag):
    """State bits of a position (table 24); those the platform reads."""

    ACC = 1 << 0
    LOCATED = 1 << 1
    SOUTH = 1 << 2
    WEST = 1 << 3
    OUT_OF_SERVICE = 1 << 4
    #: Latitude and longitude went through the secrecy plug-in: they are GCJ-02.
    SHIFTED = 1 << 5


class AlarmBit(IntFlag):
    """Alarm bits of a position (table 25); those the platform names."""

    EMERGENCY = 1 << 0
    SPEEDING = 1 << 1
    FATIGUE = 1 << 2
    DANGER = 1 << 3
    GNSS_FAULT = 1 << 4
    ANTENNA_CUT = 1 << 5
    POWER_LOW = 1 << 7
    POWER_CUT = 1 << 8
    DRIVING_TOO_LONG_TODAY = 1 << 18
    PARKED_TOO_LONG = 1 << 19
    AREA = 1 << 20
    ROUTE = 1 << 21
    OFF_ROUTE = 1 << 23
    STOLEN = 1 << 26
    COLLISION = 1 << 29
    ROLLOVER = 1 << 30


#: Additional items the platform reads: id → (name, bytes, factor) (table 27).
ITEMS: dict[int, tuple[str, int, float]] = {
    0x01: ("mileage", 4, 0.1),
    0x02: ("fuel", 2, 0.1),
    0x03: ("recorder_speed", 2, 0.1),
    0x30: ("signal", 1, 1.0),
    0x31: ("satellites", 1, 1.0),
}
_ITEM_IDS = {name: (number, size, factor) for number, (name, size, factor) in ITEMS.items()}


@dataclass(frozen=True, slots=True)
class Position:
    """One position: degrees WGS-84, metres, km/h, degrees from north, the instant it was true.

    ``items`` holds what the platform reads of the additional items, by name; ``others`` the rest as
    (id, bytes) in the order they came. ``alarm`` and ``status`` are the raw bits.
    """

    longitude: float
    latitude: float
    speed_km_h: float
    heading: int
    at: datetime
    altitude_m: int = 0
    alarm: int = 0
    status: int = Status.ACC | Status.LOCATED
    items: dict[str, float] = field(default_factory=dict)
    others: tuple[tuple[int, bytes], ...] = ()

    @property
    def is_located(self) -> bool:
        """Whether the receiver had a fix; without one the coordinates are old or nothing."""
        return bool(self.status & Status.LOCATED)

    @property
    def at_ms(self) -> int:
        """Unix milliseconds."""
        return round(self.at.timestamp() * 1000)


def encode_time(at: datetime) -> bytes:
    """Return YY-MM-DD-hh-mm-ss of Chinese time, two digits a byte."""
    return bcd(at.astimezone(CHINA).strftime("%y%m%d%H%M%S"))


def decode_time(content: bytes) -> datetime:
    """Return the instant; raises ``FrameError`` when it is none."""
    digits = digits_of(content)
    try:
        local = datetime.strptime("20" + digits, "%Y%m%d%H%M%S").replace(tzinfo=CHINA)
    except ValueError:
        raise FrameError("time") from None
    return local.astimezone(UTC)


def encode_position(position: Position) -> bytes:
    """Return the body of 0x0200."""
    longitude, latitude = position.longitude, position.latitude
    if position.status & Status.SHIFTED:
        longitude, latitude = gcj02_of(longitude, latitude)
    status = position.status & ~(Status.SOUTH | Status.WEST)
    status |= Status.SOUTH if latitude < 0 else 0
    status |= Status.WEST if longitude < 0 else 0
    body = position.alarm.to_bytes(4) + int(status).to_bytes(4)
    body += round(abs(latitude) * 1e6).to_bytes(4) + round(abs(longitude) * 1e6).to_bytes(4)
    body += (position.altitude_m & 0xFFFF).to_bytes(2)
    body += round(position.speed_km_h * 10).to_bytes(2) + position.heading.to_bytes(2)
    body += encode_time(position.at)
    for name, value in position.items.items():
        number, size, factor = _ITEM_IDS[name]
        body += bytes((number, size)) + round(value / factor).to_bytes(size)
    for number, content in position.others:
        body += bytes((number, len(content))) + content
    return body


def decode_position(body: bytes) -> Position:
    """Return the position of a body of 0x0200; raises ``FrameError``."""
    if len(body) < _BASIC:
        raise FrameError("position")
    status = int.from_bytes(body[4:8])
    latitude = int.from_bytes(body[8:12]) / 1e6
    longitude = int.from_bytes(body[12:16]) / 1e6
    if latitude > 90 or longitude > 180:
        raise FrameError("coordinates")
    latitude = -latitude if status & Status.SOUTH else latitude
    longitude = -longitude if status & Status.WEST else longitude
    if status & Status.SHIFTED:
        longitude, latitude = wgs84_of(longitude, latitude)
    items, others = _decode_items(body[_BASIC:])
    return Position(
        longitude=longitude,
        latitude=latitude,
        speed_km_h=int.from_bytes(body[18:20]) / 10,
        heading=int.from_bytes(body[20:22]) % 360,
        at=decode_time(body[22:28]),
        altitude_m=int.from_bytes(body[16:18], signed=True),
        alarm=int.from_bytes(body[0:4]),
        status=status,
        items=items,
        others=others,
    )


def _decode_items(content: bytes) -> tuple[dict[str, float], tuple[tuple[int, bytes], ...]]:
    """Part the additional items; one whose length is not its own is kept as it came."""
    items: dict[str, float] = {}
    others: list[tuple[int, bytes]] = []
    place = 0
    while place < len(content):
        if place + 2 > len(content) or place + 2 + content[place + 1] > len(content):
            raise FrameError("items")
        number, size = content[place], content[place + 1]
        value = content[place + 2 : place + 2 + size]
        known = ITEMS.get(number)
        if known is not None and known[1] == size and known[0] not in items:
            items[known[0]] = round(int.from_bytes(value) * known[2], 3)
        else:
            others.append((number, value))
        place += 2 + size
    return items, tuple(others)


def encode_batch(positions: Sequence[Position], *, is_blind: bool = False) -> bytes:
    """Return the body of 0x0704; ``is_blind`` marks what was kept while there was no signal."""
    body = len(positions).to_bytes(2) + bytes((1 if is_blind else 0,))
    for position in positions:
        one = encode_position(position)
        body += len(one).to_bytes(2) + one
    return body


def decode_batch(body: bytes) -> list[Position]:
    """Return the positions of a body of 0x0704, whole or not at all; raises ``FrameError``."""
    if len(body) < 3:
        raise FrameError("batch")
    count = int.from_bytes(body[:2])
    if count > MAX_BATCH:
        raise FrameError("batch_size")
    found: list[Position] = []
    place = 3
    for _number in range(count):
        size = int.from_bytes(body[place : place + 2])
        if len(body) < place + 2 + size or place + 2 > len(body):
            raise FrameError("batch")
        found.append(decode_position(body[place + 2 : place + 2 + size]))
        place += 2 + size
    if place != len(body):
        raise FrameError("batch")
    return found
