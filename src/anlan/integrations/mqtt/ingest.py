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

from anlan.integrations.mqtt.codec import TELEMETRY_PREFIX
from anlan.integrations.mqtt.decoding import Decoder
from anlan.integrations.mqtt.source import Source, SourceMessage
from anlan.integrations.mqtt.subscriber import Subscriber
from anlan.kernel import clock
from anlan.monitoring.alarms.public import Pipeline
from anlan.monitoring.telemetry.public import Readings

logger = logging.getLogger(__name__)

#: A batch is closed after this many messages or this long after its first; when messages come
#: faster than ``BUSY_MESSAGES`` a batch, larger batches cost less than they delay. [s]
BATCH_MESSAGES = 5_000
BUSY_MESSAGES = 50
GATHER_S, BUSY_GATHER_S = 0.02, 0.12
#: Without messages the loop looks after its clocks this often. [s]
IDLE_S = 0.25
#: Pause between attempts when the database is away. [s]
RETRY_S = 0.5
REPORT_EVERY_S = 60.0


def mqtt_source(url: str, *, shard: int = 0, client_id: str = "") -> Subscriber:
    """Return the MQTT side of an ingester: every device's telemetry, in a session that is kept."""
    return Subscriber(
        url, client_id=client_id or f"anlan-ingest-{shard}", topics=[f"{TELEMETRY_PREFIX}+"]
    )


class Ingest:
    """Source and pipeline in one loop; ``stop`` ends it after the running batch."""

    def __init__(self, source: Source, *, shard: int = 0) -> None:
        self.pipeline = Pipeline(shard=shard)
        self.source = source
        self.decoder = Decoder()
        self.stopping = threading.Event()
        self._is_busy = False
        self._reported_at = time.monotonic()

    def stop(self) -> None:
        """Ask the loop to end."""
        self.stopping.set()

    def run(self) -> None:
        """Work until told to stop."""
        self._persist(self.pipeline.open)
        self.source.start()
        try:
            while not self.stopping.is_set():
                self.step()
            self._try_close()
        except Exception:
            logger.exception("ingest ended by a fault; what is not acknowledged comes again")
            raise
        finally:
            self.source.stop()

    def step(self) -> int:
        """Take one batch, store and judge it, acknowledge it; returns the number of messages."""
        gather_s = BUSY_GATHER_S if self._is_busy else GATHER_S
        messages = self.source.take(most=BATCH_MESSAGES, within_s=IDLE_S, gather_s=gather_s)
        self._is_busy = len(messages) > BUSY_MESSAGES
        if messages:
            received_at = clock.now()
            readings, refused = self.read(messages)
            if self._persist(lambda: self.pipeline.process(readings, received_at, refused)):
                self.source.acknowledge(messages)
        self._persist(lambda: self.pipeline.keep_up(clock.now()))
        self._report()
        return len(messages)

    def read(self, messages: Sequence[SourceMessage]) -> tuple[Readings, dict[str, int]]:
        """Decode messages into columns of known points and count what is refused."""
        return self.decoder.decode(messages, self.pipeline.directory)

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
