"""Test kit of the gateways: fakes, a listener on a free port, and the fuzz harness.

A protocol that listens on TCP gives a ``FuzzTarget`` named ``FUZZ`` in its own ``testing.py``; its
test and ``fuzz_gateway NAME --seconds 3600`` both use it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.integrations.gateway.contracts import (
    BadFrame,
    ForwardingFailed,
    Gateway,
    GatewayContext,
    Sample,
)
from anlan.integrations.gateway.directory import Directory
from anlan.integrations.gateway.registry import find_gateway
from anlan.integrations.gateway.stats import GatewayStats
from anlan.monitoring.devices.contracts import GatewayDevice, GatewayPoint

FakeDirectory = Directory


class FakeForwarder:
    """Keeps what it is given. ``is_away``: every forward fails, as without a broker."""

    def __init__(self, *, keep: bool = True, delay_s: float = 0.0) -> None:
        self.samples: list[tuple[str, Sample]] = []
        self.forwards = 0
        self.readings = 0
        self.is_away = False
        self.keep = keep
        self.delay_s = delay_s

    async def forward(self, device_code: str, samples: Sequence[Sample]) -> None:
        """Take the samples, or fail."""
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        if self.is_away:
            raise ForwardingFailed("the broker is away")
        self.forwards += 1
        self.readings += len(samples)
        if self.keep:
            self.samples += [(device_code, sample) for sample in samples]

    def of(self, device_code: str) -> list[Sample]:
        """Return what was forwarded for one device."""
        return [sample for code, sample in self.samples if code == device_code]


def make_device(
    code: str,
    points: Mapping[str, str] | Iterable[str] = (),
    *,
    identity: str = "",
    connection: Mapping[str, Any] | None = None,
    period_s: float = 10.0,
    quantity: str = "other",
    scale: float = 1.0,
    offset: float = 0.0,
) -> GatewayDevice:
    """A device of the registry; ``points`` are keys, or addresses in the protocol by key."""
    sources = dict(points) if isinstance(points, Mapping) else {key: key for key in points}
    return GatewayDevice(
        code=code,
        identity=identity or code,
        connection=connection or {},
        period_s=period_s,
        points=tuple(
            GatewayPoint(key=key, source=source, quantity=quantity, scale=scale, offset=offset)
            for key, source in sources.items()
        ),
    )


def make_context(
    devices: Iterable[GatewayDevice] = (), forwarder: FakeForwarder | None = None, **options: Any
) -> GatewayContext:
    """A context with fakes; to be made inside the event loop."""
    return GatewayContext(
        forwarder=forwarder or FakeForwarder(),
        directory=FakeDirectory(devices),
        stopping=asyncio.Event(),
        stats=GatewayStats(),
        say=logging.getLogger("anlan.gateway.test"),
        port=0,
        options=options,
    )


@dataclass(slots=True)
class Listening:
    """A gateway at work in a test."""

    context: GatewayContext
    forwarder: FakeForwarder
    task: asyncio.Future[None]

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self.context.stats.port is not None
        return self.context.stats.port

    @property
    def stats(self) -> GatewayStats:
        """Its counters."""
        return self.context.stats

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection to it."""
        return await asyncio.open_connection("127.0.0.1", self.port)


@contextlib.asynccontextmanager
async def listening(
    gateway: Gateway | str,
    devices: Iterable[GatewayDevice] = (),
    forwarder: FakeForwarder | None = None,
    **options: Any,
) -> AsyncIterator[Listening]:
    """Run a gateway on a free port; ``limits=Limits(…)`` may be given."""
    found = find_gateway(gateway) if isinstance(gateway, str) else gateway
    assert found is not None, f"no gateway {gateway!r}"
    forwarder = forwarder or FakeForwarder()
    context = make_context(devices, forwarder, **options)
    task = asyncio.ensure_future(found.run(context))
    try:
        for _attempt in range(500):
            if context.stats.is_listening or task.done():
                break
            await asyncio.sleep(0.01)
        if task.done():
            await task
        yield Listening(context, forwarder, task)
    finally:
        context.stopping.set()
        await asyncio.wait_for(task, 10)


# Fuzzing ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FuzzTarget:
    """What the harness must know of a protocol that listens on TCP."""

    name: str
    #: Good frames; the first must be forwarded or answered whenever it is sent.
    corpus: Sequence[bytes]
    devices: Sequence[GatewayDevice] = ()
    #: Makes length and checksum of a damaged frame right again, so that its content is read.
    repair: Callable[[bytes], bytes] | None = None
    #: The codec alone; may raise ``BadFrame`` and nothing else.
    decode: Callable[[bytes], object] | None = None
    #: Bytes that mean something in this protocol.
    special: Sequence[bytes] = ()


@dataclass(slots=True)
class FuzzReport:
    """What a fuzzing run found."""

    name: str
    seconds: float = 0.0
    connections: int = 0
    frames: int = 0
    bytes_sent: int = 0
    decoded: int = 0
    forwarded: int = 0
    refused: int = 0
    probes: int = 0
    rss_before_kb: int = 0
    rss_after_kb: int = 0
    #: Processor time of the slowest request, where requests are answered one by one. [s]
    slowest_s: float = 0.0
    crashes: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def crash(self, what: str) -> None:
        """Note a crash; a hundred are enough."""
        if len(self.crashes) < 100:
            self.crashes.append(what)

    def __str__(self) -> str:
        reasons = ", ".join(f"{reason} {number}" for reason, number in self.reasons.most_common(12))
        lines = [
            f"{self.name}: {self.seconds:.0f} s, {self.connections} connections, "
            f"{self.frames} frames to the listener ({self.bytes_sent} bytes), "
            f"{self.decoded} to the codec alone",
            f"forwarded {self.forwarded}, refused {self.refused} ({reasons})",
            f"probes answered {self.probes}; crashes {len(self.crashes)}; "
            f"RSS {self.rss_before_kb} kB before, {self.rss_after_kb} kB after",
        ]
        if self.slowest_s:
            lines.append(f"slowest {self.slowest_s:.2f} s of processor time")
        return "\n".join([*lines, *self.crashes[:20]])


def rss_kb() -> int:
    """Resident memory of this process. [kB]"""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def mutate(chance: random.Random, target: FuzzTarget) -> bytes:
    """Damage a good frame, or make one up."""
    frame = bytearray(chance.choice(target.corpus))
    for _change in range(chance.choice((0, 1, 1, 1, 2, 3, 8))):
        here = chance.randrange(len(frame) + 1)
        there = min(len(frame), here + chance.choice((1, 1, 2, 4, 16, 64)))
        match chance.randrange(9):
            case 0:
                frame[here:there] = b""
            case 1:
                frame[here:here] = chance.randbytes(chance.choice((1, 2, 4, 32, 300)))
            case 2:
                frame[here:there] = chance.randbytes(there - here)
            case 3 if here < len(frame):
                frame[here] ^= 1 << chance.randrange(8)
            case 4:
                frame[here:here] = frame[here:there] * chance.choice((1, 2, 50))
            case 5:
                other = chance.choice(target.corpus)
                frame[here:] = other[chance.randrange(len(other) + 1) :]
            case 6 if target.special:
                frame[here:there] = chance.choice(target.special)
            case 7:
                frame[here:there] = chance.choice((b"\x00", b"\xff", b"\x7f", b"9", b"-")) * (
                    there - here
                )
            case 8 if len(frame) > 1:
                del frame[chance.randrange(1, len(frame)) :]
    made = bytes(frame[:100_000])
    if target.repair is not None and chance.random() < 0.6:
        made = target.repair(made)
    return made


def fuzz(
    target: FuzzTarget, *, seconds: float, seed: int = 1, clients: int = 4, gateway: str = ""
) -> FuzzReport:
    """Attack a gateway for a while; every crash is told with the bytes that caused it."""
    return asyncio.run(_fuzz(target, seconds, seed, clients, gateway or target.name))


async def _fuzz(
    target: FuzzTarget, seconds: float, seed: int, clients: int, gateway: str
) -> FuzzReport:
    from anlan.integrations.gateway.tcp import Limits

    report = FuzzReport(target.name)
    limits = Limits(frame_within_s=2.0, idle_s=10.0)
    logging.getLogger("anlan.gateway.test").setLevel(logging.CRITICAL)
    began = time.monotonic()
    until = began + seconds
    warm_until = began + min(seconds / 4, 20.0)
    forwarder = FakeForwarder(keep=False)
    async with listening(gateway, target.devices, forwarder, limits=limits) as found:
        await _probe(target, found, report)
        workers = [
            asyncio.create_task(
                _attack(random.Random(seed * 1000 + n), target, found, report, until)
            )
            for n in range(clients)
        ]
        checks = asyncio.create_task(_check(target, found, report, until, warm_until))
        await asyncio.gather(*workers, checks)
        await _probe(target, found, report)
        if found.task.done():
            report.crashes.append("the listener ended")
        stats = found.stats
        if stats.faults:
            report.crashes.append(f"{stats.faults} faults in the gateway, last: {stats.last_fault}")
        if stats.connections > 2:
            await asyncio.sleep(0.2)
            if stats.connections > 2:
                report.crashes.append(f"{stats.connections} connections were never closed")
        report.refused = stats.refused_total
        report.reasons = Counter(stats.refused)
        report.forwarded = forwarder.readings
    gc.collect()
    report.rss_after_kb = rss_kb()
    report.rss_before_kb = report.rss_before_kb or report.rss_after_kb
    report.seconds = time.monotonic() - began
    return report


async def _check(
    target: FuzzTarget, found: Listening, report: FuzzReport, until: float, warm_until: float
) -> None:
    """Now and then: is a good frame still served? And note the memory once everything is warm."""
    while (now := time.monotonic()) < until:
        await asyncio.sleep(min(1.0, max(until - now, 0.0)))
        await _probe(target, found, report)
        if not report.rss_before_kb and time.monotonic() >= warm_until:
            gc.collect()
            report.rss_before_kb = rss_kb()


async def _probe(target: FuzzTarget, found: Listening, report: FuzzReport) -> None:
    """Send a good frame on a fresh connection; it must be forwarded or answered."""
    before = found.forwarder.forwards
    try:
        reader, writer = await found.connect()
        writer.write(target.corpus[0])
        async with asyncio.timeout(15):
            answered = await reader.read(1)
            while not answered and found.forwarder.forwards == before:
                await asyncio.sleep(0.01)
        writer.close()
    except (OSError, TimeoutError) as error:
        report.crashes.append(f"a good frame was not served: {type(error).__name__} {error}")
    else:
        report.probes += 1


async def _attack(
    chance: random.Random, target: FuzzTarget, found: Listening, report: FuzzReport, until: float
) -> None:
    """Connect, send damage in pieces of every size, leave politely or not; again and again."""
    while time.monotonic() < until:
        _attack_codec(chance, target, report)
        try:
            reader, writer = await found.connect()
        except OSError as error:
            report.crashes.append(f"no connection: {error}")
            await asyncio.sleep(0.5)
            continue
        report.connections += 1
        drain = asyncio.create_task(_swallow(reader))
        try:
            for _message in range(chance.choice((1, 3, 10, 40))):
                frame = mutate(chance, target)
                report.frames += 1
                report.bytes_sent += len(frame)
                for piece in _pieces(chance, frame):
                    writer.write(piece)
                    await writer.drain()
                    if chance.random() < 0.02:
                        await asyncio.sleep(0)
            if chance.random() < 0.3:
                writer.transport.abort()
            elif writer.can_write_eof():
                writer.write_eof()
                async with asyncio.timeout(3):
                    await drain
        except (OSError, TimeoutError):
            pass  # it may close the connection on us
        finally:
            drain.cancel()
            writer.close()


def _attack_codec(chance: random.Random, target: FuzzTarget, report: FuzzReport) -> None:
    if target.decode is None:
        return
    for _time in range(20):
        frame = mutate(chance, target)
        report.decoded += 1
        try:
            target.decode(frame)
        except BadFrame:
            pass
        except Exception as error:
            if len(report.crashes) < 100:
                report.crashes.append(
                    f"codec: {type(error).__name__}: {error} from {frame[:400].hex()}"
                )


def _pieces(chance: random.Random, frame: bytes) -> Iterable[bytes]:
    """Cut a frame into one, a few, or single bytes."""
    match chance.randrange(12):
        case 0:
            return [frame[n : n + 1] for n in range(min(len(frame), 300))]
        case 1 | 2 | 3:
            cut = chance.randrange(len(frame) + 1)
            return [frame[:cut], frame[cut:]]
        case _:
            return [frame]


async def _swallow(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(65536):
            pass
