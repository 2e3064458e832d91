"""Asks every registered Modbus device in its period, whatever the others do.

Devices behind one address share a connection and are asked one after the other. A device that does
not answer is asked ever more rarely, and costs its neighbours one time-out each time.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from anlan.integrations.gateway.public import BAD, GatewayContext, Outbox, Sample, end_tasks
from anlan.integrations.modbus.addresses import BadAddress, parse_address
from anlan.integrations.modbus.line import (
    ILLEGAL_ADDRESS,
    ILLEGAL_VALUE,
    Broken,
    Endpoint,
    Line,
    Refused,
    Silent,
)
from anlan.integrations.modbus.reads import Read, Wanted, plan_reads
from anlan.monitoring.devices.public import GatewayDevice

DEFAULT_PORT, DEFAULT_UNIT = 502, 1
DEFAULT_TIMEOUT_S, LONGEST_TIMEOUT_S = 3.0, 30.0
BACK_OFF_FIRST_S, BACK_OFF_MOST_S = 1.0, 60.0
#: Requests in a row without an answer, after which the connection itself is doubted.
SILENT_IN_A_ROW = 2
SHORTEST_PERIOD_S = 0.1


class BadConnection(ValueError):
    """The registry does not say how the device is reached."""


@dataclass(frozen=True, slots=True)
class Target:
    """How one device is asked."""

    endpoint: Endpoint
    unit: int
    timeout_s: float
    is_joined: bool

    @classmethod
    def parse(cls, connection: Mapping[str, Any]) -> Target:
        """Read ``{"host": …, "port": 502, "unit": 1, "timeout_s": 3, "joined": true}``."""
        host = connection.get("host")
        port = connection.get("port", DEFAULT_PORT)
        unit = connection.get("unit", DEFAULT_UNIT)
        timeout_s = connection.get("timeout_s", DEFAULT_TIMEOUT_S)
        if not isinstance(host, str) or not host.strip():
            raise BadConnection("no host")
        if type(port) is not int or not 0 < port < 65536:
            raise BadConnection("port: not 1 to 65535")
        if type(unit) is not int or not 0 <= unit <= 255:
            raise BadConnection("unit: not 0 to 255")
        if type(timeout_s) not in (int, float) or not 0 < timeout_s <= LONGEST_TIMEOUT_S:
            raise BadConnection(f"timeout_s: not up to {LONGEST_TIMEOUT_S:.0f}")
        endpoint = Endpoint(host.strip(), port)
        return cls(endpoint, unit, float(timeout_s), connection.get("joined") is not False)


def back_off(failures: int) -> float:
    """How long to leave a device alone after so many failures; spread, so that not all come."""
    # A large number of failures must not overflow.
    pause: float = min(BACK_OFF_MOST_S, BACK_OFF_FIRST_S * 2 ** min(failures - 1, 10))
    return pause * random.uniform(0.8, 1.2)


@dataclass(slots=True)
class Polled:
    """A device in the poller's hands."""

    device: GatewayDevice
    target: Target
    reads: list[Read]
    due: float = 0.0
    failures: int = 0
    is_heard: bool = False

    @property
    def period_s(self) -> float:
        """How often it is asked."""
        return max(self.device.period_s, SHORTEST_PERIOD_S)

    def schedule(self, now: float) -> None:
        """Set the next turn on the grid of the period; turns that were missed are left out."""
        missed = max(0, math.floor((now - self.due) / self.period_s))
        self.due += (missed + 1) * self.period_s


def prepare(device: GatewayDevice, context: GatewayContext) -> Polled | None:
    """Make a device ready to be asked; what its entry lacks is counted with an example."""
    try:
        target = Target.parse(device.connection)
    except BadConnection as error:
        context.stats.refuse("connection", str(error).encode(), device.code)
        return None
    wanted: list[Wanted] = []
    for number, point in enumerate(device.points):
        try:
            wanted.append(Wanted(number, parse_address(point.source)))
        except BadAddress as error:
            context.stats.refuse("address", str(error).encode(), f"{device.code}/{point.key}")
    return Polled(device, target, list(plan_reads(wanted, is_joined=target.is_joined)))


class LinePoller:
    """Asks the devices behind one address."""

    def __init__(self, context: GatewayContext, outbox: Outbox, endpoint: Endpoint) -> None:
        self.context = context
        self.outbox = outbox
        self.line = Line(endpoint)
        self.devices: dict[str, Polled] = {}
        self.failures = 0
        self._silent = 0
        self._changed = asyncio.Event()

    def replace(self, devices: Mapping[str, Polled]) -> None:
        """Take a new state of the registry; devices that stay keep their turn."""
        now = time.monotonic()
        for code, polled in self.devices.items():
            if code not in devices:
                self._lost(polled)
        kept: dict[str, Polled] = {}
        for number, (code, polled) in enumerate(devices.items()):
            former = self.devices.get(code)
            if former is not None:
                polled.due, polled.failures = former.due, former.failures
                polled.is_heard = former.is_heard
                if former.device == polled.device:
                    polled.reads = former.reads  # with what was learned of its holes
            else:
                # Spread over the period: not all at once.
                polled.due = now + number * 0.618 % 1.0 * min(polled.period_s, 5.0)
            kept[code] = polled
        self.devices = kept
        self._changed.set()

    async def run(self) -> None:
        """Ask until cancelled."""
        try:
            while True:
                polled = min(self.devices.values(), key=lambda one: one.due, default=None)
                wait_s = 60.0 if polled is None else polled.due - time.monotonic()
                if wait_s > 0:
                    self._changed.clear()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), wait_s)
                elif polled is not None:
                    await self._turn(polled)
        finally:
            self.line.close()
            for polled in self.devices.values():
                self._lost(polled)

    async def _turn(self, polled: Polled) -> None:
        """One device's turn."""
        if not self.line.is_connected and not await self._connect(polled):
            return
        polled.schedule(time.monotonic())
        try:
            samples = await self._ask(polled)
        except Silent:
            self.context.stats.refuse("no_answer", b"", polled.device.code)
            self._failed(polled)
            self._silent += 1
            if self._silent >= SILENT_IN_A_ROW:
                self._silent = 0
                self.line.close()
        except Broken as error:
            example = self.line.malformed
            reason = "malformed" if example else "connection_lost"
            self.context.stats.refuse(reason, example or str(error).encode(), polled.device.code)
            self.line.close()
            self._failed(polled)
        else:
            self._silent = 0
            polled.failures = 0
            if not polled.is_heard:
                polled.is_heard = True
                self.context.stats.device_came(polled.device.identity)
            self.outbox.put(polled.device.code, samples)

    async def _connect(self, polled: Polled) -> bool:
        stats = self.context.stats
        if await self.line.connect(polled.target.timeout_s):
            self.failures = 0
            stats.connections_total += 1
            return True
        self.failures += 1
        stats.refuse("no_connection", str(self.line.endpoint).encode(), polled.device.code)
        pause = time.monotonic() + back_off(self.failures)
        for one in self.devices.values():
            self._lost(one)
            one.due = max(one.due, pause)
        return False

    def _failed(self, polled: Polled) -> None:
        """A device gave no readings: it is gone, and asked again after a while."""
        polled.failures += 1
        polled.due = max(polled.due, time.monotonic() + back_off(polled.failures))
        self._lost(polled)

    def _lost(self, polled: Polled) -> None:
        if polled.is_heard:
            polled.is_heard = False
            self.context.stats.device_left(polled.device.identity)

    async def _ask(self, polled: Polled) -> list[Sample]:
        """Send all requests of a device; an exception costs the points it was about."""
        samples: list[Sample] = []
        waiting = list(polled.reads)
        done: list[Read] = []
        while waiting:
            read = waiting.pop(0)
            try:
                answer = await self.line.read(polled.target.unit, read, polled.target.timeout_s)
                self.context.stats.frame(self.line.bytes_in)
                values = dict(read.values(answer))
            except Refused as error:
                self.context.stats.frame(self.line.bytes_in)
                parts = read.split() if error.code in (ILLEGAL_ADDRESS, ILLEGAL_VALUE) else ()
                if parts:
                    # Some devices have holes: ask for the halves, and remember that.
                    waiting[:0] = parts
                    continue
                self.context.stats.refuse(
                    f"exception_{error.code}", str(read.start).encode(), polled.device.code
                )
                values = {one.number: math.nan for one in read.wanted}
            done.append(read)
            at_ms = time.time_ns() // 1_000_000
            samples += [self._sample(polled, n, value, at_ms) for n, value in values.items()]
        polled.reads = done
        return samples

    @staticmethod
    def _sample(polled: Polled, number: int, value: float, at_ms: int) -> Sample:
        point = polled.device.points[number]
        measured = value * point.scale + point.offset
        if not math.isfinite(measured):
            return Sample(point.key, at_ms, None, BAD)
        return Sample(point.key, at_ms, measured)


@dataclass(slots=True)
class Poller:
    """All lines; follows the registry."""

    context: GatewayContext
    outbox: Outbox
    lines: dict[Endpoint, tuple[LinePoller, asyncio.Task[None]]] = field(default_factory=dict)

    async def run(self) -> None:
        """Ask all devices until told to stop."""
        directory = self.context.directory
        self.outbox.start()
        self.context.stats.is_listening = True
        version = -1
        try:
            while not self.context.stopping.is_set():
                if directory.version != version:
                    version = directory.version
                    await self.refresh()
                self._revive()
                self.context.stats.connections = sum(
                    line.line.is_connected for line, _task in self.lines.values()
                )
                await directory.wait_changed(version, timeout_s=0.5)
        finally:
            await end_tasks(task for _line, task in self.lines.values())
            await self.outbox.stop()
            self.context.stats.is_listening = False

    async def refresh(self) -> None:
        """Start, change and end lines so that they are those of the registry."""
        wanted: dict[Endpoint, dict[str, Polled]] = {}
        for device in self.context.directory.devices():
            polled = prepare(device, self.context)
            if polled is not None and polled.reads:
                wanted.setdefault(polled.target.endpoint, {})[device.code] = polled
        gone = [self.lines.pop(endpoint)[1] for endpoint in self.lines.keys() - wanted.keys()]
        await end_tasks(gone)
        for endpoint, devices in wanted.items():
            if endpoint not in self.lines:
                line = LinePoller(self.context, self.outbox, endpoint)
                line.replace(devices)
                self.lines[endpoint] = (line, asyncio.create_task(line.run()))
            else:
                self.lines[endpoint][0].replace(devices)

    def _revive(self) -> None:
        """Start a line again that ended by a fault of ours; the fault is counted and shown."""
        for endpoint, (line, task) in list(self.lines.items()):
            if not task.done():
                continue
            error = None if task.cancelled() else task.exception()
            if error is not None:
                self.context.stats.faults += 1
                self.context.stats.last_fault = f"{type(error).__name__}: {error}"[:300]
                self.context.say.error("line %s stumbled", endpoint, exc_info=error)
            fresh = LinePoller(self.context, self.outbox, endpoint)
            fresh.replace(line.devices)
            self.lines[endpoint] = (fresh, asyncio.create_task(fresh.run()))
