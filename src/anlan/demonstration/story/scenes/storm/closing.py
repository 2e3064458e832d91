"""Afterwards: supplies to the shelters, the relief clock, people return, the report."""

from __future__ import annotations

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.closing import verify_audit as verify_audit
from anlan.demonstration.story.scenes.incident import SIGNATORY
from anlan.demonstration.story.scenes.storm.doors import officers
from anlan.demonstration.story.score import expect

PROVIDED = "安置点供应热食、饮用水和棉被，村医驻点，卧床老人已安排床位。"
REASON = "雨停，雨量站两小时无降雨，隐患点巡查无异常。"
#: What is sent to the shelters: article code → pieces.
SENT = {"quilt": 60, "food": 120, "water": 240}


def provide(play: Play) -> None:
    """The store sends bedding and food; each township records what is there, the clock is met."""
    keeper = play.person("bureau_officer")
    with play.step("supplies go to the shelters, booked against the incident"):
        lines = play.world.ask(_stock)
        expect(len(lines) == len(SENT), f"in store are {sorted(lines)}")
        for code, (pk, quantity) in lines.items():
            keeper.open(f"/supplies/stock/{pk}/book/")
            keeper.fill_in(kind="issued", quantity=str(SENT[code]), reason="调往四个乡镇安置点")
            keeper.submit()
            left = play.world.ask(lambda pk=pk: _left(pk))  # type: ignore[misc]
            expect(left == quantity - SENT[code], f"{code}: {left} left of {quantity}")
    with play.step("the relief clock is met in every township"):
        for township, phone in officers(play):
            pk = play.notes["evacuations"][township.code]
            phone.open(f"/shelters/evacuations/{pk}/")
            phone.press("relief")
            phone.fill_in(note=PROVIDED)
            phone.submit()
            phone.expect_text(PROVIDED[:8])
        states = play.world.ask(lambda: _clocks(list(play.notes["evacuations"].values())))
        expect(states == ["met"] * len(states) and states, f"clocks of relief: {states}")


def _stock() -> dict[str, tuple[int, int]]:
    from anlan.command.supplies.public import find_stock
    from anlan.demonstration.story.world import READER

    found = {}
    for code, wanted in SENT.items():
        lines = [line for line in find_stock(code, READER) if line.quantity >= wanted]
        if lines:
            found[code] = (lines[0].id, lines[0].quantity)
    return found


def _left(pk: int) -> int:
    from django.apps import apps

    return int(apps.get_model("supplies.StockItem")._default_manager.get(pk=pk).quantity)


def _clocks(ids: list[int]) -> list[str]:
    from django.apps import apps

    rows = apps.get_model("deadlines.Deadline")._default_manager.filter(
        rule__code="shelters.relief", subject_id__in=[str(pk) for pk in ids]
    )
    return [str(row.state) for row in rows]


def return_home(play: Play) -> None:
    """Everybody is accounted for; the rain has stopped; people go home, shelters close."""
    with play.step("four officers confirm that everybody is accounted for"):
        for township, phone in officers(play):
            phone.open(f"/shelters/evacuations/{play.notes['evacuations'][township.code]}/")
            phone.press("finish")
            phone.expect_text("全部落实")
        phone.shot("storm-phone-evacuation")
    with play.step("people return home, the shelters are empty and closed"):
        for township, phone in officers(play):
            phone.open(f"/shelters/evacuations/{play.notes['evacuations'][township.code]}/")
            phone.press("return_home", reason=REASON)
            phone.expect_text("已返回")
            for shelter in township.shelters:
                phone.open(shelter.url)
                phone.press("close")
                phone.expect_text("未开放")


def stand_down(play: Play) -> None:
    """The response ends, the incident closes, the final report tells the figures."""
    commander = play.person("commander")
    officer = play.person("duty_officer")
    incident = f"/incidents/{play.incident_id}/"
    with play.step("what is left is cancelled, the response is terminated"):
        commander.open(f"/responses/{play.response_id}/")
        commander.press("cancel_open", reason="雨情解除，该项任务不再需要。")
        commander.press("terminate", reason=REASON)
    with play.step("under control, the cause verified, the incident closed"):
        commander.open(incident)
        commander.press("mark_controlled")
        commander.press("cause_removed")
        commander.page.fill("[name=cause]", "降雨过程结束，隐患点巡查无异常。")
        commander.submit()
        officer.open(incident)
        officer.press("verify_cause")
        commander.open(incident)
    with play.step("the final report tells who was moved where"):
        officer.open(incident)
        officer.press("final_report")
        officer.expect_text("人员转移", "500人", selector="article.paper")
        officer.press("edit")
        officer.page.fill("[name=signatory]", SIGNATORY)
        officer.submit()
        officer.press("submit")
        with officer.page.expect_download() as waiting:
            officer.verb("download").click()
        path = play.keep / "storm-final-report.docx"
        waiting.value.save_as(path)
        play.score.figures["final_report_docx"] = str(path)
        import docx

        words = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
        expect("投亲靠友" in words, "the paper does not tell where the people went")
    with play.step("the incident is closed"):
        commander.open(incident)
        commander.press("close")
        commander.shot("storm-closed")
