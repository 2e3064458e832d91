"""Test kit: a device that answers with whatever it is told to, and the attack on the poller."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from anlan.integrations.gateway.public import GatewayContext, Outbox
from anlan.integrations.gateway.testing import (
    FakeForwarder,
    FuzzReport,
    make_context,
    make_device,
    rss_kb,
)
from anlan.integrations.modbus import poller

Answer = Callable[[bytes], bytes | None]


@dataclass(slots=True)
class FakeDevice:
    """Listens on a free port; ``answer`` makes bytes of a request, None hangs up."""

    answer: Answer
    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    keep: bool = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        try:
            while True:
                head = await reader.readexactly(6)
                request = head + await reader.readexactly(int.from_bytes(head[4:6], "big"))
                if self.keep:
                    self.requests.append(request)
                answer = self.answer(request)
                if answer is None:
                    return
                writer.write(answer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@contextlib.asynccontextmanager
async def fake_device(answer: Answer, *, keep: bool = True) -> AsyncIterator[FakeDevice]:
    """Run a fake device."""
    device = FakeDevice(answer, keep=keep)
    server = await asyncio.start_server(device.serve, "127.0.0.1", 0)
    device.port = server.sockets[0].getsockname()[1]
    try:
        yield device
    finally:
        server.close()


def good_answer(request: bytes, words: list[int] | None = None) -> bytes:
    """The answer of a device whose registers hold ``words``, counting up when not given."""
    count = int.from_bytes(request[10:12], "big")
    found = words if words is not None else [n & 0xFFFF for n in range(count)]
    if request[7] in (1, 2):
        body = b"\x55" * ((count + 7) // 8)
    else:
        body = b"".join(word.to_bytes(2, "big") for word in found)
    pdu = bytes([request[7], len(body)]) + body
    return request[:4] + (len(pdu) + 1).to_bytes(2, "big") + request[6:7] + pdu


def exception_answer(request: bytes, code: int) -> bytes:
    """An exception response."""
    return request[:4] + b"\x00\x03" + request[6:7] + bytes([request[7] | 0x80, code])


def hostile_answer(chance: random.Random, request: bytes) -> bytes | None:
    """A good answer with damage, an endless one, a wrong one, silence, or the end."""
    answer = bytearray(good_answer(request))
    match chance.randrange(14):
        case 0:
            return None
        case 1:
            return b""
        case 2:
            return chance.randbytes(chance.choice((1, 7, 8, 9, 260, 5_000)))
        case 3:
            return exception_answer(request, chance.randrange(256))
        case 4:
            return bytes(answer[: chance.randrange(len(answer))])
        case 5:
            return bytes(answer) * chance.choice((2, 3, 40))
        case 6:
            answer[chance.choice((0, 1, 6))] ^= 1 << chance.randrange(8)
        case 7:
            answer[4:6] = chance.choice((0, 1, 2, 254, 65_535)).to_bytes(2, "big")
        case 8:
            answer[8] = chance.randrange(256)
        case 9:
            answer[7] = chance.randrange(256)
        case 10:
            late = bytearray(answer)
            late[0:2] = chance.randbytes(2)
            return bytes(late) + bytes(answer)
        case 11:
            pdu = bytes([request[7], 250]) + chance.randbytes(250)
            return request[:4] + (253).to_bytes(2, "big") + request[6:7] + pdu
        case _:
            for _change in range(chance.randrange(4)):
                answer[chance.randrange(len(answer))] = chance.randrange(256)
    return bytes(answer)


def FUZZ(*, seconds: float, seed: int = 1, devices: int = 12) -> FuzzReport:
    """Attack the poller with hostile devices; a good one beside them must be read all the time."""
    return asyncio.run(_fuzz(seconds, seed, devices))


async def _fuzz(seconds: float, seed: int, devices: int) -> FuzzReport:
    report = FuzzReport("modbus")
    chance = random.Random(seed)

    def attack(request: bytes) -> bytes | None:
        answer = hostile_answer(chance, request)
        report.frames += 1
        report.bytes_sent += len(answer or b"")
        return answer

    sources = {
        "a": "holding:0:float32:le",
        "b": "holding:9:int16",
        "c": "input:0:float64",
        "d": "coil:3",
        "e": "discrete:40",
        "f": "holding:500:uint32",
    }
    pauses = poller.BACK_OFF_FIRST_S, poller.BACK_OFF_MOST_S
    poller.BACK_OFF_FIRST_S, poller.BACK_OFF_MOST_S = 0.01, 0.02
    began = time.monotonic()
    try:
        async with contextlib.AsyncExitStack() as stack:
            hostile = [
                await stack.enter_async_context(fake_device(attack, keep=False))
                for _number in range(devices)
            ]
            good = await stack.enter_async_context(fake_device(good_answer, keep=False))
            registered = [
                make_device(
                    f"H-{number}",
                    sources,
                    connection={"host": "127.0.0.1", "port": fake.port, "timeout_s": 0.05},
                    period_s=0.1,
                )
                for number, fake in enumerate(hostile)
            ]
            registered.append(
                make_device(
                    "GOOD",
                    sources,
                    connection={"host": "127.0.0.1", "port": good.port},
                    period_s=0.1,
                )
            )
            forwarder = FakeForwarder(keep=False)
            context = make_context(registered, forwarder)
            polling = poller.Poller(context, Outbox(context))
            # Every stumble of a line is a crash; seen as the faults the gateway counts.
            task = asyncio.create_task(polling.run())
            try:
                await _watch(report, context, polling, task, began + seconds)
            finally:
                context.stopping.set()
                await asyncio.wait_for(task, 20)
            report.forwarded = forwarder.readings
            report.refused = context.stats.refused_total
            report.reasons = Counter(context.stats.refused)
            report.connections = context.stats.connections_total
            if context.stats.faults:
                report.crashes.append(
                    f"{context.stats.faults} faults, last: {context.stats.last_fault}"
                )
    finally:
        poller.BACK_OFF_FIRST_S, poller.BACK_OFF_MOST_S = pauses
    gc.collect()
    report.rss_after_kb = rss_kb()
    report.seconds = time.monotonic() - began
    return report


async def _watch(
    report: FuzzReport,
    context: GatewayContext,
    polling: poller.Poller,
    task: asyncio.Task[None],
    until: float,
) -> None:
    """Look every second whether the good device is still read, and note the memory."""
    warm_at = time.monotonic() + min(20.0, (until - time.monotonic()) / 4)
    quiet = 0
    while time.monotonic() < until:
        await asyncio.sleep(min(1.0, max(0.05, until - time.monotonic())))
        good = [
            line.devices["GOOD"] for line, _task in polling.lines.values() if "GOOD" in line.devices
        ]
        if good and good[0].is_heard:
            quiet = 0
            report.probes += 1
        else:
            quiet += 1
            if quiet == 15:
                report.crashes.append("the good device is no longer read")
        if task.done():
            report.crashes.append("the gateway ended")
            return
        if not report.rss_before_kb and time.monotonic() >= warm_at:
            gc.collect()
            report.rss_before_kb = rss_kb()


async def until_true(condition: Callable[[], object], *, within_s: float = 5.0) -> bool:
    """Wait for something; tells whether it came."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if condition():
            return True
        await asyncio.sleep(0.01)
    return bool(condition())
