"""Which worker holds which partitions: locks of the very database session that stores the readings.

A worker counts itself in by a lock of its own and sees in the table of locks how many there are.
Everybody deals the partitions out by the same rule, lets go of what is another's and takes what
is free. When a worker or its connection dies its locks are gone with the session, and the others
deal anew; until it has a lock again it cannot write, because it has no session to write with.
"""

from __future__ import annotations

import time

from django.db import connection

from anlan.integrations.nats.partitions import PARTITIONS

#: Advisory locks: one a worker, and ``Writer`` shards from this number on, one a partition.
WORKER_LOCK = 7_204_000
MOST_WORKERS = 64
SHARD_BASE = 100
WRITER_LOCK = 7_202_000
SETTLE_EVERY_S = 1.0


class PartitionsLost(Exception):
    """The session that held the partitions ended, and another worker has some of them now."""


class Claims:
    """This worker's place among the others, on the present database connection."""

    def __init__(self) -> None:
        self.number = -1
        self.held: frozenset[int] = frozenset()
        self._session: object = None
        self._looked_at = 0.0

    def join(self) -> None:
        """Count in, with the first free number, unless counted in already."""
        connection.ensure_connection()
        if self._session is not connection.connection:
            self.forget()
        if self.number >= 0:
            return
        self._session = connection.connection
        for number in range(MOST_WORKERS):
            if _try_lock(WORKER_LOCK + number):
                self.number = number
                return
        raise PartitionsLost("there are as many workers as there may be")

    def forget(self) -> None:
        """Nothing is held any more: the session is over."""
        self.number, self.held, self._session = -1, frozenset(), None

    def leave(self) -> None:
        """Count out and release everything, at an orderly end."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
        self.forget()

    def fair_share(self) -> frozenset[int]:
        """The partitions that are this worker's when all who are alive share them."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND classid = 0 AND objsubid = 1 AND objid BETWEEN %s AND %s"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                " ORDER BY objid",
                [WORKER_LOCK, WORKER_LOCK + MOST_WORKERS - 1],
            )
            alive = [int(number) - WORKER_LOCK for (number,) in cursor.fetchall()]
        if self.number not in alive:
            return frozenset()
        rank = alive.index(self.number)
        return frozenset(range(rank, PARTITIONS, len(alive)))

    def settle(self) -> bool:
        """Let go of what is another's and take what is free; tells whether anything changed.

        To be called when nothing of the present partitions is under way.
        """
        self.join()
        share = self.fair_share()
        for partition in sorted(self.held - share):
            _unlock(_lock_of(partition))
        taken = {
            partition for partition in sorted(share - self.held) if _try_lock(_lock_of(partition))
        }
        before, self.held = self.held, (self.held & share) | taken
        return self.held != before

    def is_due(self) -> bool:
        """Whether there is something to settle; looks once a second."""
        if time.monotonic() - self._looked_at < SETTLE_EVERY_S:
            return False
        self._looked_at = time.monotonic()
        share = self.fair_share()
        if self.held - share:
            return True
        missing = sorted(share - self.held)
        return bool(missing) and bool(set(missing) - _locked(missing))

    def hold_here(self) -> bool:
        """Hold the same partitions on the present connection, a new one perhaps; or say no."""
        connection.ensure_connection()
        if self._session is connection.connection:
            return True
        held = self.held
        self.join()
        if not all(_try_lock(_lock_of(partition)) for partition in sorted(held)):
            return False
        self.held = held
        return True


def _lock_of(partition: int) -> int:
    return WRITER_LOCK + SHARD_BASE + partition


def _try_lock(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def _unlock(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _locked(partitions: list[int]) -> set[int]:
    """Which of these partitions somebody holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = 0 AND objsubid = 1 AND objid = ANY(%s)"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [[_lock_of(partition) for partition in partitions]],
        )
        base = WRITER_LOCK + SHARD_BASE
        return {int(number) - base for (number,) in cursor.fetchall()}
