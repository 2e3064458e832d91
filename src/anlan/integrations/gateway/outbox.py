"""What gateways that ask or hear their devices have to forward, kept while the broker is away.

A device that is polled cannot repeat itself. Its readings wait here, bounded, and go to the broker
as soon as it takes them; the polling goes on meanwhile.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from anlan.integrations.gateway.contracts import ForwardingFailed, GatewayContext, Sample
from anlan.integrations.gateway.ending import end_tasks

#: Readings kept while the broker is away; beyond, the oldest go and are counted.
MOST_WAITING = 500_000
#: Messages on their way to the broker at the same time.
MOST_AT_ONCE = 32
#: Readings put into one message at most.
MOST_IN_MESSAGE = 1_000
RETRY_S = 1.0


class Outbox:
    """Forwards readings in the background, in order for each device."""

    def __init__(self, context: GatewayContext, *, most_waiting: int = MOST_WAITING) -> None:
        self.context = context
        self.dropped = 0
        self._most = most_waiting
        self._number = 0
        self._waiting: dict[str, deque[Sample]] = {}
        self._ready: asyncio.Queue[str] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()
        self._workers: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        return self._number

    def start(self) -> None:
        """Begin to forward; called inside the event loop."""
        self._workers = [asyncio.create_task(self._work()) for _ in range(MOST_AT_ONCE)]

    def put(self, device_code: str, samples: Sequence[Sample]) -> None:
        """Take readings of a device; never waits."""
        if not samples:
            return
        waiting = self._waiting.get(device_code)
        if waiting is None:
            waiting = self._waiting[device_code] = deque()
            self._ready.put_nowait(device_code)
        waiting.extend(samples)
        self._number += len(samples)
        self._idle.clear()
        while self._number > self._most:
            oldest = next(queue for queue in self._waiting.values() if queue)
            oldest.popleft()
            self._number -= 1
            self.dropped += 1
            self.context.stats.refused["outbox_full"] = self.dropped

    async def wait_empty(self, timeout_s: float) -> bool:
        """Wait until everything is with the broker; tells whether it is."""
        try:
            await asyncio.wait_for(self._idle.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    async def stop(self, *, within_s: float = 5.0) -> None:
        """Forward what waits, for a while, and end."""
        await self.wait_empty(within_s)
        await end_tasks(self._workers)

    async def _work(self) -> None:
        while True:
            code = await self._ready.get()
            waiting = self._waiting[code]
            rows = [waiting.popleft() for _ in range(min(len(waiting), MOST_IN_MESSAGE))]
            self._number -= len(rows)
            if rows:
                await self._forward(code, rows)
            if waiting:
                self._ready.put_nowait(code)
            else:
                del self._waiting[code]
                if not self._waiting:
                    self._idle.set()

    async def _forward(self, code: str, rows: list[Sample]) -> None:
        """Forward one message until the broker has it."""
        stats = self.context.stats
        while True:
            try:
                await self.context.forwarder.forward(code, rows)
            except ForwardingFailed as error:
                stats.unconfirmed += 1
                self.context.say.debug("not yet with the broker: %s", error)
                await asyncio.sleep(RETRY_S)
            else:
                stats.samples += len(rows)
                return
