"""The alarm: everything its receiver needs in the first minute, and his answer."""

from __future__ import annotations

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.world import READER
from anlan.monitoring.alarms.public import get_alarm


def read_alarm(play: Play) -> None:
    """Curve with the limits, dossier, chemical, people, surroundings, the running clock."""
    officer = play.person("duty_officer")
    with play.step("the alarm page: curve with the limits drawn in"):
        with officer.page.expect_response(lambda r: "/series" in r.url) as answered:
            officer.page.click(f'#desk-now a[href="{play.notes["alarm_url"]}"]')
        officer.page.wait_for_selector("#alarm-curve canvas")
        curve = answered.value.json()
        levels = {mark["level"] for mark in curve["thresholds"]}
        expect({1, 3} <= levels, f"the curve has no rule lines: {curve['thresholds']}")
        points = sum(len(x["data"]) if isinstance(x, dict) else 1 for x in curve["series"])
        expect(points > 20, "the curve has no history")
    with play.step("dossier, chemical, surroundings"):
        officer.expect_text("企业档案", "化学品", "氯", "7782-50-5", "周边")
        officer.expect_text("500", "1,000", "3,000", selector="#panel-surroundings")
        rings = officer.page.locator("#panel-surroundings .surroundings__ring")
        expect(rings.count() == 3, f"{rings.count()} rings instead of three")
    with play.step("who is responsible, with numbers to dial"):
        officer.page.wait_for_selector("#panel-people [data-call]")
    with play.step("the clock of the acknowledgement runs"):
        expect(
            officer.page.locator(
                "#object-head [data-controller~=clock], #object-head .clock"
            ).count(),
            "no clock in the head of the alarm",
        )
        officer.shot("alarm")


def answer(play: Play) -> None:
    """Acknowledge, call with one tap, verify as real."""
    officer, world = play.person("duty_officer"), play.world
    with play.step("acknowledge"):
        officer.press("acknowledge")
        alarm = world.ask(lambda: get_alarm(play.alarm_id, actor=READER))
        expect(alarm.state == "acknowledged", f"the alarm is {alarm.state}")
        expect(officer.page.locator("#object-head [data-sound-id]").count() == 0, "it still sounds")
    with play.step("call the responsible person: one tap, recorded"):
        button = officer.page.locator("#panel-people [data-call]").first
        button.wait_for()
        # The telephone of the machine is not wanted here; the tap itself is.
        officer.page.evaluate(
            "document.addEventListener('click', e => e.target.closest('a[href^=\"tel:\"]')"
            " && e.preventDefault())"
        )
        with officer.page.expect_response(lambda r: "/call/" in r.url) as answered:
            button.click()
        expect(answered.value.status == 200, f"the call was answered {answered.value.status}")
        officer.page.wait_for_selector("#panel-people a[href^='tel:']")
    with play.step("verify as real"):
        officer.press("verify")
        alarm = world.ask(lambda: get_alarm(play.alarm_id, actor=READER))
        expect(alarm.state == "verified_real", f"the alarm is {alarm.state}")
        words = officer.text("#object-timeline")
        expect(words.count("\n") > 5, "the timeline of the alarm is empty")
        play.notes["alarm_timeline"] = words
