"""A telemetry station of SL 651-2014: timed reports (32H), the hour (34H), and keeping the line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from anlan.integrations.gateway.public import Line, SimulationContext, Simulator, talk_for_each
from anlan.integrations.sl651.body import (
    STATION,
    TIME,
    Body,
    Element,
    ascii_body,
    element_of,
    encode_body,
    moment_digits,
)
from anlan.integrations.sl651.catalogue import ElementType, by_identifier, elements
from anlan.integrations.sl651.codec import ETX, NAK, Frame, encode, parse, split

RIVER_STATION = 0x48
KEEP_LINE, TIMED, HOURLY = 0x2F, 0x32, 0x34
ANSWER_WITHIN_S, REPETITIONS = 10.0, 2
HOUR_GROUPS = 12


def element_type(address: str) -> ElementType | None:
    """Return the element a point's address means."""
    known = by_identifier().get(address.upper())
    if known is None and len(address) == 2:
        try:
            known = elements().get(int(address, 16))
        except ValueError:
            return None
    return known


def station_address(identity: str) -> str:
    """Return the ten digits of a station from what the registry calls it."""
    if len(identity) == 10:
        return identity.upper()
    if len(identity) == 8:
        return f"00{identity}"
    return f"{identity[:6]}{int(identity[6:]):04X}"


class Station:
    """One simulated station on one connection."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.address = station_address(line.device.identity)
        connection = line.device.connection
        self.is_ascii = connection.get("coding") == "ascii"
        self.password = int(str(connection.get("password", "03E8")), 16)
        self.number = 0
        self._buffer = bytearray()

    def _frame(self, function: int, body: bytes) -> bytes:
        return encode(
            Frame(
                centre=int(self.line.device.connection.get("centre", 1)),
                station=self.address,
                function=function,
                body=body,
                end=ETX,
                password=self.password,
                is_ascii=self.is_ascii,
            )
        )

    def readings(self) -> Iterator[tuple[ElementType, float]]:
        """Yield what the registered points listen to."""
        for point, value in self.line.readings():
            kind = element_type(point.source)
            if kind is not None:
                yield kind, value

    def body(self, now_ms: int, *, is_hourly: bool = False) -> bytes:
        """Write a timed report, or that of the hour with its twelve groups."""
        observed_ms = now_ms // 60_000 * 60_000
        if self.is_ascii:
            words = [
                "ST", self.address, "H", "TT", moment_digits(observed_ms, with_seconds=False),
            ]  # fmt: skip
            for kind, value in self.readings():
                if kind.kind == "bcd":
                    words += [kind.identifier, f"{value:.{kind.decimals}f}"]
            return ascii_body(self.number, now_ms, words)
        found = [
            Element(STATION, STATION, bytes.fromhex(self.address) + bytes([RIVER_STATION])),
            self._time(observed_ms),
        ]
        groups = []
        for kind, value in self.readings():
            if kind.kind == "bcd":
                found.append(element_of(kind, value))
            elif kind.kind in ("bytes", "words") and is_hourly:
                groups.append(self._groups(kind, value))
        if groups:
            begun_ms = now_ms // 3_600_000 * 3_600_000 - 3_300_000
            found += [self._time(begun_ms), *groups]
        return encode_body(Body(self.number, moment_digits(now_ms), tuple(found)))

    def _time(self, at_ms: int) -> Element:
        digits = moment_digits(at_ms, with_seconds=False)
        return Element(TIME, TIME, bytes.fromhex(digits))

    def _groups(self, kind: ElementType, value: float) -> Element:
        size = 1 if kind.kind == "bytes" else 2
        raw = min(max(round(value * 10**kind.decimals), 0), 256**size - 2)
        data = raw.to_bytes(size) * HOUR_GROUPS
        return Element(kind.lead, len(data) << 3 & 0xFF, data)

    async def deliver(self, function: int, body: bytes) -> bool:
        """Send a report until the centre confirms it; tells whether it did."""
        data = self._frame(function, body)
        for _time in range(1 + REPETITIONS):
            await self.line.send(data)
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    if await self._confirmed(function):
                        return True
            except TimeoutError:
                continue
        return False

    async def _confirmed(self, function: int) -> bool:
        """Wait for the answer to a report; other orders of the centre are heard and left."""
        while True:
            for data in split(self._buffer):
                answer = parse(data)
                if answer.function == function and answer.is_down:
                    self.line.context.answered += 1
                    return answer.end != NAK
            received = await self.line.reader.read(4096)
            if not received:
                raise ConnectionResetError("the centre ended the connection")
            self._buffer += received

    async def speak(self) -> None:
        """Report at the device's period, the hour once an hour."""
        hour = 0
        while not self.line.context.stopping.is_set():
            now_ms = time.time_ns() // 1_000_000
            self.number = self.number % 65_535 + 1
            function, is_hourly = TIMED, False
            if now_ms // 3_600_000 != hour:
                hour, function, is_hourly = now_ms // 3_600_000, HOURLY, True
            if not await self.deliver(function, self.body(now_ms, is_hourly=is_hourly)):
                raise ConnectionResetError("the centre does not answer")
            keep = self.number.to_bytes(2) + bytes.fromhex(moment_digits(now_ms))
            if self.is_ascii:
                keep = ascii_body(self.number, now_ms, [])
            await self.line.send(self._frame(KEEP_LINE, keep))
            await self.line.context.pause(self.line.period_s)


async def talk(line: Line) -> None:
    """Run one station until its connection ends."""
    await Station(line).speak()


async def run(context: SimulationContext) -> None:
    """Run a station for every device."""
    await talk_for_each(context, talk)


SIMULATOR = Simulator("sl651", run)
