"""The pages: what each role sees, filling in by hand and by paste, the designer."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from anlan.governance.campaigns.models import Campaign, FormRound, ListEntry, ReportForm, Sheet
from anlan.governance.campaigns.services import campaigns as services
from anlan.governance.campaigns.services import notices, reports, reviews
from anlan.governance.campaigns.services.lists import list_entry
from anlan.governance.campaigns.services.sheets import hand_in_sheet
from anlan.governance.campaigns.tests.test_reports import COLUMNS, RULES


@pytest.fixture
def busy(county, moving):
    """A campaign with everything: given measures, an entry, a form with its period, a notice."""
    campaign = county.campaign()
    services.give_measures(sub_plan_id=county.plan(campaign).pk, actor=county.office)
    list_entry(
        campaign_id=campaign.pk,
        kind="problem",
        level="major",
        title="演示桥梁护栏缺失",
        unit_id=county.units["transport"].pk,
        sub_plan_id=county.plan(campaign).pk,
        due_on=date(2026, 6, 20),
        actor=county.office,
    )
    form = reports.save_form(
        name="演示月报",
        campaign_id=campaign.pk,
        office_id=county.units["emergency"].pk,
        cadence="month",
        columns=COLUMNS,
        rules=RULES,
        unit_ids=[county.units["transport"].pk, county.units["town"].pk],
        actor=county.office,
    )
    reports.issue_form(form_id=form.pk, actor=county.office)
    reports.open_round(
        form_id=form.pk, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31), actor=county.office
    )
    reviews.open_due_reviews()
    moving.advance(days=20)  # 5 July
    return campaign


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return re.sub(r"<[^>]+>", " ", response.content.decode())


def test_a_leader_sees_what_is_behind_and_why(county, busy, visit):
    client = visit(county.leader)
    words = text_of(client.get(busy.get_absolute_url()))
    assert "演示桥梁护栏缺失" in words and "清存量" in words and "龙游县交通运输局" in words
    assert "演示月报" in words
    sunshine = text_of(client.get(reverse("campaigns:sunshine", args=[busy.pk])))
    assert "演示镇人民政府" in sunshine and "任务按期完成率" in sunshine
    for name in ("entries", "reviews"):
        assert text_of(client.get(reverse(f"campaigns:{name}", args=[busy.pk])))
    assert client.get(reverse("campaigns:start")).status_code == 403


def test_what_is_behind_leads_only_where_one_may_go(county, busy, visit):
    entry = ListEntry.objects.get(title="演示桥梁护栏缺失")
    link = f'href="{entry.get_absolute_url()}"'
    assert link in visit(county.leader).get(busy.get_absolute_url()).content.decode()
    other = visit(county.clerks["education"]).get(busy.get_absolute_url()).content.decode()
    assert entry.title in other
    assert link not in other


def test_a_unit_sees_what_it_owes_and_nothing_of_others(county, busy, visit):
    words = text_of(visit(county.clerks["transport"]).get(reverse("campaigns:owed")))
    assert "演示桥梁护栏缺失" in words and "演示月报" in words and "清存量" in words
    other = visit(county.clerks["education"])
    assert "演示桥梁护栏缺失" not in text_of(other.get(reverse("campaigns:owed")))
    sheet = Sheet.objects.get(unit=county.units["transport"])
    assert other.get(sheet.get_absolute_url()).status_code == 404


def test_a_sheet_is_filled_in_by_paste_checked_and_handed_in(county, busy, visit):
    client = visit(county.clerks["transport"])
    sheet = Sheet.objects.get(unit=county.units["transport"])
    url = sheet.get_absolute_url()
    assert "隐患数" in text_of(client.get(url))
    block = "隐患数\t已整改数\t评价\r\n12\t15\t好\r\n"
    page = client.post(url, {"row_count": "1", "paste": "1", "block": block})
    assert page.status_code == 200 and b'value="12"' in page.content
    typed = {"row_count": "1", "r0_found": "12", "r0_fixed": "15", "r0_grade": "好"}
    said = client.post(reverse("campaigns:sheet_check", args=[sheet.pk]), typed)
    assert "15" in text_of(said) and "125" in said.content.decode()
    assert client.post(url, typed).status_code == 422
    assert client.post(url, {**typed, "r0_fixed": "12"}).status_code == 303
    sheet.refresh_from_db()
    assert sheet.state == "handed_in"
    assert "演示月报" in text_of(visit(county.office).get(reverse("campaigns:sheets")))
    step = reverse("campaigns:sheet_step", args=[sheet.pk, "accept"])
    assert visit(county.checker).post(step).status_code == 303
    found = FormRound.objects.get(pk=sheet.round_id)
    assert "龙游县交通运输局" in text_of(visit(county.leader).get(found.get_absolute_url()))


def test_a_clerk_designs_a_form(county, busy, visit):
    client = visit(county.office)
    page = client.get(reverse("campaigns:form_new"))
    assert page.status_code == 200
    posted = {
        "name": "演示季报",
        "office_id": county.units["emergency"].pk,
        "cadence": "quarter",
        "due_days": "5",
        "unit_ids": [county.units["transport"].pk],
        "column_count": "3",
        "column0_name": "培训人数",
        "column0_kind": "number",
        "column0_is_required": "on",
        "column0_rolls_up": "on",
        "column1_name": "场次",
        "column1_kind": "number",
        "column2_name": "每场",
        "column2_kind": "formula",
        "column2_more": "[培训人数]/[场次]",
        "column2_decimals": "1",
        "rule_count": "1",
        "rule0_column": "场次",
        "rule0_kind": "at_most",
        "rule0_others": "人数",
        "rule0_is_strict": "on",
    }
    wrong = client.post(reverse("campaigns:form_new"), posted)
    assert wrong.status_code == 422 and "培训人数" in wrong.content.decode()
    right = client.post(reverse("campaigns:form_new"), {**posted, "rule0_others": "培训人数"})
    assert right.status_code == 303
    form = ReportForm.objects.get(name="演示季报")
    assert [column["code"] for column in form.columns] == ["c1", "c2", "c3"]
    assert text_of(client.get(form.get_absolute_url()))
    assert "每场" in client.get(reverse("campaigns:design", args=[form.pk])).content.decode()


def test_the_pages_of_lists_meetings_and_notices_open(county, busy, visit):
    client = visit(county.office)
    entry = busy.entries.get()
    assert "演示桥梁护栏缺失" in text_of(client.get(entry.get_absolute_url()))
    assert text_of(client.get(reverse("campaigns:entry_new", args=[busy.pk])))
    month = busy.reviews.get(cadence="month")
    prepare = reverse("campaigns:review_step", args=[month.pk, "prepare"])
    assert client.post(prepare).status_code == 303
    assert "演示桥梁护栏缺失" in text_of(client.get(month.get_absolute_url()))
    minutes = {
        "held_on": "2026-07-05",
        "chair": "林副县长演示",
        "minutes": "研究逾期事项。",
        "text_1": "限期修复护栏",
        "unit_1": county.units["transport"].pk,
        "due_1": "2026-07-20",
    }
    hold = reverse("campaigns:hold", args=[month.pk])
    assert client.post(hold, {**minutes, "due_1": ""}).status_code == 422
    assert client.post(hold, minutes).status_code == 303
    assert "限期修复护栏" in text_of(client.get(month.get_absolute_url()))
    notice = notices.draft_notice(review_id=month.pk, actor=county.office)
    assert "通报" in text_of(client.get(notice.get_absolute_url()))
    assert visit(county.clerks["town"]).get(notice.get_absolute_url()).status_code == 404
    change = reverse("campaigns:notice_change", args=[notice.pk])
    words = {"title": notice.title, "situation": "总体平稳。", "praised": "陌生局：好"}
    assert client.post(change, words).status_code == 422
    assert client.post(change, {**words, "praised": ""}).status_code == 303


def test_a_campaign_is_begun_from_the_template_on_one_page(county, visit):
    client = visit(county.office)
    assert "22." in text_of(client.get(reverse("campaigns:start")))
    posted = {
        "template": "three_year_action",
        "name": "演示行动",
        "office_id": county.units["emergency"].pk,
        "region_code": county.region,
        "first_year": "2026",
        "sub_plans": ["18", "4"],
    }
    assert client.post(reverse("campaigns:start"), posted).status_code == 303
    campaign = Campaign.objects.get()
    assert campaign.sub_plans.count() == 2
    plan = campaign.sub_plans.get(number=4)
    assert "自然资源和规划局" in text_of(client.get(plan.get_absolute_url()))


def test_what_one_unit_handed_in_is_no_sum_of_the_county(county, busy, visit):
    for code in ("transport", "town"):
        hand_in_sheet(
            sheet_id=Sheet.objects.get(unit=county.units[code]).pk,
            typed=[{"found": "7", "fixed": "7"}],
            actor=county.clerks[code],
        )
    found = FormRound.objects.get()
    assert " 14 " in text_of(visit(county.leader).get(found.get_absolute_url()))
    assert " 14 " not in text_of(visit(county.clerks["town"]).get(found.get_absolute_url()))
