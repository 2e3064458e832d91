"""Vehicle terminals that are none: they register, authenticate and drive along routes.

Where a vehicle is follows from the clock alone, so that a simulator that is started again goes on
where the vehicle would be. Routes come from whoever knows roads (``register_routes``); without one
a terminal drives round a circle.
"""

from __future__ import annotations

import asyncio
import math
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from anlan.integrations.gateway.public import (
    Line,
    SimulationContext,
    Simulator,
    end_tasks,
    talk_for_each,
)
from anlan.integrations.jt808.framing import FrameError, split, unwrap, wrap
from anlan.integrations.jt808.header import Header, decode_message, encode_message
from anlan.integrations.jt808.location import Position, Status, encode_batch, encode_position
from anlan.integrations.jt808.messages import (
    Answer,
    Authentication,
    MessageId,
    Parameters,
    RegisterResult,
    Registration,
    RegistrationAnswer,
    Result,
    Text,
)

ANSWER_WITHIN_S = 15.0
#: Positions kept while there is no answer, sent as one batch afterwards.
MOST_KEPT = 300
METRES_PER_DEGREE = 111_195.0
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Route:
    """A way there and back: WGS-84 degrees, and how it is driven.

    ``pause_s`` is the stay at each end; ``haste`` multiplies the speed (1.3: somebody who speeds).
    """

    line: Sequence[tuple[float, float]]
    speed_km_h: float = 55.0
    pause_s: float = 900.0
    haste: float = 1.0


RouteSource = Callable[[], Mapping[str, Route]]
_routes: list[RouteSource] = []
_known: dict[str, Route] = {}


def register_routes(source: RouteSource) -> None:
    """Let somebody who knows roads say which way a device (by code) drives."""
    _routes[:] = [source]


def circle(code: str) -> Route:
    """Return the way of a terminal nobody knows a route for."""
    turn = zlib.crc32(code.encode()) / 0xFFFFFFFF
    centre = (119.17 + 0.2 * (turn - 0.5), 29.03 + 0.1 * math.sin(20 * turn))
    angles = np.linspace(0, math.tau, 49)
    return Route(
        [(centre[0] + 0.03 * math.cos(a), centre[1] + 0.026 * math.sin(a)) for a in angles.tolist()]
    )


class Drive:
    """Where a vehicle on a route is at a moment."""

    def __init__(self, route: Route, phase: float) -> None:
        line = np.asarray(route.line, float)
        cosine = math.cos(math.radians(float(line[0, 1])))
        steps = np.diff(line, axis=0) * (METRES_PER_DEGREE * cosine, METRES_PER_DEGREE)
        self.line = line
        self.along = np.concatenate(([0.0], np.cumsum(np.hypot(*steps.T))))
        self.headings = np.degrees(np.arctan2(steps[:, 0], steps[:, 1])) % 360
        self.speed = route.speed_km_h * route.haste / 3.6
        self.pause_s = route.pause_s
        self.way_s = float(self.along[-1]) / self.speed
        self.offset_s = phase * 2 * (self.way_s + self.pause_s)

    def sample(self, moments_s: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Return longitude, latitude, km/h, heading, and kilometres since 1970 at many moments."""
        length, stay = float(self.along[-1]), self.way_s + self.pause_s
        rounds, inside = np.divmod(np.asarray(moments_s, float) + self.offset_s, 2 * stay)
        is_back = inside >= stay
        inside = inside - np.where(is_back, stay, 0.0)
        done = np.minimum(inside / self.way_s, 1.0) * length
        place = np.where(is_back, length - done, done)
        is_moving = (inside > 0) & (inside < self.way_s)
        leg = np.clip(np.searchsorted(self.along, place, "right") - 1, 0, len(self.headings) - 1)
        heading = (self.headings[leg] + np.where(is_back, 180, 0)) % 360
        # A little unsteadiness, the same for the same moment.
        swing = np.where(is_moving, 1 + 0.06 * np.sin(np.asarray(moments_s) / 23), 0.0)
        return (
            np.interp(place, self.along, self.line[:, 0]),
            np.interp(place, self.along, self.line[:, 1]),
            np.round(self.speed * 3.6 * swing, 1),
            np.rint(heading) % 360,
            (length * (2 * rounds + is_back) + done) / 1000 % 400_000,
        )

    def at(self, moment_s: float) -> tuple[float, float, float, int, float]:
        """Return where the vehicle is at one moment; see ``sample``."""
        longitude, latitude, speed, heading, way = self.sample(np.array([moment_s]))
        return (
            float(longitude[0]),
            float(latitude[0]),
            float(speed[0]),
            int(heading[0]),
            float(way[0]),
        )


def drive_of(code: str, routes: Mapping[str, Route]) -> Drive:
    """Return the drive of a device; its phase follows from its code."""
    return Drive(routes.get(code) or circle(code), zlib.crc32(code.encode()) / 0xFFFFFFFF)


@dataclass(slots=True)
class Terminal:
    """One terminal's side of the conversation, over any pair of streams."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    phone: str
    version: int | None = 1
    serial: int = 0
    answers: int = 0
    code: str = ""
    buffer: bytearray = field(default_factory=bytearray)
    waiting: list[bytes] = field(default_factory=list)
    #: What the platform said to the driver, and how it set the terminal.
    texts: list[str] = field(default_factory=list)
    settings: dict[str, int] = field(default_factory=dict)

    async def ask(self, message_id: int, body: bytes, answer_id: int) -> bytes:
        """Send a message; return the body of its answer."""
        self.serial = (self.serial + 1) & 0xFFFF
        header = Header(message_id, self.phone, self.serial, self.version)
        self.writer.write(wrap(encode_message(header, body)))
        await self.writer.drain()
        async with asyncio.timeout(ANSWER_WITHIN_S):
            while True:
                found, content = await self._receive()
                if found.message_id == answer_id and content[:2] == self.serial.to_bytes(2):
                    return content
                await self._obey(found, content)

    async def _obey(self, found: Header, content: bytes) -> None:
        """Do what the platform orders and answer it; answers to something else are let pass."""
        if found.message_id == MessageId.TEXT:
            self.texts.append(Text.decode(content, is_2019=self.version is not None).text)
            result = Result.DONE
        elif found.message_id == MessageId.SET_PARAMETERS:
            wanted = Parameters.decode(content)
            self.settings.update(wanted.values)
            result = Result.NOT_SUPPORTED if wanted.others else Result.DONE
        else:
            return
        self.answers += 1
        header = Header(MessageId.TERMINAL_ANSWER, self.phone, self.answers & 0xFFFF, self.version)
        body = Answer(found.serial, found.message_id, result).encode()
        self.writer.write(wrap(encode_message(header, body)))
        await self.writer.drain()

    async def listen(self) -> None:
        """Obey whatever the platform orders, until cancelled or cut off."""
        while True:
            await self._obey(*await self._receive())

    async def _receive(self) -> tuple[Header, bytes]:
        """Return the next message of the platform."""
        while not self.waiting:
            data = await self.reader.read(4096)
            if not data:
                raise asyncio.IncompleteReadError(b"", None)
            self.buffer += data
            self.waiting += list(split(self.buffer))
        return decode_message(unwrap(self.waiting.pop(0)))

    async def say(self, message_id: int, body: bytes = b"") -> int:
        """Send a message that gets a general answer; return the result."""
        answer = Answer.decode(await self.ask(message_id, body, MessageId.PLATFORM_ANSWER))
        return answer.result

    async def sign_in(self, registration: Registration) -> None:
        """Register where there is no code yet, then authenticate; raises ``OSError`` if refused."""
        is_2019 = self.version is not None
        if not self.code:
            body = registration.encode(is_2019=is_2019)
            answer = RegistrationAnswer.decode(
                await self.ask(MessageId.REGISTER, body, MessageId.REGISTER_ANSWER)
            )
            if answer.result != RegisterResult.DONE:
                raise ConnectionRefusedError(f"{self.phone} was not registered: {answer.result}")
            self.code = answer.code
        given = Authentication(self.code, software="anlan-simulator").encode(is_2019=is_2019)
        if await self.say(MessageId.AUTHENTICATE, given) != Result.DONE:
            raise ConnectionRefusedError(f"{self.phone} was not authenticated")


def position_of(drive: Drive, moment_s: float) -> Position:
    """Return what the terminal of a vehicle tells at a moment."""
    longitude, latitude, speed, heading, kilometres = drive.at(moment_s)
    return Position(
        longitude=longitude,
        latitude=latitude,
        speed_km_h=speed,
        heading=heading,
        at=datetime.fromtimestamp(int(moment_s), UTC),
        status=int(Status.LOCATED | (Status.ACC if speed else 0)),
        items={"mileage": round(kilometres, 1), "signal": 24.0, "satellites": 14.0},
    )


async def _talk(line: Line) -> None:
    """Register, then tell where one is; what was missed meanwhile comes as a batch."""
    code = line.device.code
    drive = drive_of(code, _known)
    phone = "".join(ch for ch in line.device.identity if ch.isdigit())
    plate = str(line.device.connection.get("plate", ""))
    # Every fifth terminal is an old one.
    version = None if zlib.crc32(b"v" + code.encode()) % 5 == 0 and len(phone) <= 12 else 1
    terminal = Terminal(line.reader, line.writer, phone, version)
    await terminal.sign_in(Registration(33, 825, "ANLAN", "SIMULATOR", code[-7:], 2, plate))
    kept: list[Position] = []
    while not line.context.stopping.is_set():
        kept.append(position_of(drive, time.time()))
        del kept[:-MOST_KEPT]
        is_one = len(kept) == 1
        body = encode_position(kept[0]) if is_one else encode_batch(kept[:20], is_blind=True)
        try:
            await terminal.say(MessageId.POSITION if is_one else MessageId.POSITIONS, body)
        except TimeoutError:
            line.context.failures += 1
        except FrameError as error:
            raise ValueError(str(error)) from error
        else:
            line.context.sent += 1
            line.context.answered += 1
            del kept[: 1 if is_one else 20]
        if not await _pause(line, terminal):
            return


async def _pause(line: Line, terminal: Terminal) -> bool:
    """Wait until the next position is due, with open ears; tells whether to go on."""
    listening = asyncio.create_task(terminal.listen())
    try:
        goes_on = await line.context.pause(terminal.settings.get("report_s", line.period_s))
        if listening.done():
            listening.result()
        return goes_on
    finally:
        await end_tasks([listening])


async def _run(context: SimulationContext) -> None:
    _known.clear()
    if _routes:
        # Whoever knows the roads may ask a database, which does not belong into the event loop.
        _known.update(await asyncio.to_thread(_routes[0]))
    await talk_for_each(context, _talk)


SIMULATOR = Simulator("jt808", _run)
