"""From columns of readings to stored readings and alarms, for every protocol alike.

A protocol's process decodes its messages, asks the directory for point numbers, and hands batches
to ``process``. When that returns, readings and alarms are committed and the messages may be
acknowledged. When it raises a database error, ``recover`` and the same batch again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.monitoring.alarms.constants import RULES_CHANNEL
from anlan.monitoring.alarms.engine import Engine
from anlan.monitoring.alarms.observers import observe_batch, observe_late
from anlan.monitoring.alarms.pipeline_registry import merge_changes
from anlan.monitoring.devices.public import (
    REGISTRY_CHANNEL,
    count_point_addresses,
    list_changed_addresses,
    list_point_addresses,
)
from anlan.monitoring.telemetry.public import Readings, Writer, Written

logger = logging.getLogger(__name__)

#: What changed in the registry is asked for from so long before the last time, because
#: transactions end later than they begin; of more changes than this all is read again.
REGISTRY_OVERLAP = timedelta(minutes=10)
MOST_CHANGED = 5_000
#: Silence is judged this often. [s]
TICK_EVERY_S = 1.0


@dataclass(slots=True)
class Totals:
    """What the process has done since it began."""

    batches: int = 0
    stored: int = 0
    duplicates: int = 0
    crossings: int = 0
    fates: dict[str, int] = field(default_factory=dict)
    #: From the reading's arrival to the commit of batches in which something switched. [s]
    crossing_delays_s: list[float] = field(default_factory=list)


class Pipeline:
    """One ingesting process's way from readings to alarms."""

    def __init__(
        self,
        *,
        shard: int = 0,
        actor: Actor | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> None:
        self.actor = actor or system_actor("ingest")
        #: Which devices (by code) this process is responsible for; all when it is alone.
        self.wanted = wanted
        self.writer = Writer(shard)
        self.engine = Engine(self.actor)
        self.directory: dict[str, dict[str, int]] = {}
        self.totals = Totals()
        self._stale_registry = False
        self._stale_rules = False
        self._registry_at = clock.now()
        self._ticked_at = 0.0

    def open(self, *, patience_s: float = 60.0) -> None:
        """Become the one writer, listen for changes, read registry, marks and rules."""
        until = time.monotonic() + patience_s
        while not self.writer.take_lock():
            if time.monotonic() > until:
                raise RuntimeError("another process writes this shard")
            time.sleep(0.2)
        self._listen()
        self.reload()

    def recover(self) -> None:
        """After a database error: a new connection, the lock again, nothing taken for granted."""
        connection.close()
        self.writer.failed()
        self.open()

    def reload(self) -> None:
        """Read the registry and the rules; state of what did not change is kept."""
        # A change told of while this reads must not be taken for one that was read.
        self._stale_registry = self._stale_rules = False
        self._registry_at = clock.now()
        addresses = list_point_addresses()
        if self.wanted is not None:
            addresses = [address for address in addresses if self.wanted(address.device_code)]
        # A point keeps its number as long as the process lives: a batch in hand may be tried again.
        ids = list(self.engine.ids)
        numbers = dict(zip(ids, range(len(ids)), strict=True))
        directory: dict[str, dict[str, int]] = {}
        for address in addresses:
            number = numbers.get(address.id)
            if number is None:
                number = len(ids)
                ids.append(address.id)
            directory.setdefault(address.device_code, {})[address.key] = number
        self.writer.load(ids)
        self.engine.load(ids)
        self.directory = directory
        logger.info("registry read: %d points, %d rules", len(ids), len(self.engine.bank))

    def refresh(self) -> bool:
        """Take over what changed in the registry; False when all of it must be read again."""
        self._stale_registry = False
        asked_at = clock.now()
        changed = list_changed_addresses(self._registry_at - REGISTRY_OVERLAP)
        if len(changed) > MOST_CHANGED:
            return False
        found = merge_changes(self.directory, self.engine.point_ids, changed, self.wanted)
        if found is None:
            return False
        directory, new = found
        if self.wanted is None and sum(map(len, directory.values())) != count_point_addresses():
            return False  # something was deleted
        if new:
            self.writer.extend(new)
            self.engine.extend(new)
        self.directory, self._registry_at = directory, asked_at
        logger.info("registry refreshed: %d changed, %d new", len(changed), len(new))
        return True

    def _listen(self) -> None:
        connection.ensure_connection()
        raw = connection.connection
        raw.add_notify_handler(self._notified)
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {REGISTRY_CHANNEL}")
            cursor.execute(f"LISTEN {RULES_CHANNEL}")

    def _notified(self, notification: object) -> None:
        if getattr(notification, "channel", "") == REGISTRY_CHANNEL:
            self._stale_registry = True
        else:
            self._stale_rules = True

    def process(
        self, readings: Readings, received_at: datetime, refused: Mapping[str, int] | None = None
    ) -> Written:
        """Store and judge a batch in one transaction; when this returns it is committed."""
        with transaction.atomic():
            written = self.writer.write(readings, received_at)
            evaluation = self.engine.judge(written.fresh, received_at)
            observe_batch(written.fresh, self.engine.ids, received_at)
            observe_late(written.late, self.engine.ids, received_at)
        self.writer.confirm(written)
        self.engine.confirm(evaluation)
        for fate, number in (refused or {}).items():
            self.writer.count(fate, number)
        totals = self.totals
        totals.batches += 1
        totals.stored += len(written.fresh) + len(written.late)
        for fate, number in written.fates.items():
            totals.fates[fate] = totals.fates.get(fate, 0) + number
        if len(evaluation.edges):
            totals.crossings += len(evaluation.edges)
            totals.crossing_delays_s.append((clock.now() - received_at).total_seconds())
        return written

    def keep_up(self, now: datetime) -> None:
        """Between batches: changes of registry and rules, silence, latest values, peaks."""
        if now.timestamp() - self._ticked_at >= TICK_EVERY_S:
            self._ticked_at = now.timestamp()
            with transaction.atomic():
                silence = self.engine.judge_silence(now)
            self.engine.confirm(silence)
            self.engine.write_peaks(now)
        with transaction.atomic():
            self.writer.flush(now)
        if self._stale_rules or (self._stale_registry and not self.refresh()):
            self.reload()

    def close(self) -> None:
        """Write what is still in memory."""
        with transaction.atomic():
            self.writer.flush(clock.now(), force=True)
        self.engine.write_peaks(clock.now())
