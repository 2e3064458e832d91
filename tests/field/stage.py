"""A web process on the test database that may be killed, and a phone that may be killed."""

from __future__ import annotations

import contextlib
import os
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

from anlan.demonstration.story.stage import ARGUMENTS, CHROMIUM, PHONE
from anlan.operations.processes import spawn, tail

START_TIMEOUT_S = 60.0


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


@dataclass
class Platform:
    """The platform's web process, as `anlan web` starts it."""

    var: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

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

    def start(self) -> None:
        """Start the process and wait until it answers."""
        log = self.var / "web.log"
        command = [sys.executable, "-m", "anlan.operations.cli", "web", "--port", str(self.port)]
        self.process = process = spawn(command, log=log, env=self.environment, cwd=Path.cwd())

        def answers() -> bool:
            assert process.poll() is None, tail(log, 30)
            try:
                with urllib.request.urlopen(f"{self.address}/health/", timeout=5) as answer:
                    return bool(answer.status == 200)
            except OSError:
                return False

        wait_for(answers, f"the web process does not answer:\n{tail(log, 30)}", START_TIMEOUT_S)

    def kill(self) -> None:
        """End it without warning."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None


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
        mark = f"--user-data-dir={self.profile}".encode()
        killed = 0
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if mark in words and not any(word.startswith(b"--type=") for word in words):
                    os.kill(int(folder.name), signal.SIGKILL)
                    killed += 1
        assert killed == 1, f"{killed} browsers with the profile"
        with contextlib.suppress(Exception):
            self.context.close()
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)

    def close(self) -> None:
        """End the browser in order."""
        with contextlib.suppress(Exception):
            self.context.close()

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


def collect_static(var: Path) -> Path:
    """Gather the files with hashes in their names, as in production; returns where they are."""
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"]
    environment = os.environ | {"ANLAN_VAR": str(var), "ANLAN_LOG_LEVEL": "WARNING"}
    subprocess.run(command, env=environment, check=True, timeout=120)
    return var / "static"


@contextlib.contextmanager
def running_platform(folder: Path, static: Path) -> Iterator[Platform]:
    """A web process that ends with the test."""
    platform = Platform(folder / "var")
    platform.var.mkdir()
    (platform.var / "static").symlink_to(static)
    settings.MEDIA_ROOT = platform.var / "media"
    platform.start()
    try:
        yield platform
    finally:
        platform.kill()
