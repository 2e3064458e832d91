"""A scene without a link: drawn and told on the phone, seen by the commander afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from anlan.base.accounts.models import User
from anlan.base.accounts.services.grants import grant_role
from anlan.base.field.models import FieldRecord
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.command.dispatch.tests.factories import DispatchFactory
from anlan.command.incidents.tests.factories import load_reference, make_incident
from anlan.command.responses.tests.factories import ResponseFactory
from anlan.command.scene.models import EvacuationAnswer, Scene, SceneEntry, SketchElement
from anlan.command.teams.tests.factories import TeamFactory
from anlan.demonstration.story.stage import ARGUMENTS, CHROMIUM

from .conftest import PASSWORD, SYSTEM, account
from .stage import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.timeout(120)]


def person(town, username: str, role: str, scope: tuple[str, str]) -> User:
    """An account with one more role."""
    user = account(town, username)
    grant_role(
        user_id=user.pk, role_code=role, scope_kind=scope[0], scope_value=scope[1], actor=SYSTEM
    )
    return user


@pytest.fixture
def leak(town):
    """A leak, a team on its way under its leader, a commander at the desk."""
    load_reference()
    incident = make_incident()
    ResponseFactory(incident=incident, region=town, commander=PersonFactory())
    leader = account(town, "leader")
    office = leader.person.organisation
    team = TeamFactory(name="演示救援队", organisation=office, leader=leader.person)
    grant_role(
        user_id=leader.pk,
        role_code="team_leader",
        scope_kind="organisation",
        scope_value=str(office.pk),
        actor=SYSTEM,
    )
    person(town, "chief", "commander", ("region", "330825"))
    DispatchFactory(incident=incident, team=team, region=town, state="departed", people=12)
    return incident


def test_drawn_without_a_link_seen_when_it_is_back_and_everybody_out(leak, platform, phone):
    page = phone.page
    phone.go("/login/?next=/field/")
    page.fill("input[name=username]", "leader")
    page.fill("input[type=password]", PASSWORD)
    page.click("form:has(input[type=password]) button[type=submit]")
    page.click(".field__tab[href='#/scene']")
    page.wait_for_selector(".scene-order")
    page.evaluate("navigator.serviceWorker.ready")

    # Into the cellar: the page opens all the same and says how old it is.
    phone.context.set_offline(True)
    page.reload()
    page.wait_for_selector(".scene-as-of--stale")
    page.click("[data-fact=leak_stopped]")
    page.click(".scene-order .scene-big--main")
    page.wait_for_selector(".scene-order .scene-waits")
    page.click(".scene-pair .scene-big--warning")
    page.click(".field-dialog .field-button--main")
    page.click(".scene-part--map > .field-button")
    page.click("[data-tool=line]")
    box = page.locator(".sketch-board__stage").bounding_box()
    x, y = box["x"] + 60, box["y"] + 120
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 40, steps=4)
    page.mouse.move(x + 160, y, steps=4)
    page.mouse.up()
    page.wait_for_selector(".scene-map__line.scene-map--waits")
    assert phone.waiting() == 4 and not SceneEntry.objects.exists()

    browser = phone.driver.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
    try:
        desk = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        chief = desk.new_page()
        chief.set_default_timeout(20_000)
        chief.goto(f"{platform.address}/login/?next=/scene/{leak.pk}/")
        chief.fill("input[name=username]", "chief")
        chief.fill("input[type=password]", PASSWORD)
        chief.click("form:has(input[type=password]) button[type=submit]")
        chief.wait_for_selector(".scene-map__incident")
        assert chief.locator("[data-element]").count() == 0

        # The link is back: the call for help goes first, the commander sees the line at once.
        phone.find_signal()
        chief.wait_for_selector("[data-element].scene-map--1")
        phone.wait_sent()
        chief.wait_for_selector(".scene-entries__entry--grave")

        # Everybody out.
        chief.goto(f"{platform.address}/scene/{leak.pk}/withdraw/")
        chief.fill("input[name=reason]", "罐体变色")
        chief.click("form:has(input[name=reason]) button[type=submit]")
        chief.wait_for_selector("#withdrawal .small-list__row--late")
        phone.go(f"/field/#/scene/{leak.pk}")
        page.click(".scene-alarm .scene-big--safe")
        chief.wait_for_selector("#withdrawal .small-list__row:not(.small-list__row--late)")
    finally:
        browser.close()

    line = SketchElement.objects.get()
    assert (line.tool, line.symbol) == ("line", "hot") and line.geometry.num_coords <= 5
    entries = {entry.kind: entry for entry in SceneEntry.objects.all()}
    assert set(entries) == {"fact", "help"}
    assert entries["fact"].arrived_at - entries["fact"].made_at > timedelta(seconds=1)
    assert entries["help"].arrived_at < entries["fact"].arrived_at
    assert leak.dispatches.get().state == "arrived"
    assert EvacuationAnswer.objects.get().people == 12
    assert Scene.objects.get().visible_at <= timezone.now()
    assert not FieldRecord.objects.exclude(outcome="done").exists()
    assert wait_for(lambda: phone.waiting() == 0, "the outbox is empty")
    assert phone.problems == []
