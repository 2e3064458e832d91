"""Keeps the processes of an installation running, and ends them all when told to.

One thread, one loop: look at every child, start again those that ended (with growing pauses), turn
logs over, write the state down. The children die with the supervisor even when it is killed,
because the kernel is asked to see to it (see ``processes.spawn``).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from anlan.operations.credentials import write_private
from anlan.operations.errors import OperationsError
from anlan.operations.logs import Rotation
from anlan.operations.paths import Layout
from anlan.operations.processes import (
    ProcessRecord,
    boot_id,
    locked,
    spawn,
    started_at,
    sweep_group,
    tail,
)

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 15.0
STEADY_AFTER_S = 20.0
TICK_S = 0.1

Say = Callable[[str], None]


class Runnable(Protocol):
    """What the supervisor can keep running."""

    name: str

    @property
    def log(self) -> Path:
        """The file its output goes to."""

    def begin(self) -> None:
        """Start it without waiting for it to be ready."""

    def process(self) -> int | None:
        """The process id while it runs."""

    def end(self) -> None:
        """Stop it and wait until it is gone."""


@dataclass
class Program:
    """A program of the platform run as a child: web, worker, ingest, simulator."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    cwd: Path | str = "/"
    patience_s: float = 10.0
    pass_fds: Sequence[int] = ()
    child: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the program."""
        self.child = spawn(
            self.argv, log=self.log, env=self.env, cwd=self.cwd, pass_fds=self.pass_fds
        )

    def process(self) -> int | None:
        """Its process id while it runs."""
        if self.child is None or self.child.poll() is not None:
            return None
        return self.child.pid

    def end(self) -> None:
        """Ask it to stop, then insist; nothing it started itself stays behind."""
        if self.child is None:
            return
        if self.child.poll() is None:
            self.child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(self.patience_s)
        sweep_group(self.child.pid)
        self.child.wait()
        self.child = None


@dataclass
class Watch:
    """How one supervised process is doing."""

    runnable: Runnable
    restarts: int = 0
    pause_s: float = FIRST_PAUSE_S
    started: float = 0.0
    retry_at: float | None = None
    pid: int | None = field(default=None)


class Supervisor:
    """Starts processes in order, keeps them running, stops them in reverse order."""

    def __init__(
        self, layout: Layout, *, say: Say = print, rotation: Rotation | None = None
    ) -> None:
        self.layout = layout
        self.say = say
        self.rotation = rotation or Rotation()
        self.watches: list[Watch] = []
        self.stopping = False
        self.facts: dict[str, object] = {}
        self._next_rotation = 0.0
        self._written = ""

    # One at a time ----------------------------------------------------------------------------

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the installation: a second supervisor for the same folder is refused."""
        self.layout.prepare()
        with locked(self.layout.run / "supervisor.lock", wait=False) as lock:
            if lock is None:
                raise already_running(self.layout)
            self._end_leftovers()
            try:
                yield
            finally:
                state_file(self.layout).unlink(missing_ok=True)

    def _end_leftovers(self) -> None:
        """End what a killed supervisor left behind; a file from before a reboot is ignored."""
        state = read_state(self.layout)
        if state.get("boot") != boot_id():
            return
        for stored in state.get("processes", {}).values():
            record = ProcessRecord(int(stored["pid"] or 0), int(stored["started"] or 0))
            if not record.pid:
                continue
            if record.is_alive:
                record.stop(((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0)))
                sweep_group(record.pid)
            elif started_at(record.pid) is None:
                # Gone itself; as long as one of its group lives nobody else gets its number.
                sweep_group(record.pid)

    # The loop ---------------------------------------------------------------------------------

    def add(self, runnable: Runnable) -> None:
        """Start a process (unless it runs already) and keep it running from now on."""
        watch = Watch(runnable)
        self.watches.append(watch)
        if runnable.process() is None:
            runnable.begin()
        watch.started = time.monotonic()
        watch.pid = runnable.process()
        self.write_state()

    def handle_signals(self) -> None:
        """Ctrl-C and SIGTERM end the loop; a second one does not interrupt the orderly stop."""

        def stop(number: int, _frame: FrameType | None) -> None:
            if not self.stopping:
                self.stopping = True
                raise KeyboardInterrupt

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # started with nohup
            signal.signal(signal.SIGHUP, stop)

    def run(self) -> None:
        """Look after the processes until told to stop."""
        while not self.stopping:
            self.tick()
            time.sleep(TICK_S)

    def wait_for(self, condition: Callable[[], bool], *, timeout: float) -> bool:
        """Look after the processes until a condition holds; whether it did in time."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            self.tick()
            if condition():
                return True
            time.sleep(TICK_S)
        return False

    def tick(self) -> None:
        """One round."""
        now = time.monotonic()
        for watch in self.watches:
            self._look_after(watch, now)
        if now >= self._next_rotation:
            self._next_rotation = now + 5
            for watch in self.watches:
                self.rotation.turn_over(watch.runnable.log)
        self.write_state()

    def _look_after(self, watch: Watch, now: float) -> None:
        watch.pid = watch.runnable.process()
        if watch.pid is not None:
            if watch.pause_s > FIRST_PAUSE_S and now - watch.started > STEADY_AFTER_S:
                watch.pause_s = FIRST_PAUSE_S
            return
        if watch.retry_at is None:
            watch.retry_at = now + watch.pause_s
            lived = now - watch.started
            self.say(
                f"{watch.runnable.name} ended after {lived:.0f} s; "
                f"starting it again in {watch.pause_s:g} s (log: {watch.runnable.log})"
            )
            if lived < 5 and watch.restarts:
                self.say(tail(watch.runnable.log, 5))
            watch.pause_s = min(watch.pause_s * 2, LONGEST_PAUSE_S)
        elif now >= watch.retry_at:
            watch.retry_at = None
            watch.restarts += 1
            watch.started = now
            watch.runnable.begin()
            watch.pid = watch.runnable.process()

    def stop(self) -> None:
        """Stop everything, last started first."""
        self.stopping = True
        for watch in reversed(self.watches):
            try:
                watch.runnable.end()
            except Exception as error:
                # The others are stopped all the same.
                self.say(f"{watch.runnable.name} could not be stopped: {error}")
        self.watches.clear()

    # The state, for `anlan ports`, `anlan down`, tests --------------------------------------------

    def write_state(self) -> None:
        """Write down what runs, so that other commands can find it."""
        record = ProcessRecord.of(os.getpid())
        processes = {}
        for watch in self.watches:
            child = ProcessRecord.of(watch.pid) if watch.pid else None
            processes[watch.runnable.name] = {
                "pid": child.pid if child else None,
                "started": child.started if child else None,
                "restarts": watch.restarts,
                "log": str(watch.runnable.log),
            }
        state = {
            "boot": boot_id(),
            "pid": os.getpid(),
            "started": record.started if record else None,
            "processes": processes,
            **self.facts,
        }
        text = json.dumps(state, ensure_ascii=False, indent=1)
        if text == self._written:
            return
        self._written = text
        path = state_file(self.layout)
        draft = path.with_name(path.name + ".new")
        write_private(draft, text)  # it names the demonstration's accounts
        draft.replace(path)


def state_file(layout: Layout) -> Path:
    """Where a supervisor writes down what it runs."""
    return layout.run / "state.json"


def read_state(layout: Layout) -> dict[str, Any]:
    """What the last supervisor wrote down; empty when there is none."""
    try:
        stored = json.loads(state_file(layout).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def find_supervisor(layout: Layout) -> ProcessRecord | None:
    """The running supervisor of an installation."""
    stored = read_state(layout)
    try:
        record = ProcessRecord(int(stored["pid"]), int(stored["started"]))
    except (ValueError, KeyError, TypeError):
        return None
    return record if record.is_alive else None


def already_running(layout: Layout) -> OperationsError:
    """What to tell somebody who starts an installation twice."""
    state = read_state(layout)
    where = f" at {state['address']}" if state.get("address") else ""
    return OperationsError(
        f"this installation is already running{where} (process {state.get('pid')})",
        hint="stop it with Ctrl-C in its window, or with `anlan down`; "
        "for a second one set ANLAN_VAR to another folder",
    )


def refuse_second(layout: Layout) -> None:
    """Raise when a supervisor looks after this installation already."""
    if find_supervisor(layout) is not None:
        raise already_running(layout)
