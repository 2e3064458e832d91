"""Hazards: from the grid worker's phone to the look back; a major one with all the law asks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.prevention.dossier import plant
from anlan.demonstration.story.scenes.prevention.materials import write_photo
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.stage import Visitor
from anlan.demonstration.story.world import READER
from anlan.supervision.hazards.public import get_hazard
from anlan.supervision.risk.public import list_units

GRID, MAJOR = "装卸区消防通道堆放杂物", "反应釜安全联锁被摘除，未办理变更"
DONE = "联锁恢复投用并经第三方校验，已建立摘除审批制度。"


def _id(visitor: Visitor) -> int:
    return int(visitor.page.url.rstrip("/").split("/")[-1].split("?")[0])


def _state(play: Play, hazard_id: int) -> str:
    return str(play.world.ask(lambda: get_hazard(hazard_id, READER).state))


def _hazard(visitor: Visitor, hazard_id: int) -> None:
    visitor.open(f"/hazards/{hazard_id}/")


def _refused(visitor: Visitor) -> str:
    """What the blocked buttons say of themselves, also those in the menu."""
    return " ".join(visitor.page.locator(".verb--blocked").all_text_contents())


def report_from_grid(play: Play) -> None:
    """The grid worker reports on the phone with a photo; the township verifies and orders."""
    own = plant(play)
    grid = play.person("grid_worker", phone=True)
    township = play.person("township_officer")
    with play.step("the grid worker reports a hazard on the phone, with a photo"):
        grid.open(f"/hazards/report/?enterprise={own.id}")
        expect(not grid.is_too_wide, "the report must be pushed sideways")
        grid.fill_in(
            title=GRID,
            photos=write_photo(play.keep / "grid.png", 140),
            place="装卸区南侧",
            description="通道宽度不足两米，消防车无法通过。",
        )
        grid.page.locator("main form [name=source]").select_option("grid")
        grid.shot("prevention-phone-report")
        grid.submit()
        hazard = play.notes["grid_hazard"] = _id(grid)
        grid.expect_text(GRID)
        expect(_state(play, hazard) == "reported", f"the hazard is {_state(play, hazard)}")
        expect(grid.page.locator("main img").count(), "the photo is not shown")
    with play.step("the township verifies it and orders the rectification"):
        _hazard(township, hazard)
        township.press("verify")
        township.fill_in(
            category="environment_passage_blocked",
            level="general",
            reason="现场核实属实，已要求立即清理。",
        )
        township.submit()
        township.press("assign")
        township.submit()
        expect(_state(play, hazard) == "rectifying", f"the hazard is {_state(play, hazard)}")
        township.expect_text("整改")


def judge_major(play: Play) -> None:
    """An inspection finds a major one by a criterion of the pack; what the law then asks."""
    own = plant(play)
    officer, manager = play.person("bureau_officer"), play.person("enterprise_manager")
    with play.step("a criterion of the sector pack makes the hazard major"):
        unit = play.world.ask(
            lambda: next(u for u in list_units(own.id, READER) if u.name == "装卸车台")
        )
        officer.open(f"/hazards/report/?enterprise={own.id}&unit={unit.id}")
        expect(
            officer.page.locator("main form [name=unit_id]").input_value() == str(unit.id),
            "the unit the page was opened from is not chosen",
        )
        officer.fill_in(
            title=MAJOR,
            source="inspection",
            category="things_alarm_failure",
            description="现场检查发现。",
        )
        criterion = officer.page.locator("main form label:has([name=criterion_codes])").first
        words = criterion.inner_text().strip()
        criterion.locator("input").check()
        officer.shot("prevention-criteria", top=False)
        officer.submit()
        hazard = play.notes["major_hazard"] = _id(officer)
        officer.expect_text(words.splitlines()[0][:12], "重大", unit.name)
        info = play.world.ask(lambda: get_hazard(hazard, READER))
        expect(info.level == "major", f"the hazard is {info.level}")
        expect(info.state == "rectifying", f"the hazard is {info.state}")
        after = play.world.ask(
            lambda: next(u for u in list_units(own.id, READER) if u.name == "装卸车台")
        )
        expect(after.current_level == 1, f"the unit stays at {after.current_level}")
    with play.step("without the five fixes nothing can be handed in"):
        _hazard(manager, hazard)
        told = _refused(manager)
        expect("五落实" in told, f"without the five fixes it says: {told}")
        manager.press("plan")
        manager.fill_in(
            responsibility="总经理负责，设备部组织实施",
            measures="恢复联锁、第三方校验、完善变更管理",
            funds_yuan="86000",
            time_limit="10日内完成",
            contingency="整改期间停止投料，专人监护，备用切断",
        )
        manager.submit()
        manager.expect_text("86,000")
    with play.step("notice to principal and actual controller, both confirmed"):
        _hazard(officer, hazard)
        officer.press("notice")
        if officer.page.locator("main form [name=controller_name]").count():
            officer.fill_in(controller_name="严控演示")
        officer.submit()
        for _number in range(2):
            _hazard(officer, hazard)
            link = officer.page.locator("#panel-notices a[href*='/receipt/']").first
            if not link.count():
                break
            link.click()
            officer.page.wait_for_selector("main form [name=evidence]")
            officer.fill_in(evidence="本人签收，送达回证已存档")
            officer.submit()
        _hazard(officer, hazard)
        officer.expect_text("已确认", selector="#panel-notices")
    with play.step("the dual report: to the department and to the employees"):
        for audience in ("department", "employees"):
            _hazard(manager, hazard)
            manager.press("dual")
            manager.fill_in(
                audience=audience, manner="书面报告、职工大会", content="重大隐患及整改情况"
            )
            manager.submit()
    with play.step("the bureau lists it for supervision"):
        _hazard(officer, hazard)
        officer.press("list")
        officer.fill_in(level="county", requirements="限期恢复联锁，整改期间停止涉及装置运行。")
        officer.submit()
        _hazard(officer, hazard)
        officer.expect_text("挂牌督办")
        officer.shot("prevention-hazard", whole=False)


def rectify(play: Play) -> None:
    """More time is asked for and granted; then the enterprise hands in what it did."""
    hazard = play.notes["major_hazard"]
    officer, manager = play.person("bureau_officer"), play.person("enterprise_manager")
    with play.step("an extension is asked for and granted"):
        before = play.world.ask(lambda: get_hazard(hazard, READER).due_at)
        wanted = timezone.localdate(before) + timedelta(days=10)
        _hazard(manager, hazard)
        manager.press("extend")
        manager.fill_in(
            wanted_due_at=wanted.isoformat(),
            reason="联锁模块备件采购周期较长",
            measures="停止投料，现场监护",
        )
        manager.submit()
        _hazard(officer, hazard)
        officer.page.locator("main a[href*='/extensions/']").first.click()
        officer.page.wait_for_selector("main form [name=verdict]")
        officer.fill_in(verdict="approve", reason="同意延期，期间不得恢复投料。")
        officer.submit()
        due = play.world.ask(lambda: get_hazard(hazard, READER).due_at)
        assert before is not None and due is not None
        longer = (due - before).days
        expect(longer >= 10, f"the extension gave {longer} days")
    with play.step("the enterprise rectifies on the phone, with a photo"):
        phone = play.person("enterprise_manager", phone=True, name="enterprise_manager-phone")
        _hazard(phone, hazard)
        phone.press("submit")
        phone.fill_in(text=DONE, photos=write_photo(play.keep / "rectified.png", 200))
        phone.shot("prevention-phone-rectify")
        phone.submit()
        expect(_state(play, hazard) == "submitted", f"the hazard is {_state(play, hazard)}")


def close_four_eyes(play: Play) -> None:
    """Who rectified does not judge; reviewed, accepted, unlisted, crossed off, looked back on."""
    hazard = play.notes["major_hazard"]
    officer, manager = play.person("bureau_officer"), play.person("enterprise_manager")
    township = play.person("township_officer")
    with play.step("the four-eyes rule refuses the enterprise's own judgement"):
        _hazard(manager, hazard)
        told = _refused(manager)
        expect("四眼" in told or "他人" in told or "不能自行" in told, f"refused with: {told}")
        manager.shot("prevention-four-eyes")
    with play.step("the township reviews, the bureau accepts"):
        _hazard(township, hazard)
        township.press("review")
        _hazard(township, hazard)
        told = _refused(township)
        expect("复查" in told, f"the reviewer may accept as well: {told}")
        _hazard(officer, hazard)
        officer.press("accept")
        expect(_state(play, hazard) == "accepted", f"the hazard is {_state(play, hazard)}")
    with play.step("the listing is lifted: applied for, checked, lifted"):
        _hazard(manager, hazard)
        manager.page.locator("#panel-listings a[href*='/hazards/listings/']").first.click()
        manager.page.wait_for_selector("#object-head")
        listing = manager.page.url
        manager.press("apply", reason="整改完成，申请摘牌。")
        township.open(listing)
        township.press("check", reason="现场核查，联锁已恢复并投用。")
        officer.open(listing)
        officer.press("lift")
        officer.shot("prevention-listing")
    with play.step("it is crossed off and looked back on"):
        _hazard(officer, hazard)
        officer.press("cancel")
        expect(_state(play, hazard) == "cancelled", f"the hazard is {_state(play, hazard)}")
        _hazard(township, hazard)
        township.press("look_back")
        township.fill_in(result="held", note="抽查三个班组，联锁均在投用。")
        township.submit()
        expect(_state(play, hazard) == "looked_back", f"the hazard is {_state(play, hazard)}")
        unit = play.world.ask(
            lambda: next(u for u in list_units(plant(play).id, READER) if u.name == "装卸车台")
        )
        expect(unit.current_level > 1, "the unit stays red after the hazard is gone")


def look_at_figures(play: Play) -> None:
    """Stock, increment and clearance by every cut, and the quarterly table as a file."""
    officer = play.person("bureau_officer")
    with play.step("statistics of hazards"):
        officer.open("/hazards/statistics/")
        officer.expect_text("合计", "乡镇")
        officer.shot("prevention-statistics")
    with play.step("the quarterly table is downloaded and adds up"):
        officer.open("/hazards/quarterly/")
        officer.expect_text("合计", "按乡镇", "按行业", "责任落实")
        officer.shot("prevention-quarterly")
        with officer.page.expect_download() as waiting:
            officer.page.locator("a[href*='export=xlsx']").first.click()
        path = play.keep / "quarterly.xlsx"
        waiting.value.save_as(path)
        _add_up(path.as_posix())


def _add_up(path: str) -> None:
    """Townships and sectors each add up to the total of the table, in every column of counts."""
    from openpyxl import load_workbook

    rows = [
        list(row) for row in load_workbook(path, data_only=True).active.iter_rows(values_only=True)
    ]
    first = next(n for n, row in enumerate(rows) if row[0] == "合计")
    counts = [n for n, word in enumerate(rows[first - 1]) if word and "率" not in word]
    last = next(n for n in range(first, len(rows)) if rows[n][0] is None)
    total = [rows[first][n] for n in counts]
    added = [sum(row[n] or 0 for row in rows[first + 1 : last]) for n in counts]
    expect(len(total) == 15, f"the table counts {len(total)} columns")
    expect(added == [2 * n for n in total], f"the cuts add up to {added}, twice {total}")
