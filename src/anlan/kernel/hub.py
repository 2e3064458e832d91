"""The live hub of a web process: one LISTEN connection, many browsers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
from django.db import connections

from anlan.kernel.actor import Actor
from anlan.kernel.live import CHANNEL, may_receive

log = logging.getLogger("anlan.live")
#: A browser that lags this far behind reloads instead of catching up.
QUEUE_LENGTH = 500

Message = dict[str, Any]


@dataclass(eq=False)
class Subscriber:
    """One open stream: what it asked for and what waits to be sent."""

    topics: set[str]
    actor: Actor
    queue: asyncio.Queue[Message | None] = field(
        default_factory=lambda: asyncio.Queue(QUEUE_LENGTH)
    )

    def offer(self, message: Message | None) -> None:
        """Queue a message; when full, drop all and ask for a reload."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)


class Hub:
    """Fans database notifications out to subscribers of this event loop."""

    def __init__(self) -> None:
        self._subscribers: set[Subscriber] = set()
        self._listener: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def subscribe(
        self, topics: set[str], actor: Actor
    ) -> AsyncIterator[asyncio.Queue[Message | None]]:
        """Receive messages of ``topics`` that ``actor`` may see, until the block ends."""
        subscriber = Subscriber(topics, actor)
        self._subscribers.add(subscriber)
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        try:
            yield subscriber.queue
        finally:
            self._subscribers.discard(subscriber)

    def deliver(self, payload: str) -> None:
        """Hand one notification to everybody it concerns."""
        message = orjson.loads(payload)
        for subscriber in list(self._subscribers):
            if message["topic"] in subscriber.topics and may_receive(subscriber.actor, message):
                subscriber.offer(message)

    async def _listen(self) -> None:
        """Keep a LISTEN connection open; after a break ask every page to reload what it shows."""
        parameters = connections["default"].get_connection_params()
        wanted = ("dbname", "user", "password", "host", "port")
        dsn = {k: v for k, v in parameters.items() if k in wanted and v}
        pause = 0.2
        first = True
        while self._subscribers:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **dsn, autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    if not first:
                        for subscriber in list(self._subscribers):
                            subscriber.offer(None)
                    first, pause = False, 0.2
                    while self._subscribers:
                        async for notice in connection.notifies(timeout=30):
                            self.deliver(notice.payload)
            except (psycopg.Error, OSError) as error:
                log.warning("live connection lost: %s", error)
                first = False
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)


hub = Hub()
