"""Risk: the tree and its judgement, the papers, the checks, and levels that move at once."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.prevention.dossier import plant
from anlan.demonstration.story.scenes.prevention.materials import write_photo
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.world import READER
from anlan.supervision.hazards.contracts import HazardInfo
from anlan.supervision.hazards.public import list_open
from anlan.supervision.risk.contracts import UnitInfo
from anlan.supervision.risk.public import list_units

OBJECT, UNIT = "氯化车间", "1# 氯化釜"
EVENT = "投料过快致反应失控、氯气外逸"
MEASURE = "滴加速度与釜温联锁，超温自动切断进料"
CHECK = "核对联锁投用状态，手动试验切断阀一次"
FINDING = "切断阀动作迟缓，阀杆有锈蚀"
ORANGE = 2


def unit_of(play: Play, name: str = UNIT) -> UnitInfo:
    """The unit as it stands now."""
    units = play.world.ask(lambda: list_units(plant(play).id, READER))
    found = [unit for unit in units if unit.name == name]
    expect(len(found) == 1, f"{len(found)} units are called {name}")
    return found[0]


def assess(play: Play) -> None:
    """Object, unit, event by LEC, control; the officer approves; the colours follow."""
    own = plant(play)
    manager, officer = play.person("enterprise_manager"), play.person("bureau_officer")
    with play.step("the manager writes object, unit, event and control"):
        manager.open(f"/risk/enterprises/{own.id}/")
        manager.press("add_object")
        manager.fill_in(name=OBJECT, kind="installation", department="生产部")
        manager.submit()
        manager.press("add_unit")
        manager.fill_in(
            name=UNIT,
            department="生产部",
            control_level="workshop",
            longitude=str(round((own.longitude or 0) + 0.0008, 6)),
            latitude=str(round((own.latitude or 0) + 0.0005, 6)),
        )
        manager.submit()
        manager.press("add_event")
        manager.page.get_by_role("link", name="LEC").first.click()
        manager.page.wait_for_selector("main form [name=inherent_E]")
        manager.fill_in(
            name=EVENT,
            cause="滴加阀内漏、冷却水中断",
            consequence="釜内超压，氯气泄漏致人员中毒",
            inherent_L="6",
            inherent_E="6",
            inherent_C="40",
            residual_L="3",
            residual_E="6",
            residual_C="15",
        )
        manager.page.check("main form [name=accident_kinds][value='19']")
        manager.shot("prevention-risk-event")
        manager.submit()
        manager.expect_text("1440", "270", "LEC")
        manager.press("add_control")
        manager.fill_in(
            description=MEASURE,
            category="engineering",
            control_level="workshop",
            department="生产部",
            check_content=CHECK,
            period="daily",
        )
        manager.page.locator("main form [name=checker_id]").select_option(index=2)
        manager.submit()
    with play.step("a version is submitted, the officer approves it"):
        manager.open(f"/risk/enterprises/{own.id}/")
        manager.press("assess")
        manager.fill_in(trigger="change", note="新增氯化车间")
        manager.submit()
        address = manager.page.url
        manager.press("submit")
        officer.open(address)
        officer.expect_text(UNIT)
        officer.press("approve")
        officer.expect_text("现行")
        unit = unit_of(play)
        expect(unit.current_level == ORANGE, f"270 by LEC became level {unit.current_level}")
        manager.open(f"/risk/enterprises/{own.id}/")
        manager.expect_text(OBJECT, UNIT, EVENT, MEASURE)
        manager.shot("prevention-risk-tree")
    with play.step("four colours: roll-up of the county and the map"):
        officer.open("/risk/")
        officer.expect_text("合计")
        officer.shot("prevention-four-colours")
        officer.open(f"/map/?at={own.longitude},{own.latitude}&zoom=16&layer=risk_units")
        officer.wait_map()
        layer, pk = "risk_units", unit.id
        status = officer.status_of(f"/map/feature/{layer}/{pk}/")
        expect(status == 200, f"the unit on the map: {status}")
        officer.shot("prevention-risk-map")


def print_papers(play: Play) -> None:
    """The job card, the notice board, and the one list as a Word file that opens."""
    own, manager = plant(play), play.person("enterprise_manager")
    unit = unit_of(play)
    with play.step("job card and notice board to print"):
        manager.open(unit.url)
        manager.press("job_card")
        manager.expect_text(UNIT, EVENT, MEASURE, selector="body")
        manager.shot("prevention-job-card")
        manager.open(f"/risk/enterprises/{own.id}/notice-board/")
        manager.expect_text(own.name, UNIT, selector="body")
    with play.step("one enterprise, one list: a Word file that opens"):
        manager.open(f"/risk/enterprises/{own.id}/")
        button = manager.verb("one_list")
        manager.page.locator("details.menu--verbs", has=button).locator("summary").first.click()
        with manager.page.expect_download() as waiting:
            button.click()
        path = play.keep / "one-list.docx"
        waiting.value.save_as(path)
        import docx

        document = docx.Document(str(path))
        words = "\n".join(
            cell.text for table in document.tables for row in table.rows for cell in row.cells
        )
        expect(UNIT in words and MEASURE in words, "the list lacks what was approved")
        play.score.figures["one_list_docx"] = str(path)
        play.score.figures["one_list_converted"] = convert(path, play.keep)


def convert(path: Path, keep: Path) -> int:
    """Open a paper with LibreOffice, when there is one; returns the size of what came out."""
    office = shutil.which("soffice")
    if office is None:
        return 0
    profile = (keep / "office").resolve().as_uri()
    done = subprocess.run(
        [
            *(office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"),
            *("--outdir", str(path.parent), str(path)),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    pdf = path.with_suffix(".pdf")
    expect(pdf.exists() and pdf.stat().st_size > 5000, f"LibreOffice: {done.stderr[-300:]}")
    shutil.rmtree(keep / "office", ignore_errors=True)
    return pdf.stat().st_size


def check_of_today(play: Play) -> None:
    """A check that is in order, and one that is not: hazard and new level follow at once."""
    own = plant(play)
    manager = play.person("enterprise_manager")
    phone = play.person("enterprise_manager", phone=True, name="enterprise_manager-phone")
    page = phone.page
    with play.step("a check of today is recorded on the phone"):
        phone.open("/risk/checks/?tab=mine")
        expect(not phone.is_too_wide, "the list of checks must be pushed sideways")
        phone.shot("prevention-phone-checks")
        page.locator('main a[href^="/risk/checks/"]', has_text="装卸前接地").first.click()
        page.wait_for_selector("#object-head")
        phone.press("record")
        phone.fill_in(outcome="normal", photo=write_photo(play.keep / "check.png", 60))
        phone.shot("prevention-phone-check")
        phone.submit()
        phone.expect_text("正常")
    with play.step("a failed check opens a hazard and re-grades the unit at once"):
        before = unit_of(play, "变配电室")
        hazards = len(_hazards_of(play, before.id))
        phone.open("/risk/checks/?tab=mine")
        page.locator('main a[href^="/risk/checks/"]', has_text="停电检修").first.click()
        page.wait_for_selector("#object-head")
        phone.press("record")
        phone.fill_in(outcome="abnormal", finding=FINDING)
        phone.submit()
        after = unit_of(play, "变配电室")
        expect(after.current_level < before.current_level, f"still level {after.current_level}")
        opened = _hazards_of(play, before.id)
        expect(len(opened) == hazards + 1, f"{len(opened) - hazards} hazards were opened")
        play.notes["check_hazard"] = opened[0].url
        manager.open(after.url)
        manager.expect_text(FINDING, "适用规则")
        manager.shot("prevention-regrade")
        manager.open(f"/risk/enterprises/{own.id}/")
        manager.expect_text(FINDING)


def _hazards_of(play: Play, unit_id: int) -> list[HazardInfo]:
    return list(play.world.ask(lambda: list_open(actor=READER, unit_id=unit_id)))
