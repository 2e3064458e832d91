"""The register and its figures through HTTP: status, rights, facts shown."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

from openpyxl import load_workbook

from anlan.base.accounts.tests.factories import account_with
from anlan.base.documents.models import Document
from anlan.governance.accidents.models import Accident, FigureChange, StatisticalRule
from anlan.governance.accidents.tests.factories import (
    TOWN,
    make_accident,
    make_change,
    make_counted,
    make_denominator,
    make_department_figure,
    make_target,
    new_type,
    old_type,
)
from anlan.governance.accidents.transfer import ACCIDENTS, find, moment_of
from anlan.kernel import clock
from anlan.kernel.testing.cast import make_actor


def entry(**more):
    """What the form of a new accident sends."""
    return {
        "title": "演示采石场落石",
        "occurred_at": "2026-11-18T09:30",
        "region_code": TOWN,
        "domain": "mine",
        "unit_type": "enterprise",
        "industry_code": "b10",
        "deaths": 1,
        "kind_id": new_type("物体打击").pk,
        "first_cause": "落石在先",
        **more,
    }


def test_from_the_form_to_the_count(signed_in):
    client = signed_in()
    make_accident()
    assert client.get("/accidents/new/").status_code == 200
    bad = client.post("/accidents/new/", entry(industry_code="9"))
    assert bad.status_code == 422
    assert client.post("/accidents/new/", entry()).status_code == 303
    accident = Accident.objects.get(title="演示采石场落石")
    assert (accident.industry_code, accident.deaths, accident.grade) == ("B10", 1, 4)
    page = client.get(accident.get_absolute_url())
    assert page.status_code == 200 and "落石在先" in page.content.decode()
    for step in ("verify", "confirm"):
        assert client.post(f"{accident.get_absolute_url()}step/{step}/").status_code == 303
    listed = client.get("/accidents/?tab=counted&since=2026-11-01&domain=mine&hour=9")
    assert accident.title in listed.content.decode()
    assert accident.title not in client.get("/accidents/?tab=counted&hour=4").content.decode()
    assert accident.title in client.get("/accidents/?tab=counted&weekday=3").content.decode()


def test_figures_type_removal_and_persons_by_their_forms(signed_in):
    client = signed_in()
    accident = make_counted(figures={"deaths": 2})
    base = accident.get_absolute_url()
    for part in ("change", "figures", "type", "person", "removal"):
        assert client.get(f"{base}{part}/").status_code == 200
    assert client.post(f"{base}figures/", {"deaths": 1}).status_code == 422
    lower = {"deaths": 1, "reason": "疾病", "document": "鉴定1号"}
    assert client.post(f"{base}figures/", lower).status_code == 303
    change = FigureChange.objects.get()
    shown = client.get(change.get_absolute_url()).content.decode()
    assert "2 → 1" in shown
    assert client.post(f"/accidents/changes/{change.pk}/approve/").status_code == 409
    kind = {"kind_id": new_type("火灾").pk, "first_cause": "电气起火在先"}
    assert client.post(f"{base}type/", kind).status_code == 303
    assert client.post(f"{base}person/", {"harm": "dead", "age": 40}).status_code == 303
    paper = {"ground": "disease", "document": "鉴定2号", "reason": "疾病"}
    assert client.post(f"{base}removal/", paper).status_code == 303
    assert client.get("/accidents/?tab=decide").content.decode().count(accident.title) >= 1


def test_somebody_else_decides(signed_in):
    client = signed_in("county_leader")
    change = make_change()
    assert client.post(f"/accidents/changes/{change.pk}/reject/", {}).status_code == 422
    assert client.post(f"/accidents/changes/{change.pk}/approve/").status_code == 303
    assert Accident.objects.get(pk=change.accident_id).deaths == 1


def test_a_township_sees_its_own_and_confirms_nothing(signed_in):
    client = signed_in("township_officer", scope="330825101")
    accident = make_accident()
    assert client.get(accident.get_absolute_url()).status_code == 404
    client = signed_in("township_officer", scope="330825100")
    page = client.get(accident.get_absolute_url())
    assert page.status_code == 200 and "step/verify" not in page.content.decode()
    assert client.post(f"{accident.get_absolute_url()}step/verify/").status_code == 403
    rates = client.get("/accidents/rates/").content.decode()
    assert "仅可查看全县的人员可见" in rates or "only for who sees the whole county" in rates


def test_the_pages_of_figures_open_with_few_queries(signed_in, django_assert_max_num_queries):
    client = signed_in()
    for back in (0, 365):
        make_counted(days_ago=back + 3, figures={"deaths": 1})
    make_denominator()
    make_target()
    make_department_figure(accidents=5)
    for url in (
        "/accidents/statistics/",
        "/accidents/statistics/?period=2025",
        "/accidents/rates/",
        "/accidents/rates/?year=2025",
        "/accidents/months/",
        "/accidents/departments/",
        "/accidents/departments/?tab=differ",
        "/accidents/changes/?tab=all",
        "/accidents/types/",
        "/accidents/rules/",
    ):
        with django_assert_max_num_queries(45):
            assert client.get(url).status_code == 200, url
    book = load_workbook(io.BytesIO(b"".join(client.get("/accidents/statistics/?export=xlsx"))))
    assert len(book.sheetnames) == 10


def test_months_types_and_rules_are_kept_on_their_pages(signed_in):
    client = signed_in()
    assert client.post("/accidents/months/2026/9/close/").status_code == 303
    assert client.post("/accidents/months/2026/9/reopen/", {}).status_code == 422
    assert client.post("/accidents/months/2026/13/close/").status_code == 404
    rule = StatisticalRule.objects.get(code="loss_threshold")
    address = f"{rule.get_absolute_url()}verify/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"value": "100"}).status_code == 422
    assert client.post(address, {"value": "100", "is_seen": "on"}).status_code == 303
    kind = new_type("泄漏")
    printed = {"code": kind.code, "name": kind.name, "is_seen": "on"}
    assert client.post(f"{kind.get_absolute_url()}verify/", printed).status_code == 303
    kind.refresh_from_db()
    assert kind.is_verified and kind.verified_by
    assert client.get(old_type("车辆伤害").get_absolute_url()).status_code == 200
    assert client.post("/accidents/types/recode/").status_code == 303


def test_yearly_figures_by_their_forms(signed_in):
    client = signed_in()
    make_accident()
    given = {
        "year": 2026,
        "region_code": "330825000000",
        "kind": "gdp",
        "value": "320.5",
        "version": "final",
        "source": "演示公报",
    }
    assert client.post("/accidents/yearly/new/", given).status_code == 303
    target = {**given, "measure": "deaths", "domain": "", "limit": "9"}
    assert client.post("/accidents/targets/new/", target).status_code == 303
    assert "320" in client.get("/accidents/yearly/").content.decode()
    assert client.get("/accidents/targets/").status_code == 200
    death = {
        "kind": "drowning",
        "occurred_on": "2026-07-01",
        "region_code": TOWN,
        "deaths": 1,
        "rescued": 0,
    }
    assert client.post("/accidents/outside/new/", death).status_code == 303
    assert client.get("/accidents/outside/").status_code == 200


def test_the_report_is_made_from_the_page(client, whole_reference):
    user = account_with("bureau_officer")
    client.force_login(user)
    session = client.session
    session["second_factor"] = True
    session.save()
    make_counted()
    make_denominator()
    assert client.post("/accidents/statistics/2026/report/").status_code == 303
    assert client.post("/accidents/statistics/nothing/report/").status_code == 422
    assert Document.objects.filter(template__code="accidents.report").count() == 1


def test_rows_of_a_table_become_accidents_once(reference):
    actor = make_actor("导入演示", role="bureau_officer")
    make_accident()
    values = {
        "title": "演示仓库触电",
        "day": clock.today() - timedelta(days=40),
        "hour": "7:05",
        "region_code": TOWN,
        "domain": "industry",
        "old_kind_id": old_type("触电").pk,
        "industry_code": "G59",
        "deaths": 1,
        "direct_loss": Decimal("12.5"),
        "cause": "",
    }
    assert find(values, actor) is None
    accident = ACCIDENTS.create(values, actor)
    assert (accident.kind.name, accident.deaths, accident.occurred_at) == (
        "触电",
        1,
        moment_of(values["day"], "7:05"),
    )
    assert find(values, actor) == accident
    rows = list(ACCIDENTS.export(actor))
    assert len(rows) == 2 and len(rows[0]) == len(ACCIDENTS.columns)
    assert moment_of(date(2026, 1, 1), "noon").hour == 12
