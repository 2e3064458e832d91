"""JetStream's side of the ingest loop: some partitions, in order, acknowledged late.

Each partition has one durable pull consumer, which only its holder reads. Who takes a partition
over makes a new consumer that begins after what was acknowledged without a gap, and removes the
former ones: what a killed worker had in its hands comes again, first and in order, at once.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from anlan.integrations.nats.partitions import STREAM, SUBJECTS, filter_of, topic_of_subject

logger = logging.getLogger(__name__)

#: Messages fetched at once, and held here without being taken at most.
FETCH, MOST_WAITING = 256, 8_000
#: Unacknowledged messages of a partition; the server waits beyond.
MOST_PENDING = 20_000
#: A message whose acknowledgement was lost comes again after this; it is known by then. [s]
ACK_WAIT_S = 300.0
#: How long the stream keeps messages, and recognises one published twice. [s]
KEEP_S, DUPLICATE_S = 7 * 86_400, 120
FETCH_S, PAUSE_S, PATIENCE_S = 1.0, 0.5, 10.0
#: How long the cluster may take to answer; while it chooses a leader it does not at all. [s]
ANSWER_S = 5.0
#: What the client raises when a node is away, a leader is being chosen, or an answer is late.
FAULTS = (NatsError, OSError, asyncio.TimeoutError)


async def connect(servers: Sequence[str], name: str) -> Client:
    """Connect to the cluster and stay: another node is taken when one is away."""
    return await nats.connect(
        servers=list(servers),
        name=name,
        max_reconnect_attempts=-1,
        reconnect_time_wait=PAUSE_S,
        connect_timeout=2,
        ping_interval=2,
        max_outstanding_pings=2,
        error_cb=_note,
    )


async def _note(error: Exception) -> None:
    logger.info("NATS: %s", error or type(error).__name__)


async def ensure_stream(jetstream: JetStreamContext, *, replicas: int) -> None:
    """Make the stream unless it is there."""
    try:
        await jetstream.stream_info(STREAM)
    except NotFoundError:
        await jetstream.add_stream(
            StreamConfig(
                name=STREAM,
                subjects=[SUBJECTS],
                retention=RetentionPolicy.LIMITS,
                max_age=KEEP_S,
                duplicate_window=DUPLICATE_S,
                num_replicas=replicas,
            )
        )


@dataclass(frozen=True, slots=True)
class Message:
    """A received message; ``reply`` is where it is acknowledged."""

    topic: str
    payload: bytes
    reply: str


class JetStreamSource:
    """Receives messages of some partitions into a queue; the caller acknowledges what is stored."""

    def __init__(self, servers: Sequence[str], partitions: Collection[int]) -> None:
        self.servers = tuple(servers)
        self.partitions = tuple(sorted(partitions))
        self._queue: SimpleQueue[list[Message]] = SimpleQueue()
        self._left: list[Message] = []
        self._received = self._taken = 0
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: Client | None = None
        self._confirming: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="nats-source", daemon=True)

    def start(self) -> None:
        """Begin to connect; a cluster that is away is waited for."""
        self._thread.start()

    def stop(self) -> None:
        """Disconnect; what is not acknowledged comes again to whoever takes the partitions."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE_S)

    @property
    def waiting(self) -> int:
        """Messages received and not yet taken."""
        return self._received - self._taken

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until every partition is read; tells whether it is."""
        return self._ready.wait(timeout_s)

    def take(self, *, most: int, within_s: float, gather_s: float) -> list[Message]:
        """Take a batch: wait ``within_s`` for the first message, then ``gather_s`` for more."""
        found, self._left = self._left, []
        until = time.monotonic() + (gather_s if found else within_s)
        while len(found) < most:
            left = until - time.monotonic()
            try:
                more = self._queue.get(timeout=left) if left > 0 else self._queue.get_nowait()
            except Empty:
                break
            if not found:
                until = time.monotonic() + gather_s
            found += more
        if len(found) > most:
            found, self._left = found[:most], found[most:]
        self._taken += len(found)
        return found

    def acknowledge(self, messages: Iterable[Message]) -> None:
        """Confirm stored messages; a confirmation that gets lost does no harm."""
        replies = [message.reply for message in messages]
        loop = self._loop
        if replies and loop is not None and not self._stopping.is_set():
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._begin_confirming, replies)

    def _begin_confirming(self, replies: list[str]) -> None:
        task = asyncio.get_running_loop().create_task(self._confirm(replies))
        self._confirming.add(task)
        task.add_done_callback(self._confirming.discard)

    async def _confirm(self, replies: list[str]) -> None:
        client = self._client
        if client is None:
            return
        with suppress(*FAULTS):
            for reply in replies:
                await client.publish(reply, b"+ACK")

    # The thread that talks to the cluster --------------------------------------------------------

    def _run(self) -> None:
        asyncio.run(self._converse())

    async def _converse(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            try:
                self._client = await connect(self.servers, "anlan-ingest")
                break
            except FAULTS as error:
                logger.info("no NATS server answers: %s", error)
                await asyncio.sleep(PAUSE_S)
        if self._client is None:
            return
        jetstream = self._client.jetstream(timeout=ANSWER_S)
        begun = [asyncio.Event() for _partition in self.partitions]
        tasks = [
            asyncio.create_task(self._follow(jetstream, partition, event))
            for partition, event in zip(self.partitions, begun, strict=True)
        ]
        tasks.append(asyncio.create_task(self._announce(begun)))
        while not self._stopping.is_set():
            await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._confirming:
            await asyncio.wait(self._confirming, timeout=3)
        with suppress(*FAULTS):
            await asyncio.wait_for(self._client.flush(2), 3)
        with suppress(*FAULTS):
            await asyncio.wait_for(self._client.close(), 3)

    async def _announce(self, begun: list[asyncio.Event]) -> None:
        for event in begun:
            await event.wait()
        self._ready.set()

    async def _follow(
        self, jetstream: JetStreamContext, partition: int, begun: asyncio.Event
    ) -> None:
        """Read one partition for as long as this source lives."""
        plan: TakeOver | None = None
        while True:
            try:
                # A plan that was not answered is carried out again, not made anew.
                plan = plan or await plan_take_over(jetstream, partition)
                await plan.carry_out(jetstream)
                await jetstream.consumer_info(STREAM, plan.name)
                subscription = await jetstream.pull_subscribe_bind(plan.name, stream=STREAM)
                begun.set()
                while True:
                    await self._fetch(subscription)
            except NotFoundError:
                plan = None  # made on a node that was lost before it told the others
            except FAULTS as error:
                logger.info("partition %d waits: %s", partition, error or type(error).__name__)
            await asyncio.sleep(PAUSE_S)

    async def _fetch(self, subscription: Any) -> None:
        while self.waiting > MOST_WAITING:
            await asyncio.sleep(0.01)
        with suppress(asyncio.TimeoutError):
            found = await subscription.fetch(FETCH, timeout=FETCH_S)
            self._received += len(found)
            self._queue.put(
                [Message(topic_of_subject(one.subject), one.data, one.reply) for one in found]
            )


@dataclass(slots=True)
class TakeOver:
    """The consumer of a partition's new holder, and those of the former ones.

    The new one is made before the former ones go: killed in between, the next holder finds both and
    goes on from the farther one.
    """

    name: str
    partition: int
    start: int
    former: list[str]
    is_made: bool = False

    async def carry_out(self, jetstream: JetStreamContext) -> None:
        """Make the one and remove the others; what is done already is not done again."""
        if not self.is_made:
            await jetstream.add_consumer(
                STREAM,
                ConsumerConfig(
                    durable_name=self.name,
                    filter_subject=filter_of(self.partition),
                    deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                    opt_start_seq=self.start,
                    ack_policy=AckPolicy.EXPLICIT,
                    ack_wait=ACK_WAIT_S,
                    max_ack_pending=MOST_PENDING,
                ),
            )
            self.is_made = True
        while self.former:
            with suppress(NotFoundError):
                await jetstream.delete_consumer(STREAM, self.former[-1])
            self.former.pop()


async def plan_take_over(jetstream: JetStreamContext, partition: int) -> TakeOver:
    """See who read a partition until now, and how far without a gap."""
    prefix = f"ingest-{partition}-"
    former = [one for one in await _consumers(jetstream) if one.name.startswith(prefix)]
    floor = max((one.ack_floor.stream_seq or 0 for one in former if one.ack_floor), default=0)
    return TakeOver(
        prefix + uuid.uuid4().hex[:12], partition, floor + 1, [one.name for one in former]
    )


async def _consumers(jetstream: JetStreamContext) -> list[Any]:
    """Return every consumer of the stream, page by page."""
    found: list[Any] = []
    while True:
        page = await jetstream.consumers_info(STREAM, offset=len(found))
        found += page
        if len(page) < 256:
            return found
