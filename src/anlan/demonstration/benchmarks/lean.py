"""Database and ingesters of an installation and nothing else: starts in seconds, to be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from django.apps import apps
from django.db import connection
from numpy.typing import NDArray

from anlan.kernel.sessions import leave_pool
from anlan.operations.installation import project_folder
from anlan.operations.paths import Layout
from anlan.operations.postgres import PrivatePostgres, find_binaries
from anlan.operations.processes import spawn, tail

DATABASE = "anlan"
#: How long anything may take on a busy machine. [s]
PATIENCE_S = 150.0
#: Limit of the rules.
LIMIT = 100.0


def device_code(number: int) -> str:
    """The code of a device by its number."""
    return f"LN-{number:05d}"


def wait_until(question: Callable[[], Any], what: str, timeout_s: float = PATIENCE_S) -> Any:
    """Ask until the answer is true; complain with ``what``."""
    end = time.monotonic() + timeout_s
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() >= end:
            raise RuntimeError(f"after {timeout_s:g} s: {what}")
        time.sleep(0.05)


@dataclass
class Database:
    """A durable PostgreSQL server of our own with the platform's tables."""

    layout: Layout
    server: PrivatePostgres = field(init=False)
    port: int = 0

    def __post_init__(self) -> None:
        self.server = PrivatePostgres(self.layout)

    @property
    def url(self) -> str:
        """Its address, the same after every restart."""
        return self.server.url(DATABASE)

    def start(self) -> None:
        """Start it with an empty database."""
        self.port = self.server.start(dies_with_parent=True).port
        self.server.ensure_database(DATABASE)

    def copy_tables(self, *, rows: bool = False) -> None:
        """Make the tables as they are in the database this process works in: seconds, not minutes.

        ``rows`` copies what is in them too.
        """
        binaries = find_binaries()
        given = connection.settings_dict
        environment = os.environ | {"PGPASSWORD": str(given["PASSWORD"])}
        source = ["-h", str(given["HOST"]), "-p", str(given["PORT"] or 5432), "-U", given["USER"]]
        dump = subprocess.run(
            [
                str(binaries / "pg_dump"),
                "--no-owner",
                *([] if rows else ["--schema-only"]),
                *source,
                str(given["NAME"]),
            ],
            env=environment,
            capture_output=True,
            check=True,
        )
        loaded = subprocess.run(
            [str(binaries / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url],
            input=dump.stdout,
            capture_output=True,
            check=False,
        )
        if loaded.returncode != 0:
            raise RuntimeError(loaded.stderr.decode()[-2000:])

    def kill(self) -> None:
        """Kill the server as a power cut would and start it again."""
        pid = self.server.process()
        if pid is None or self.server.child is None:
            raise RuntimeError("the database does not run")
        os.kill(pid, signal.SIGKILL)
        self.server.child.wait()
        wait_until(self._is_back, "the database does not come back")

    def _is_back(self) -> bool:
        if self.server.process() is None:
            self.server.begin()
        try:
            self.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.1)
            return False
        return True

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection, every statement its own transaction."""
        return self.server.connect(DATABASE, port=self.port)

    def ask(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Ask one question."""
        with self.connect() as found:
            return found.execute(query, parameters).fetchall()

    def stored(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Every stored reading: (point, unix ms) rows and values, ordered by both."""
        rows = self.ask(
            "SELECT point_id, round(extract(epoch FROM at) * 1000)::bigint, value FROM"
            " (SELECT point_id, at, value FROM telemetry_reading"
            " UNION ALL SELECT point_id, at, value FROM telemetry_late_reading) AS found"
            " ORDER BY 1, 2"
        )
        if not rows:
            return np.empty((0, 2), np.int64), np.empty(0)
        point, at, value = zip(*rows, strict=True)
        return np.column_stack((point, at)).astype(np.int64), np.array(value, np.float64)

    def count(self) -> int:
        """How many readings are stored."""
        tables = ("telemetry_reading", "telemetry_late_reading")
        return sum(int(self.ask(f"SELECT count(*) FROM {name}")[0][0]) for name in tables)  # noqa: S608

    def stop(self) -> None:
        """End it at once: its folder is thrown away."""
        child = self.server.child
        if child is not None and child.poll() is None:
            child.send_signal(signal.SIGQUIT)
            child.wait()


@contextlib.contextmanager
def working_in(database: Database) -> Iterator[None]:
    """Let the models of this process work in the private database inside the block."""
    kept = dict(connection.settings_dict)
    kept_options = dict(connection.settings_dict["OPTIONS"])
    leave_pool()
    connection.settings_dict.update(
        HOST="127.0.0.1",
        PORT=str(database.port),
        NAME=DATABASE,
        USER=psycopg.conninfo.conninfo_to_dict(database.url)["user"],
        PASSWORD=database.server.password,
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(kept)
        connection.settings_dict["OPTIONS"] = kept_options


def register(database: Database, devices: int, points_each: int) -> NDArray[np.int64]:
    """Write devices, their points and a limit on the first of each; return ids by (device, key)."""
    region_model, device_model, point_model, rule_model = (
        apps.get_model(name)
        for name in ("regions.Region", "devices.Device", "devices.Point", "alarms.AlarmRule")
    )
    with working_in(database):
        region, _new = region_model.objects.get_or_create(
            code="330821000000", defaults={"name": "演示县", "level": "county"}
        )
        device_model.objects.bulk_create(
            device_model(
                code=device_code(number),
                name=f"演示探测器{number}",
                kind="gas_detector",
                region=region,
                period_s=1,
                state="in_service",
            )
            for number in range(devices)
        )
        point_model.objects.bulk_create(
            point_model(
                device=device,
                key=f"p{key:02d}",
                name=f"浓度{key}",
                quantity="gas_concentration",
                unit="mg/m³",
            )
            for device in device_model.objects.order_by("code")
            for key in range(points_each)
        )
        ids = np.array(
            point_model.objects.order_by("device__code", "key").values_list("pk", flat=True),
            np.int64,
        ).reshape(devices, points_each)
        rule_model.objects.bulk_create(
            rule_model(
                name="超限",
                point_id=point_id,
                kind="upper",
                level=3,
                upper=LIMIT,
                unit="mg/m³",
                state="active",
                basis="演示依据",
            )
            for point_id in ids[:, 0].tolist()
        )
    return ids


@dataclass
class Worker:
    """An ingesting process that is started again whenever it was killed."""

    database: Database
    arguments: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it takes some seconds until it works."""
        self.process = spawn(
            [sys.executable, "-m", "django", *self.arguments],
            log=self.log,
            env=os.environ
            | {
                "DATABASE_URL": self.database.url,
                "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
            cwd=project_folder(),
        )

    def kill(self) -> None:
        """Kill it without warning; nothing is started."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Stop it in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    @property
    def cpu_s(self) -> float:
        """Processor time it has used. [s]"""
        if self.process is None:
            return 0.0
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def said(self) -> str:
        """The end of its log."""
        return tail(self.log, 30)
