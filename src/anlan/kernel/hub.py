"""The live hub of a web process: one LISTEN connection, many browsers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
from asgiref.sync import sync_to_async
from django.db import connections

from anlan.kernel.actor import Actor
from anlan.kernel.feeds import QUEUE_LENGTH, Feed, Queue, frame, offer
from anlan.kernel.live import CHANNEL, SharedView, may_receive
from anlan.kernel.sessions import give_back_sessions

log = logging.getLogger("anlan.live")

Message = dict[str, Any]


@dataclass(eq=False)
class Subscriber:
    """One open stream: what it asked for and what waits to be sent."""

    topics: set[str]
    actor: Actor
    queue: Queue = field(default_factory=lambda: asyncio.Queue(QUEUE_LENGTH))

    def offer(self, message: bytes | None) -> None:
        """Queue a message; when full, drop all and ask for a reload."""
        offer(self.queue, message)


def _open_feed(name: str, view: SharedView, language: str) -> Feed:
    try:
        return Feed(name, view, language)
    finally:
        give_back_sessions()


class Hub:
    """Fans database notifications out to subscribers of this event loop."""

    def __init__(self) -> None:
        self._subscribers: set[Subscriber] = set()
        self._feeds: dict[tuple[str, str], Feed] = {}
        self._listener: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def subscribe(
        self,
        topics: set[str],
        actor: Actor,
        *,
        views: Mapping[str, SharedView] | None = None,
        language: str = "",
    ) -> AsyncIterator[Queue]:
        """Receive messages of ``topics`` that ``actor`` may see, until the block ends.

        ``views`` are shared views the actor has been found to be allowed, by their names.
        """
        subscriber = Subscriber(topics, actor)
        self._subscribers.add(subscriber)
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        watched = []
        try:
            for name, view in (views or {}).items():
                feed = self._feeds.get((name, language))
                if feed is None:
                    made = await sync_to_async(_open_feed)(name, view, language)
                    feed = self._feeds.setdefault((name, language), made)
                feed.add(subscriber.queue)
                watched.append(feed)
            yield subscriber.queue
        finally:
            self._subscribers.discard(subscriber)
            for feed in watched:
                feed.remove(subscriber.queue)
                if not feed.is_watched:
                    self._feeds.pop((feed.name, feed.language), None)

    def deliver(self, payload: str) -> None:
        """Hand one notification to everybody it concerns."""
        message = orjson.loads(payload)
        sent = frame(message)
        for subscriber in list(self._subscribers):
            if message["topic"] in subscriber.topics and may_receive(subscriber.actor, message):
                subscriber.offer(sent)
        for feed in list(self._feeds.values()):
            if message["topic"] in feed.topics:
                feed.touch()

    def _restart(self) -> None:
        """After a break everybody shows anew what he shows."""
        for subscriber in list(self._subscribers):
            subscriber.offer(None)
        for feed in list(self._feeds.values()):
            feed.forget()

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
                        self._restart()
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
