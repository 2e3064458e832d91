"""Cross-checks: facts that cannot all be true become a lead with a clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.prevention.dossier import plant
from anlan.demonstration.story.score import expect

NUMBER, PLACE = "ZY-S0001", "氯化车间东侧管廊"


def contradict(play: Play) -> None:
    """A hot work nobody announced: the commitment contradicts it, the lead becomes a hazard."""
    own = plant(play)
    manager, officer = play.person("enterprise_manager"), play.person("bureau_officer")
    with play.step("an undeclared hot work is filed"):
        begin = timezone.localtime()
        manager.open("/permits/new/")
        manager.fill_in(
            number=NUMBER,
            work="hot_work:first",
            place=PLACE,
            content="管道法兰更换，电焊作业",
            planned_from=f"{begin:%Y-%m-%dT%H:%M}",
            planned_to=f"{begin + timedelta(hours=3):%Y-%m-%dT%H:%M}",
            workers="3",
            guardian="监护员演示",
            approver="车间主任演示",
        )
        manager.submit()
        manager.expect_text(NUMBER, PLACE)
        manager.shot("prevention-permit")
    with play.step("the commitment contradicts it: a lead with explanation and clock"):
        lead = play.world.wait(lambda: _lead(own.id), "no lead was opened")
        officer.open("/crosschecks/")
        officer.expect_text(lead.title)
        officer.open(lead.get_absolute_url())
        officer.expect_text("承诺", "一级", NUMBER, "核实时限")
        clocks = officer.page.locator("#object-head [data-controller~=clock], #object-head .clock")
        expect(clocks.count(), "the lead has no clock")
        officer.shot("prevention-lead")
        phone = play.person("bureau_officer", phone=True, name="bureau_officer-phone")
        phone.open(lead.get_absolute_url())
        expect(not phone.is_too_wide, "the lead must be pushed sideways on a phone")
        phone.shot("prevention-phone-lead")
    with play.step("it is confirmed and becomes a hazard"):
        officer.press("confirm", reason="现场核实：确有动火，未纳入当日承诺公告。")
        officer.expect_text("已确认" if "已确认" in officer.text() else "属实")
        hazard = play.world.ask(lambda: _lead(own.id).hazard)
        expect(hazard is not None, "no hazard was opened")
        officer.open(hazard.get_absolute_url())
        officer.expect_text(own.name)


def _lead(enterprise_id: int) -> Any:
    from django.apps import apps

    return (
        apps.get_model("crosschecks.Lead")
        ._default_manager.select_related("hazard")
        .filter(
            enterprise_id=enterprise_id,
            rule_id="commitment_permits",
            explanation__contains="一级",
        )
        .first()
    )
