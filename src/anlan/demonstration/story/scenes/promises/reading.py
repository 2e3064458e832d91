"""The clerk of the committee office reads a plan in and confirms it with the keyboard."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.promises import questions
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.stage import Visitor

#: The goal whose rate the platform counts by itself.
GOAL = "重点任务按期完成率"
PLAN = """{county}{year}年第四季度安全生产攻坚任务分工方案

为确保完成全年安全生产目标任务，制定本方案。

一、工作目标
到{year}年底，{goal}不低于95%，一般隐患按期整改率不低于98%。

二、重点任务
（一）治理环保设施。{today}前完成企业环保治理设施安全评估6家。（责任单位：{own}）
（二）前置应急物资。{past}前完成应急救灾物资前置仓库建设3处。（责任单位：{other}）
（三）加强安全宣传。{year}年12月底前开展安全宣传进企业活动20场，进园区活动5场。（责任单位：{bureau}）
（四）联合检查。{year}年12月底前开展危险废物贮存场所联合检查不少于2次。（责任单位：{own}牵头，{bureau}配合）
"""
#: Indicators and tasks of this text; two tasks become one.
ITEMS, MERGED = 7, 1


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def write_plan(play: Play) -> None:
    """A short plan with the units of this county: one day is today, one has passed."""
    units = play.notes["units"] = play.world.ask(questions.units)
    today = play.notes["today"] = play.world.ask(questions.today)
    text = PLAN.format(
        county=units.county,
        year=today.year,
        goal=GOAL,
        own=units.own.name,
        other=units.other.name,
        bureau=units.bureau.name,
        today=_day(today),
        past=_day(today - timedelta(days=22)),
    )
    play.keep.mkdir(parents=True, exist_ok=True)
    path = play.notes["plan"] = play.keep / "plan.txt"
    path.write_text(text, encoding="utf-8")


def read_in(play: Play) -> None:
    """Upload the plan: what was read stands beside the text."""
    write_plan(play)
    clerk = play.person("bureau_officer")
    with play.step("the clerk uploads a plan"):
        clerk.open("/planning/new/")
        clerk.fill_in(file=play.notes["plan"])
        clerk.submit()
        clerk.page.wait_for_selector("[data-controller=review] .is-current")
        play.notes["document"] = int(clerk.page.url.split("/planning/")[1].split("/")[0])
        found = clerk.page.locator("[data-review-target~=item]").count()
        play.score.figures["items"] = found
        expect(found == ITEMS, f"{found} items were read, {ITEMS} stand in the text")
        clerk.shot("planning-confirm")


def confirm(play: Play) -> None:
    """Two people at the document: keys, merging, correcting, taking back, live to the other."""
    clerk = play.person("bureau_officer")
    second = play.person("bureau_officer", name="second-clerk")
    pk = play.notes["document"]
    with play.step("a colleague opens the same document"):
        second.open(f"/planning/{pk}/")
        second.wait_live()
        clerk.wait_live()
    began, keys = time.monotonic(), 0
    with play.step("Enter confirms, the next item is there at once; the colleague sees it"):
        first = _current(clerk)
        _press(clerk, "Enter")
        keys += 1
        _wait_state(second, first, "confirmed")
        expect(_current(clerk) != first, "the page stayed at the confirmed item")
    with play.step("two at one item: the second is told who was faster"):
        item = _current(clerk)
        second.page.evaluate("window.anlanStale = true")
        _go_to(second, item)
        revision = second.page.locator(f"#{item}").get_attribute("data-revision")
        _press(clerk, "Enter")
        keys += 1
        _wait_state(second, item, "confirmed")
        second.awaits_refusal = True
        second.page.evaluate(
            "([id, value]) => { document.getElementById(id).dataset.revision = value; }",
            [item, revision],
        )
        _press(second, "x", answers=False)
        second.wait_text("请重新确认", "body")
        second.awaits_refusal = False
        expect(_state(second, item) == "confirmed", "what the first decided was lost")
    with play.step("two sentences are one task: merged, taken back, merged again"):
        item = play.world.ask(lambda: questions.item_with(pk, "进企业活动"))
        _go_to(clerk, item)
        for key in ("m", "u", "m"):
            _press(clerk, key)
            keys += 1
        clerk.wait_text("进园区活动", f"#{item}")
    with play.step("a supporting unit is corrected; what was read stays beside it"):
        item = play.world.ask(lambda: questions.item_with(pk, "联合检查不少于"))
        _go_to(clerk, item)
        clerk.page.keyboard.press("e")
        field = clerk.page.locator(f"#{item} .plan-edit [name=support_units]")
        field.fill(f"{play.notes['units'].bureau.name}、{play.notes['units'].other.name}")
        with clerk.page.expect_response(lambda answer: "/planning/tasks/" in answer.url):
            field.press("Control+Enter")
        clerk.wait_text("原读出", f"#{item}")
        keys += 2
        clerk.shot("planning-corrected")
    with play.step("the rest: everything without doubts of a section in one step"):
        while clerk.page.locator(".plan-found__item[data-state=read]").count():
            button = clerk.page.locator(".panel__actions:not([hidden]) form button").first
            if not button.count():
                _press(clerk, "Enter")
                keys += 1
                continue
            with clerk.page.expect_response(lambda answer: answer.url.endswith("/step/")):
                button.click()
            keys += 1
            clerk.page.wait_for_timeout(50)
    play.score.figures["confirm_s"] = round(time.monotonic() - began, 1)
    play.score.figures["keys"] = keys
    with play.step("the document is confirmed and counts"):
        clerk.open(f"/planning/{pk}/")
        clerk.press("confirm")
        tasks = play.world.ask(lambda: questions.confirmed(pk))
        expect(tasks == 4, f"{tasks} tasks are confirmed")
        play.score.figures["tasks"] = tasks


def _current(visitor: Visitor) -> str:
    return str(visitor.page.locator(".plan-found__item.is-current").first.get_attribute("id"))


def _state(visitor: Visitor, item: str) -> str:
    return str(visitor.page.locator(f"#{item}").get_attribute("data-state"))


def _wait_state(visitor: Visitor, item: str, state: str) -> None:
    visitor.page.wait_for_selector(f"#{item}[data-state={state}]", state="attached")


def _go_to(visitor: Visitor, item: str) -> None:
    visitor.page.locator(f"#{item} .plan-found__words").click()
    visitor.page.wait_for_selector(f"#{item}.is-current")


def _press(visitor: Visitor, key: str, *, answers: bool = True) -> Any:
    """Press a key of the review and wait for the platform's answer."""
    with visitor.page.expect_response(lambda answer: answer.url.endswith("/step/")) as told:
        visitor.page.keyboard.press(key)
    if answers:
        expect(told.value.ok, f"{key} was answered {told.value.status}")
    visitor.page.wait_for_timeout(60)
    return told.value
