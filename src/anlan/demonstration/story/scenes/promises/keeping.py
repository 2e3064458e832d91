"""Tasks reach their units; one keeps its promise with evidence, one does not."""

from __future__ import annotations

from functools import partial

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.promises import questions
from anlan.demonstration.story.scenes.promises.reading import GOAL
from anlan.demonstration.story.score import expect

KEPT, BROKEN = "环保治理设施安全评估", "前置仓库建设"
DONE_WORDS = "六家企业环保治理设施安全评估全部完成，问题台账已建立，评估报告见附件。"
CHECK_WORDS = "抽查评估报告两份，内容完整。"
#: The watch as it will run after this time: the leader in charge is told ten days after the day.
DAYS_ON = 12


def watch_the_goal(play: Play) -> None:
    """The plan's indicator is put under watch with the measure the platform counts itself."""
    clerk, units = play.person("bureau_officer"), play.notes["units"]
    with play.step("the plan's indicator is put under watch"):
        clerk.open("/indicators/take-over/")
        box = clerk.page.locator("main form label", has_text=GOAL).locator("input").last
        box.check()
        clerk.fill_in(organisation_id=str(units.bureau.id))
        clerk.submit()
        pk, _value = play.world.ask(lambda: questions.value_of(GOAL))
        play.notes["indicator"] = pk
    with play.step("its values come from the tasks of the platform"):
        clerk.open(f"/indicators/{pk}/change/")
        clerk.fill_in(measure_code="commitments.kept")
        clerk.submit()
        play.score.figures["rate_before"] = _compute(play)


def give(play: Play) -> None:
    """One click gives the tasks to their units."""
    clerk, units = play.person("bureau_officer"), play.notes["units"]
    with play.step("the clerk gives the tasks of the plan to their units"):
        clerk.open(f"/commitments/plans/{play.notes['document']}/")
        clerk.shot("commitments-give")
        clerk.submit()
        for name, words, unit in (("kept", KEPT, units.own), ("broken", BROKEN, units.other)):
            pk = play.world.ask(partial(questions.commitment_of, words, unit.id))
            expect(pk is not None, f"{unit.name} was not given “{words}”")
            play.notes[name] = pk
    with play.step("what is due and not done yet lowers the rate"):
        play.score.figures["rate_given"] = given = _compute(play)
        before = play.score.figures["rate_before"]
        expect(given < before, f"the rate went from {before} to {given}")


def _compute(play: Play) -> float:
    """The rate of promises kept, computed by the button of its page."""
    clerk = play.person("bureau_officer")
    clerk.open(f"/indicators/{play.notes['indicator']}/")
    clerk.press("compute")
    _pk, value = play.world.ask(lambda: questions.value_of(GOAL))
    expect(value is not None, "the indicator has no value")
    return float(value or 0)


def report(play: Play) -> None:
    """The department signs, works, reports it done with its evidence; the web process may die."""
    officer, pk = play.person("department_officer"), play.notes["kept"]
    evidence = play.keep / "evidence.png"
    with play.step("the department finds the task on its desk and signs for it"):
        officer.open("/commitments/mine/")
        officer.expect_text(KEPT)
        officer.open(f"/commitments/{pk}/")
        officer.page.screenshot(path=evidence)  # any picture serves as evidence here
        officer.press("accept")
    with play.step("it is reported done, with evidence"):
        officer.open(f"/commitments/{pk}/done/")
        field = officer.page.locator('main form [name="figure"]')
        if field.count():
            field.fill("6")
        officer.fill_in(text=DONE_WORDS)
        officer.page.locator("main form input[type=file]").set_input_files([evidence])
        officer.shot("commitments-done")
        with play.harm():
            officer.page.wait_for_timeout(300)
        officer.submit()
        state = play.world.ask(lambda: questions.state_of(pk))
        expect(state == "reported", f"the task is {state}")


def check(play: Play) -> None:
    """The office checks it; the indicator moves."""
    clerk, pk = play.person("bureau_officer"), play.notes["kept"]
    with play.step("the office checks the evidence and crosses the task off"):
        clerk.open(f"/commitments/{pk}/check/")
        clerk.fill_in(result="passed", text=CHECK_WORDS)
        clerk.submit()
        state = play.world.ask(lambda: questions.state_of(pk))
        expect(state == "completed", f"the task is {state}")
    with play.step("the indicator moves"):
        play.score.figures["rate_after"] = after = _compute(play)
        given = play.score.figures["rate_given"]
        expect(after > given, f"the rate went from {given} to {after}")
        clerk.shot("indicators-rate")


def overdue(play: Play) -> None:
    """Time passes: the promise that was not kept comes to the leader in charge, and only to him."""
    leader, units = play.person("county_leader"), play.notes["units"]
    with play.step("before, nothing of it lies on the leader's desk"):
        leader.open("/")
        told = play.world.ask(lambda: questions.told_of(play.notes["broken"]))
        expect(not told, f"told before the day: {told}")
    with play.step("twelve days later the watch runs: clerk, head, leader in charge"):
        play.score.figures |= play.world.ask(lambda: questions.watch_after(DAYS_ON))
        told = play.world.ask(lambda: questions.told_of(play.notes["broken"]))
        play.score.figures["told"] = told
        expect("in_charge" in told, f"told of the task: {told}")
    with play.step("the leader sees it on the desk"):
        leader.open("/")
        leader.wait_text(units.other.short, "main")
        leader.shot("governance-leader-desk")
        leader.open("/commitments/overdue/")
        leader.expect_text(BROKEN)
    with play.step("other departments see nothing of it"):
        officer = play.person("department_officer")
        status = officer.status_of(f"/commitments/{play.notes['broken']}/")
        expect(status in (403, 404), f"another department is answered {status}")
