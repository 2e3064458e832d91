"""Danger zones: from the leak to who must leave, a draft warning and orders, inside a minute."""

from __future__ import annotations

import re
import time

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.stage import Visitor

#: From the incident's page to orders given. [s]
LONGEST_S = 60.0
TURN_DEG = 60
#: Below this the models do not hold. [m/s]
CALM_M_S = 0.5
CAP = "urn:oasis:names:tc:emergency:cap:1.2"


def foresee(play: Play) -> None:
    """The commander asks how far the cloud reaches and orders what follows from it."""
    commander = play.person("commander")
    began = time.monotonic()
    with play.step("the danger zones, prefilled from dossier and weather"):
        commander.open(f"/incidents/{play.incident_id}/")
        commander.page.locator(
            f'a[href="/consequence/new/?incident={play.incident_id}"]:visible'
        ).first.click()
        commander.page.wait_for_selector('main form [name="quantity_t"]')
        expect(_value(commander, "quantity_t") > 0, "no vessel was taken from the dossier")
        if _value(commander, "wind_speed_m_s") < CALM_M_S:  # the form asks for this in a calm
            commander.fill_in(wind_speed_m_s="1", wind_from_deg="")
        commander.submit()
        commander.page.wait_for_selector(".consequence-zones")
        reach = [_metres(text) for text in _zones(commander)]
        expect(len(reach) == 3, f"{len(reach)} zones")
        # In a calm night all of them end where the models do.
        expect(0 < reach[0] <= reach[1] <= reach[2], f"zones of {reach} m")
        run = _run_number(commander)
    with play.step("measures: who leaves, where to, a draft warning, orders"):
        commander.page.locator(f'a[href="/consequence/{run}/measures/"]:visible').first.click()
        orders = commander.page.locator('.consequence-orders input[name="orders"]:checked')
        orders.first.wait_for()
        given = orders.count()
        expect(given >= 3, f"{given} orders are proposed")
        commander.shot("measures")
        draft = commander.context.request.get(
            f"{play.stage.address}/consequence/{run}/warning.xml"
        ).text()
        expect(CAP in draft and "<status>Draft</status>" in draft, "the warning is no CAP draft")
        expect("<polygon>" in draft, "the warning has no area")
        with commander.page.expect_navigation():
            commander.page.locator(
                f'form[action="/consequence/{run}/orders/"] button[type=submit]'
            ).click()
        commander.refuse_problems()
        commander.open(f"/responses/{play.response_id}/board/")
        cards = commander.page.locator("#board .card-item").count()
        before = play.score.figures["tasks"]
        expect(cards == before + given, f"{cards} tasks after {before} and {given} orders")
        play.score.figures["leak_to_orders_s"] = spent = round(time.monotonic() - began, 1)
        expect(spent < LONGEST_S, f"{spent} s from the incident to the orders")
    with play.step("the wind turns: another run, compared with the first"):
        commander.open(f"/consequence/{run}/rerun/")
        turned = (_value(commander, "wind_from_deg") + TURN_DEG) % 360
        speed = max(1.0, _value(commander, "wind_speed_m_s"))  # a calm night may have come
        commander.fill_in(wind_speed_m_s=f"{speed:.1f}", wind_from_deg=f"{turned:.0f}")
        commander.submit()
        commander.page.wait_for_selector(".consequence-zones")
        second = _run_number(commander)
        expect(second != run, "the former run was changed")
        commander.open(f"/consequence/compare/?a={run}&b={second}")
        commander.expect_text("°")


def _zones(visitor: Visitor) -> list[str]:
    return [
        text.strip() for text in visitor.page.locator(".consequence-zone__reach").all_inner_texts()
    ]


def _metres(text: str) -> float:
    found = re.search(r"[\d,]+", text)
    return float(found[0].replace(",", "")) if found else 0.0


def _value(visitor: Visitor, name: str) -> float:
    return float(visitor.page.locator(f'main form [name="{name}"]').input_value() or 0)


def _run_number(visitor: Visitor) -> int:
    found = re.search(r"/consequence/(\d+)/", visitor.page.url)
    expect(found, f"no run at {visitor.page.url}")
    assert found is not None
    return int(found[1])
