"""Pytest fixtures of the house; loaded for every test run."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from anlan.kernel import clock

BEIJING = ZoneInfo("Asia/Shanghai")
#: A Friday morning, so that working-day clocks cross a weekend.
NOON = datetime(2026, 11, 20, 10, 0, tzinfo=BEIJING)


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end of the run: no search for garbage need walk them again.

    What is left is little, and is searched less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture
def frozen_clock() -> Iterator[clock.FrozenClock]:
    """Freeze the clock on Friday 2026-11-20 10:00 Beijing time; ``advance(minutes=5)`` moves it."""
    with clock.freeze(NOON) as frozen:
        yield frozen


@pytest.fixture
def cast():  # type: ignore[no-untyped-def]
    """Return the fixed cast of actors."""
    from anlan.kernel.testing.cast import Cast

    return Cast()


@pytest.fixture(autouse=True)
def _empty_queue() -> Iterator[None]:
    """Start and leave every test with no waiting jobs."""
    from anlan.kernel import jobs

    jobs.memory_queue.clear()
    yield
    jobs.memory_queue.clear()


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Return a function that runs all waiting jobs, and those they queue; gives their number."""
    from anlan.kernel import jobs

    def run() -> int:
        done = 0
        while jobs.memory_queue:
            function, arguments = jobs.memory_queue.pop(0)
            function(**arguments)
            done += 1
            assert done < 1000, "jobs keep queueing jobs"
        return done

    return run


@pytest.fixture
def visit(settings):  # type: ignore[no-untyped-def]
    """Return ``visit(actor)``: a test client whose requests come from that actor."""
    from anlan.kernel.testing.visiting import client_of

    settings.ANLAN_ACTOR_RESOLVER = "anlan.kernel.testing.visiting.actor_of"
    return client_of


@pytest.fixture(scope="session", autouse=True)
def _static_root() -> None:
    """The static files need not be collected for tests, but their folder must be there."""
    from pathlib import Path

    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _audit_may_be_emptied_between_tests() -> Iterator[None]:
    """Let the clean-up after transactional tests empty append-only tables, and nothing else.

    The clean-up runs with triggers off (``session_replication_role``), as a superuser. It deletes
    the few rows of a test: to truncate hundreds of tables takes many times as long.
    """
    from django.db import connection
    from django.db.backends.postgresql.operations import DatabaseOperations

    original = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        tables = [name for sql in sql_list for name in re.findall(r'"[^"]+"', sql)]
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        try:
            original(self, ["; ".join(f"DELETE FROM {table}" for table in tables)])  # noqa: S608
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = origin")

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign,assignment]
    yield
    DatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _test_database_goes_with_its_connections() -> None:
    """Drop the test database also when a process that a test started still holds a connection."""
    from django.db.backends.base.creation import BaseDatabaseCreation

    def destroy(self: Any, name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            quoted = self.connection.ops.quote_name(name)
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")

    BaseDatabaseCreation._destroy_test_db = destroy  # type: ignore[attr-defined]
