"""A TCP listener for device protocols that hostile, broken and slow peers cannot stop.

``frames(buffer)`` takes whole frames out of the buffer and drops what cannot be one (raising
``BadFrame`` after dropping it is fine); ``session(peer)`` handles the frames of one connection, one
after the other. Whatever either raises is counted with the bytes that caused it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from anlan.integrations.gateway.contracts import BadFrame, ForwardingFailed, GatewayContext
from anlan.integrations.gateway.stats import EXAMPLE_BYTES

READ_BYTES = 64 * 1024
BACKLOG = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one listener puts up with. All of it is the platform's own, not a standard's."""

    #: Bytes that may wait for the end of a frame; beyond, they are dropped.
    largest_buffer: int = 64 * 1024
    #: Silence after which a connection is closed. [s]
    idle_s: float = 900.0
    #: Time from the first byte of a frame to its last: slower is no device. [s]
    frame_within_s: float = 30.0
    #: Time for one answer to be taken by the peer. [s]
    write_within_s: float = 10.0
    most_per_address: int = 2_000
    most_connections: int = 20_000
    #: Refused frames without a good one in between; more closes the connection.
    most_refused_in_a_row: int = 100


class Peer:
    """The other end of a connection, as a session sees it."""

    def __init__(
        self, context: GatewayContext, writer: asyncio.StreamWriter, limits: Limits
    ) -> None:
        name = writer.get_extra_info("peername")
        self.context = context
        self.address: str = str(name[0]) if name else ""
        self.port: int = int(name[1]) if name else 0
        self.identity = ""
        self.is_closing = False
        self._writer = writer
        self._limits = limits

    def __str__(self) -> str:
        return f"{self.address}:{self.port}"

    def identify(self, identity: str) -> None:
        """Say which registered device speaks; shown as connected until it leaves."""
        if identity == self.identity:
            return
        self.forget()
        self.identity = identity
        self.context.stats.device_came(identity)

    def forget(self) -> None:
        """The device is no longer connected here."""
        if self.identity:
            self.context.stats.device_left(self.identity)
            self.identity = ""

    async def send(self, data: bytes) -> None:
        """Send bytes; a peer that does not take them in time loses the connection."""
        if self.is_closing:
            return
        try:
            self._writer.write(data)
            async with asyncio.timeout(self._limits.write_within_s):
                await self._writer.drain()
        except (TimeoutError, OSError):
            self.close()
        else:
            self.context.stats.answers += 1

    def close(self) -> None:
        """End the connection after the present frame."""
        self.is_closing = True


class Session(Protocol):
    """Handles the frames of one connection."""

    async def handle(self, frame: bytes) -> None:
        """Take one frame. ``BadFrame``: refused and counted; ``ForwardingFailed``: not answered."""

    async def ended(self) -> None:
        """The connection is over."""


Splitter = Callable[[bytearray], Iterator[bytes]]


class TcpListener:
    """One listening port and its connections."""

    def __init__(
        self,
        context: GatewayContext,
        *,
        frames: Splitter,
        session: Callable[[Peer], Session],
        limits: Limits | None = None,
    ) -> None:
        self.context = context
        self.limits = limits or Limits()
        self._frames = frames
        self._session = session
        self._per_address: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, port: int) -> None:
        """Listen until ``context.stopping``; raises ``OSError`` when the port cannot be had."""
        context = self.context
        server = await asyncio.start_server(
            self._accept, context.host, port, limit=READ_BYTES, backlog=BACKLOG
        )
        context.stats.port = server.sockets[0].getsockname()[1]
        context.stats.is_listening = True
        try:
            await context.stopping.wait()
        finally:
            context.stats.is_listening = False
            server.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection within the limits; never raises."""
        stats = self.context.stats
        peer = Peer(self.context, writer, self.limits)
        here = self._per_address.get(peer.address, 0)
        if stats.connections >= self.limits.most_connections:
            stats.refuse("too_many_connections", peer=str(peer))
            writer.transport.abort()
            return
        if here >= self.limits.most_per_address:
            stats.refuse("too_many_from_address", peer=str(peer))
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._per_address[peer.address] = here + 1
        stats.connections += 1
        stats.connections_total += 1
        try:
            await self._converse(reader, writer, peer)
        except asyncio.CancelledError:
            pass  # the listener stops
        except OSError:
            pass  # the peer went away
        except Exception as error:
            self._fault(error, b"", peer)
        finally:
            peer.forget()
            stats.connections -= 1
            self._tasks.discard(task)
            left = self._per_address[peer.address] - 1
            if left:
                self._per_address[peer.address] = left
            else:
                del self._per_address[peer.address]
            with contextlib.suppress(Exception):
                writer.close()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: Peer
    ) -> None:
        """Read, split, handle, until either side has enough."""
        raw = writer.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        session = self._session(peer)
        try:
            await self._read_frames(reader, peer, session)
        finally:
            await session.ended()

    async def _read_frames(
        self, reader: asyncio.StreamReader, peer: Peer, session: Session
    ) -> None:
        limits, stats = self.limits, self.context.stats
        loop = asyncio.get_running_loop()
        buffer = bytearray()
        begun_at: float | None = None  # when the first byte of the unfinished frame came
        refused_in_a_row = 0
        while not peer.is_closing:
            wait_s = limits.idle_s
            if begun_at is not None:
                wait_s = begun_at + limits.frame_within_s - loop.time()
            try:
                async with asyncio.timeout(max(wait_s, 0.0)):
                    data = await reader.read(READ_BYTES)
            except TimeoutError:
                reason = "idle" if begun_at is None else "too_slow"
                if begun_at is not None:
                    stats.refuse(reason, bytes(buffer[:EXAMPLE_BYTES]), str(peer))
                return
            if not data:
                if buffer:
                    stats.refuse("cut_off", bytes(buffer[:EXAMPLE_BYTES]), str(peer))
                return
            buffer += data
            good, bad = await self._take_frames(buffer, peer, session)
            refused_in_a_row = bad if good else refused_in_a_row + bad
            if refused_in_a_row > limits.most_refused_in_a_row:
                stats.refuse("not_this_protocol", data[:EXAMPLE_BYTES], str(peer))
                return
            if len(buffer) > limits.largest_buffer:
                stats.refuse("too_large", bytes(buffer[:EXAMPLE_BYTES]), str(peer))
                buffer.clear()
            if not buffer:
                begun_at = None
            elif begun_at is None or good:
                begun_at = loop.time()

    async def _take_frames(
        self, buffer: bytearray, peer: Peer, session: Session
    ) -> tuple[int, int]:
        """Handle every whole frame; returns how many were good and how many refused."""
        good = bad = 0
        while buffer and not peer.is_closing:
            if bad > self.limits.most_refused_in_a_row:
                buffer.clear()
                break
            before = len(buffer)
            try:
                for frame in self._frames(buffer):
                    if await self._handle(frame, peer, session):
                        good += 1
                    else:
                        bad += 1
                    if peer.is_closing:
                        break
                return good, bad
            except BadFrame as error:
                bad += 1
                example = error.example or bytes(buffer[:EXAMPLE_BYTES])
                self.context.stats.refuse(error.reason, example, str(peer))
            except Exception as error:
                bad += 1
                self._fault(error, bytes(buffer[:EXAMPLE_BYTES]), peer)
                if len(buffer) >= before:
                    buffer.clear()
            if len(buffer) >= before:
                return good, bad  # no progress: wait for more
        return good, bad

    async def _handle(self, frame: bytes, peer: Peer, session: Session) -> bool:
        """Give one frame to the session; tells whether it was understood."""
        stats = self.context.stats
        try:
            await session.handle(frame)
        except BadFrame as error:
            stats.refuse(error.reason, error.example or frame, str(peer))
            return False
        except ForwardingFailed:
            stats.unconfirmed += 1
        except (OSError, asyncio.IncompleteReadError):
            peer.close()
        except Exception as error:
            self._fault(error, frame, peer)
            return False
        stats.frame(len(frame))
        return True

    def _fault(self, error: Exception, example: bytes, peer: Peer) -> None:
        """Count an error of ours; the first of a kind is written to the log in full."""
        stats = self.context.stats
        stats.faults += 1
        text = f"{type(error).__name__}: {error}"[:300]
        level = logging.ERROR if stats.last_fault != text else logging.DEBUG
        stats.last_fault = text
        stats.refuse("fault", example, str(peer))
        self.context.say.log(level, "gateway fault at %s: %s", peer, text, exc_info=error)


async def serve_tcp(
    context: GatewayContext,
    port: int,
    *,
    frames: Splitter,
    session: Callable[[Peer], Session],
    limits: Limits | None = None,
) -> None:
    """Listen on ``port`` until the context stops. See the module's description.

    ``context.options["limits"]`` wins over the protocol's own ``limits``.
    """
    limits = context.options.get("limits", limits)
    await TcpListener(context, frames=frames, session=session, limits=limits).serve(port)
