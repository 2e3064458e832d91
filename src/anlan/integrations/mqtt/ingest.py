"""The ingesting process: messages in batches, stored and judged, then acknowledged.

Kill it, the broker or the database at any moment: what was not acknowledged comes again, what is
already stored is recognised, rules that are on stay on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError

from anlan.integrations.mqtt.client import Message, Subscriber
from anlan.integrations.mqtt.codec import TELEMETRY_PREFIX, Frame, decode
from anlan.kernel import clock
from anlan.monitoring.alarms.public import Pipeline
from anlan.monitoring.telemetry.public import Fate, Readings, columns

logger = logging.getLogger(__name__)

#: A batch is closed after this many messages or this long after its first. [s]
BATCH_MESSAGES = 5_000
GATHER_S = 0.02
#: Without messages the loop looks after its clocks this often. [s]
IDLE_S = 0.25
#: Pause between attempts when the database is away. [s]
RETRY_S = 0.5
REPORT_EVERY_S = 60.0


class Ingest:
    """Subscriber and pipeline in one loop; ``stop`` ends it after the running batch."""

    def __init__(self, url: str, *, shard: int = 0, client_id: str = "") -> None:
        self.pipeline = Pipeline(shard=shard)
        self.subscriber = Subscriber(
            url,
            client_id=client_id or f"anlan-ingest-{shard}",
            topics=[f"{TELEMETRY_PREFIX}+"],
        )
        self.stopping = threading.Event()
        self._reported_at = time.monotonic()

    def stop(self) -> None:
        """Ask the loop to end."""
        self.stopping.set()

    def run(self) -> None:
        """Work until told to stop."""
        self._persist(self.pipeline.open)
        self.subscriber.start()
        try:
            while not self.stopping.is_set():
                self.step()
            self._try_close()
        except Exception:
            logger.exception("ingest ended by a fault; what is not acknowledged comes again")
            raise
        finally:
            self.subscriber.stop()

    def step(self) -> int:
        """Take one batch, store and judge it, acknowledge it; returns the number of messages."""
        messages = self.subscriber.take(most=BATCH_MESSAGES, within_s=IDLE_S, gather_s=GATHER_S)
        if messages:
            received_at = clock.now()
            readings, refused = self.read(messages)
            if self._persist(lambda: self.pipeline.process(readings, received_at, refused)):
                self.subscriber.acknowledge(messages)
        self._persist(lambda: self.pipeline.keep_up(clock.now()))
        self._report()
        return len(messages)

    def read(self, messages: Sequence[Message]) -> tuple[Readings, dict[str, int]]:
        """Decode messages into columns of known points and count what is refused."""
        directory = self.pipeline.directory
        points: list[int] = []
        times: list[int] = []
        values: list[float] = []
        qualities: list[int] = []
        unknown = malformed = 0
        for message in messages:
            frame = decode(message.topic, message.payload)
            malformed += sum(frame.refused.values())
            keys = directory.get(frame.device_code)
            if keys is None:
                unknown += len(frame)
                continue
            found = list(map(keys.get, frame.keys))
            if None in found:
                unknown += found.count(None)
                frame, found = _known_only(frame, found)
            points += found  # type: ignore[arg-type]
            times += frame.times_ms
            values += frame.values
            qualities += frame.qualities
        refused: dict[str, int] = {}
        if unknown:
            refused[Fate.UNKNOWN_POINT] = unknown
        if malformed:
            refused[Fate.MALFORMED] = malformed
        return columns(points, times, values, qualities), refused

    def _persist(self, work: object) -> bool:
        """Do something with the database until it succeeds; False when told to stop meanwhile."""
        recovering = False
        while True:
            try:
                if recovering:
                    self.pipeline.recover()
                    recovering = False
                work()  # type: ignore[operator]
            except (OperationalError, InterfaceError, RuntimeError) as error:
                logger.warning("the database is away, trying again: %s", error)
                recovering = True
                if self.stopping.wait(RETRY_S):
                    return False
            else:
                return True

    def _try_close(self) -> None:
        try:
            self.pipeline.close()
        except (OperationalError, InterfaceError):
            logger.warning("latest values could not be written at the end; they are rebuilt")

    def _report(self) -> None:
        if time.monotonic() - self._reported_at < REPORT_EVERY_S:
            return
        self._reported_at = time.monotonic()
        totals = self.pipeline.totals
        logger.info(
            "ingest: %d batches, %d readings stored, %d crossings, fates %s",
            totals.batches,
            totals.stored,
            totals.crossings,
            totals.fates,
        )


def _known_only(frame: Frame, found: list[int | None]) -> tuple[Frame, list[int | None]]:
    """Leave out readings of points that are not registered."""
    rows = [number for number, point in enumerate(found) if point is not None]
    kept = Frame(
        frame.device_code,
        [frame.keys[row] for row in rows],
        [frame.times_ms[row] for row in rows],
        [frame.values[row] for row in rows],
        [frame.qualities[row] for row in rows],
    )
    return kept, [found[row] for row in rows]
