"""How the installation runs: waiting and failed jobs, a sign of the worker, the last backup."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from anlan.kernel import clock
from anlan.kernel.jobs import STALLED_AFTER_S

#: Failures older than this are history. [days]
FAILURES_SINCE_DAYS = 7
FAILED = """
SELECT j.task_name, count(*), max(e.at)
  FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'failed'
 WHERE j.status = 'failed' AND e.at > %s
 GROUP BY j.task_name ORDER BY max(e.at) DESC
"""
WAITING = """
SELECT count(*) FROM procrastinate_jobs
 WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
"""
WORKER = "SELECT max(last_heartbeat) FROM procrastinate_workers"


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A kind of job that failed for good, how often and when last."""

    name: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Operation:
    """The state of the services as the database and the files of the installation show it."""

    database_ms: float
    worker_seen_at: datetime | None
    is_worker_alive: bool
    waiting: int
    failed: tuple[FailedJob, ...]
    backup_at: datetime | None


def read_operation() -> Operation:
    """Look at the queue, the worker and the last backup."""
    now = clock.now()
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(WORKER)
        seen = cursor.fetchone()[0]
        database_ms = (time.perf_counter() - began) * 1000
        cursor.execute(WAITING)
        waiting = cursor.fetchone()[0]
        cursor.execute(FAILED, [now - timedelta(days=FAILURES_SINCE_DAYS)])
        failed = tuple(FailedJob(*row) for row in cursor.fetchall())
    return Operation(
        database_ms=round(database_ms, 1),
        worker_seen_at=seen,
        is_worker_alive=seen is not None and now - seen < timedelta(seconds=2 * STALLED_AFTER_S),
        waiting=waiting,
        failed=failed,
        backup_at=read_backup_time(),
    )


def read_backup_time() -> datetime | None:
    """Return when ``anlan backup`` last finished on this machine; None when it never did."""
    try:
        text = Path(settings.ANLAN_BACKUP_STAMP).read_text(encoding="ascii")
        return datetime.fromisoformat(text.strip())
    except (OSError, ValueError):
        return None
