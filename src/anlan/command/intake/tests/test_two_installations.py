"""A county and a city, each with its own database, web process and worker: the chain for real.

Takes some minutes: run with ``ANLAN_CHAIN_PROCESSES=1``.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

pytestmark = pytest.mark.skipif(
    not os.environ.get("ANLAN_CHAIN_PROCESSES"),
    reason="two installations take some minutes: ANLAN_CHAIN_PROCESSES=1",
)
CITY, COUNTY = "330800000000", "330825000000"


class Level:
    """One installation: its database, its environment, its web process."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder / name
        self.folder.mkdir()
        self.database = f"anlan_chain_{name}_{os.getpid()}"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        at = settings.DATABASES["default"]
        self.server = f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"{self.server}/{self.database}",
            "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
            "ANLAN_ALLOWED_HOSTS": "127.0.0.1",
            "ANLAN_DEBUG": "1",
            "ANLAN_VAR": str(self.folder),
        }

    def run(self, *command: str, timeout: float = 240) -> str:
        """Run a program of this installation to its end."""
        done = subprocess.run(
            [sys.executable, "-m", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert done.returncode == 0, f"{self.name} {command}: {done.stderr[-3000:]}"
        return done.stdout

    def act(self, *words: str):
        """Do something at this level; returns what it tells."""
        out = self.run("anlan.command.intake.tests.levels", *words)
        return json.loads(out.strip().splitlines()[-1])

    def work(self) -> None:
        """Let the worker do everything that waits."""
        self.run("django", "procrastinate", "worker", "--one-shot", "--no-listen-notify")

    @contextmanager
    def serving(self):
        """Serve until the block ends."""
        log = (self.folder / "web.log").open("w")
        web = subprocess.Popen(
            [sys.executable, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{self.port}"],
            env=self.environment,
            stdout=log,
            stderr=log,
        )
        try:
            for _try in range(300):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=1)
                    break
                except OSError:
                    assert web.poll() is None, (self.folder / "web.log").read_text()[-2000:]
                    time.sleep(0.2)
            yield
        finally:
            web.terminate()
            web.wait(20)
            log.close()


def _admin(level: Level, statement: str, *names: str) -> None:
    with psycopg.connect(f"{level.server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture
def levels(tmp_path):
    """A county and a city with migrated databases."""
    county, city = Level("county", tmp_path), Level("city", tmp_path)
    _admin(county, "CREATE DATABASE {}", county.database)
    try:
        county.run("django", "migrate", "-v0")
        _admin(city, "CREATE DATABASE {} TEMPLATE {}", city.database, county.database)
        yield county, city
    finally:
        for level in (county, city):
            _admin(level, "DROP DATABASE IF EXISTS {} WITH (FORCE)", level.database)


@pytest.mark.timeout(600)
def test_a_report_an_instruction_and_the_answer_cross_between_two_installations(levels):
    county, city = levels
    of_county = county.act("prepare", "county", COUNTY, "superior", "city", str(city.port))
    of_city = city.act("prepare", "city", COUNTY, "subordinate", "county", str(county.port))
    county.act("trust", "city", of_city["secret"])
    city.act("trust", "county", of_county["secret"])
    number = county.act("report")["number"]
    county.work()  # nobody listens yet: the delivery fails and waits for its next attempt
    assert county.act("show")["reports"] == [["submitted", ""]]
    with county.serving(), city.serving():
        county.run("anlan.command.intake.tests.levels", "hurry")
        county.work()
        above = city.act("show")
        assert above["items"] == [[number, "waiting"]]
        city.work()
        below = county.act("show")
        receipt = above["chain"][0][2]
        assert below["reports"] == [["received", receipt]]
        assert below["chain"] == [[True, number, receipt]]
        city.act("instruct")
        city.work()
        assert county.act("show")["instructions"] == [[False, "请续报伤亡", ""]]
        county.act("answer")
        county.work()
        assert city.act("show")["instructions"] == [[True, "请续报伤亡", "无新增伤亡"]]
    assert county.act("show")["incidents"] == [number]
    assert len(city.act("show")["incidents"]) == 1
