"""Background work on the PostgreSQL queue (procrastinate), behind two decorators.

A job is deferred on the connection of the running transaction: it exists only if that commits.
A job whose worker was killed is started again by ``retry_stalled``: it may have done its work
already, so jobs are written to be harmless the second time.
Arguments are ids and plain values. In tests jobs wait in memory until ``run_jobs()``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

log = logging.getLogger("anlan.jobs")

#: Without a sign of life for so long a worker counts as dead; it gives one every 3 s. [s]
STALLED_AFTER_S = 15
#: A job that was interrupted this often is given up: perhaps it is what kills the worker.
MOST_ATTEMPTS = 10

#: Jobs are written over Django's connection. The worker has a second one of its own: written over
#: that, a job would exist before the change it belongs to, and without it.
_writer = JobManager(DjangoConnector())
#: (job name, arguments) waiting, when ``settings.ANLAN_JOBS == "memory"``.
memory_queue: list[tuple[JobFunction, dict[str, Any]]] = []


@dataclass(frozen=True)
class JobFunction:
    """A function that can be called now or deferred to the worker."""

    function: Callable[..., None]
    task: Any
    name: str

    def __call__(self, **arguments: Any) -> None:
        self.function(**arguments)

    def defer(self, **arguments: Any) -> None:
        """Queue a call; it becomes visible to workers when the transaction commits."""
        if settings.ANLAN_JOBS == "memory":
            memory_queue.append((self, arguments))
            return
        self._configured().defer(**arguments)

    def defer_many(self, calls: Sequence[dict[str, Any]]) -> None:
        """Queue many calls in one statement."""
        if settings.ANLAN_JOBS == "memory":
            memory_queue.extend((self, arguments) for arguments in calls)
        elif calls:
            self._configured().batch_defer(*calls)

    def defer_in(self, seconds: float, **arguments: Any) -> None:
        """Queue a call that becomes due after ``seconds``."""
        if settings.ANLAN_JOBS == "memory":
            memory_queue.append((self, arguments))
            return
        self._configured(schedule_in={"seconds": seconds}).defer(**arguments)

    def defer_once(self, key: str, **arguments: Any) -> bool:
        """Queue a call unless one with ``key`` waits already; tells whether it was queued."""
        if settings.ANLAN_JOBS == "memory":
            memory_queue.append((self, arguments))
            return True
        try:
            with transaction.atomic():
                self._configured(queueing_lock=key).defer(**arguments)
        except AlreadyEnqueued:
            return False
        return True

    def _configured(self, **options: Any) -> Any:
        deferrer = self.task.configure(**options)
        deferrer.job_manager = _writer
        return deferrer


def job(
    *, queue: str = "default", retries: int = 5
) -> Callable[[Callable[..., None]], JobFunction]:
    """Declare a background job. Crashes are retried with growing pauses."""

    def register(function: Callable[..., None]) -> JobFunction:
        name = f"{function.__module__}.{function.__qualname__}"

        def run(**arguments: Any) -> None:
            close_old_connections()
            function(**arguments)

        task = procrastinate_app.task(
            name=name,
            queue=queue,
            retry=RetryStrategy(max_attempts=retries, exponential_wait=2),
        )(run)
        return JobFunction(function, task, name)

    return register


_periodic: list[JobFunction] = []


def periodic(cron: str, *, queue: str = "clock") -> Callable[[Callable[[], None]], JobFunction]:
    """Declare a job that the worker starts on a schedule (cron; a sixth field means seconds)."""

    def register(function: Callable[[], None]) -> JobFunction:
        name = f"{function.__module__}.{function.__qualname__}"

        def run(timestamp: int) -> None:
            close_old_connections()
            function()

        task = procrastinate_app.periodic(cron=cron)(
            procrastinate_app.task(name=name, queue=queue, queueing_lock=name, pass_context=False)(
                run
            )
        )
        found = JobFunction(function, task, name)
        _periodic.append(found)
        return found

    return register


def periodic_jobs() -> tuple[JobFunction, ...]:
    """Return the jobs that run on a schedule."""
    return tuple(_periodic)


@transaction.atomic
def retry_stalled(seconds_since_heartbeat: float = STALLED_AFTER_S) -> int:
    """Queue again what a killed worker left in the middle; returns how many."""
    with connection.cursor() as cursor:  # one worker at a time
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('anlan.jobs.retry_stalled'))")
        if not cursor.fetchone()[0]:
            return 0
    retried = 0
    stalled = async_to_sync(_writer.get_stalled_jobs)(
        seconds_since_heartbeat=seconds_since_heartbeat
    )
    for found in stalled:
        if found.attempts >= MOST_ATTEMPTS:
            log.error(
                "job %s (%s) was interrupted too often and is given up", found.id, found.task_name
            )
            async_to_sync(_writer.finish_job)(found, status=Status.FAILED, delete_job=False)
            continue
        try:
            with transaction.atomic():
                async_to_sync(_writer.retry_job)(found)
        except UniqueViolation:  # one just like it waits already
            async_to_sync(_writer.finish_job)(found, status=Status.FAILED, delete_job=True)
            continue
        log.warning("job %s (%s) was interrupted and is queued again", found.id, found.task_name)
        retried += 1
    return retried
