"""What the stage takes for a fault of a page, and what for a page that was left in time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from anlan.demonstration.story.stage import Stage, Visitor, layers_asked

PAGE: Any = SimpleNamespace(url="http://127.0.0.1:1/incidents/")


@pytest.fixture
def visitor() -> Visitor:
    context: Any = SimpleNamespace()
    return Visitor(Stage("http://127.0.0.1:1", "x"), "duty_officer", context)


def refresh(failure: str, kind: str = "xhr") -> Any:
    return SimpleNamespace(resource_type=kind, failure=failure, url=f"{PAGE.url}now/")


def says(text: str) -> Any:
    return SimpleNamespace(type="error", text=text)


def test_a_refresh_under_way_when_the_page_is_left_is_no_fault(visitor: Visitor) -> None:
    visitor._unanswered(PAGE, refresh("net::ERR_ABORTED"))
    visitor._console(PAGE, says("htmx:afterRequest"))
    visitor._console(PAGE, says("htmx:sendError, /incidents/now/"))

    assert visitor.stage.problems == []


@pytest.mark.parametrize("failure", ["net::ERR_CONNECTION_REFUSED", "net::ERR_EMPTY_RESPONSE"])
def test_a_refresh_that_nobody_answers_is_a_fault(visitor: Visitor, failure: str) -> None:
    visitor._unanswered(PAGE, refresh(failure))

    (problem,) = visitor.stage.problems
    assert failure in problem and "/incidents/now/" in problem


def test_while_harm_is_done_nobody_need_answer(visitor: Visitor) -> None:
    visitor.stage.is_disturbed = True
    visitor._unanswered(PAGE, refresh("net::ERR_CONNECTION_REFUSED"))

    assert visitor.stage.problems == []


@pytest.mark.parametrize("text", ["htmx:swapError", "htmx:timeout", "TypeError: x is undefined"])
def test_other_errors_of_a_page_are_faults(visitor: Visitor, text: str) -> None:
    visitor._console(PAGE, says(text))

    assert len(visitor.stage.problems) == 1


def test_layers_of_a_map_are_known_from_the_address() -> None:
    here = "http://127.0.0.1:1/map"
    assert layers_asked(f"{here}/tiles/9/424/212.mvt?layers=alarms,teams") == ["alarms", "teams"]
    assert layers_asked(f"{here}/tiles/alarms/9/424/212.mvt?state=open") == ["alarms"]
    assert layers_asked(f"{here}/config.json") == []
