"""A double-blind drill: secret before, through the same engine, nothing of it outside."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Plays

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.timeout(1200)]


@pytest.fixture
def played(plays: Plays) -> dict[str, Any]:
    """What the play told."""
    return plays.of("drill")


def test_every_step_goes_well(played: dict[str, Any]) -> None:
    failed = [step for step in played["steps"] if not step["ok"]]
    assert not failed, failed
    assert len(played["steps"]) > 15


def test_nothing_leaves_and_the_plan_learns(played: dict[str, Any]) -> None:
    assert played["outside_deliveries"] == 0
    assert played["outside_requests"] == 0
    assert 0 <= played["score"] <= 100
    assert played["proposals"] > 0
    assert played["audit_verified"] is True
