"""The plays, one after the other, in one county of their own.

The chlorine leak is always played, with the web process killed in the middle. The others, with it,
when ``ANLAN_STORIES=all`` is set: each takes a minute or two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from anlan.operations.paths import Layout

PROJECT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
IS_ALL = os.environ.get("ANLAN_STORIES") == "all"
#: Prevention first: an open alarm of the response would keep its unit red.
NAMES = ("prevention", "response", "storm", "drill", "promises") if IS_ALL else ("response",)
LONGEST_S = 1180
#: Starts and stops the platform where the network cannot be cut off; $0 is Python.
PLAYING = """
anlan() { "$0" -m anlan.operations.cli "$@"; }
trap 'anlan down >&2' EXIT
anlan up --detach >&2 || exit 3
anlan story "$@"
"""


@dataclass(frozen=True)
class Plays:
    """What the plays told, by name; whether they were played on the loopback alone."""

    told: dict[str, dict[str, Any]]
    is_cut: bool

    def of(self, name: str) -> dict[str, Any]:
        """What a play told; skips the test of one that is not played by default."""
        if name not in NAMES:
            pytest.skip(f"the {name} play is played with ANLAN_STORIES=all")
        return self.told[name]


def may_cut_network() -> bool:
    """Whether this machine lets us run something without network."""
    code = "from anlan.operations.loopback import cut_off; cut_off()"
    tried = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    return tried.returncode == 0


@pytest.fixture(scope="package")
def plays(
    tmp_path_factory: pytest.TempPathFactory,
    anlan_environment: dict[str, str],
    county_copy: Callable[[], AbstractContextManager[Layout]],
) -> Plays:
    """One run of the plays, platform and all, cut off from any network where possible."""
    pytest.importorskip("playwright")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no {CHROMIUM}")
    arguments = ["--kill-web", "--keep", str(tmp_path_factory.mktemp("story") / "kept")]
    for name in NAMES:
        arguments += ["--play", name]
    is_cut = may_cut_network()
    command = (
        [sys.executable, "-m", "anlan.operations.cli", "story", "--loopback", *arguments]
        if is_cut
        else ["sh", "-c", PLAYING, sys.executable, *arguments]
    )
    with county_copy() as layout:
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=anlan_environment | {"ANLAN_VAR": str(layout.var)},
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
    told = {}
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            figures = json.loads(line)
            told[figures["play"]] = figures
    assert set(told) == set(NAMES), f"not every play was told:\n{done.stderr[-4000:]}"
    # A failing step says itself what is wrong, in the test of its play.
    is_whole = all(step["ok"] for figures in told.values() for step in figures["steps"])
    assert (done.returncode == 0) == is_whole, done.stderr[-4000:]
    return Plays(told, is_cut)
