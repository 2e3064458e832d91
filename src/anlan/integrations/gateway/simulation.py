"""Simulated devices that speak a protocol for real, over TCP, to a listener of ours or another's.

A protocol registers a ``Simulator``; most are ``talk_for_each(context, talk)`` with one coroutine
for one device. The values come from ``context.value``: smooth and plausible, the same for all.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from anlan.integrations.gateway.directory import Directory
from anlan.monitoring.devices.contracts import GatewayDevice, GatewayPoint

RECONNECT_S = 3.0
#: Middle and swing of a simulated quantity, in the unit its points usually have.
SHAPES: dict[str, tuple[float, float]] = {
    "gas_concentration": (0.4, 0.3),
    "combustible_gas": (2.0, 1.5),
    "oxygen": (20.8, 0.1),
    "liquid_level": (52.0, 6.0),
    "pressure": (0.32, 0.03),
    "temperature": (24.0, 6.0),
    "flow": (38.0, 9.0),
    "rainfall": (0.0, 0.0),
    "water_level": (38.4, 0.4),
    "wind_speed": (2.4, 1.6),
    "wind_direction": (180.0, 120.0),
    "humidity": (68.0, 14.0),
    "displacement": (1.2, 0.4),
    "vibration": (1.8, 0.6),
    "current": (12.0, 4.0),
    "voltage": (12.4, 0.3),
    "speed": (46.0, 18.0),
    "smoke": (0.4, 0.3),
    "soil_moisture": (28.0, 4.0),
    "pore_pressure": (24.0, 3.0),
    "tilt": (0.1, 0.05),
    "crack_width": (2.0, 0.2),
    "power": (60.0, 20.0),
    "pollutant": (22.0, 8.0),
    "ph": (7.4, 0.3),
    "conductivity": (420.0, 40.0),
    "status": (0.0, 0.0),
}


def plausible_value(device: GatewayDevice, point: GatewayPoint, at_s: float) -> float:
    """Return what a simulated point measures at a moment: a slow wave with its own phase."""
    middle, swing = SHAPES.get(point.quantity, (10.0, 2.0))
    phase = zlib.crc32(f"{device.code}/{point.key}".encode()) / 0xFFFFFFFF * math.tau
    day = math.sin(at_s / 86400 * math.tau + phase)
    minutes = math.sin(at_s / 420 * math.tau + 3 * phase)
    return middle + swing * (0.75 * day + 0.25 * minutes)


def wire_value(value: float, point: GatewayPoint) -> float:
    """Undo scale and offset: what the device itself writes."""
    return (value - point.offset) / (point.scale or 1.0)


@dataclass(slots=True)
class SimulationContext:
    """What a simulator is given. ``port`` is the listener's; servers choose where they listen."""

    directory: Directory
    host: str
    port: int
    stopping: asyncio.Event
    say: logging.Logger
    value: Callable[[GatewayDevice, GatewayPoint, float], float] = plausible_value
    #: Overrides the period of every device, for demonstrations and tests. [s]
    period_s: float | None = None
    sent: int = 0
    answered: int = 0
    failures: int = 0
    connected: set[str] = field(default_factory=set)

    async def pause(self, seconds: float) -> bool:
        """Wait, at most until told to stop; tells whether to go on."""
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                await self.stopping.wait()
        except TimeoutError:
            pass
        return not self.stopping.is_set()


@dataclass(frozen=True, slots=True)
class Simulator:
    """How devices of one protocol are simulated: ``run`` works until ``context.stopping``."""

    name: str
    run: Callable[[SimulationContext], Awaitable[None]]


_simulators: dict[str, Simulator] = {}


def register_simulator(simulator: Simulator) -> Simulator:
    """Make a simulator known under the name of its gateway."""
    _simulators[simulator.name] = simulator
    return simulator


def simulators() -> dict[str, Simulator]:
    """Return all simulators by name."""
    return dict(sorted(_simulators.items()))


def find_simulator(name: str) -> Simulator | None:
    """Return one simulator, or None."""
    return _simulators.get(name)


@dataclass(slots=True)
class Line:
    """A connected simulated device."""

    context: SimulationContext
    device: GatewayDevice
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def period_s(self) -> float:
        """How often it speaks."""
        return self.context.period_s or self.device.period_s

    async def send(self, frame: bytes) -> None:
        """Send a frame."""
        self.writer.write(frame)
        await self.writer.drain()
        self.context.sent += 1

    def readings(self) -> list[tuple[GatewayPoint, float]]:
        """Return every point with the value it writes on the wire now."""
        now = time.time()
        return [
            (point, wire_value(self.context.value(self.device, point, now), point))
            for point in self.device.points
        ]


Talk = Callable[[Line], Awaitable[None]]


async def talk_for_each(context: SimulationContext, talk: Talk) -> None:
    """Keep one connection for every device of the directory; devices may come and go."""
    running: dict[str, tuple[GatewayDevice, asyncio.Task[None]]] = {}
    version = -1
    try:
        while not context.stopping.is_set():
            version = await context.directory.wait_changed(version, timeout_s=0.5)
            wanted = {device.code: device for device in context.directory.devices()}
            for code, (device, task) in list(running.items()):
                if wanted.get(code) != device:
                    task.cancel()
                    del running[code]
            for number, (code, device) in enumerate(wanted.items()):
                if code not in running:
                    task = asyncio.create_task(_keep_talking(context, device, talk, number))
                    running[code] = (device, task)
    finally:
        for _device, task in running.values():
            task.cancel()
        await asyncio.gather(*(task for _, task in running.values()), return_exceptions=True)


async def _keep_talking(
    context: SimulationContext, device: GatewayDevice, talk: Talk, number: int
) -> None:
    """Connect, talk, and connect again when the line is lost; spread over the first seconds."""
    await context.pause((number * 0.618033988749895) % 1.0 * min(device.period_s, 2.0))
    while not context.stopping.is_set():
        writer: asyncio.StreamWriter | None = None
        try:
            reader, writer = await asyncio.open_connection(context.host, context.port)
            context.connected.add(device.code)
            await talk(Line(context, device, reader, writer))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            context.failures += 1
        except (ValueError, KeyError):
            context.failures += 1
            context.say.exception("simulated device %s stumbled", device.code)
        finally:
            context.connected.discard(device.code)
            if writer is not None:
                writer.close()
        await context.pause(RECONNECT_S)
