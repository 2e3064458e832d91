"""What processes used: processor time and memory, read from the kernel's tables."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_s(pid: int) -> float:
    """Processor time of a process; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def rss_mb(pid: int) -> float:
    """Memory of a process now."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 2**20
    except (OSError, IndexError):
        return 0.0


def peak_mb(pid: int) -> float:
    """Largest memory of a process so far."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def children_of(pid: int) -> list[int]:
    """The processes a process has started."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(part) for part in text.split()]


def postgres_of(connection: Any) -> int:
    """The server's main process when it runs on this machine; 0 otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    try:
        fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[1])


class Watched(threading.Thread):
    """Samples groups of processes, and the database server as a whole."""

    def __init__(
        self, groups: Mapping[str, Sequence[int]], *, postgres: int, every_s: float
    ) -> None:
        super().__init__(daemon=True, name="watched")
        self.groups = {name: list(pids) for name, pids in groups.items()}
        self.postgres = postgres
        self.every_s = every_s
        self.loads: list[float] = []
        self.rss: list[float] = []
        self.peak = 0.0
        self._used: dict[str, float] = dict.fromkeys([*self.groups, "database"], 0.0)
        self._last: dict[int, float] = {}
        self._stopping = threading.Event()
        self._begun = time.monotonic()

    def run(self) -> None:
        """Sample until told to stop."""
        self._sample(first=True)
        next_at = time.monotonic() + self.every_s
        while not self._stopping.wait(0.5):
            self._sample()
            if time.monotonic() >= next_at:
                next_at += self.every_s
                self._note()
        self._sample()
        self._note()

    def stop(self) -> None:
        """End sampling."""
        self._stopping.set()
        self.join(5)

    def _sample(self, *, first: bool = False) -> None:
        groups = {**self.groups, "database": children_of(self.postgres) if self.postgres else []}
        for name, pids in groups.items():
            for pid in pids:
                used = cpu_s(pid)
                # A process seen for the first time later on began within the measurement.
                before = self._last.get(pid, used if first else 0.0)
                self._last[pid] = max(used, before)
                self._used[name] += max(0.0, used - before)
        self.peak = max([self.peak, *(peak_mb(pid) for pid in self.groups.get("ingest", []))])

    def _note(self) -> None:
        self.rss.append(round(sum(rss_mb(pid) for pid in self.groups.get("ingest", []))))
        self.loads.append(round(os.getloadavg()[0], 2))

    def figures(self) -> dict[str, Any]:
        """Processor time of what the platform runs, memory of ingest, load of the machine."""
        used = {name: round(value, 1) for name, value in self._used.items()}
        platform = sum(value for name, value in used.items() if name != "publishers")
        return {
            "cpu_s": round(platform, 1),
            "cpu_by_process_s": used,
            "peak_rss_mb": round(self.peak),
            "rss_mb_samples": self.rss,
            "load": self.loads,
        }
