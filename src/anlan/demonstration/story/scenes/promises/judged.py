"""The department is scored: from its records, by two assessors, contested, confirmed, published."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import timedelta
from functools import partial

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.closing import verify_audit as verify_audit
from anlan.demonstration.story.scenes.promises import questions
from anlan.demonstration.story.scenes.promises.keeping import KEPT
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.stage import Visitor

STUDY = "study"
SAID = "党组专题研究安全生产两次，会议纪要已装订成册。"
FULL, FIRST, SECOND, UPHELD = 4, 2, 3, 4
LACKS = "只有一次会议纪要。"
CONTESTED = "第二次研究的纪要随后补交，评分时未计入，请复核。"
RIGHT = "经核对，第二次纪要在截止日前形成，申诉成立。"
NO_DATA = "本期没有该项工作任务，也未布置上报，不计入满分。"
#: The assessed period ends today.
DAYS = 27


def assess(play: Play) -> None:
    """A check by the scheme of the departments is opened: points from the records."""
    clerk, officer, units = (
        play.person("bureau_officer"),
        play.person("department_officer"),
        play.notes["units"],
    )
    today = play.notes["today"]
    with play.step("a check of the departments is opened"):
        clerk.open("/assessment/open/")
        choice = clerk.page.locator("main form [name=scheme_id] option", has_text="部门").first
        clerk.fill_in(
            scheme_id=str(choice.get_attribute("value")),
            kind="half",
            since=f"{today - timedelta(days=DAYS):%Y-%m-%d}",
            until=f"{today:%Y-%m-%d}",
        )
        began = time.monotonic()
        clerk.submit()
        play.score.figures["assessment_s"] = round(time.monotonic() - began, 1)
        play.notes["run"] = run = int(clerk.page.url.rstrip("/").split("/")[-1])
        play.notes["result"] = result = play.world.ask(
            lambda: questions.result_of(run, units.own.id)
        )
    with play.step("the department hands evidence in, with its own score"):
        item = play.world.ask(lambda: questions.scored_item(result, STUDY))
        play.notes["item"] = item.id
        officer.open("/assessment/mine/")
        officer.expect_text(item.name)
        officer.open(f"/assessment/items/{item.id}/hand-in/")
        officer.fill_in(note=SAID, self_points=str(FULL))
        officer.submit()
    with play.step("the task of the plan that came true stands behind its points"):
        clerk.open(f"/assessment/results/{result}/")
        clerk.expect_text(units.own.short, "按期完成")
        clerk.shot("assessment-result")
        tasks = play.world.ask(lambda: questions.scored_item(result, "tasks"))
        clerk.open(f"/assessment/items/{tasks.id}/")
        link = clerk.page.locator("main a", has_text=KEPT).first
        expect(link.count() > 0, f"“{KEPT}” does not stand behind the points")
        clerk.open(str(link.get_attribute("href")))
        clerk.expect_text(KEPT)


def mark_twice(play: Play) -> None:
    """Far from the self-score one mark is not enough: a second assessor marks, the mean counts."""
    clerk, item = play.person("bureau_officer"), play.notes["item"]
    with play.step("the first assessor marks far below the self-score: a second one is asked for"):
        clerk.open(f"/assessment/{play.notes['run']}/")
        clerk.press("close")
        _mark(clerk, item, FIRST)
        state, _points = play.world.ask(lambda: questions.item_state(item))
        expect(state == "second", f"after one mark the item is {state}")
    with play.step("the second assessor marks; the mean counts"):
        username = play.world.ask(questions.second_assessor)
        play.notes["second"] = username
        _mark(play.person(username), item, SECOND)
        state, points = play.world.ask(lambda: questions.item_state(item))
        expect((state, points) == ("scored", (FIRST + SECOND) / 2), f"it is {state} at {points}")


def _mark(assessor: Visitor, item: int, points: int) -> None:
    """Mark on the item's page, with the reason that the unit will read."""
    assessor.open(f"/assessment/items/{item}/")
    form = assessor.page.locator("main form.score-mark").first
    form.locator("[name=given]").fill(str(points))
    form.locator("[name=reason]").fill(LACKS)
    with assessor.page.expect_navigation():
        form.locator("button[type=submit]").click()
    assessor.refuse_problems()


def settle(play: Play) -> None:
    """What still holds up publication is listed and decided openly: the office, then the leader."""
    clerk, leader, run = (
        play.person("bureau_officer"),
        play.person("county_leader"),
        play.notes["run"],
    )
    with play.step("what holds up publication is listed; the office decides with one reason"):
        clerk.open(f"/assessment/{run}/")
        play.score.figures["blocking"] = play.world.ask(lambda: questions.open_items(run))
        clerk.shot("assessment-blocking")
        _decide(clerk)
        left = play.world.ask(lambda: questions.open_items(run))
        expect(left > 0, "the office decided about its own unit")
    with play.step("about the office's own unit the leader decides"):
        leader.open(f"/assessment/{run}/")
        _decide(leader)
        left = play.world.ask(lambda: questions.open_items(run))
        expect(left == 0, f"{left} items still wait")
    with play.step("the draft is reviewed and published to the units"):
        for step in ("review", "publish"):
            clerk.open(f"/assessment/{run}/")
            clerk.press(step)


def _decide(person: Visitor) -> None:
    form = person.page.locator("#blocking form").first
    form.locator("[name=reason]").fill(NO_DATA)
    with person.page.expect_navigation():
        form.locator("button[type=submit]").click()
    person.refuse_problems()


def appeal(play: Play) -> None:
    """The department contests one item; somebody who did not mark decides."""
    officer, leader, item = (
        play.person("department_officer"),
        play.person("county_leader"),
        play.notes["item"],
    )
    with play.step("the department sees its points and contests one item"):
        officer.open("/assessment/mine/")
        officer.page.locator(f'main a[href="/assessment/items/{item}/"]').first.click()
        officer.page.wait_for_url(f"**/assessment/items/{item}/")
        officer.open(f"/assessment/items/{item}/appeal/")
        officer.fill_in(text=CONTESTED, wanted_points=str(UPHELD))
        officer.submit()
    with play.step("who marked may not decide the appeal; the leader upholds it"):
        pk = play.world.ask(lambda: questions.appeal_of(item))
        clerk = play.person("bureau_officer")
        clerk.open(f"/assessment/appeals/{pk}/uphold/")
        clerk.fill_in(given=str(UPHELD), reason=RIGHT)
        clerk.awaits_refusal = True
        clerk.page.locator("main form button[type=submit].btn-primary").last.click()
        clerk.page.wait_for_load_state()
        clerk.awaits_refusal = False
        _state, points = play.world.ask(lambda: questions.item_state(item))
        expect(points == (FIRST + SECOND) / 2, "who marked decided the appeal")
        leader.open("/assessment/appeals/")
        leader.expect_text(play.notes["units"].own.short)
        leader.open(f"/assessment/appeals/{pk}/uphold/")
        leader.fill_in(given=str(UPHELD), reason=RIGHT)
        leader.submit()
        _state, points = play.world.ask(lambda: questions.item_state(item))
        expect(points == UPHELD, f"after the appeal the item has {points} points")


def conclude(play: Play) -> None:
    """The time to appeal passes; the leader confirms; the notice is made and opens for all."""
    clerk, leader, officer = (
        play.person("bureau_officer"),
        play.person("county_leader"),
        play.person("department_officer"),
    )
    run, result = play.notes["run"], play.notes["result"]
    with play.step("the days of appeals have passed: the leader confirms the ranking"):
        play.world.ask(lambda: questions.let_appeals_pass(run))
        leader.open(f"/assessment/{run}/")
        leader.press("confirm")
    with play.step("the department reads its place and its points"):
        rank, score = play.world.ask(lambda: questions.place_of(result))
        play.score.figures |= {"rank": rank, "points": score}
        expect(rank is not None and score is not None, "the department has no place")
        officer.open(f"/assessment/{run}/")
        officer.expect_text(play.notes["units"].own.short, play.notes["units"].other.short)
        officer.open(f"/assessment/results/{result}/")
        officer.expect_text(f"{score:g}")
        officer.shot("assessment-ranking")
    with play.step("the notice is made; the department opens it in Word"):
        clerk.open(f"/assessment/{run}/")
        clerk.press("report")
        paper = play.world.ask(partial(questions.paper_of, run))
        officer.open(f"/assessment/{run}/")
        expect(
            officer.page.locator(f'main a[href="{paper.url}"]').count() > 0,
            "the department does not see the notice",
        )
        answer = officer.context.request.get(f"{play.stage.address}{paper.url}")
        expect(answer.ok, f"the notice answers {answer.status}")
        words = zipfile.ZipFile(io.BytesIO(answer.body())).read("word/document.xml").decode()
        for word in (paper.number, play.notes["units"].own.short):
            expect(word in words, f"the notice does not say {word}")


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
