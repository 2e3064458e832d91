"""Sector packs: ledgers found by name and kept without code, edited by officers, duties done."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.prevention.dossier import plant
from anlan.demonstration.story.scenes.prevention.materials import in_days
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.stage import Visitor
from anlan.kernel import clock

LEDGER, SITE, IMPORTED = "非法“小化工”排查台账", "演示废弃砖瓦厂院内", "演示村口旧仓库"
FIELD, PACK = "复查人员签名", "生态环境"


def find_ledger(play: Play) -> None:
    """A ledger is found by its Chinese name; rows come by form and table, and go out again."""
    own, township = plant(play), play.person("township_officer")
    page = township.page
    today = clock.today()
    with play.step("the catalogue of packs"):
        officer = play.person("bureau_officer")
        officer.open("/ledgers/packs/")
        officer.expect_text("化工和危险化学品", "教育", "消防")
        officer.shot("prevention-packs")
    with play.step("the search box finds a ledger by its Chinese name"):
        township.open("/")
        page.fill(".app-header input[type=search]", "小化工")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/**")
        page.locator("main a[href^='/ledgers/']", has_text="小化工").first.click()
        page.wait_for_url("**/ledgers/*/")
        address = play.notes["ledger"] = page.url
        township.expect_text(LEDGER, selector="body")
    with play.step("a row is added, with its next due day"):
        township.open(f"{address}new/")
        township.fill_in(
            site=SITE,
            place__name=SITE,
            place__longitude=str(own.longitude),
            place__latitude=str(own.latitude),
            checked_on=today.isoformat(),
            checker="演示排查员",
        )
        for name in ("kind", "finding"):
            page.locator(f"main form [name={name}]").select_option(index=1)
        _choose_region(township, own.region_code)
        township.submit()
        township.expect_text(SITE)
        township.shot("prevention-ledger-row")
    with play.step("rows are imported from a table and exported again"):
        book = play.keep / "小化工排查.xlsx"
        _write_rows(book, own.region_name, str(own.longitude), str(own.latitude), today.isoformat())
        township.open(f"{address}import/")
        township.fill_in(file=book)
        township.submit()
        if page.locator("#preview").count() == 0:
            page.get_by_role("button", name="检查各行").click()
        page.wait_for_selector("#preview .repairs__counts")
        told = township.text(".repairs__counts")
        expect("没有问题" in told, f"{told}: {township.text('#preview')[:500]}")
        page.locator("#preview form[action$='/commit/'] button.btn-primary").click()
        township.wait_text("已写入", timeout_ms=30_000)
        township.open(address)
        township.expect_text(SITE, IMPORTED)
        township.shot("prevention-ledger")
        with page.expect_download() as waiting:
            page.evaluate("location.search = '?export=xlsx'")
        out = play.keep / "ledger.xlsx"
        waiting.value.save_as(out)
        cells = [
            str(c) for row in load_workbook(out).active.iter_rows(values_only=True) for c in row
        ]
        expect(SITE in cells and IMPORTED in cells, "the export lacks the rows")
    with play.step("statistics and map of a ledger nobody programmed"):
        township.open(f"{address}statistics/")
        township.expect_text("合计")
        township.shot("prevention-ledger-statistics")
        township.open(f"/map/?at={own.longitude},{own.latitude}&zoom=16&layer=ledger_rows")
        township.wait_map()
        township.shot("prevention-ledger-map")


def _choose_region(visitor: Visitor, code: str) -> None:
    page = visitor.page
    region = page.locator("main form [name=region]").first
    if region.evaluate("e => e.localName") == "select":
        region.select_option(code)
    else:
        region.fill(code)


def _write_rows(path: Path, region: str, longitude: str, latitude: str, day: str) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(
        [
            *("场所名称", "场所类型", "所在镇街", "位置", "位置经度", "位置纬度"),
            *("排查日期", "排查人", "发现情况"),
        ]
    )
    place = (region, IMPORTED, longitude, latitude)
    sheet.append([IMPORTED, "养殖场", *place, day, "演示排查员", "未发现"])
    book.save(path)


def edit_pack(play: Play) -> None:
    """The department adds a field; the bureau puts the version into force; the form has it."""
    author = play.person("department_officer")
    officer = play.person("bureau_officer")
    page = author.page
    with play.step("an officer adds a field to a ledger of his pack"):
        author.open("/ledgers/packs/")
        page.locator("main a[href^='/ledgers/packs/']", has_text=PACK).first.click()
        page.wait_for_selector("#object-head")
        ledger = str(
            page.locator(
                "main a[href^='/ledgers/']:not([href*=packs])", has_text="台账"
            ).first.get_attribute("href")
        )
        name = page.locator(f"main a[href='{ledger}']").first.inner_text().strip()
        author.press("edit")
        page.wait_for_url("**/ledgers/versions/**")
        version = page.url
        page.locator("#panel-ledgers a", has_text=name).first.click()
        page.wait_for_selector("#panel-inner")
        page.locator("#panel-inner .panel__actions a").click()
        page.wait_for_selector("main form [name=key]")
        author.fill_in(key="signed_by", label=FIELD, kind="text")
        author.submit()
        author.expect_text(FIELD)
        author.shot("prevention-pack-editor")
    with play.step("another officer puts the version into force"):
        author.open(version)
        author.expect_text(name)
        author.press("submit")
        officer.open(version)
        officer.press("publish")
        author.open(f"{ledger}new/")
        author.expect_text(FIELD)


def tick_off_duty(play: Play) -> None:
    """A periodic duty of the enterprise is reported as done."""
    manager = play.person("enterprise_manager")
    page = manager.page
    with play.step("a duty of a cadence is ticked off"):
        manager.open("/ledgers/duties/")
        manager.shot("prevention-duties")
        page.locator("main tbody a[href^='/ledgers/duties/']").first.click()
        page.wait_for_selector("#object-head")
        duty = page.url
        manager.press("complete")
        area = page.locator("main form textarea").first
        area.fill("班组逐项排查，未发现异常，记录已存档。")
        done = page.locator("main form input[type=date]")
        if done.count():
            done.first.fill(in_days(0, clock.today()))
        manager.submit()
        manager.open(duty)
        manager.expect_text("班组逐项排查")
        manager.open("/ledgers/duties/?tab=done")
        expect(page.locator("main tbody tr[data-id]").count() >= 1, "no duty is done")
