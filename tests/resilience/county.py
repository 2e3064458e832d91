"""One complete installation with the demonstration county, and what a test may do to it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg

from anlan.operations.installation import Installation, project_folder
from anlan.operations.paths import Layout
from anlan.operations.processes import run_as, spawn, tail
from anlan.operations.supervisor import read_state

T = TypeVar("T")

PASSWORD = "Anlan-2026-demo"
START_TIMEOUT_S = 240
#: A restart takes a second or two on a quiet machine; the limit is for a busy one.
RESTART_TIMEOUT_S = 60


def own_environment() -> dict[str, str]:
    """The environment without the database and broker of the other tests."""
    ours = ("DATABASE_URL", "ANLAN_MQTT_URL", "ANLAN_BASE_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in ours}


def wait_for(
    question: Callable[[], T | None], what: str, timeout_s: float = 60.0, pause_s: float = 0.2
) -> T:
    """Ask until there is an answer."""
    end = time.monotonic() + timeout_s
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < end, f"after {timeout_s:g} s: {what}"
        time.sleep(pause_s)


@dataclass
class County:
    """A running installation."""

    layout: Layout
    supervisor: subprocess.Popen[bytes] | None = None

    @property
    def installation(self) -> Installation:
        """Its services and settings."""
        return Installation(self.layout)

    # Start and stop ------------------------------------------------------------------------------

    def start(self) -> float:
        """Start everything as `anlan up` does; returns how long it took. [s]"""
        began = time.monotonic()
        log = self.layout.log / "supervisor.log"
        # Bound to the test process: however that ends, nothing stays behind.
        self.supervisor = spawn(
            [sys.executable, "-m", "anlan.operations.cli", "up"],
            log=log,
            env=own_environment() | {"ANLAN_VAR": str(self.layout.var)},
            cwd=project_folder(),
        )
        supervisor = self.supervisor

        def is_ready() -> bool:
            assert supervisor.poll() is None, f"the platform did not start:\n{tail(log, 30)}"
            state = read_state(self.layout)
            return bool(state.get("ready") and state.get("pid") == supervisor.pid)

        wait_for(is_ready, f"the platform is not ready:\n{tail(log, 30)}", START_TIMEOUT_S)
        return time.monotonic() - began

    def stop(self) -> None:
        """Stop everything in order."""
        if self.supervisor is not None:
            self.supervisor.terminate()
            self.supervisor.wait(60)
            self.supervisor = None

    # Looking -------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """Where the pages are."""
        return str(read_state(self.layout)["address"])

    @property
    def broker_url(self) -> str:
        """The broker for an account that may speak for every device."""
        return self.installation.broker.url("simulator")

    def process(self, name: str) -> tuple[int, int]:
        """The process id and the number of restarts of a supervised process."""
        found = read_state(self.layout)["processes"][name]
        return int(found["pid"] or 0), int(found["restarts"])

    def ask(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the database directly, waiting for it when it is away."""
        end = time.monotonic() + RESTART_TIMEOUT_S
        while True:
            try:
                with self.connect() as connection:
                    cursor = connection.execute(query, parameters)
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection to the county's database."""
        postgres = self.installation.postgres
        running = postgres.running
        if running is None:
            raise psycopg.OperationalError("the server is not running")
        return postgres.connect(self.installation.database, port=running.port)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `anlan` on this installation."""
        return run_as(
            None,
            [sys.executable, "-m", "anlan.operations.cli", *arguments],
            env=own_environment() | {"ANLAN_VAR": str(self.layout.var)},
        )

    # Doing harm ----------------------------------------------------------------------------------

    def kill(self, name: str) -> Callable[[], None]:
        """Kill a process without warning; returns a function that waits for its successor."""
        pid, restarts = self.process(name)
        os.kill(pid, signal.SIGKILL)

        def wait_restarted() -> None:
            def is_back() -> bool:
                now, number = self.process(name)
                return number > restarts and now not in (0, pid)

            wait_for(is_back, f"{name} was not started again", RESTART_TIMEOUT_S)

        return wait_restarted

    def kill_backend(self) -> None:
        """Kill the process of one database connection: the server starts anew for all."""
        ((pid,),) = self.ask(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
            " ORDER BY backend_start DESC LIMIT 1"
        )
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not os.path.exists(f"/proc/{pid}"), "the backend lives on")


@contextlib.contextmanager
def running_county(layout: Layout) -> Iterator[County]:
    """Start an installation with an empty folder; its logs are shown when something fails."""
    county = County(layout)
    try:
        county.start()
        yield county
    finally:
        county.stop()
