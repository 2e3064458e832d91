"""The pages, papers, table, layers and the API, as the roles see them."""

from __future__ import annotations

import io

import pytest
from docx import Document as WordFile
from openpyxl import load_workbook

from anlan.kernel.actor import system_actor
from anlan.kernel.layers import layer
from anlan.kernel.testing import make_actor
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory
from anlan.supervision.risk.desk import checks_now, missed_in_area, raised
from anlan.supervision.risk.models import (
    Control,
    ControlCheck,
    EnterpriseRisk,
    MethodVersion,
    RiskEvent,
    RiskObject,
    RiskUnit,
    RuleSet,
)
from anlan.supervision.risk.papers import FOLDER, build_one_list
from anlan.supervision.risk.public import rebuild_tallies, record_factor
from anlan.supervision.risk.tests.factories import (
    ControlCheckFactory,
    ControlFactory,
    RiskUnitFactory,
    load_reference,
)
from anlan.supervision.risk.transfer import RISK_LIST

ACTOR = system_actor("risk")


@pytest.fixture
def control(db):
    load_reference()
    found = ControlFactory()
    rebuild_tallies(actor=ACTOR)
    return found


@pytest.fixture
def wu(cast, control):
    return cast.wu(control.enterprise.organisation_id)


def test_lists_and_objects_show_what_is_visible_and_nothing_else(control, wu, cast, visit):
    record_factor(
        enterprise_id=control.enterprise_id,
        unit_id=control.unit_id,
        kind="major_hazard",
        source_type="t",
        source_id=1,
        explanation="演示重大隐患",
        actor=ACTOR,
    )
    check = ControlCheckFactory(control=control)
    other = RiskUnitFactory(name="演示别家单元")
    pages = {
        "/risk/": "演示",
        "/risk/units/": "演示1号储罐",
        f"/risk/units/{control.unit_id}/": "演示重大隐患",
        f"/risk/enterprises/{control.enterprise_id}/": "演示可燃气体报警器完好",
        f"/risk/objects/{control.unit.risk_object_id}/": "演示1号储罐",
        f"/risk/events/{control.event_id}/": "演示泄漏起火",
        f"/risk/controls/{control.pk}/": "演示可燃气体报警器完好",
        "/risk/checks/": "演示1号储罐",
        f"/risk/checks/{check.pk}/": "报警器指示正常",
        "/risk/regrades/": "演示重大隐患",
        "/risk/assessments/": "",
        "/risk/rules/": "安全生产法",
        "/risk/methods/": "LEC",
        f"/risk/methods/{MethodVersion.objects.get(method='LEC').pk}/": "320",
        f"/risk/regions/{control.enterprise.region_id[:9]}000/": "演示龙游化工",
        f"/risk/units/{control.unit_id}/job-card/": "岗位安全风险告知卡",
        f"/risk/enterprises/{control.enterprise_id}/notice-board/": "安全风险公告栏",
        f"/risk/enterprises/{control.enterprise_id}/list/": "风险分级管控清单",
        f"/enterprises/{control.enterprise_id}/": "演示1号储罐",
    }
    own = visit(wu)
    for path, words in pages.items():
        answer = own.get(path)
        assert answer.status_code == 200, path
        assert words in answer.content.decode(), path
        assert "演示别家单元" not in answer.content.decode(), path
    assert own.get(f"/risk/units/{other.pk}/").status_code == 404
    assert visit(cast.qian).get("/risk/units/").status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_units(
    control, cast, visit, django_assert_max_num_queries
):
    client = visit(cast.lin)
    with django_assert_max_num_queries(40) as few:
        client.get("/risk/units/")
    for _number in range(12):
        RiskUnitFactory(enterprise=control.enterprise)
    with django_assert_max_num_queries(len(few)):
        client.get("/risk/units/")


def test_an_enterprise_fills_in_the_forms(control, wu, visit):
    client = visit(wu)
    firm = control.enterprise_id
    client.post(f"/risk/enterprises/{firm}/objects/new/", {"name": "演示车间", "kind": "place"})
    parent = RiskObject.objects.get(name="演示车间")
    client.post(
        f"/risk/objects/{parent.pk}/units/new/", {"name": "演示冲压线", "control_level": "team"}
    )
    unit = RiskUnit.objects.get(name="演示冲压线")
    form = client.get(f"/risk/units/{unit.pk}/events/new/?method=LEC")
    assert "人员暴露" in form.content.decode()
    values = {"L": "3", "E": "6", "C": "15"}
    client.post(
        f"/risk/units/{unit.pk}/events/new/?method=LEC",
        {
            "name": "演示卷入",
            "accident_kinds": ["03"],
            **{f"inherent_{key}": value for key, value in values.items()},
            **{f"residual_{key}": value for key, value in (values | {"L": "1"}).items()},
        },
    )
    event = RiskEvent.objects.get(name="演示卷入")
    assert (event.inherent_level, event.residual_level) == (2, 3)
    client.post(
        f"/risk/events/{event.pk}/controls/new/",
        {
            "description": "演示光电保护",
            "category": "engineering",
            "control_level": "team",
            "period": "daily",
            "shifts": "3",
        },
    )
    assert Control.objects.get(event=event).period == "daily"
    client.post(f"/risk/units/{unit.pk}/place/", {"longitude": "119.2", "latitude": "29.1"})
    unit.refresh_from_db()
    assert unit.location is not None
    answer = client.post(f"/risk/units/{unit.pk}/retire/", {"reason": "拆除"})
    assert answer.status_code == 303
    client.post(f"/risk/enterprises/{firm}/assessments/new/", {"trigger": "first", "note": ""})
    assert "草稿" in client.get("/risk/assessments/").content.decode()


def test_a_check_is_recorded_on_the_page(control, wu, visit):
    check = ControlCheckFactory(control=control)
    client = visit(wu)
    refused = client.post(f"/risk/checks/{check.pk}/record/", {"outcome": "abnormal"})
    assert refused.status_code == 422
    client.post(f"/risk/checks/{check.pk}/record/", {"outcome": "normal"})
    assert ControlCheck.objects.get(pk=check.pk).state == "normal"


def test_an_officer_publishes_rules_on_the_page(control, visit):
    client = visit(make_actor("郑监管", role="bureau_officer"))
    form = client.get("/risk/rules/change/")
    assert form.status_code == 200
    row = {"kind": "alarm", "at_least": "1", "effect": "set", "amount": "1", "basis": "县局1号"}
    client.post(
        "/risk/rules/change/",
        {"note": "从严", **{f"row0_{key}": value for key, value in row.items()}},
    )
    assert [str(rule.kind) for rule in RuleSet.objects.get(is_current=True).rules.all()] == [
        "alarm"
    ]


def test_the_risk_list_is_a_table_with_merged_cells_that_comes_back(control, wu, visit):
    ControlFactory(event=control.event, description="演示第二条措施", period="weekly")
    answer = visit(wu).get(f"/risk/enterprises/{control.enterprise_id}/list.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet.max_row == 4
    assert "D3:D4" in {str(found) for found in sheet.merged_cells.ranges}
    headings = [cell.value for cell in sheet[2]]
    mapped = RISK_LIST.guess(headings)
    assert {"object_name", "unit_name", "event_name", "description", "period"} <= set(mapped)


def test_lines_of_a_list_are_imported_and_brought_up_to_date(control, wu):
    firm = EnterpriseFactory()
    texts = {
        "object_name": "演示仓库",
        "unit_name": "演示1号库",
        "event_name": "演示坍塌",
        "accident_kinds": "坍塌、未知",
        "method": "LS",
        "inherent_inputs": "L=4，S=4",
        "residual_inputs": "L=2，S=4",
        "category": "工程技术措施",
        "description": "限高码放",
        "control_level": "班组级",
        "period": "每周1次",
    }
    actor = make_actor("郑监管", role="bureau_officer")
    values = {name: RISK_LIST.column(name).clean(text, actor) for name, text in texts.items()}
    values["enterprise_id"] = firm.pk
    made = RISK_LIST.create(values, actor)
    assert (made.period, made.category, made.control_level) == ("weekly", "engineering", "team")
    event = made.event
    assert (event.inherent_level, event.residual_level) == (2, 4)
    assert event.accident_kinds == ["10", "20"]
    assert RISK_LIST.find(values, actor) == made
    listed = {**values, "period": "daily", "method": "", "residual_level": 2, "inherent_level": 1}
    assert RISK_LIST.update(made, listed, actor).period == "daily"
    event.refresh_from_db()
    assert (event.inherent_level, event.residual_level) == (1, 2)
    assert len(list(RISK_LIST.export(actor))) == 2


def test_one_enterprise_one_list_is_kept_as_a_word_file(control, wu, visit):
    answer = visit(wu).post(f"/risk/enterprises/{control.enterprise_id}/one-list/")
    assert answer.status_code == 302
    assert visit(wu).get(answer["Location"]).status_code == 200


def test_the_installed_form_is_what_its_recipe_builds(tmp_path):
    build_one_list().save(tmp_path / "one_list.docx")
    texts = [
        [paragraph.text for paragraph in WordFile(str(folder / "one_list.docx")).paragraphs]
        for folder in (tmp_path, FOLDER)
    ]
    assert texts[0] == texts[1], "run anlan manage build_risk_forms"


def test_layers_show_units_and_townships(control, cast):
    units = layer("risk_units")
    rows = units.rows(cast.lin).annotate(**units.annotations())
    assert rows.get(pk=control.unit_id).map_level == 3
    towns = layer("risk_townships")
    assert towns.model_class._meta.label == "regions.Region"
    list(towns.rows(cast.lin).annotate(**towns.annotations()))


def test_the_api_tells_units_factors_and_the_roll_up(control, wu, cast, visit):
    client = visit(wu)
    found = client.get("/api/v1/risk/units").json()
    assert [row["id"] for row in found["items"]] == [control.unit_id]
    assert client.get(f"/api/v1/risk/units/{control.unit_id}").json()["current_level"] == 3
    assert client.get(f"/api/v1/risk/units/{control.unit_id}/factors").json() == []
    assert client.get(f"/api/v1/risk/units/{control.unit_id}/regrades").json() == []
    assert client.get("/api/v1/risk/roll-up").json()[0]["yellow"] == 1
    check = ControlCheckFactory(control=control)
    answer = client.post(
        f"/api/v1/risk/checks/{check.pk}",
        {"is_normal": True},
        content_type="application/json",
    )
    assert answer.json()["state"] == "normal"
    assert visit(cast.qian).get(f"/api/v1/risk/units/{control.unit_id}").status_code == 404


def test_every_enterprise_has_a_tally_and_desks_show_the_checks(control, wu, cast):
    ControlCheckFactory(control=control)
    assert EnterpriseRisk.objects.filter(pk=control.enterprise_id).exists()
    assert [item.label for item in checks_now(wu)] == ["报警器指示正常"]
    assert list(checks_now(cast.zhao)) == []
    assert missed_in_area(cast.zhao)["count"] == 0
    assert raised(cast.lin) == 0
