"""The same from the other side: what an enterprise, a township, a leader, an auditor see."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from anlan.demonstration.story.contrast import list_faint_text
from anlan.demonstration.story.play import Play
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.stage import Visitor
from anlan.demonstration.story.world import READER
from anlan.monitoring.alarms.public import list_alarms_since
from anlan.supervision.enterprises.public import get_enterprise

HTTP_OK = 200
NOT_FOUND = 404


def look_from_the_other_side(play: Play) -> None:
    """Everybody sees what is his, and nothing else."""
    own = play.world.ask(lambda: get_enterprise(play.enterprise_id, READER))
    foreign_id, foreign_alarm = _elsewhere(play, own.region_code)
    plant, alarm = f"/enterprises/{own.id}/", play.notes["alarm_url"]
    with play.step("the enterprise manager sees his own plant only"):
        manager = play.person("enterprise_manager")
        manager.open("/")
        manager.wait_live()
        manager.shot("enterprise-desk")
        manager.open(plant)
        manager.expect_text(own.name)
        manager.shot("dossier")
        manager.open("/enterprises/")
        rows = manager.page.locator("main tbody tr").count()
        expect(rows == 1, f"the enterprise manager sees {rows} enterprises")
        _answers(manager, alarm, 200)
        _answers(manager, f"/enterprises/{foreign_id}/", NOT_FOUND)
        _answers(manager, foreign_alarm, NOT_FOUND)
        _answers(manager, "/duty/log/", 403)
    with play.step("the township officer sees his own township only"):
        officer = play.person("township_officer")
        officer.open("/enterprises/")
        officer.shot("township-enterprises")
        _answers(officer, plant, 200)
        _answers(officer, f"/enterprises/{foreign_id}/", NOT_FOUND)
        _answers(officer, foreign_alarm, NOT_FOUND)
        officer.open("/")
        officer.shot("township-desk")
    with play.step("the county leader sees the whole county in ninety seconds"):
        leader = play.person("county_leader")
        leader.open("/")
        leader.shot("leader-desk")
        _answers(leader, f"/enterprises/{foreign_id}/", 200)
        _answers(leader, "/map/wall/", 200)
    with play.step("the auditor reads the trail, and no dossier"):
        auditor = play.person("auditor")
        auditor.open("/audit/")
        auditor.expect_text("演示")
        auditor.shot("audit")
        for path in (plant, alarm):
            status = auditor.status_of(path)
            expect(status in (403, NOT_FOUND), f"the auditor gets {status} at {path}")
    with play.step("the administrator sees accounts, and no incident"):
        admin = play.person("system_admin")
        admin.open("/")
        admin.shot("admin-desk")
        status = admin.status_of(f"/incidents/{play.incident_id}/")
        expect(status in (403, NOT_FOUND), f"the administrator gets {status} at the incident")
    with play.step("the interface speaks English at a switch"):
        _speak(play)


def _elsewhere(play: Play, region: str) -> tuple[int, str]:
    """An enterprise and an alarm of another enterprise in another township."""
    township = region[:9]

    def find() -> tuple[int, str]:
        from django.apps import apps

        other = (
            apps.get_model("enterprises.Enterprise")
            ._default_manager.exclude(region__code__startswith=township)
            .first()
        )
        since = timezone.now() - timedelta(days=30)
        alarms = [
            alarm
            for alarm in list_alarms_since(READER, since)
            if alarm.enterprise_id != play.enterprise_id and not alarm.region.startswith(township)
        ]
        assert other is not None, "there is only one enterprise"
        return other.pk, alarms[0].url if alarms else "/alarms/999999999/"

    return play.world.ask(find)


def _answers(visitor: Visitor, path: str, expected: int) -> None:
    status = visitor.status_of(path)
    expect(status == expected, f"{visitor.username} gets {status} at {path}, not {expected}")


def _speak(play: Play) -> None:
    page = play.person("county_leader").page
    page.click(".app-header details.menu:has(button[name=language]) summary")
    with page.expect_navigation():
        page.click("button[name=language][value=en]")
    expect(page.get_attribute("html", "lang") == "en", "the page did not change its language")
    expect("Desk" in page.inner_text("h1"), f"the desk is headed {page.inner_text('h1')}")
    play.person("county_leader").shot("desk-english")
    page.click(".app-header details.menu:has(button[name=language]) summary")
    with page.expect_navigation():
        page.click("button[name=language][value=zh-hans]")
    expect("工作台" in page.inner_text("h1"), "the page did not change back")


def use_the_keyboard(play: Play) -> None:
    """Search, help and going about without a mouse."""
    officer = play.person("duty_officer")
    with play.step("keyboard: / ? g"):
        officer.open("/")
        page = officer.page
        page.keyboard.press("/")
        expect(
            page.evaluate("document.activeElement.matches('[data-keyboard-target=search]')"),
            "/ does not lead to the search",
        )
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        page.wait_for_selector("#keyboard-help[open]")
        officer.shot("keys")
        page.keyboard.press("Escape")
        key = page.locator('.app-nav [data-keyboard-target=go][href="/map/"]').get_attribute(
            "data-key"
        )
        expect(key, "the map has no key")
        page.keyboard.press("g")
        with page.expect_navigation():
            page.keyboard.press(str(key))
        expect(page.url.endswith("/map/"), f"g {key} leads to {page.url}")


def read_in_poor_light(play: Play) -> None:
    """Text is readable: contrast of the main pages, by day and by night, at a desk and a phone."""
    officer, phone = play.person("duty_officer"), play.person("team_leader", phone=True)
    pages = (
        "/",
        play.notes["alarm_url"],
        f"/incidents/{play.incident_id}/",
        f"/responses/{play.response_id}/board/",
        "/alarms/",
        "/enterprises/",
        "/map/",
    )
    with play.step("contrast of the main pages, light and dark"):
        faint: list[str] = []
        for theme in ("light", "dark"):
            officer.context.add_cookies(
                [{"name": "anlan_theme", "value": theme, "url": play.stage.address}]
            )
            for path in pages:
                officer.open(path)
                faint += [f"{theme} {path}: {line}" for line in list_faint_text(officer.page)]
        officer.context.clear_cookies(name="anlan_theme")
        for path in ("/", f"/dispatch/{play.dispatch_id}/phone/"):
            phone.open(path)
            faint += [f"phone {path}: {line}" for line in list_faint_text(phone.page)]
        play.score.figures["faint_texts"] = len(faint)
        expect(not faint, "too faint:\n" + "\n".join(faint[:30]))
    with play.step("no page of the phone must be pushed sideways"):
        for path in ("/", "/alarms/", f"/incidents/{play.incident_id}/", "/dispatch/", "/map/"):
            if phone.status_of(path) != HTTP_OK:
                continue
            phone.open(path)
            wide = phone.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            expect(wide <= 1, f"{path} is {wide} px too wide on a phone")
