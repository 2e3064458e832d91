"""From a plan to promises kept: given, reported, overdue, scored, contested, foreseen."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Plays

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.timeout(1200)]


@pytest.fixture
def played(plays: Plays) -> dict[str, Any]:
    """What the play told."""
    return plays.of("promises")


def test_every_step_goes_well(played: dict[str, Any]) -> None:
    failed = [step for step in played["steps"] if not step["ok"]]
    assert not failed, failed
    assert len(played["steps"]) > 32


def test_a_promise_is_kept_another_reaches_the_leader(played: dict[str, Any]) -> None:
    assert played["rate_given"] < played["rate_after"]
    assert "in_charge" in played["told"]
    assert played["outside_requests"] == 0
    assert played["audit_verified"] is True


def test_a_published_work_list_becomes_tasks(played: dict[str, Any]) -> None:
    assert played["list_tasks"] >= 1


def test_the_assessment_is_contested_confirmed_and_read(played: dict[str, Any]) -> None:
    assert played["blocking"] > 0
    assert played["rank"] >= 1
    assert played["points"] > 0
