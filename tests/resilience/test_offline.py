"""With nothing but a loopback everything runs, and nothing tries to reach the outside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .county import County, own_environment

pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.timeout(400),
]


def cut_off() -> list[str]:
    """The command that runs another one without a network, as root or as anybody."""
    for command in (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]):
        try:
            if subprocess.run([*command, "true"], capture_output=True, timeout=10).returncode == 0:
                return command
        except OSError:
            break
    pytest.skip("this machine does not let us make a network namespace (unshare --net)")


def test_everything_runs_on_the_loopback_alone_and_nothing_wants_out(county: County) -> None:
    command = cut_off()
    county.stop()
    supervisor = [sys.executable, "-m", "anlan.operations.cli", "up"]
    done = subprocess.run(
        [*command, sys.executable, str(Path(__file__).with_name("visit.py")), *supervisor],
        env=own_environment() | {"ANLAN_VAR": str(county.layout.var)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])

    assert seen["interfaces"] == ["lo"]
    assert {path: code for path, code in seen["answers"].items() if code not in (200, 204)} == {}
    assert seen["named"] == []
    running = ["broker", "gateways", "ingest", "postgres", "simulator", "web", "worker"]
    assert seen["running"] == running
    assert seen["restarts"] == 0
    assert seen["attempts_are_counted"]
    assert seen["connections"] == []
    assert seen["without_route"] == 0
