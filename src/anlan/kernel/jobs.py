"""Background work on the PostgreSQL queue (procrastinate), behind two decorators.

A job is deferred on the connection of the running transaction: it exists only if that commits.
Arguments are ids and plain values. In tests jobs wait in memory until ``run_jobs()``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.exceptions import AlreadyEnqueued

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
        self.task.defer(**arguments)

    def defer_in(self, seconds: float, **arguments: Any) -> None:
        """Queue a call that becomes due after ``seconds``."""
        if settings.ANLAN_JOBS == "memory":
            memory_queue.append((self, arguments))
            return
        self.task.configure(schedule_in={"seconds": seconds}).defer(**arguments)

    def defer_once(self, key: str, **arguments: Any) -> bool:
        """Queue a call unless one with ``key`` waits already; tells whether it was queued."""
        if settings.ANLAN_JOBS == "memory":
            memory_queue.append((self, arguments))
            return True
        from django.db import transaction

        try:
            with transaction.atomic():
                self.task.configure(queueing_lock=key).defer(**arguments)
        except AlreadyEnqueued:
            return False
        return True


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
