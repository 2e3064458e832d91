"""Both plays, one after the other, in one county of their own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from anlan.operations.paths import Layout

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
CHROMIUM = "/usr/bin/chromium"
#: Prevention first: an open alarm of the response would keep its unit red.
NAMES = ("prevention", "response")
LONGEST_S = 1180
#: $0 is Python, the rest is for the story.
PLAYING = """
anlan() { "$0" -m anlan.operations.cli "$@"; }
trap 'anlan down >&2' EXIT
anlan up --detach >&2 || exit 3
anlan story "$@"
"""


@dataclass(frozen=True)
class Plays:
    """What the plays told, by name; how often something tried to get out by IP version."""

    told: dict[str, dict[str, Any]]
    attempts: dict[str, int] | None


def may_cut_network() -> bool:
    """Whether this machine lets us run something without network (root, or user namespaces)."""
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run(
        ["unshare", "--net", "--", "true"], capture_output=True, check=False, timeout=10
    )
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
    folder = tmp_path_factory.mktemp("story")
    counts = folder / "attempts.json"
    command = ["sh", "-c", PLAYING, sys.executable, "--keep", str(folder / "kept")]
    for name in NAMES:
        command += ["--play", name]
    is_cut = may_cut_network()
    if is_cut:
        helper = str(HERE / "without_network.py")
        command = ["unshare", "--net", "--", sys.executable, helper, str(counts), *command]
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
    return Plays(told, json.loads(counts.read_text()) if is_cut else None)
