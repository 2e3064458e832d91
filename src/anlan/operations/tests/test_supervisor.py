"""The supervisor: what dies is started again, what is stopped stays stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from anlan.operations.broker import PrivateBroker
from anlan.operations.errors import OperationsError
from anlan.operations.logs import Rotation
from anlan.operations.paths import Layout
from anlan.operations.postgres import PrivatePostgres
from anlan.operations.processes import ProcessRecord, started_at, wait_until
from anlan.operations.supervisor import (
    Program,
    Supervisor,
    find_supervisor,
    read_state,
    state_file,
)

pytestmark = pytest.mark.services

SLEEPER = "import time\nwhile True: time.sleep(0.1)"
STUBBORN = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{SLEEPER}"
PARENT = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {SLEEPER!r}])\n{SLEEPER}"

# A supervisor as a process of its own, with three programs of different manners.
SUPERVISOR = """
import sys
from pathlib import Path
from anlan.operations.paths import Layout
from anlan.operations.supervisor import Program, Supervisor
layout = Layout(Path(sys.argv[1]))
supervisor = Supervisor(layout)
with supervisor.alone():
    supervisor.handle_signals()
    try:
        for name, source in zip(("sleeper", "stubborn", "parent"), sys.argv[2:]):
            argv = [sys.executable, "-c", source]
            program = Program(name, argv, {}, layout.log / f"{name}.log", patience_s=0.5)
            supervisor.add(program)
        supervisor.facts["ready"] = True
        supervisor.run()
    except KeyboardInterrupt:
        pass
    finally:
        supervisor.stop()
"""


def start_supervisor(layout: Layout) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(layout.var), SLEEPER, STUBBORN, PARENT]
    )
    assert wait_until(lambda: bool(read_state(layout).get("ready")), 10)
    return process


def pids(layout: Layout) -> dict[str, int]:
    return {name: p["pid"] for name, p in read_state(layout)["processes"].items()}


def family(layout: Layout) -> set[int]:
    """Every living process that belongs to the installation, by its process groups."""
    groups = set(pids(layout).values())
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and started_at(int(entry.name)) is not None:
            try:
                if os.getpgid(int(entry.name)) in groups:
                    found.add(int(entry.name))
            except ProcessLookupError:
                continue
    return found


def test_a_killed_child_is_started_again_and_sigterm_leaves_nobody(layout: Layout) -> None:
    process = start_supervisor(layout)
    assert wait_until(lambda: len(family(layout)) == 4, 5)
    before = pids(layout)

    os.kill(before["sleeper"], signal.SIGKILL)

    assert wait_until(lambda: pids(layout)["sleeper"] not in (None, before["sleeper"]), 5)
    assert pids(layout)["stubborn"] == before["stubborn"]
    assert read_state(layout)["processes"]["sleeper"]["restarts"] == 1
    everybody = family(layout)

    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0

    assert wait_until(lambda: all(started_at(pid) is None for pid in everybody), 5)
    assert not state_file(layout).exists()


def test_database_and_broker_come_back_where_they_were(layout: Layout) -> None:
    supervisor = Supervisor(layout, say=lambda _: None)
    postgres, broker = PrivatePostgres(layout), PrivateBroker(layout)
    try:
        postgres.start(dies_with_parent=True)
        broker.start(dies_with_parent=True)
        supervisor.add(postgres)
        supervisor.add(broker)
        postgres.ensure_database()
        before = postgres.url(), broker.url()
        killed = postgres.process(), broker.process()
        with psycopg.connect(postgres.url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE note AS SELECT 1 AS acknowledged")

            for pid in killed:
                os.kill(pid, signal.SIGKILL)

            assert supervisor.wait_for(
                lambda: (
                    None not in (now := (postgres.running, broker.running))
                    and not {service.process.pid for service in now} & set(killed)
                    and answers(postgres)
                ),
                timeout=20,
            )
        assert (postgres.url(), broker.url()) == before
        with psycopg.connect(postgres.url()) as connection:
            assert connection.execute("SELECT * FROM note").fetchone() == (1,)
    finally:
        supervisor.stop()
    assert postgres.process() is None and broker.process() is None


def answers(postgres: PrivatePostgres) -> bool:
    try:
        postgres.connect().close()
    except psycopg.OperationalError:
        return False
    return True


def test_a_second_supervisor_is_refused_with_the_address_of_the_first(layout: Layout) -> None:
    first = Supervisor(layout, say=lambda _: None)
    with first.alone():
        first.facts["address"] = "http://127.0.0.1:8000"
        first.write_state()
        assert find_supervisor(layout) is not None

        refusal = pytest.raises(OperationsError, match="running at http://127.0.0.1:8000")
        with refusal, Supervisor(layout).alone():
            pass

    assert find_supervisor(layout) is None


def test_children_do_not_outlive_a_killed_supervisor(layout: Layout) -> None:
    process = start_supervisor(layout)
    assert wait_until(lambda: len(family(layout)) == 4, 5)
    children, everybody = pids(layout), family(layout)

    process.kill()
    process.wait()

    # The kernel tells them; one that does not listen, and what they started themselves, is ended
    # by the next supervisor.
    assert wait_until(lambda: started_at(children["sleeper"]) is None, 5)
    supervisor = Supervisor(layout, say=lambda _: None)
    with supervisor.alone():
        assert wait_until(lambda: all(started_at(pid) is None for pid in everybody), 5)


def test_a_state_file_from_before_a_reboot_harms_nobody(layout: Layout) -> None:
    own = {"pid": os.getpid(), "started": 1, "restarts": 0, "log": ""}
    state = {"boot": "another", "pid": 1, "started": 1, "processes": {"web": own}}
    state_file(layout).write_text(json.dumps(state))

    with Supervisor(layout, say=lambda _: None).alone():
        pass  # we are still alive

    assert ProcessRecord.of(os.getpid()) is not None


def test_the_pauses_between_restarts_grow(layout: Layout) -> None:
    said: list[str] = []
    supervisor = Supervisor(layout, say=said.append)
    supervisor.add(Program("broken", [sys.executable, "-c", "1/0"], {}, layout.log / "broken.log"))

    supervisor.wait_for(lambda: supervisor.watches[0].restarts >= 2, timeout=10)

    assert supervisor.watches[0].pause_s == 1.0
    assert "ZeroDivisionError" in (layout.log / "broken.log").read_text()
    supervisor.stop()


def test_a_log_is_turned_over_under_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    rotation = Rotation(max_bytes=100, keep=2)
    with open(log, "ab", buffering=0) as writer:
        for number in range(4):
            writer.write(f"{number}".encode() * 100)
            assert rotation.turn_over(log)
        assert not rotation.turn_over(log)
        writer.write(b"after")

    assert log.read_bytes() == b"after"
    assert (tmp_path / "web.log.1").read_bytes() == b"3" * 100
    assert (tmp_path / "web.log.2").read_bytes() == b"2" * 100
    assert not (tmp_path / "web.log.3").exists()
