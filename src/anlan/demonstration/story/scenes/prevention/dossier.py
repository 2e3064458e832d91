"""The dossier: everything about one plant, its plan, its territory, and a register cleaned up."""

from __future__ import annotations

from typing import Any

from anlan.demonstration.public import find_loaded_county
from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.prevention import materials
from anlan.demonstration.story.score import StoryError, expect
from anlan.demonstration.story.stage import Visitor
from anlan.demonstration.story.world import READER
from anlan.kernel import clock
from anlan.supervision.enterprises.contracts import EnterpriseInfo
from anlan.supervision.enterprises.public import find_enterprise, get_enterprise

PLAN = "厂区平面图（2026年修测）"


def plant(play: Play) -> EnterpriseInfo:
    """The enterprise of the story."""
    if "plant" not in play.notes:

        def find() -> EnterpriseInfo:
            loaded = find_loaded_county()
            found = find_enterprise(READER, uscc=loaded.flagship_uscc) if loaded else None
            if found is None:
                raise StoryError("this database holds no demonstration county")
            return found

        play.notes["plant"] = play.world.ask(find)
        play.enterprise_id = play.notes["plant"].id
    found: EnterpriseInfo = play.notes["plant"]
    return found


def open_dossier(play: Play) -> None:
    """One page with everything: parts, timeline with its filter, a certificate with a last day."""
    own = plant(play)
    officer = play.person("bureau_officer")
    with play.step("the dossier: one page, its parts"):
        officer.open(own.url)
        officer.expect_text(own.name, own.uscc, "重大危险源", "属地", "到期事项")
        officer.shot("prevention-dossier")
        for part, words in (
            ("risk", ("风险分级管控", "液氯罐区", "每日承诺公告", "周边情况")),
            ("people", ("人员证书", "安全生产管理人员")),
            ("plant", ("化学品存放", "工艺装置", "氯")),
            ("papers", ("安全生产许可证", "安全生产责任保险", "标准化等级")),
            ("projects", ("演示助剂扩建项目",)),
            ("plans", ("厂区总平面图",)),
        ):
            officer.open(f"{own.url}?part={part}")
            for word in words:
                officer.wait_text(word)
    with play.step("one timeline over all apps, with a filter"):
        officer.open(f"{own.url}?part=timeline")
        officer.expect_text("特殊作业", "辨识分级", "报警")
        officer.page.locator('main a[href*="kind=permits"]').first.click()
        officer.page.wait_for_url("**kind=permits**")
        officer.expect_text("动火作业", selector=".timeline-list")
        told = officer.text(".timeline-list")
        expect("辨识分级" not in told, "the filter of the timeline lets other records through")
        officer.open(f"{own.url}?part=timeline")
        officer.shot("prevention-timeline")
    with play.step("a certificate with its last day"):
        number = "演证920001"
        today = clock.today()
        officer.open(f"{own.url}?part=people")
        officer.page.locator('main a[href$="/certificates/new/"]').first.click()
        officer.page.wait_for_selector("main form [name=number]")
        officer.page.locator("main form [name=person]").select_option(index=2)
        officer.fill_in(
            kind="special_operation",
            operation="氯化工艺作业",
            number=number,
            issuer="演示市应急管理局",
            valid_from=materials.in_days(-1075, today),
            valid_to=materials.in_days(20, today),
        )
        officer.submit()
        officer.open(own.url)
        officer.expect_text(number, "剩 20 天")
        officer.open(f"{own.url}?part=timeline&kind=people")
        officer.expect_text(number)


def tie_plan(play: Play) -> None:
    """A plan is uploaded, tied to the ground by clicking, and a unit is put on it."""
    own, officer = plant(play), play.person("bureau_officer")
    picture = play.keep / "plan.png"
    points = play.world.ask(lambda: materials.write_plan(picture))
    with play.step("a plant plan is uploaded and tied to the ground"):
        officer.open(f"/enterprises/{own.id}/plans/new/")
        officer.fill_in(title=PLAN, picture=picture)
        officer.submit()
        stage = officer.page.locator("[data-plan-target=stage] img")
        stage.wait_for()
        rows = officer.page.locator("tr[data-row]")
        for number, (x, y, longitude, latitude) in enumerate(points):
            box = stage.bounding_box()
            width = float(stage.evaluate("e => e.naturalWidth"))
            assert box is not None
            scale = box["width"] / width
            stage.click(position={"x": x * scale, "y": y * scale})
            row = rows.nth(number)
            row.locator("[name=longitude]").fill(str(longitude))
            row.locator("[name=latitude]").fill(str(latitude))
            clicked = float(row.locator("[name=x]").input_value())
            expect(abs(clicked - x) < 3, f"the click at {x} was taken as {clicked}")
        with officer.page.expect_navigation():
            officer.page.locator(".plan__side form button[type=submit]").click()
        officer.refuse_problems()
        officer.expect_text("残差")
        officer.wait_map()
        officer.shot("prevention-georeference")
    with play.step("a risk unit is put on the plan"):
        officer.page.get_by_role("link", name="查看平面图").click()
        officer.page.wait_for_selector(".small-list__row")
        place = officer.page.locator('.small-list__row:has-text("反应单元") a[href*="/place/"]')
        place.first.click()
        officer.page.wait_for_selector("[data-plan-target=stage] img")
        stage = officer.page.locator("[data-plan-target=stage] img")
        box = stage.bounding_box()
        assert box is not None
        stage.click(position={"x": box["width"] * 0.42, "y": box["height"] * 0.4})
        button = officer.page.locator("[data-plan-target=submit]:not([disabled])")
        button.wait_for()
        with officer.page.expect_navigation():
            button.click()
        officer.wait_map()
        mark = officer.page.locator('.plan__point[title*="反应单元"]')
        expect(mark.count() == 1, "the unit does not stand on the plan")
        expect(mark.is_visible(), "the unit on the plan is not to be seen")
        officer.shot("prevention-plan")


def claim(play: Play) -> None:
    """The township says which enterprises are its own."""
    officer = play.person("township_officer")
    with play.step("the township claims an enterprise"):
        officer.open("/enterprises/claims/?tab=asked")
        first = officer.page.locator("main tbody tr[data-id] a[href^='/enterprises/']").first
        before = officer.page.locator("main tbody tr[data-id]").count()
        address = str(first.get_attribute("href"))
        officer.shot("prevention-claims")
        first.click()
        officer.page.wait_for_selector("#object-head")
        officer.press("claim")
        officer.open(address)
        expect(not officer.verb("claim").count(), "a claimed enterprise can be claimed again")
        officer.open("/enterprises/claims/?tab=asked")
        left = officer.page.locator("main tbody tr[data-id]").count()
        expect(left == before - 1, f"{before} questions, {left} after an answer")


def _twin(play: Play) -> EnterpriseInfo:
    """An enterprise of the same township that another register knows by another name."""

    def find() -> EnterpriseInfo:
        from django.apps import apps

        row = (
            apps.get_model("enterprises.Enterprise")
            ._default_manager.filter(
                region__code__startswith=plant(play).region_code[:9],
                name__endswith="有限公司",
                status="operating",
            )
            .exclude(address="")
            .exclude(pk=play.enterprise_id)
            .order_by("pk")
            .first()
        )
        assert row is not None, "there is only one enterprise in the township"
        return get_enterprise(row.pk, READER)

    plant(play)
    found: EnterpriseInfo = play.world.ask(find)
    return found


def _counts(officer: Visitor) -> str:
    return officer.text(".repairs__counts")


def import_workbook(play: Play) -> None:
    """A bureau's own workbook: read as it is, repaired row by row, written whole."""
    own, officer = plant(play), play.person("bureau_officer")
    twin = play.notes["twin"] = _twin(play)
    path = play.keep / "企业台账.xlsx"
    materials.write_messy_workbook(path, own, twin)
    page = officer.page
    with play.step("a messy workbook is read: columns found, problems told"):
        officer.open("/enterprises/import/")
        officer.fill_in(file=path)
        officer.submit()
        if page.locator("#preview").count() == 0:
            page.get_by_role("button", name="检查各行").click()
        page.wait_for_selector("#preview .repairs__counts")
        officer.expect_text("7 行", "跳过 1", selector=".repairs__counts")
        kinds = set(
            page.locator(".repairs__group").evaluate_all("all => all.map(e => e.dataset.kind)")
        )
        expect({"code"} <= kinds and len(kinds) >= 3, f"problems found: {sorted(kinds)}")
        officer.shot("prevention-import")
    with play.step("every row is repaired in the page"):
        _repair(officer)
        expect("没有问题" in _counts(officer), f"left to repair: {officer.text('#preview')[:800]}")
    with play.step("the repaired rows are written"):
        page.locator("#preview form[action$='/commit/'] button.btn-primary").click()
        page.wait_for_selector("text=新增", timeout=30_000)
        officer.wait_text("已写入")
        for name in (materials.NEW, materials.MISREAD, materials.TWICE, materials.WRONG):
            found = play.world.ask(lambda name=name: _by_name(name))  # type: ignore[misc]
            expect(len(found) == 1, f"{name} was written {len(found)} times")
        day = play.world.ask(lambda: _by_name(materials.NEW)[0].established_on)
        expect(str(day) == "2019-03-05", f"2019.3.5 was read as {day}")


def _by_name(name: str) -> list[Any]:
    from django.apps import apps

    return list(apps.get_model("enterprises.Enterprise")._default_manager.filter(name=name))


def _repair(officer: Visitor) -> None:
    """Take every proposal, merge the twin, correct the day and what has no proposal."""
    page = officer.page

    def press(selector: str) -> bool:
        button = page.locator(selector).first
        if not button.count():
            return False
        with page.expect_response(lambda r: "/repair/" in r.url) as answered:
            button.click()
        expect(answered.value.ok, f"a repair was answered {answered.value.status}")
        page.wait_for_timeout(150)
        return True

    for _round in range(12):
        if press(".repairs__group form[action$='/accept/'] .btn-primary"):
            continue
        if press(".repairs__group h2 form[action$='/merge/'] button"):
            continue
        wrong = page.locator('.repairs__group .repairs__edit:has(input[value="2021-13-40"])').first
        if wrong.count():
            wrong.locator("input[name=text]").fill("2021-12-30")
            press('.repairs__group .repairs__edit:has(input[value="2021-13-40"]) button')
            continue
        if press(".repairs__group h2 form[action$='/leave/'] button"):
            continue
        break


def merge(play: Play) -> None:
    """Two dossiers of one firm are found and become one."""
    officer, twin = play.person("bureau_officer"), play.notes["twin"]
    page = officer.page
    other = materials.twin_name(twin.name)
    with play.step("two dossiers of one enterprise are found"):
        officer.open("/enterprises/duplicates/")
        with page.expect_navigation():
            page.locator("form[action$='/duplicates/search/'] button").click()
        play.world.wait(lambda: _pairs(twin.id), "the duplicates were not found")
        officer.open("/enterprises/duplicates/")
        officer.expect_text(twin.name, other)
        page.locator(f'main tbody tr:has-text("{other}") a').first.click()
        page.wait_for_selector("form.merge")
        officer.expect_text("地址")
        officer.shot("prevention-merge")
    with play.step("they are merged, the other address leads to the one that stays"):
        page.fill("#merge-reason", "同一企业，名称登记不一致。")
        with page.expect_navigation():
            page.locator("form.merge button[type=submit]").click()
        officer.refuse_problems()
        names = play.world.ask(lambda: [len(_by_name(name)) for name in (twin.name, other)])
        expect(sorted(names) == [0, 1], f"after the merge: {names}")
        phone = play.person("bureau_officer", phone=True, name="bureau_officer-phone")
        phone.open(plant(play).url)
        expect(not phone.is_too_wide, "the dossier must be pushed sideways on a phone")
        phone.shot("prevention-phone-dossier")


def _pairs(enterprise_id: int) -> int:
    from django.apps import apps
    from django.db.models import Q

    rows = apps.get_model("enterprises.DuplicatePair")._default_manager
    return int(rows.filter(Q(first_id=enterprise_id) | Q(second_id=enterprise_id)).count())
