"""Starting and ending programs so that none of them outlives its purpose."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.operations.errors import OperationsError

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """The operating-system account a service runs under."""

    name: str
    uid: int
    gid: int


def service_account(name: str) -> Account | None:
    """The account for a service that must not run as root; ``None`` when we are not root anyway."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(name)
    except KeyError as error:
        raise OperationsError(
            f"the account “{name}” does not exist, and this service must not run as root",
            hint="run `make setup` to install the Debian package that brings it",
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def can_enter(folder: Path, account: Account) -> bool:
    """Whether an account may pass through every folder down to this one."""
    return run_as(account, ["test", "-x", str(folder)]).returncode == 0


def run_as(
    account: Account | None,
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run a short program under an account and return its result with its output."""
    return subprocess.run(
        argv,
        cwd="/",
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def spawn(
    argv: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    account: Account | None = None,
    dies_with_parent: signal.Signals | None = signal.SIGTERM,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program in its own process group, its output appended to ``log``.

    With ``dies_with_parent`` the kernel sends that signal when the starting thread ends, even by
    ``kill -9``; call from the main thread then.
    """
    parent = os.getpid()

    def bind_to_parent() -> None:
        if dies_with_parent is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, int(dies_with_parent), 0, 0, 0)
            if os.getppid() != parent:  # the parent ended before the line above took effect
                os._exit(1)

    with open(log, "ab") as output:
        return subprocess.Popen(
            argv,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=pass_fds,
            preexec_fn=bind_to_parent,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def started_at(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; with the pid it names it for good."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else int(fields[19])


@cache
def boot_id() -> str:
    """What distinguishes this run of the machine from the one before the last reboot."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def command_line(pid: int) -> list[str]:
    """The arguments a process was started with; empty when it is gone."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return [part.decode(errors="replace") for part in raw.split(b"\0") if part]


@dataclass(frozen=True)
class ProcessRecord:
    """A process written down for a later start; a reused pid is recognised by its start time."""

    pid: int
    started: int

    @classmethod
    def of(cls, pid: int) -> ProcessRecord | None:
        """The record of a living process."""
        started = started_at(pid)
        return None if started is None else cls(pid, started)

    @classmethod
    def read(cls, path: Path) -> ProcessRecord | None:
        """The record in a file, if that very process still lives; a stale file is no error."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            record = cls(int(stored["pid"]), int(stored["started"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return record if record.is_alive else None

    def write(self, path: Path) -> None:
        """Write the record down."""
        draft = path.with_name(path.name + ".new")
        draft.write_text(json.dumps({"pid": self.pid, "started": self.started}), encoding="utf-8")
        draft.replace(path)

    @property
    def is_alive(self) -> bool:
        """Whether this process, not a later one with its number, is running."""
        return started_at(self.pid) == self.started

    def stop(self, stages: Sequence[tuple[signal.Signals, float]]) -> None:
        """Send the signals one after another, waiting for each, until the process is gone."""
        for number, patience in stages:
            if not self.is_alive:
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
            if wait_until(lambda: not self.is_alive, patience):
                return


def wait_until(condition: Callable[[], bool], timeout: float, *, pause: float = 0.05) -> bool:
    """Wait for a condition; whether it came true in time."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() >= end:
            return False
        time.sleep(pause)
    return True


def sweep_group(pid: int) -> None:
    """Kill whatever is left in the process group that ``pid`` led."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


@contextlib.contextmanager
def locked(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[int | None]:
    """Hold a file lock; yields its descriptor, or ``None`` when it is held and we do not wait."""
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield descriptor
    finally:
        os.close(descriptor)


def service_folder(var: Path, noun: str, account: Account | None) -> Path:
    """Where a private service keeps its data: below ``var``, or aside if it may not go there.

    A project folder under ``/root`` is closed to the unprivileged account of the service; its data
    then lives in ``/var/lib/anlan/<name of the installation>``, and a remark stays in ``var``.
    """
    import hashlib

    direct = var / noun
    if account is None or can_enter(var, account):
        return direct
    name = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    aside = Path("/var/lib/anlan") / name / noun
    aside.parent.mkdir(parents=True, exist_ok=True)
    for folder in (aside.parent.parent, aside.parent):
        folder.chmod(0o755)
    (var / f"{noun}.location.txt").write_text(
        f"The account {account.name} may not enter this folder; the data is in\n{aside}\n",
        encoding="utf-8",
    )
    return aside


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, for a message to the operator."""
    try:
        with open(path, "rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 16_384))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
