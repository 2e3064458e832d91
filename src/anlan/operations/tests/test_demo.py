"""Everything under one supervisor: real database and broker, stand-ins for the applications."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import psycopg
import pytest

from anlan.operations import ports
from anlan.operations.demo import stop_detached
from anlan.operations.installation import Installation
from anlan.operations.paths import Layout
from anlan.operations.postgres import PrivatePostgres
from anlan.operations.prepare import LOADING
from anlan.operations.processes import started_at, wait_until
from anlan.operations.supervisor import read_state, refuse_second

pytestmark = pytest.mark.services

# `anlan up` with a web process that needs no application.
PLATFORM = """
import sys
from pathlib import Path
from anlan.operations import demo
from anlan.operations.installation import Installation
from anlan.operations.paths import Layout

WEB = '''
import socket, sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.serve_forever()
'''

class Small(demo.Platform):
    def _prepare_database(self, environment, county):
        assert environment["DATABASE_URL"] and environment["ANLAN_MQTT_URL"]
        return f"accounts of {county}"

    def _start_programs(self, environment, simulator_url, listener):
        fd = listener.fileno()
        web = [sys.executable, "-c", WEB, str(fd)]
        self._program("web", web, environment, pass_fds=(fd,))

layout = Layout(Path(sys.argv[1]))
(layout.var / "health").mkdir(exist_ok=True)
demo.project_folder = lambda: layout.var
Small(Installation(layout), demo.Options(county=sys.argv[2]), print).run()
"""


def start(layout: Layout, county: str) -> subprocess.Popen[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "ANLAN_MQTT_URL", "ANLAN_BASE_URL")
    }
    process = subprocess.Popen(
        [sys.executable, "-c", PLATFORM, str(layout.var), county],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert wait_until(
        lambda: bool(read_state(layout).get("ready")) or process.poll() is not None, 60
    )
    return process


def pids(layout: Layout) -> list[int]:
    return [process["pid"] for process in read_state(layout)["processes"].values()]


def test_up_and_down_and_up_again(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "ANLAN_MQTT_URL"):
        monkeypatch.delenv(name, raising=False)
    installation = Installation(layout)
    first = start(layout, "蓟州区")
    state = read_state(layout)
    everybody = pids(layout)
    assert list(state["processes"]) == ["postgres", "broker", "web"]
    assert state["accounts"] == "accounts of 蓟州区"
    assert urllib.request.urlopen(state["address"], timeout=5).status == 200
    # A command beside it finds the county's database, and leaves the server running.
    with installation.session() as environment:
        assert environment["DATABASE_URL"].endswith("/anlan_jizhouqu")
        assert environment["ANLAN_BASE_URL"] == state["address"]
    assert installation.postgres.running is not None

    assert stop_detached(installation)

    assert first.wait(20) == 0
    assert wait_until(lambda: all(started_at(pid) is None for pid in everybody), 5)
    assert not stop_detached(installation)

    began = time.monotonic()
    second = start(layout, "蓟州区")
    assert time.monotonic() - began < 20
    second.send_signal(signal.SIGINT)
    output, _ = second.communicate(timeout=20)
    assert second.returncode == 0
    assert "nothing is left running" in output
    refuse_second(layout)  # the place is free


def test_an_interrupted_load_is_begun_afresh(layout: Layout) -> None:
    postgres = PrivatePostgres(layout)
    with postgres.session() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE half_loaded (id int)")
        connection.execute(f"COMMENT ON DATABASE anlan IS '{LOADING}'")

    process = start(layout, "龙游县")
    with psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT to_regclass('half_loaded')").fetchone() == (None,)
    process.terminate()
    output, _ = process.communicate(timeout=20)
    assert "interrupted; starting afresh" in output


def test_the_usual_ports_of_others_are_left_alone(layout: Layout) -> None:
    assert 5432 not in range(ports.POSTGRES_BASE, ports.POSTGRES_BASE + ports.SPREAD)
    assert 1883 not in range(ports.BROKER_BASE, ports.BROKER_BASE + ports.SPREAD)
    taken = ports.first_free(ports.WEB_BASE)
    with socket.create_server(("127.0.0.1", taken)):
        assert not ports.is_free(taken)
        assert ports.first_free(taken) > taken


def test_a_port_is_held_from_the_moment_it_is_chosen() -> None:
    with ports.listen_first_free(ports.WEB_BASE) as first:
        taken = first.getsockname()[1]
        with ports.listen_first_free(taken) as second:
            assert second.getsockname()[1] > taken
        with pytest.raises(OSError, match="in use"):
            ports.listen(taken)
