"""Test kit: a server on a free port, a line that damages what it says, and the attack."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import multiprocessing
import random
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from asyncua import ua
from asyncua.common.utils import Buffer
from asyncua.server.server import Server as UaServer
from asyncua.ua.ua_binary import struct_from_binary, struct_to_binary

from anlan.integrations.gateway.hostile import damaged_line
from anlan.integrations.gateway.public import GatewayContext, Outbox
from anlan.integrations.gateway.testing import (
    FakeForwarder,
    FuzzReport,
    make_context,
    make_device,
    rss_kb,
)
from anlan.integrations.mqtt.testing import free_port
from anlan.integrations.opcua import connection, session
from anlan.integrations.opcua.session import Sessions
from anlan.integrations.opcua.simulator import make_server, show
from anlan.integrations.opcua.values import NodeAddress, parse_node, read_value


@dataclass(slots=True)
class Plant:
    """A running server; ``show`` changes a variable."""

    server: UaServer
    url: str
    nodes: dict[NodeAddress, ua.NodeId]
    loop: asyncio.AbstractEventLoop

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.split(":")[2].split("/")[0])

    async def show(self, written: str, value: float, **other: object) -> None:
        """Let a node show a value; may be called from another event loop than the server's."""
        node_id = self.nodes[parse_node(written)]
        showing = show(self.server, node_id, value, **other)  # type: ignore[arg-type]
        if self.loop is asyncio.get_running_loop():
            await showing
        else:
            done = asyncio.run_coroutine_threadsafe(showing, self.loop)
            await asyncio.wrap_future(done)


@contextlib.asynccontextmanager
async def running_plant(
    *written: str, folder: Path | None = None, port: int = 0, session_s: float = 600.0
) -> AsyncIterator[Plant]:
    """Run a server with these nodes; it forgets a session that is silent for ``session_s``."""
    url = f"opc.tcp://127.0.0.1:{port or free_port()}/plant"
    server, nodes = await make_server(url, [parse_node(text) for text in written], folder)
    server.iserver.max_session_timeout_ms = session_s * 1000
    await server.start()
    try:
        yield Plant(server, url, nodes, asyncio.get_running_loop())
    finally:
        await server.stop()


@contextlib.contextmanager
def plant_beside(*written: str, folder: Path | None = None) -> Iterator[Plant]:
    """Run a server in a thread of its own, for many tests: it takes seconds to start."""
    ready: Future[Plant] = Future()
    stopping = threading.Event()

    async def work() -> None:
        async with running_plant(*written, folder=folder) as plant:
            ready.set_result(plant)
            while not stopping.is_set():
                await asyncio.sleep(0.05)

    thread = threading.Thread(target=lambda: asyncio.run(work()), daemon=True)
    thread.start()
    try:
        yield ready.result(60)
    finally:
        stopping.set()
        thread.join(10)


def hostile(chance: random.Random, data: bytes) -> bytes | None:
    """Damage what a server says: sizes, contents, order, an endless message, or the end."""
    if chance.random() < 0.75:
        return data
    damaged = bytearray(data)
    match chance.randrange(10):
        case 0:
            return None
        case 1:
            return chance.randbytes(chance.choice((1, 8, 24, 5_000)))
        case 2:
            damaged[4:8] = chance.choice((0, 7, 8, 1 << 16, 0x7FFFFFFF, 0xFFFFFFFF)).to_bytes(
                4, "little"
            )
        case 3:
            del damaged[chance.randrange(len(damaged)) :]
        case 4:
            return bytes(damaged) * chance.choice((2, 20))
        case 5:
            # a message of many chunks that never ends
            body = bytes(8_192)
            head = b"MSGC" + (len(body) + 24).to_bytes(4, "little") + bytes(damaged[8:24])
            return (head.ljust(24, b"\x00") + body) * 40
        case 6:
            here = chance.randrange(len(damaged))
            damaged[here:here] = chance.choice((b"\xff\xff\xff\x7f", b"\x00", b"\xff" * 9))
        case _:
            for _change in range(chance.choice((1, 1, 2, 8))):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


#: Nodes of the server behind the damaged lines.
FUZZ_NODES = ("ns=2;s=a", "ns=2;s=b", "ns=3;i=7")


def FUZZ(
    *, seconds: float, seed: int = 1, devices: int = 8, plant: Plant | None = None
) -> FuzzReport:
    """Attack the client through lines that damage; a good one beside them must be heard.

    The server is one that runs already, or one in a process of its own, whose memory is not what
    is measured.
    """
    with TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        port = plant.port if plant else stack.enter_context(_plant_apart())
        return asyncio.run(_fuzz(seconds, seed, devices, Path(folder), port, plant))


@contextlib.contextmanager
def _plant_apart() -> Iterator[int]:
    """Run a server in another process, where it changes its values by itself."""
    port = free_port()
    process = multiprocessing.get_context("fork").Process(
        target=_keep_showing, args=(port,), daemon=True
    )
    process.start()
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.join(10)


def _keep_showing(port: int) -> None:
    """Run a server whose values change all the time."""

    async def work() -> None:
        number = 0
        # Thousands of broken connections leave sessions behind; the server must not drown in them.
        async with running_plant(*FUZZ_NODES, port=port, session_s=5.0) as plant:
            while True:
                number += 1
                for written in FUZZ_NODES:
                    await plant.show(written, float(number))
                await asyncio.sleep(0.1)

    asyncio.run(work())


async def _fuzz(
    seconds: float, seed: int, devices: int, folder: Path, port: int, plant: Plant | None
) -> FuzzReport:
    report = FuzzReport("opcua")
    chance = random.Random(seed)
    names = FUZZ_NODES

    def damage(data: bytes) -> bytes | None:
        report.frames += 1
        changed = hostile(chance, data)
        report.bytes_sent += len(changed or b"")
        return changed

    former = session.BACK_OFF_FIRST_S, session.BACK_OFF_MOST_S, connection.TIMEOUT_S
    session.BACK_OFF_FIRST_S, session.BACK_OFF_MOST_S, connection.TIMEOUT_S = 0.02, 0.05, 0.5
    began = time.monotonic()
    try:
        async with contextlib.AsyncExitStack() as stack:
            lines = [
                await stack.enter_async_context(damaged_line(port, damage))
                for _number in range(devices)
            ]
            urls = [f"opc.tcp://127.0.0.1:{line.port}/plant" for line in lines]
            urls.append(f"opc.tcp://127.0.0.1:{port}/plant")
            registered = [
                make_device(
                    "GOOD" if url == urls[-1] else f"H-{number}",
                    {name: name for name in names},
                    connection={"url": url},
                    period_s=0.1,
                )
                for number, url in enumerate(urls)
            ]
            forwarder = FakeForwarder(keep=False)
            context = make_context(registered, forwarder)
            sessions = Sessions(context, Outbox(context), folder)
            task = asyncio.create_task(sessions.run())
            try:
                await _watch(report, chance, context, plant, task, began + seconds)
            finally:
                context.stopping.set()
                await asyncio.wait_for(task, 60)
            report.forwarded = forwarder.readings
            report.refused += context.stats.refused_total
            report.reasons.update(context.stats.refused)
            report.connections = sum(line.connections for line in lines)
    finally:
        session.BACK_OFF_FIRST_S, session.BACK_OFF_MOST_S, connection.TIMEOUT_S = former
    for _attempt in range(60):  # what is ending already may end
        if (leftover := len(asyncio.all_tasks()) - 1) == 0:
            break
        await asyncio.sleep(0.05)
    if leftover:
        report.crashes.append(f"{leftover} tasks were left behind")
    gc.collect()
    report.rss_after_kb = rss_kb()
    report.seconds = time.monotonic() - began
    return report


#: No answer of a server may keep the process from its work for longer. [s]
SLOWEST_ANSWER_S = 0.2


def _publication() -> bytes:
    """What a server says when values changed, as bytes."""
    items = [
        ua.MonitoredItemNotification(
            ua.UInt32(number), ua.DataValue(ua.Variant(value), ua.StatusCode(ua.UInt32(0)))
        )
        for number, value in enumerate((1.5, 7, True, "text", [1.0, 2.0], b"bytes"))
    ]
    message = ua.NotificationMessage(
        ua.UInt32(1),
        NotificationData=[ua.DataChangeNotification(MonitoredItems=items)],
    )
    response = ua.PublishResponse()
    response.Parameters = ua.PublishResult(ua.UInt32(1), NotificationMessage=message)
    return struct_to_binary(response)


PUBLICATION = _publication()


def _attack_decoder(chance: random.Random, report: FuzzReport) -> None:
    """Decode damaged publications; whatever they say, it is done soon and ends in an error."""
    for _answer in range(30):
        raw = bytearray(PUBLICATION)
        for _change in range(chance.choice((1, 2, 4))):
            here = chance.randrange(len(raw))
            raw[here : here + 4] = chance.choice(
                (b"\xff\xff\xff\x7f", b"\x00\x00\x10\x00", chance.randbytes(4), b"\x16")
            )
        report.decoded += 1
        try:
            spent = time_to_decode(bytes(raw))
            if spent > SLOWEST_ANSWER_S:
                # Python clears away its garbage at times, and that is not the answer's fault: what
                # is slow because of its content is slow again.
                report.reasons["slow_once"] += 1
                spent = min(spent, time_to_decode(bytes(raw)))
        except (MemoryError, RecursionError) as error:
            report.crash(f"decoder: {type(error).__name__} from {raw.hex()}")
            continue
        report.slowest_s = max(report.slowest_s, spent)
        if spent > SLOWEST_ANSWER_S:
            report.crash(f"decoder: {spent:.2f} s twice for {raw.hex()}")


def time_to_decode(raw: bytes) -> float:
    """Decode an answer, whatever becomes of it; returns the processor time it took. [s]"""
    began = time.process_time()
    try:
        found = struct_from_binary(ua.PublishResponse, Buffer(raw))
        for data in found.Parameters.NotificationMessage.NotificationData or ():
            for item in getattr(data, "MonitoredItems", None) or ():
                read_value(item.Value, 0)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: S110 - the library's protocol ends the connection on whatever it raises
        pass
    return time.process_time() - began


async def _watch(
    report: FuzzReport,
    chance: random.Random,
    context: GatewayContext,
    plant: Plant | None,
    task: asyncio.Task[None],
    until: float,
) -> None:
    """Change values all the time; look whether the good session lives, and note the memory."""
    warm_at = time.monotonic() + min(20.0, (until - time.monotonic()) / 4)
    number, quiet = 0, 0.0
    while time.monotonic() < until:
        number += 1
        if plant is not None:
            for written in FUZZ_NODES:
                await plant.show(written, float(number))
        _attack_decoder(chance, report)
        await asyncio.sleep(0.1)
        if context.stats.devices.get("GOOD"):
            quiet = 0.0
            report.probes += 1
        else:
            quiet += 0.1
            if quiet > 30:
                report.crashes.append("the good server is no longer heard")
                return
        if task.done():
            report.crashes.append(f"the gateway ended: {task}")
            return
        if not report.rss_before_kb and time.monotonic() >= warm_at:
            gc.collect()
            report.rss_before_kb = rss_kb()
