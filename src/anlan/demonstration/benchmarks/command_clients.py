"""Clients of the command measurement: a keep-alive connection, and people who watch a board."""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import orjson

from anlan.demonstration.benchmarks.command_world import CSRF, World, new_token

#: What a change writes on the board, so that a watcher knows it.
MARK = re.compile(rb"BENCH-\d{6}")
PATIENCE_S = 60.0
#: The server hangs up after five quiet seconds.
IDLE_S = 3.0


@dataclass
class Answer:
    """What the server said, and how long that took from here."""

    status: int
    body: Any
    request_id: str
    sent_at: float
    wall_ms: float


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[bytes, bytes]]:
    """Read the status and the headers of an answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    headers = {}
    for line in lines:
        name, _colon, value = line.partition(b":")
        headers[name.strip().lower()] = value.strip()
    return int(first.split()[1]), headers


@dataclass
class Client:
    """One officer's connection, kept open."""

    world: World
    session: str
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    used_at: float = 0.0

    async def ask(self, method: str, path: str, values: Any = None) -> Answer:
        """Ask once; anything but success is an error."""
        if self.writer is not None and time.perf_counter() - self.used_at > IDLE_S:
            self.writer.close()  # as a browser does, before the server does it
            self.writer = None
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(*self.world.address)
        assert self.reader is not None
        body = b"" if values is None else orjson.dumps(values)
        request_id = new_token()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-Id: {request_id}\r\n"
            f"Cookie: anlan_session={self.session}; anlan_csrf={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        sent_at = time.perf_counter()
        self.writer.write(head.encode() + body)
        await self.writer.drain()
        status, headers = await asyncio.wait_for(read_head(self.reader), PATIENCE_S)
        if headers.get(b"transfer-encoding") == b"chunked":
            text = b""
            while size := int(await self.reader.readline(), 16):
                text += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        else:
            text = await self.reader.readexactly(int(headers.get(b"content-length", b"0")))
        self.used_at = time.perf_counter()
        wall_ms = (self.used_at - sent_at) * 1000
        if status >= 300:
            raise RuntimeError(f"{method} {path} answered {status}: {text[:500]!r}")
        is_json = headers.get(b"content-type", b"").startswith(b"application/json")
        answer = orjson.loads(text) if is_json else None
        return Answer(status, answer, request_id, sent_at, wall_ms)

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()


@dataclass
class Arrivals:
    """When each mark was first seen by each watcher."""

    seen: dict[bytes, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    def note(self, watcher: int, text: bytes) -> None:
        """Look through what arrived."""
        now = time.perf_counter()
        for mark in set(MARK.findall(text)):
            self.seen[mark].setdefault(watcher, now)


async def watch(
    world: World, number: int, session: str, path: str, arrivals: Arrivals, ready: asyncio.Event
) -> None:
    """Keep a board open as a browser does, until cancelled."""
    reader, writer = await asyncio.open_connection(*world.address, limit=2**20)
    try:
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
            f"Cookie: anlan_session={session}\r\n\r\n"
        )
        writer.write(request.encode())
        await writer.drain()
        status, _headers = await asyncio.wait_for(read_head(reader), PATIENCE_S)
        if status != 200:
            raise RuntimeError(f"watcher {number}: {status}")
        rest = b""
        while True:
            size = int(await reader.readline(), 16)
            rest += (await reader.readexactly(size + 2))[:-2]
            if not rest.endswith(b"\n\n"):
                continue
            # The events of the stream themselves carry no words: what counts is what is shown.
            if b"event: blocks" in rest:
                arrivals.note(number, rest)
                ready.set()
            rest = b""
    finally:
        writer.close()
