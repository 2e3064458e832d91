"""Afterwards: points, plan beside what was done, proposals for the plan, the Word report."""

from __future__ import annotations

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.closing import verify_audit as verify_audit
from anlan.demonstration.story.score import expect

CONCLUSION = "信息报送及时，转移命令下达到位；力量集结和安置点管理还需加强。"
STRENGTH = "值班员接报后一分钟内应答。"


def end(play: Play) -> None:
    """The evaluator notes what is seen, the director ends the drill."""
    director, pk = play.person("bureau_officer"), play.notes["drill"]
    with play.step("the evaluator writes down what is seen, on the phone"):
        evaluator = play.person("county_leader", phone=True, name="evaluator-phone")
        evaluator.open(f"/drills/{pk}/evaluate/")
        expect(not evaluator.is_too_wide, "the evaluator's page must be pushed sideways")
        evaluator.fill_in(kind="strength", text=STRENGTH)
        with evaluator.page.expect_navigation():
            evaluator.page.locator(
                ".phone__verb button[type=submit], main form .btn-primary"
            ).last.click()
        evaluator.refuse_problems()
        evaluator.expect_text(STRENGTH[:8])
        evaluator.shot("drill-phone-evaluator")
    with play.step("the director ends the drill"):
        director.open(f"/drills/{pk}/direct/")
        director.press("finish")
        play.world.wait(lambda: _state(pk) == "ended" or None, "the drill did not end")


def assess(play: Play) -> None:
    """Score, comparison, proposals, report; then the players see it too."""
    director, pk = play.person("bureau_officer"), play.notes["drill"]
    with play.step("the drill is scored by what was recorded"):
        director.open(f"/drills/{pk}/assessment/")
        director.press("score")
        score = play.world.ask(lambda: _score(pk))
        play.score.figures["score"] = score
        expect(score is not None and 0 <= score <= 100, f"the score is {score}")
        director.expect_text("期望行动")
    with play.step("plan and actual course stand side by side"):
        rows = director.page.locator("table.data-table").last.locator("tbody tr").count()
        play.score.figures["compared"] = rows
        expect(rows > 5, f"{rows} tasks are compared")
        director.shot("drill-assessment")
    with play.step("the comparison becomes proposals for the plan"):
        director.press("propose")
        proposals = play.world.ask(lambda: _proposals(pk))
        play.score.figures["proposals"] = proposals
        expect(proposals > 0, "nothing is proposed for the plan")
    with play.step("the judgement and the Word report"):
        director.open(f"/drills/{pk}/assessment/")
        director.press("conclude")
        director.fill_in(conclusion=CONCLUSION)
        director.submit()
        director.open(f"/drills/{pk}/assessment/")
        director.press("report")
        director.open(f"/drills/{pk}/assessment/")
        link = director.page.locator(".small-list a[href*='/documents/']").last
        answer = director.context.request.get(f"{play.stage.address}{link.get_attribute('href')}")
        expect(answer.ok, f"the report answered {answer.status}")
        play.score.figures["report_bytes"] = len(answer.body())
    with play.step("the players may read it now"):
        duty = play.person("duty_officer")
        duty.open(f"/drills/{pk}/")
        duty.expect_text(play.notes["drill_name"][-6:])


def _state(pk: int) -> str:
    from django.apps import apps

    return str(apps.get_model("drills.Drill")._default_manager.get(pk=pk).state)


def _score(pk: int) -> float | None:
    from django.apps import apps

    found = apps.get_model("drills.Drill")._default_manager.get(pk=pk).score
    return None if found is None else float(found)


def _proposals(pk: int) -> int:
    from django.apps import apps

    return int(apps.get_model("drills.RevisionProposal")._default_manager.filter(drill=pk).count())
