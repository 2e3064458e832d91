"""A unit's annual work list is published: what it undertakes becomes its task at once."""

from __future__ import annotations

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.promises import questions
from anlan.demonstration.story.score import expect

WORK = "年底前组织环保治理设施安全培训两场"
TIMES = 2


def publish_list(play: Play) -> None:
    """The office opens the list for a new version, the unit confirms it, it is published."""
    clerk, units = play.person("bureau_officer"), play.notes["units"]
    officer = play.person("department_officer")
    pk, state = play.world.ask(lambda: questions.work_list_of(units.own.id))
    address = f"/responsibility/work/{pk}/"
    with play.step("an undertaking is added to the unit's work list of the year"):
        clerk.open(address)
        if state == "published":
            clerk.press("revise", reason="补充年底前培训任务。")
        elif state == "confirmed":
            clerk.press("return", reason="补充年底前培训任务。")
        clerk.open(f"{address}items/new/")
        clerk.fill_in(text=WORK, times=str(TIMES), record_kind="study")
        clerk.submit()
    with play.step("the unit confirms its list; the office publishes it: the tasks are given"):
        officer.open(address)
        officer.press("confirm")
        clerk.open(address)
        clerk.press("publish")
        task = play.world.ask(lambda: questions.commitment_of(WORK, units.own.id))
        expect(task is not None, "the undertaking did not become a task")
        play.notes["undertaken"] = task
        play.score.figures["list_tasks"] = play.world.ask(lambda: questions.tasks_of_list(pk))
        clerk.open(address)
        clerk.expect_text(WORK)
        clerk.shot("work-list-tasks")
    with play.step("the unit finds it among its tasks, and the way back to the list"):
        officer.open("/commitments/mine/")
        officer.expect_text(WORK)
        officer.open(f"/commitments/{task}/")
        found = officer.page.locator(f'main a[href^="{address}"]').count()
        expect(found > 0, "the task does not lead back to its list")
