"""Major hazard installations: identified, filed, looked after, and promised safe every day."""

from __future__ import annotations

import re
from typing import Any

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.prevention.dossier import plant
from anlan.demonstration.story.scenes.prevention.materials import in_days, write_photo
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.world import READER
from anlan.kernel import clock
from anlan.supervision.installations.public import get_commitment, list_installations

CHLORINE, AMMONIA = "液氯罐区", "液氨罐区"
REPORT, FILING = "演评2026-S01", "BA演2026S0001"
PROMISE = (
    "今天我公司已进行安全风险研判，各项安全风险防控措施已落实到位，我承诺所有装置处于安全运行状态。"
)


def _unit(play: Play, name: str) -> Any:
    units = play.world.ask(lambda: list_installations(plant(play).id, READER))
    return next(unit for unit in units if name in unit.name)


def explain(play: Play) -> None:
    """Every step of GB 18218-2018 can be followed; α comes from people counted on the map."""
    officer = play.person("bureau_officer")
    unit = _unit(play, CHLORINE)
    with play.step("the identification is explained step by step"):
        officer.open(unit.url)
        officer.press("run")
        officer.expect_text("第一步", "q/Q", "第二步", "500", "第三步", "R = α")
        told = officer.text()
        shown = re.search(r"R = α · Σ\(β·q/Q\) = ([\d.]+) × ([\d.]+) = ([\d.]+)", told)
        expect(shown is not None, "the formula with its numbers is not shown")
        assert shown is not None
        alpha, weighted, result = (float(number) for number in shown.groups())
        expect(abs(alpha * weighted - result) < 0.01, f"{alpha} × {weighted} is not {result}")
        counted = officer.page.locator("#people .small-list__row").count()
        expect(alpha > 0.5 and counted > 3, f"α {alpha} from {counted} counted places")
        officer.wait_map()
        officer.shot("prevention-identification")
    with play.step("counted anew after a correction, with its reason"):
        officer.press("people")
        officer.fill_in(people="90", reason="现场清点：社区已完成搬迁")
        officer.submit()
        after = _unit(play, CHLORINE)
        expect(after.r_index < unit.r_index, f"R stays {after.r_index} with 90 people")
        officer.open(after.url)
        withdraw = officer.verb("withdraw")
        if withdraw.count():
            officer.press("withdraw", reason="清点口径有误，恢复平台计数")


def file(play: Play) -> None:
    """The enterprise applies, the bureau takes it and gives the number."""
    manager, officer = play.person("enterprise_manager"), play.person("bureau_officer")
    unit = _unit(play, AMMONIA)
    with play.step("an installation is filed again before three years are over"):
        manager.open(unit.url)
        manager.press("file")
        today = clock.today()
        manager.fill_in(
            trigger="three_years",
            assessed_on=in_days(-3, today),
            assessor="演示安全评价有限公司",
            report_number=REPORT,
        )
        manager.submit()
        filing = manager.page.url
        manager.press("submit")
        officer.open(filing)
        officer.expect_text(REPORT)
        officer.press("accept")
        officer.press("register")
        officer.fill_in(number=FILING, filed_on=today.isoformat())
        officer.submit()
        officer.expect_text(FILING, "已备案")
        officer.shot("prevention-filing")


def do_duty(play: Play) -> None:
    """The person responsible does his duty and shows it, on the phone."""
    phone = play.person("enterprise_manager", phone=True, name="enterprise_manager-phone")
    unit = _unit(play, CHLORINE)
    with play.step("a duty is done with evidence on the phone"):
        phone.open(unit.url)
        expect(not phone.is_too_wide, "the installation must be pushed sideways")
        links = phone.page.locator("main a[href^='/installations/duties/']")
        links.filter(has_text="监督检查").first.click()
        phone.page.wait_for_selector("#object-head")
        duty = phone.page.url
        phone.press("done")
        phone.fill_in(
            note="现场检查动火作业两处，措施落实，监护到位。",
            photo=write_photo(play.keep / "duty.png", 30),
        )
        phone.shot("prevention-phone-duty")
        phone.submit()
        phone.open(duty)
        phone.expect_text("现场检查动火作业两处", "duty.png")


def commit(play: Play) -> None:
    """The judgement of the day, its signature, and the screen at the gate."""
    own, manager = plant(play), play.person("enterprise_manager")
    with play.step("the commitment of the day is written and signed"):
        manager.open(f"/installations/enterprises/{own.id}/calendar/")
        with manager.page.expect_navigation():
            manager.page.locator("form[action$='/commitments/today/'] button").click()
        manager.fill_in(
            running="3",
            maintenance="1",
            op_hot_work_2="1",
            w1_workshop="氯化车间",
            w1_level="3",
            w1_text="滴加联锁投用，釜温稳定",
            w2_workshop="罐区",
            w2_level="4",
            level="3",
            measures="动火点周边清理隔离，专人监护，连续检测可燃气体。",
            statement=PROMISE,
        )
        manager.shot("prevention-judgement")
        manager.submit()
        manager.press("sign")
        today = clock.today()
        info = play.world.ask(lambda: get_commitment(own.id, today))
        expect(info is not None and info.signed_at is not None, "the commitment is not signed")
        manager.expect_text(PROMISE[:20])
        manager.shot("prevention-commitment")
    with play.step("the screen at the gate shows it without an account"):
        manager.open(f"/installations/enterprises/{own.id}/calendar/")
        manager.shot("prevention-calendar")
        screen = manager.page.locator("main a[href*='/installations/screen/']").first
        address = str(screen.get_attribute("href"))
        gate = play.stage.enter("gate", name="gate", signs_in=False)
        gate.open(address)
        gate.expect_text(own.name, PROMISE[:20], selector="body")
        gate.shot("prevention-screen")
