"""Shared views kept true: rendered once per change, the same bytes to everybody who watches."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

import orjson
from asgiref.sync import sync_to_async
from django.utils import translation

from anlan.kernel.live import SharedView
from anlan.kernel.sessions import give_back_sessions

log = logging.getLogger("anlan.live")
#: Changes that come within this time are shown by one rendering. [s]
GATHER_S = 0.08
#: After a change was shown, the next one follows not sooner than this: five a second. [s]
REST_S = 0.2
#: Longest queue of a watcher; one that lags this far behind reloads instead of catching up.
QUEUE_LENGTH = 500

Queue = asyncio.Queue[bytes | None]


def frame(message: Mapping[str, object], event: str = "") -> bytes:
    """Write one message as a server-sent event."""
    head = f"event: {event}\n".encode() if event else b""
    return head + b"data: " + orjson.dumps(message) + b"\n\n"


def offer(queue: Queue, message: bytes | None) -> None:
    """Queue a message (None asks for a reload); when the queue is full, drop all and reload."""
    try:
        queue.put_nowait(message)
    except asyncio.QueueFull:
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)


class Feed:
    """One shared view in one language, and who watches it in this process."""

    def __init__(self, name: str, view: SharedView, language: str) -> None:
        self.name = name
        self.view = view
        self.argument = name.partition(":")[2]
        self.language = language
        self.topics = frozenset(view.topics(self.argument))
        self._watchers: set[Queue] = set()
        self._shown: dict[str, str] = {}
        self._is_due = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_watched(self) -> bool:
        """Whether anybody looks."""
        return bool(self._watchers)

    def add(self, queue: Queue) -> None:
        """Show it to one more: what stands now at once, changes from then on."""
        self._watchers.add(queue)
        if self._shown:
            offer(queue, self._frame(self._shown))
        else:
            self.touch()

    def remove(self, queue: Queue) -> None:
        """Somebody stopped looking."""
        self._watchers.discard(queue)

    def forget(self) -> None:
        """News may have been missed: show everything anew."""
        self._shown = {}
        self.touch()

    def touch(self) -> None:
        """Something may have changed."""
        self._is_due = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._show())

    async def _show(self) -> None:
        while self._is_due and self._watchers:
            await asyncio.sleep(GATHER_S)
            self._is_due = False
            try:
                blocks = await sync_to_async(self._render, thread_sensitive=False)()
            except Exception:
                log.exception("the shared view %s could not be rendered", self.name)
                for queue in list(self._watchers):
                    offer(queue, None)
                continue
            changed = {key: text for key, text in blocks.items() if self._shown.get(key) != text}
            self._shown = dict(blocks)
            if changed:
                message = self._frame(changed)
                for queue in list(self._watchers):
                    offer(queue, message)
                await asyncio.sleep(REST_S)

    def _render(self) -> Mapping[str, str]:
        try:
            with translation.override(self.language):
                return self.view.render(self.argument)
        finally:
            give_back_sessions()

    def _frame(self, blocks: Mapping[str, str]) -> bytes:
        return frame({"view": self.name, "blocks": blocks}, event="blocks")
