"""Examination of an installation: each check says what it found and what to do about it.

A check is a function that takes the ``Case`` and returns ``Finding``s; a crash in one is a finding
too, so that the others are still heard.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from anlan.operations.installation import Installation
from anlan.operations.paths import PROJECT
from anlan.operations.postgres import EXTENSIONS
from anlan.operations.supervisor import find_supervisor, read_state

LEAST_FREE_GB = 5
LEAST_POSTGRES = 15
JOB_STUCK_MINUTES = 15
CLOCK_TOLERANCE_S = 2


class Status(StrEnum):
    """How grave a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    status: Status
    subject: str
    message: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """For ``--json``."""
        return {key: str(value) for key, value in asdict(self).items()}


@dataclass
class Case:
    """What is examined: the installation, and its database if it can be reached."""

    installation: Installation
    connection: Any | None = None
    environment: dict[str, str] | None = None


Check = Callable[[Case], Iterable[Finding]]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    """Register a check; they run in the order of this file."""
    CHECKS.append(function)
    return function


def ok(subject: str, message: str) -> Finding:
    """Nothing to do."""
    return Finding(Status.OK, subject, message)


def warning(subject: str, message: str, advice: str) -> Finding:
    """It runs, but somebody should look at it."""
    return Finding(Status.WARNING, subject, message, advice)


def failure(subject: str, message: str, advice: str) -> Finding:
    """It does not run, or not safely."""
    return Finding(Status.FAILURE, subject, message, advice)


def examine(case: Case) -> list[Finding]:
    """Run every check."""
    findings: list[Finding] = []
    for function in CHECKS:
        try:
            findings += function(case)
        except Exception as error:
            subject = function.__name__.removeprefix("check_").replace("_", " ")
            findings.append(failure(subject, f"{type(error).__name__}: {error}", "see the log"))
    return findings


# The machine -----------------------------------------------------------------------------------


@check
def check_python(case: Case) -> Iterable[Finding]:
    """Every locked package is installed in its locked version."""
    yield ok("python", ".".join(map(str, sys.version_info[:3])))
    lock = PROJECT / "requirements" / "base.lock"
    if not lock.exists():
        return
    wrong = []
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;]+)", lock.read_text(), re.M)
    for name, wanted in pinned:
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = "missing"
        if found != wanted:
            wrong.append(f"{name} {found} (locked: {wanted})")
    if wrong:
        yield failure("packages", ", ".join(wrong[:8]), "rm .venv/.installed-*; make setup")
    else:
        yield ok("packages", f"{len(pinned)} as locked")


@check
def check_programs(case: Case) -> Iterable[Finding]:
    """The programs that private services and documents need."""
    path = "/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin:/bin"
    if not case.installation.external_broker and not shutil.which("mosquitto", path=path):
        yield failure("mosquitto", "not installed", "make setup, or set ANLAN_MQTT_URL")
    if not shutil.which("msgfmt", path=path):
        yield warning("gettext", "not installed", "make setup (translations cannot be compiled)")


@check
def check_disk(case: Case) -> Iterable[Finding]:
    """There is room for data and logs."""
    folder = case.installation.layout.var
    while not folder.exists():
        folder = folder.parent
    free_gb = shutil.disk_usage(folder).free / 1e9
    message = f"{free_gb:.0f} GB free in {folder}"
    if free_gb < 1:
        yield failure("disk", message, "make room now: PostgreSQL stops when the disk is full")
    elif free_gb < LEAST_FREE_GB:
        yield warning("disk", message, "make room, or shorten the retention of telemetry")
    else:
        yield ok("disk", message)


@check
def check_clock(case: Case) -> Iterable[Finding]:
    """The clock is kept right by somebody: legal deadlines are counted with it."""
    timedatectl = shutil.which("timedatectl")
    if timedatectl is None or not Path("/run/systemd/system").exists():
        yield ok("clock", datetime.now(UTC).isoformat(timespec="seconds") + " (kept by the host)")
        return
    result = subprocess.run(
        [timedatectl, "show", "--property=NTPSynchronized", "--value"],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.stdout.strip() == "yes":
        yield ok("clock", "synchronised")
    else:
        advice = "timedatectl set-ntp true, with the time server of your network"
        yield warning("clock", "not synchronised with a time server", advice)


@check
def check_fonts(case: Case) -> Iterable[Finding]:
    """A Chinese font for documents made on this machine; browsers bring their own."""
    program = shutil.which("fc-list")
    families = ""
    if program:
        families = subprocess.run(
            [program, ":lang=zh", "family"], capture_output=True, text=True, check=False
        ).stdout
    if families.strip():
        yield ok("fonts", f"{len(families.splitlines())} Chinese font faces")
    else:
        advice = "apt-get install fonts-noto-cjk (only for screenshots and PDF made here)"
        yield warning("fonts", "no Chinese font found", advice)


@check
def check_front_end(case: Case) -> Iterable[Finding]:
    """The built styles and scripts are there, and translations are compiled."""
    built = PROJECT / "src/anlan/kernel/static/anlan"
    scripts = list(built.rglob("*.js")) if built.exists() else []
    styles = list(built.rglob("*.css")) if built.exists() else []
    if scripts and styles:
        yield ok("front end", f"{len(scripts)} scripts, {len(styles)} style sheets built")
    else:
        yield failure("front end", f"nothing built in {built}", "make frontend")
    sources = list((PROJECT / "src").glob("**/locale/*/LC_MESSAGES/*.po"))
    stale = [path for path in sources if not path.with_suffix(".mo").exists()]
    if stale:
        yield failure("translations", f"{len(stale)} catalogues not compiled", "make setup")
    else:
        yield ok("translations", f"{len(sources)} catalogues compiled")


@check
def check_secrets(case: Case) -> Iterable[Finding]:
    """Keys are readable by their owner only."""
    folder = case.installation.layout.secrets
    if not folder.exists():
        yield ok("keys", "none yet; made at the first start")
        return
    opened = [path.name for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o077]
    if opened:
        message = "readable by others: " + ", ".join(opened)
        yield failure("keys", message, f"chmod -R go= '{folder}'")
    else:
        yield ok("keys", "readable by their owner only")


# The database ----------------------------------------------------------------------------------


@check
def check_database(case: Case) -> Iterable[Finding]:
    """The database answers, is new enough, and has its extensions."""
    if case.connection is None:
        advice = "make demo creates and starts it; or set DATABASE_URL"
        yield failure("database", "cannot be reached", advice)
        return
    number = int(scalar(case, "SHOW server_version_num"))
    version = scalar(case, "SHOW server_version")
    if number // 10000 < LEAST_POSTGRES:
        yield failure("database", f"PostgreSQL {version}", f"{LEAST_POSTGRES} or newer is needed")
    else:
        yield ok("database", f"PostgreSQL {version}")
    found = dict(rows(case, "SELECT extname, extversion FROM pg_extension"))
    missing = [name for name in EXTENSIONS if name not in found]
    if missing:
        advice = "as administrator: " + "; ".join(f"CREATE EXTENSION {name}" for name in missing)
        yield failure("extensions", "missing: " + ", ".join(missing), advice)
    else:
        yield ok("extensions", ", ".join(f"{name} {found[name]}" for name in EXTENSIONS))
    if scalar(case, "SHOW server_encoding") != "UTF8":
        yield failure("encoding", "not UTF8", "create the database with ENCODING 'UTF8'")
    if scalar(case, "SHOW fsync") != "on":
        yield failure("durability", "fsync is off", "switch fsync on: a power cut loses records")
    drift = abs(float(scalar(case, "SELECT extract(epoch FROM clock_timestamp())")) - _now())
    if drift > CLOCK_TOLERANCE_S:
        advice = "let both machines ask the same time server"
        yield failure("clock of the database", f"differs by {drift:.0f} s", advice)


def _now() -> float:
    return datetime.now(UTC).timestamp()


@check
def check_migrations(case: Case) -> Iterable[Finding]:
    """Every migration of this release is applied."""
    if case.connection is None:
        return
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(str(migration) for migration, _ in plan[:5])
        yield failure("migrations", f"{len(plan)} not applied: {names} …", "anlan manage migrate")
    else:
        count = len(executor.loader.applied_migrations)
        yield ok("migrations", f"all {count} applied")


@check
def check_jobs(case: Case) -> Iterable[Finding]:
    """No background job waits or runs for longer than it should."""
    if case.connection is None or not table_exists(case, "procrastinate_jobs"):
        return
    waiting = scalar(
        case,
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND "
        "coalesce(scheduled_at, (SELECT min(at) FROM procrastinate_events e"
        " WHERE e.job_id = procrastinate_jobs.id)) < now() - %s * interval '1 minute'",
        JOB_STUCK_MINUTES,
    )
    failed = scalar(
        case,
        "SELECT count(DISTINCT job_id) FROM procrastinate_events"
        " WHERE type = 'failed' AND at > now() - interval '1 day'",
    )
    if waiting:
        message = f"{waiting} waiting for more than {JOB_STUCK_MINUTES} minutes"
        yield warning("jobs", message, "is the worker running? see its log")
    if failed:
        yield warning("jobs", f"{failed} failed within a day", "see the worker's log")
    if not waiting and not failed:
        yield ok("jobs", "none stuck, none failed within a day")


@check
def check_audit(case: Case) -> Iterable[Finding]:
    """The audit chain has a head; the whole chain is recomputed by ``anlan audit verify``."""
    if case.connection is None:
        return
    from django.apps import apps

    model = apps.get_model("audit", "AuditRecord")
    if not table_exists(case, model._meta.db_table):
        return
    head = model._default_manager.order_by("-pk").first()
    if head is None:
        yield ok("audit", "no records yet")
    else:
        at = getattr(head, "at", None) or getattr(head, "created_at", "")
        yield ok("audit", f"chain head {head.pk} of {at}; verify with `anlan audit verify`")


@check
def check_django(case: Case) -> Iterable[Finding]:
    """The application's own checks, and for production the deployment ones."""
    if case.connection is None:
        return
    from django.conf import settings
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=not settings.ANLAN_DEMO)
    grave = [m for m in found if m.level >= checks.ERROR and not m.is_silenced()]
    light = [m for m in found if m.level == checks.WARNING and not m.is_silenced()]
    for message in grave:
        yield failure("settings", f"{message.id}: {message.msg}", str(message.hint or ""))
    for message in light:
        yield warning("settings", f"{message.id}: {message.msg}", str(message.hint or ""))
    if not grave and not light:
        yield ok("settings", "no remarks")


# What runs -------------------------------------------------------------------------------------


@check
def check_broker(case: Case) -> Iterable[Finding]:
    """The MQTT broker accepts our account."""
    if case.environment is None or not case.environment.get("ANLAN_MQTT_URL"):
        advice = "`anlan up` starts a private one; or set ANLAN_MQTT_URL"
        yield warning("broker", "not running", advice)
        return
    parts = urlsplit(case.environment["ANLAN_MQTT_URL"])
    where = f"{parts.hostname}:{parts.port or 1883}"
    try:
        with socket.create_connection((parts.hostname, parts.port or 1883), timeout=5):
            pass
    except OSError as error:
        yield failure("broker", f"{where}: {error}", "is it running? is a firewall between?")
        return
    reason = sign_in(parts.hostname or "", parts.port or 1883, parts.username, parts.password)
    if reason:
        advice = "compare ANLAN_MQTT_URL with the broker's accounts"
        yield failure("broker", f"{where}: {reason}", advice)
    else:
        yield ok("broker", f"{where} accepts our account")


def sign_in(host: str, port: int, username: str | None, password: str | None) -> str:
    """Sign in to an MQTT broker and leave again; the reason it refused, or nothing."""
    import threading

    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    answered = threading.Event()
    answer: list[str] = []

    def on_connect(client: Client, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        answer.append(str(reason) if reason.is_failure else "")
        answered.set()

    client = Client(CallbackAPIVersion.VERSION2, client_id="anlan-doctor")
    client.on_connect = on_connect
    client.username_pw_set(username, password)
    client.connect(host, port)
    client.loop_start()
    try:
        return answer[0] if answered.wait(5) else "no answer to our sign-in"
    finally:
        client.disconnect()
        client.loop_stop()


@check
def check_processes(case: Case) -> Iterable[Finding]:
    """What the supervisor looks after is running and not restarting over and over."""
    layout = case.installation.layout
    if find_supervisor(layout) is None:
        yield ok("processes", "no supervisor here (`anlan up` starts one; systemd has its own)")
        return
    state = read_state(layout)
    for name, process in state.get("processes", {}).items():
        if process["pid"] is None:
            yield failure(name, "not running at this moment", f"see {process['log']}")
        elif process["restarts"] > 3:
            yield warning(name, f"restarted {process['restarts']} times", f"see {process['log']}")
        else:
            yield ok(name, f"running (pid {process['pid']})")


# Reading ---------------------------------------------------------------------------------------


def rows(case: Case, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    assert case.connection is not None
    with case.connection.cursor() as cursor:
        cursor.execute(query, parameters or None)
        return list(cursor.fetchall())


def scalar(case: Case, query: str, *parameters: Any) -> Any:
    """The one value of a query."""
    return rows(case, query, *parameters)[0][0]


def table_exists(case: Case, name: str) -> bool:
    """Whether the database has this table."""
    return scalar(case, "SELECT to_regclass(%s) IS NOT NULL", name) is True
