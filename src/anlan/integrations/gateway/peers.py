"""Test kit: independent implementations of the protocols, to speak with.

They are no dependencies of the platform. With ``ANLAN_PEERS=1`` the tests install them from the
package registries into a folder of the system's temporary directory; otherwise they are skipped.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

INSTALL_WITHIN_S = 600
READY_WITHIN_S = 120


def peers_wanted() -> bool:
    """Whether independent implementations may be installed."""
    return os.environ.get("ANLAN_PEERS") == "1"


def folder_for(name: str) -> Path:
    """Where one of them lives."""
    return Path(tempfile.gettempdir()) / "anlan-peers" / name


def _need(*programs: str) -> None:
    if not peers_wanted():
        pytest.skip("independent implementations are installed with ANLAN_PEERS=1 only")
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


def npm_peer(package: str, version: str) -> Path:
    """Install a package from npm once; returns the folder with its ``node_modules``."""
    _need("node", "npm")
    folder = folder_for(f"{package}-{version}")
    if not (folder / "node_modules" / package).is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        _run([*command, f"{package}@{version}"], folder)
    return folder


def debian_peer(*packages: str) -> Path:
    """Unpack Debian packages without installing them; returns the folder."""
    _need("apt-get", "dpkg-deb")
    folder = folder_for("-".join(packages))
    if not (folder / "usr").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _run(["apt-get", "download", *packages], folder)
        for archive in sorted(folder.glob("*.deb")):
            _run(["dpkg-deb", "-x", str(archive), str(folder)], folder)
    return folder


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_WITHIN_S, check=False
    )
    if done.returncode:
        pytest.skip(f"{' '.join(command)}: {done.stderr[-300:]}")


@contextlib.contextmanager
def running_peer(
    command: Sequence[str],
    folder: Path,
    *,
    ready: str = "ready",
    environment: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run a program until the block ends; it says ``ready`` on a line when it listens."""
    log = folder / f"peer-{os.getpid()}-{time.monotonic_ns()}.log"
    with open(log, "w", encoding="utf-8") as output:
        process = subprocess.Popen(
            list(command),
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        end = time.monotonic() + READY_WITHIN_S
        while ready not in log.read_text(encoding="utf-8", errors="replace"):
            if process.poll() is not None or time.monotonic() > end:
                text = log.read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"{command[0]} did not start: {text[-2000:]}")
            time.sleep(0.05)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
        log.unlink(missing_ok=True)
