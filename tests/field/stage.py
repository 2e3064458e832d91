"""A web process on the test database that may be killed, and a phone that may be killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model

from anlan.demonstration.story.stage import ARGUMENTS, CHROMIUM, PHONE
from anlan.operations.processes import ProcessRecord, command_line, tail

START_TIMEOUT_S = 60.0
NURSERY = Path(__file__).with_name("nursery.py")


#: In the page: what tells why something does not happen.
STATE = """
async () => ({
  connection: anlanField.connection,
  isBusy: anlanField.isBusy,
  onLine: navigator.onLine,
  records: anlanField.records.slice(-3).map(({ state, tries, next_try, message }) =>
    ({ state, tries, message, wait: next_try - Date.now() })),
  waiting: anlanField.waiting.length,
  locks: (await navigator.locks.query()).held.map((lock) => [lock.name, lock.clientId]),
})
"""


def wait_for(question: Callable[[], Any], what: str, timeout_s: float = 30.0) -> Any:
    """Ask until there is an answer."""
    end = time.monotonic() + timeout_s
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < end, f"after {timeout_s:g} s: {what}"
        time.sleep(0.1)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


#: Number of the lock that a writer waits for at the gate.
GATE = 20260
#: Lets writers through as long as fewer rows are there than it was told.
GATE_KEEPER = """
CREATE OR REPLACE FUNCTION field_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE there bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM %I', TG_TABLE_NAME) INTO there;
  IF there >= TG_ARGV[0]::bigint THEN
    PERFORM pg_advisory_xact_lock_shared(TG_ARGV[1]::bigint);
  END IF;
  RETURN NEW;
END $$
"""
STANDING = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND mode = 'ShareLock'
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def is_reached() -> bool:
    """Whether somebody stands before the gate, or just goes through."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [GATE])
        return bool(cursor.fetchone()[0])


@contextlib.contextmanager
def gate(model: type[Model], rows: int) -> Iterator[None]:
    """Let so many rows of a table be written; whoever writes the next one stands still inside.

    However fast or slow the machine is, something happens in the middle of the work then.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        cursor.execute(GATE_KEEPER)
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER field_gate BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION field_gate({rows}, {GATE})"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
            wait_for(lambda: not is_reached(), "somebody still stands before the gate")
            cursor.execute("DROP FUNCTION field_gate() CASCADE")


def parent_of(pid: int) -> int:
    """Who started a process; 0 when it is gone."""
    with contextlib.suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return int(stat.rpartition(")")[2].split()[1])
    return 0


@dataclass
class Platform:
    """The platform's web process, as `anlan web` makes it; it can be killed and started again."""

    var: Path
    port: int = field(default_factory=free_port)
    nursery: subprocess.Popen[str] | None = None
    process: ProcessRecord | None = None

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """On the database of the tests, with a folder of its own."""
        url = connection.settings_dict
        place = f"{url['HOST']}:{url['PORT']}" if url["PORT"] else url["HOST"]
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ANLAN_", "PYTEST_")) and name != "DJANGO_ALLOW_ASYNC_UNSAFE"
        }
        return kept | {
            "DATABASE_URL": f"postgresql://{url['USER']}:{url['PASSWORD']}@{place}/{url['NAME']}",
            "ANLAN_VAR": str(self.var),
            "ANLAN_BASE_URL": self.address,
            "ANLAN_DEMO": "1",
            "ANLAN_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
        }

    @property
    def log(self) -> Path:
        """What the web processes say."""
        return self.var / "web.log"

    def load(self) -> None:
        """Collect the files and load the code, once for all web processes."""
        with self.log.open("ab") as log:
            self.nursery = subprocess.Popen(
                [sys.executable, str(NURSERY), str(self.port)],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._told() == "ready"

    def _told(self) -> str:
        assert self.nursery is not None and self.nursery.stdout is not None
        answer = self.nursery.stdout.readline().strip()
        assert answer, tail(self.log, 30)
        return answer

    def start(self) -> None:
        """Start a web process and wait until it answers."""
        assert self.nursery is not None and self.nursery.stdin is not None
        print(self.log, file=self.nursery.stdin, flush=True)
        self.process = process = ProcessRecord.of(int(self._told()))

        def answers() -> bool:
            assert process is not None and process.is_alive, tail(self.log, 30)
            try:
                with urllib.request.urlopen(f"{self.address}/health/", timeout=5) as answer:
                    return bool(answer.status == 200)
            except OSError:
                return False

        wait_for(
            answers, f"the web process does not answer:\n{tail(self.log, 30)}", START_TIMEOUT_S
        )

    def kill(self) -> None:
        """End it without warning."""
        if self.process is not None:
            self.process.stop([(signal.SIGKILL, 10)])
            assert not self.process.is_alive
            self.process = None

    def unload(self) -> None:
        """Bring forth no more."""
        self.kill()
        if self.nursery is not None:
            self.nursery.kill()
            self.nursery.communicate()
            self.nursery = None


class Phone:
    """A browser with a profile of its own; it can be killed and opened again."""

    def __init__(self, driver: Any, profile: Path, address: str) -> None:
        self.driver = driver
        self.profile = profile
        self.address = address
        self.problems: list[str] = []
        self.open()

    def open(self) -> None:
        """Start the browser with the profile."""
        self.context = self.driver.chromium.launch_persistent_context(
            self.profile,
            executable_path=CHROMIUM,
            args=[*ARGUMENTS],
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            permissions=["geolocation", "camera"],
            geolocation={"longitude": 119.18, "latitude": 29.03, "accuracy": 12},
            **PHONE,
        )
        self.context.set_default_timeout(20_000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def kill(self) -> None:
        """Kill the browser without warning, as a phone does that runs out of battery."""
        mark = f"--user-data-dir={self.profile}"
        found = set()
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                words = command_line(int(folder.name))
                if mark in words and not any(word.startswith("--type=") for word in words):
                    found.add(int(folder.name))
        # A child that it is just starting still bears its command line.
        browsers = [pid for pid in found if parent_of(pid) not in found]
        assert len(browsers) == 1, f"{len(browsers)} browsers with the profile"
        os.kill(browsers[0], signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.context.close()
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)

    def close(self) -> None:
        """End the browser in order."""
        with contextlib.suppress(Exception):
            self.context.close()

    def find_signal(self) -> None:
        """Come back into the network.

        A page that was opened without it is not told by the driver, and would find out with its
        next round only, in half a minute.
        """
        self.context.set_offline(False)

        def is_heard() -> bool:
            told = "window.dispatchEvent(new Event('online')), anlanField.connection"
            return self.page.evaluate(told) not in ("unknown", "unreachable")

        wait_for(is_heard, "the page does not reach the platform", 20.0)

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(f"{self.address}{path}")

    def sign_in(self, username: str, password: str) -> None:
        """Sign in and arrive in the app with the tasks loaded and the worker in charge."""
        self.go("/login/?next=/field/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[type=password]", password)
        self.page.click("form:has(input[type=password]) button[type=submit]")
        self.page.wait_for_selector(".field-verb")
        self.page.evaluate("navigator.serviceWorker.ready")
        self.wait("anlanField.numbers > 0 && anlanField.connection === 'online'")

    def waiting(self) -> int:
        """How many records the phone has not sent."""
        return int(self.page.evaluate("anlanField.waiting.length"))

    def wait(self, expression: str, timeout_s: float = 20.0) -> None:
        """Wait until something is true in the page (its policy forbids the driver's own way)."""
        try:
            wait_for(lambda: self.page.evaluate(expression), expression, timeout_s)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.page.evaluate(STATE)}") from None

    def wait_sent(self, timeout_s: float = 60.0) -> None:
        """Wait until nothing waits any more."""
        self.wait("anlanField.waiting.length === 0", timeout_s)


@contextlib.contextmanager
def loaded_platform(var: Path) -> Iterator[Platform]:
    """A platform without a web process."""
    platform = Platform(var)
    try:
        platform.load()
        yield platform
    finally:
        platform.unload()


@contextlib.contextmanager
def running_platform(platform: Platform) -> Iterator[Platform]:
    """A web process that ends with the test; neither files nor words of another's."""
    media = platform.var / "media"
    shutil.rmtree(media, ignore_errors=True)
    platform.log.unlink(missing_ok=True)
    settings.MEDIA_ROOT = media
    try:
        platform.start()
        yield platform
    finally:
        platform.kill()
