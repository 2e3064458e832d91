"""The department is scored from its records; the leader sees in one screen what will be missed."""

from __future__ import annotations

import time
from datetime import timedelta

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.closing import verify_audit as verify_audit
from anlan.demonstration.story.scenes.promises import questions
from anlan.demonstration.story.score import expect

NO_DATA = "本月没有该项工作任务，不计入满分。"
#: The assessed period ends today.
DAYS = 27


def assess(play: Play) -> None:
    """A monthly review by the scheme of the departments: points from the records, ranking."""
    clerk, units = play.person("bureau_officer"), play.notes["units"]
    today = play.notes["today"]
    with play.step("a review of the departments is opened"):
        clerk.open("/assessment/open/")
        choice = clerk.page.locator("main form [name=scheme_id] option", has_text="部门").first
        clerk.fill_in(
            scheme_id=str(choice.get_attribute("value")),
            kind="month",
            since=f"{today - timedelta(days=DAYS):%Y-%m-%d}",
            until=f"{today:%Y-%m-%d}",
        )
        began = time.monotonic()
        clerk.submit()
        play.score.figures["assessment_s"] = round(time.monotonic() - began, 1)
        play.notes["run"] = run = int(clerk.page.url.rstrip("/").split("/")[-1])
    with play.step("the department's points come from what it did"):
        result = play.world.ask(lambda: questions.result_of(run, units.own.id))
        clerk.open(f"/assessment/results/{result}/")
        clerk.expect_text(units.own.short, "按期完成")
        clerk.shot("assessment-result")
    with play.step("the office decides on what has no data there, with its reason"):
        clerk.open(f"/assessment/{run}/")
        clerk.press("close")
        missing = play.world.ask(lambda: questions.missing_of(result))
        play.score.figures["settled"] = len(missing)
        for item in missing:
            clerk.open(f"/assessment/items/{item}/settle/")
            clerk.fill_in(reason=NO_DATA)
            clerk.submit()
    with play.step("the ranking shows it"):
        clerk.open(f"/assessment/{run}/")
        clerk.expect_text(units.own.short)
        rank, score = play.world.ask(lambda: questions.place_of(result))
        play.score.figures |= {"rank": rank, "points": score}
        expect(rank is not None, "the department has no place in the ranking")
        clerk.shot("assessment-ranking")


def look_ahead(play: Play) -> None:
    """One screen: what will be missed this year, and why."""
    leader, units = play.person("county_leader"), play.notes["units"]
    with play.step("the county leader sees in one screen what will be missed, and why"):
        began = time.monotonic()
        leader.open("/indicators/screen/")
        leader.page.locator(".leader-sentence").wait_for()
        play.score.figures["screen_ms"] = round((time.monotonic() - began) * 1000)
        play.score.figures["screen"] = leader.text(".leader-sentence")[:80]
        leader.expect_text(units.other.short)
        leader.shot("governance-screen")
    with play.step("the same on the phone"):
        phone = play.person("county_leader", phone=True, name="leader-phone")
        phone.open("/indicators/screen/")
        phone.page.locator(".leader-sentence").wait_for()
        expect(not phone.is_too_wide, "the screen must be pushed sideways on the phone")
        phone.shot("governance-screen-phone")
