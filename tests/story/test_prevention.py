"""Dual prevention as each plays his part: in Chromium, desk and phone, and without signal."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest

from .test_story import CHROMIUM, PROJECT, clean_environment

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One run of the story in a fresh installation."""
    pytest.importorskip("playwright")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no {CHROMIUM}")
    folder = tmp_path_factory.mktemp("prevention")
    story = [sys.executable, "-m", "anlan.operations.cli", "story", "--fresh"]
    command = [*story, "--play", "prevention", "--keep", str(folder / "kept")]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=880,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    assert lines, f"the story said nothing:\n{done.stderr[-4000:]}"
    told: dict[str, Any] = json.loads(lines[-1])
    told["exit_code"] = done.returncode
    told["progress"] = done.stderr
    return told


def test_every_step_goes_well(played: dict[str, Any]) -> None:
    failed = [step for step in played["steps"] if not step["ok"]]
    assert not failed, failed
    assert played["exit_code"] == 0, played["progress"][-3000:]
    assert len(played["steps"]) > 40


def test_every_bullet_of_dual_prevention_is_played(played: dict[str, Any]) -> None:
    names = " ".join(step["name"] for step in played["steps"])
    for part in (
        "dossier",
        "four colours",
        "four-eyes",
        "identification",
        "screen at the gate",
        "ledger",
        "without signal",
        "contradicts",
    ):
        assert part in names, part


def test_the_one_list_is_a_word_document(played: dict[str, Any]) -> None:
    document = docx.Document(played["one_list_docx"])
    assert document.tables
    if shutil.which("soffice"):
        assert played["one_list_converted"], "LibreOffice did not open it"


def test_pages_ask_nobody_but_the_platform(played: dict[str, Any]) -> None:
    assert played["requests"] > 200
    assert played["outside_requests"] == 0
