"""One of several ingesting processes: the loop every protocol shares, over its own partitions.

Whenever the partitions change the pipeline is made anew: marks of stored readings and states of
rules are read again, so that nothing is remembered of a partition that was away meanwhile.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError, connection

from anlan.integrations.mqtt.public import Ingest
from anlan.integrations.nats.claims import SHARD_BASE, Claims, PartitionsLost
from anlan.integrations.nats.partitions import partition_of
from anlan.integrations.nats.source import JetStreamSource
from anlan.monitoring.alarms.public import Pipeline
from anlan.monitoring.telemetry.public import Writer

logger = logging.getLogger(__name__)

#: Pause before partitions are looked for again, or the database is. [s]
RETRY_S = 0.5


class PartitionWriter(Writer):
    """The one writer of the points of some partitions."""

    def __init__(self, claims: Claims) -> None:
        super().__init__(SHARD_BASE)
        self.shards = tuple(SHARD_BASE + partition for partition in sorted(claims.held))
        self.claims = claims

    def take_lock(self) -> bool:
        """Hold the partitions on the present connection. Raises ``PartitionsLost``."""
        if not self.claims.hold_here():
            raise PartitionsLost("others have taken over")
        return True


class Shift(Ingest):
    """The ingest loop over the partitions held now; ends when they are to change."""

    def __init__(self, servers: Sequence[str], claims: Claims) -> None:
        held = claims.held
        super().__init__(JetStreamSource(servers, held))
        self.claims = claims
        self.pipeline = Pipeline(wanted=lambda code: partition_of(code) in held)
        self.pipeline.writer = PartitionWriter(claims)

    def step(self) -> int:
        """One batch; then see whether the partitions are shared out as they should be."""
        number = super().step()
        try:
            if self.claims.is_due():
                self.stop()
        except (OperationalError, InterfaceError):
            logger.warning("the database is away; partitions are settled when it is back")
        return number


class PartitionedIngest:
    """One worker: shift after shift until told to stop."""

    def __init__(self, servers: Sequence[str]) -> None:
        self.servers = tuple(servers)
        self.claims = Claims()
        self.stopping = threading.Event()
        self.shift: Shift | None = None
        self.shifts = 0

    def stop(self) -> None:
        """Ask the worker to end after the running batch."""
        self.stopping.set()
        if self.shift is not None:
            self.shift.stop()

    def run(self) -> None:
        """Work until told to stop; then leave the partitions to the others."""
        while not self.stopping.is_set():
            try:
                self._settle()
                if self.claims.held and not self.stopping.is_set():
                    self._work()
                else:
                    self.stopping.wait(RETRY_S)
            except (OperationalError, InterfaceError, PartitionsLost) as error:
                logger.warning("begins anew: %s", error)
                self._begin_anew()
                self.stopping.wait(RETRY_S)
        try:
            self.claims.leave()
        except (OperationalError, InterfaceError):
            logger.warning("the database is away; it releases the partitions itself")

    def _settle(self) -> None:
        if self.claims.settle():
            logger.info(
                "worker %d holds partitions %s", self.claims.number, sorted(self.claims.held)
            )

    def _work(self) -> None:
        self.shift = Shift(self.servers, self.claims)
        self.shifts += 1
        if self.stopping.is_set():
            return
        self.shift.run()

    def _begin_anew(self) -> None:
        """A new session; whatever was held is not held any more."""
        connection.close()
        self.claims.forget()
