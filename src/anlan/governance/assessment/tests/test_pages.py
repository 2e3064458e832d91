"""The pages of assessment as their people open them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.base.notifications.models import Notification
from anlan.governance.assessment.models import Appeal, Run, Scheme, SchemeItem
from anlan.governance.assessment.selectors.queue import queue_of
from anlan.governance.assessment.services import marking, runs
from anlan.governance.assessment.services.schemes import copy_scheme

pytestmark = pytest.mark.django_db


def _url(name, *args):
    return reverse(f"assessment:{name}", args=args)


def _page(client, name, *args):
    response = client.get(_url(name, *args))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def test_a_clerk_writes_a_scheme_on_one_page(stage, visit):
    client = visit(stage.office)
    assert client.post(_url("scheme_copy", stage.scheme.pk)).status_code == 303
    new = Scheme.objects.get(version=2)
    item = SchemeItem.objects.get(part__scheme=new, code="study")
    page = _page(client, "scheme", new.pk)
    assert f"points-{item.pk}" in page and "演示数据" in page
    assert client.post(_url("points", new.pk), {f"points-{item.pk}": "35"}).status_code == 303
    assert "95" in _page(client, "scheme", new.pk)
    form = {
        "name": "按期上报",
        "code": "forms",
        "effect": "earn",
        "points": "5",
        "means": "automatic",
        "source": "campaigns.report_forms",
        "rule_kind": "steps",
        "steps": "1=1; 0.9=0.8",
        "used_in": ["month", "year"],
    }
    assert client.post(_url("item_new", new.pk, item.part_id), form).status_code == 303
    made = SchemeItem.objects.get(part__scheme=new, code="forms")
    assert made.rule == {"kind": "steps", "steps": [[1.0, 1.0], [0.9, 0.8]], "otherwise": 0}
    again = client.get(_url("item_change", new.pk, made.pk)).content.decode()
    assert "1=1; 0.9=0.8" in again
    bad = client.post(_url("item_new", new.pk, item.part_id), {**form, "code": "x", "steps": "a"})
    assert bad.status_code == 422
    group = {"name": "有园区", "organisations": [stage.town.pk]}
    assert client.post(_url("group_new", new.pk), group).status_code == 303
    part = {"name": "附加", "points": "0"}
    assert client.post(_url("part_new", new.pk), part).status_code == 303
    removed = new.parts.get(name="附加")
    assert client.post(_url("scheme_remove", new.pk, "part", removed.pk)).status_code == 303
    assert client.post(_url("scheme_step", new.pk, "enforce")).status_code == 303
    new.refresh_from_db()
    assert new.state == "in_force"
    assert client.post(_url("points", new.pk), {f"points-{item.pk}": "1"}).status_code == 409
    for name in ("schemes", "scheme_new", "run_new"):
        _page(client, name)
    assert visit(stage.town_officer).get(_url("scheme_new")).status_code == 403


def test_a_township_hands_in_on_its_phone_and_an_assessor_marks_by_keyboard(stage, visit):
    run = stage.run()
    town, office = visit(stage.town_officer), visit(stage.office)
    page = _page(town, "mine")
    assert "研究部署" in page and "到期10项，按期9项。" in page
    row = stage.item(run, stage.town, "study")
    minutes = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4 demo", content_type="application/pdf")
    form = {"note": "纪要三份", "self_points": "40", "file": minutes}
    assert town.post(_url("hand_in", row.pk), form).status_code == 303
    assert town.post(_url("finish", row.result_id)).status_code == 303
    assert town.get(_url("queue")).status_code == 403
    assert "纪要.pdf" in _page(office, "item", row.pk)
    assert "—" in _page(town, "run", run.pk)

    assert queue_of(stage.office).count() == 1
    queue = _page(office, "queue")
    assert "纪要三份" in queue and "autofocus" in queue
    marked = office.post(_url("mark", row.pk), {"given": "36", "reason": "缺签到表"})
    assert marked.status_code == 303 and "item=" in marked.headers["Location"]
    assert office.post(_url("mark", row.pk), {"given": ""}).status_code == 422
    mark = row.marks.get()
    assert (mark.points, mark.reason) == (36, "缺签到表")
    assert "缺签到表" not in _page(town, "item", row.pk)


def test_a_refused_mark_stays_in_its_form_with_the_reason(stage, visit):
    run = stage.run()
    office = visit(stage.office)
    row = stage.item(run, stage.town, "study")
    marking.hand_in(item_result_id=row.pk, note="纪要三份", actor=stage.town_officer)
    typed = {"given": "99.5", "reason": "缺第二次签到表"}
    for then in ({}, {"then": "item"}):
        refused = office.post(_url("mark", row.pk), {**typed, **then})
        assert refused.status_code == 422
        shown = refused.content.decode()
        assert 'value="99.5"' in shown and typed["reason"] in shown, then
        assert f'id="mark-{row.pk}-error"' in shown
    silent = office.post(_url("mark", row.pk), {"given": "30", "reason": ""})
    assert silent.status_code == 422
    assert 'value="30"' in silent.content.decode()
    assert not row.marks.exists()
    assert visit(stage.town_officer).post(_url("mark", row.pk), typed).status_code == 403


def test_a_draft_is_contested_and_confirmed_on_its_pages(stage, published, visit, frozen_clock):
    run = published()
    valley, second, leader = map(visit, (stage.valley_officer, stage.second, stage.leader))
    page = _page(valley, "run", run.pk)
    assert "演示乡" in page and "演示镇" not in page
    row = stage.item(run, stage.valley, "study")
    form = {"text": "漏看两份纪要", "wanted_points": "40"}
    assert valley.post(_url("appeal_file", row.pk), form).status_code == 303
    appeal = Appeal.objects.get()
    assert "漏看两份纪要" in _page(second, "appeal", appeal.pk)
    assert "演示乡" in _page(second, "appeals")
    assert visit(stage.town_officer).get(_url("appeal", appeal.pk)).status_code == 404
    upheld = second.post(_url("uphold", appeal.pk), {"given": "38", "reason": "属实"})
    assert upheld.status_code == 303
    assert leader.post(_url("run_step", run.pk, "confirm")).status_code == 409
    frozen_clock.advance(days=8)
    assert "审定" in _page(leader, "run", run.pk)
    assert leader.post(_url("run_step", run.pk, "confirm")).status_code == 303
    assert "演示镇" in _page(valley, "run", run.pk)
    assert valley.get(_url("workbook", run.pk)).status_code == 200
    for name in ("runs", "mine"):
        _page(valley, name)
    assert "62" in _page(valley, "result", row.result_id)


def test_the_office_settles_what_has_no_data_and_units_are_reminded(stage, visit, frozen_clock):
    stage.facts.clear()
    run = stage.run()
    office = visit(stage.office)
    frozen_clock.advance(days=7)
    assert runs.remind(actor=runs.platform()) == 1
    assert runs.remind(actor=runs.platform()) == 1
    assert Notification.objects.filter(kind="assessment.confirm").count() == 0
    row = stage.item(run, stage.town, "rate")
    assert office.post(_url("settle", row.pk), {"reason": "无此类事项"}).status_code == 409
    assert office.post(_url("run_step", run.pk, "close")).status_code == 303
    assert office.post(_url("settle", row.pk), {"reason": "无此类事项"}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.points) == ("exempt", None)
    marking.mark_item(
        item_result_id=stage.item(run, stage.town, "study").pk,
        given=Decimal(40),
        actor=stage.office,
    )
    assert office.post(_url("refresh", run.pk)).status_code == 303
    row.refresh_from_db()
    assert row.state == "exempt"
    assert "100" in _page(office, "result", row.result_id)
    assert "按期销号" in _page(office, "run", run.pk)
    assert office.post(_url("settle_all", run.pk), {"item": row.item_id}).status_code == 422
    form = {"item": row.item_id, "reason": "本期无此类事项"}
    assert office.post(_url("settle_all", run.pk), form).status_code == 303
    assert stage.item(run, stage.valley, "rate").state == "exempt"
    cancelled = office.post(_url("run_step", run.pk, "cancel"), {"reason": "方案调整"})
    assert cancelled.status_code == 303
    assert Run.objects.get(pk=run.pk).state == "cancelled"
    assert copy_scheme(scheme_id=stage.scheme.pk, year=2027, actor=stage.office).year == 2027
