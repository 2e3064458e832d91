"""Publishes telemetry into the cluster: in order for every device, until a quorum has stored it."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from nats.aio.client import Client
from nats.js import JetStreamContext

from anlan.integrations.nats.partitions import PARTITIONS, partition_of, subject_of
from anlan.integrations.nats.source import (
    ANSWER_S,
    FAULTS,
    PATIENCE_S,
    PAUSE_S,
    connect,
    ensure_stream,
)

logger = logging.getLogger(__name__)

#: How long a confirmation is waited for before the message is sent again, under the same name. [s]
CONFIRM_S = 5.0


class JetStreamPublisher:
    """Sends messages; one at a time in each partition, so that a repetition overtakes nothing.

    A message is sent until the cluster confirms that most of its nodes have it. Its name lets the
    cluster recognise a repetition.
    """

    def __init__(self, servers: Sequence[str], *, replicas: int = 3) -> None:
        self.servers = tuple(servers)
        self.replicas = replicas
        self.confirmed = 0
        self.repeated = 0
        self._published = 0
        self._id = uuid.uuid4().hex[:12]
        self._waiting: list[deque[tuple[str, bytes, str]]] = [deque() for _ in range(PARTITIONS)]
        self._change = threading.Condition()
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nats-publisher", daemon=True)

    def start(self, *, timeout_s: float = 30.0) -> bool:
        """Connect and make the stream unless it is there; tells whether that was done in time."""
        self._thread.start()
        return self._ready.wait(timeout_s)

    def stop(self) -> None:
        """Disconnect."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE_S)

    def publish(self, device_code: str, payload: bytes) -> None:
        """Send a message of a device; without a cluster it waits in memory."""
        self._published += 1
        name = f"{self._id}-{self._published}"
        self._waiting[partition_of(device_code)].append((subject_of(device_code), payload, name))

    @property
    def unconfirmed(self) -> int:
        """Messages the cluster has not confirmed."""
        return self._published - self.confirmed

    def wait_below(self, number: int, timeout_s: float) -> bool:
        """Wait until fewer than ``number`` messages are unconfirmed."""
        with self._change:
            return self._change.wait_for(lambda: self.unconfirmed < number, timeout_s)

    def _run(self) -> None:
        asyncio.run(self._converse())

    async def _converse(self) -> None:
        client: Client | None = None
        while not self._stopping.is_set():
            try:
                client = client or await connect(self.servers, "anlan-publisher")
                jetstream = client.jetstream(timeout=ANSWER_S)
                await ensure_stream(jetstream, replicas=self.replicas)
                break
            except FAULTS as error:
                logger.info("the cluster is not ready: %s", error or type(error).__name__)
                await asyncio.sleep(PAUSE_S)
        if client is None:
            return
        self._ready.set()
        tasks = [asyncio.create_task(self._feed(jetstream, queue)) for queue in self._waiting]
        while not self._stopping.is_set():
            await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(*FAULTS):
            await asyncio.wait_for(client.close(), 3)

    async def _feed(
        self, jetstream: JetStreamContext, queue: deque[tuple[str, bytes, str]]
    ) -> None:
        while True:
            if not queue:
                await asyncio.sleep(0.005)
                continue
            subject, payload, name = queue[0]
            begun = time.monotonic()
            try:
                await jetstream.publish(
                    subject, payload, timeout=CONFIRM_S, headers={"Nats-Msg-Id": name}
                )
            except FAULTS as error:
                self.repeated += 1
                logger.info("not confirmed, sent again: %s", error or type(error).__name__)
                await asyncio.sleep(max(0.0, PAUSE_S - (time.monotonic() - begun)))
                continue
            queue.popleft()
            with self._change:
                self.confirmed += 1
                self._change.notify_all()
