"""A rain-storm over four townships: two thousand people moved, each of them accounted for."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Plays

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.timeout(1200)]


@pytest.fixture
def played(plays: Plays) -> dict[str, Any]:
    """What the play told."""
    return plays.of("storm")


def test_every_step_goes_well(played: dict[str, Any]) -> None:
    failed = [step for step in played["steps"] if not step["ok"]]
    assert not failed, failed
    assert len(played["steps"]) > 20


def test_two_thousand_are_accounted_for(played: dict[str, Any]) -> None:
    assert sum(played["people"].values()) == 2000
    assert set(played["people"]) == {"sheltered", "relatives", "refused", "unreachable"}


def test_the_web_process_died_and_nobody_noticed_for_long(played: dict[str, Any]) -> None:
    assert played["web_killed"] == 2
    assert played["audit_verified"] is True
    assert played["outside_requests"] == 0
