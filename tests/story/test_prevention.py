"""Dual prevention as each plays his part: in Chromium, desk and phone, and without signal."""

from __future__ import annotations

import shutil
from typing import Any

import docx
import pytest

from .conftest import Plays

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.timeout(1200)]


@pytest.fixture
def played(plays: Plays) -> dict[str, Any]:
    """What the play told."""
    return plays.of("prevention")


def test_every_step_goes_well(played: dict[str, Any]) -> None:
    failed = [step for step in played["steps"] if not step["ok"]]
    assert not failed, failed
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
