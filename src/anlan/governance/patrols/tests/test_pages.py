"""Pages of patrols as their people open them: plan, phone, feedback, figures, desks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.governance.patrols.desk import count_late, near, rounds_of, waiting
from anlan.governance.patrols.models import Checklist, Finding, Programme, Round, Visit
from anlan.governance.patrols.panels import patrols_of_unit
from anlan.governance.patrols.search import search_patrols
from anlan.governance.patrols.services import visits
from anlan.governance.patrols.tests.factories import (
    FindingFactory,
    RoundFactory,
    Stage,
    VisitFactory,
    plan_round,
    set_stage,
    start,
)
from anlan.governance.patrols.views.findings import FindingPage, FindingStep
from anlan.governance.patrols.views.rounds import RoundPage, RoundStep
from anlan.governance.patrols.views.visits import VisitPage, VisitStep
from anlan.kernel import clock


@pytest.fixture
def stage(db) -> Stage:
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)):
        yield set_stage()


def _url(name, *args):
    return reverse(f"patrols:{name}", args=args)


def _text(response) -> str:
    return response.content.decode()


def test_a_round_is_set_up_page_by_page(stage, visit):
    office = visit(stage.office)
    today = clock.today()
    plan = {
        "name": "“十四五”全覆盖",
        "basis": "演示规划",
        "starts_on": "2021-01-01",
        "ends_on": "2026-12-31",
        "target_township": "100",
    }
    assert office.post(_url("create_programme"), plan).status_code == 303
    programme = Programme.objects.get()
    form = {
        "title": "上半年演示巡查",
        "field": "both",
        "basis": "演示方案",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=40)).isoformat(),
        "programme_id": programme.pk,
    }
    wrong = office.post(_url("create"), {**form, "ends_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert office.post(_url("create"), form).status_code == 303
    made = Round.objects.get()
    units = _text(office.get(_url("units", made.pk)))
    assert "演示0镇政府" in units
    chosen = {"groups": ["townships"], "village_names": "演示01村\n", "enterprise_names": ""}
    assert office.post(_url("units", made.pk), chosen).status_code == 303
    assert office.get(_url("new_team", made.pk)).status_code == 200
    team = {
        "name": "第一巡查组",
        "leader_id": stage.made.leader.pk,
        "member_ids": [stage.member.pk],
        "experts": "演示专家",
    }
    assert office.post(_url("new_team", made.pk), team).status_code == 303
    kept = made.teams.get()
    assert "演示专家" in _text(office.get(_url("team", kept.pk)))
    assert office.post(_url("schedule", made.pk)).status_code == 303
    first = made.visits.order_by("planned_on").first()
    shown = _text(office.get(f"{_url('plan', made.pk)}?month={first.planned_on:%Y-%m}"))
    assert first.name in shown
    page = _text(office.get(_url("round", made.pk)))
    assert "第一巡查组" in page
    day = {"planned_on": today.isoformat(), "team_id": kept.pk, "checklist_id": first.checklist_id}
    assert office.post(_url("plan_visit", first.pk), day).status_code == 303
    removed = made.visits.get(kind="village")
    assert office.post(_url("remove", removed.pk)).status_code == 303
    assert office.post(_url("round_step", made.pk, "start")).status_code == 303
    assert made.title in _text(office.get(_url("rounds")))
    unit = visit(stage.unit)
    assert unit.get(_url("rounds")).status_code == 403
    assert unit.get(_url("round", made.pk)).status_code == 404
    assert visit(stage.patroller).get(_url("round", made.pk)).status_code == 200
    shown = _text(office.get(_url("programme", programme.pk)))
    assert "演示2镇政府" in shown
    change = {**plan, "target_village": "50"}
    assert office.post(_url("change_programme", programme.pk), change).status_code == 303
    assert programme.targets.count() == 2
    assert office.post(_url("change", made.pk), {**form, "title": "改名"}).status_code == 303
    assert office.post(_url("report", made.pk)).status_code == 303


def test_a_patrol_from_the_notice_to_the_last_finding_on_the_phone(stage, visit):
    start(stage)
    found = Visit.objects.get(organisation=stage.towns[0])
    office, team = visit(stage.office), visit(stage.patroller)
    unit, other, director = visit(stage.unit), visit(stage.other), visit(stage.director)
    page = _url("visit", found.pk)
    assert unit.get(page).status_code == 404
    assert office.post(_url("visit_step", found.pk, "notify")).status_code == 303
    assert found.name in _text(unit.get(_url("mine")))
    assert unit.post(_url("visit_step", found.pk, "receive")).status_code == 303
    assert team.post(_url("visit_step", found.pk, "begin")).status_code == 303
    checks = _text(team.get(_url("checks", found.pk)))
    item = found.checklist.items.first()
    assert item.text in checks
    answers = {f"outcome_{item.pk}": "problem", f"remark_{item.pk}": "缺纪要"}
    assert team.post(_url("checks", found.pk), answers).status_code == 303
    talk = {"kind": "talk", "title": "镇长演示", "text": "介绍了情况"}
    assert team.post(_url("record", found.pk), talk).status_code == 303
    note = {
        "title": "班子会议未研究安全生产",
        "kind": "duty",
        "severity": "2",
        "due_on": (clock.today() + timedelta(days=20)).isoformat(),
        "organisation_id": stage.towns[0].pk,
        "photos": SimpleUploadedFile("现场.pdf", b"%PDF-1.4 demo", "application/pdf"),
    }
    assert team.post(_url("note", found.pk), note).status_code == 303
    finding = Finding.objects.get()
    assert unit.get(_url("finding", finding.pk)).status_code == 404
    del note["photos"]
    changed = {**note, "title": "班子会议未专题研究安全生产"}
    assert team.post(_url("change_finding", finding.pk), changed).status_code == 303
    assert team.post(_url("summary", found.pk), {"summary": "总体较好"}).status_code == 303
    for step in ("finish", "consult"):
        assert team.post(_url("visit_step", found.pk, step)).status_code == 303
    shown = _text(unit.get(page))
    assert changed["title"] in shown and "镇长演示" not in shown  # not the team's notes
    assert unit.post(_url("answer", found.pk), {"comment": "无异议"}).status_code == 303
    assert director.post(_url("visit_step", found.pk, "issue")).status_code == 303
    assert found.name in _text(director.get(page))
    assert "总体较好" in _text(unit.get(page))
    report = {
        "text": "已召开专题会议",
        "evidence": SimpleUploadedFile("纪要.pdf", b"%PDF-1.4 demo", "application/pdf"),
    }
    assert other.get(_url("submit", finding.pk)).status_code == 404
    assert unit.post(_url("submit", finding.pk), report).status_code == 303
    back = {"reason": "缺签到表", "due_on": ""}
    assert office.post(_url("return", finding.pk), back).status_code == 303
    again = {"text": "补签到表"}
    assert unit.post(_url("submit", finding.pk), again).status_code == 303
    shown = _text(office.get(_url("finding", finding.pk)))
    assert "缺签到表" in shown and "补签到表" in shown
    close = {"reason": "核查属实"}
    assert unit.post(_url("finding_step", finding.pk, "close"), close).status_code == 403
    assert office.post(_url("finding_step", finding.pk, "close"), close).status_code == 303
    found.refresh_from_db()
    assert found.state == "closed"
    look = {
        "has_held": "no",
        "text": "又未开会",
        "due_on": (clock.today() + timedelta(days=9)).isoformat(),
    }
    assert office.post(_url("look_back", finding.pk), look).status_code == 303
    document = _text(office.get(_url("document", finding.pk)))
    assert changed["title"] in document
    order = {"kind": "order", "reason": "反弹"}
    assert office.post(_url("document", finding.pk), order).status_code == 303
    assert office.post(_url("hazard", finding.pk)).status_code == 303
    shown = _text(office.get(_url("finding", finding.pk)))
    assert "又未开会" in shown and "督办单" in shown
    assert changed["title"] in _text(unit.get(_url("mine")))


def test_every_step_that_is_offered_is_carried_out(stage):
    # A finding is given out with the feedback and taken up again by a follow-up look.
    for page, steps, hidden in (
        (RoundPage, RoundStep, set()),
        (VisitPage, VisitStep, set()),
        (FindingPage, FindingStep, {"assign", "reopen"}),
    ):
        names = {step.name for step in steps.machine.transitions}
        assert names - hidden - set(page.transition_forms) == set(steps.services), page


def test_a_unit_left_out_is_found_and_taken_in_again(stage, visit):
    made = start(stage)
    found = made.visits.first()
    office = visit(stage.office)
    out = {"reason": "防汛期间"}
    assert office.post(_url("visit_step", found.pk, "cancel"), out).status_code == 303
    assert found.name in _text(office.get(_url("visits"), {"tab": "left_out"}))
    step = _url("visit_step", found.pk, "reinstate")
    assert step in _text(office.get(_url("visit", found.pk)))
    assert office.post(step).status_code == 303
    found.refresh_from_db()
    assert found.state == "planned"


def test_a_member_of_a_team_does_not_learn_of_other_visits_from_the_round(stage, visit):
    found = start(stage)
    hidden = VisitFactory(
        round=found,
        organisation=stage.made.department,
        kind="department",
        state="planned",
        is_unannounced=True,
        planned_on=clock.today() - timedelta(days=1),
    )
    assert hidden.name in _text(visit(stage.office).get(_url("round", found.pk)))
    page = visit(stage.patroller).get(_url("round", found.pk))
    assert page.status_code == 200
    assert _url("visit", hidden.pk) not in _text(page)
    assert visit(stage.patroller).get(_url("visit", hidden.pk)).status_code == 404


def test_figures_and_registers_export(stage, visit):
    found = RoundFactory(office=stage.bureau)
    given = VisitFactory(
        round=found, organisation=stage.towns[0], state="issued", visited_on=clock.today()
    )
    finding = FindingFactory(visit=given, due_on=clock.today() - timedelta(days=3))
    office = visit(stage.office)
    shown = _text(office.get(_url("statistics")))
    assert found.title in shown and str(stage.towns[0]) in shown
    book = office.get(f"{_url('statistics')}?export=xlsx")
    assert b"".join(book)[:2] == b"PK"
    register = b"".join(office.get(f"{_url('findings')}?tab=overdue&export=csv")).decode()
    assert finding.title in register
    plan = b"".join(office.get(f"{_url('visits')}?tab=all&export=csv")).decode()
    assert given.name in plan
    assert visit(stage.unit).get(_url("statistics")).status_code == 403


def test_checklists_are_read_copied_changed(stage, visit):
    office = visit(stage.office)
    standard = Checklist.objects.get(code="township")
    assert standard.name in _text(office.get(_url("checklists")))
    assert "第九条第二款" in _text(visit(stage.unit).get(_url("checklist", standard.pk)))
    assert visit(stage.unit).post(_url("copy_checklist", standard.pk)).status_code == 403
    assert office.post(_url("copy_checklist", standard.pk)).status_code == 303
    own = Checklist.objects.get(is_standard=False)
    assert "第九条第二款" in _text(office.get(_url("change_checklist", own.pk)))
    wrong = {"name": "本县", "items": "没有分隔", "is_active": "on"}
    assert office.post(_url("change_checklist", own.pk), wrong).status_code == 422
    form = {"name": "本县", "items": "责任 | 是否研究\n应急｜是否演练｜演示依据", "is_active": "on"}
    assert office.post(_url("change_checklist", own.pk), form).status_code == 303
    assert list(own.items.values_list("part", "legal_basis")) == [
        ("责任", ""),
        ("应急", "演示依据"),
    ]


def test_desks_search_and_the_organisation_tell_of_patrols(stage):
    found = start(stage)
    visit = Visit.objects.get(organisation=stage.towns[0])
    visits.notify_visit(visit_id=visit.pk, actor=stage.office)
    assert [item.label for item in waiting(stage.unit)] == [visit.name]
    assert list(waiting(stage.other)) == []
    late = FindingFactory(
        visit=VisitFactory(
            round=found,
            organisation=stage.made.department,
            kind="department",
            state="issued",
            visited_on=clock.today(),
        ),
        organisation=stage.made.department,
        due_on=clock.today() - timedelta(days=1),
    )
    assert count_late(stage.office) == 1
    assert [item.label for item in near(stage.leader)] == [late.title]
    panel = rounds_of(stage.leader)
    assert panel is not None and panel["rows"][0]["value"] == "1/4"
    shown = patrols_of_unit(stage.towns[0], stage.unit)
    assert shown is not None and [row["label"] for row in shown["rows"]] == [visit.name]
    assert patrols_of_unit(stage.towns[1], stage.unit) is None
    titles = [row.title for row in search_patrols("演示", stage.office, 5)]
    assert found.title in titles and visit.name in titles and late.title in titles
    assert list(search_patrols(found.title, stage.unit, 5)) == []


def test_lists_cost_the_same_for_few_and_many(stage, visit, django_assert_max_num_queries):
    found = plan_round(stage)
    Visit.objects.bulk_create(
        Visit(
            round=found,
            kind="department",
            organisation=OrganisationFactory(code=f"many-{n}"),
            region=stage.bureau.region,
            name=f"演示单位{n}",
            team=found.teams.get(),
            planned_on=clock.today(),
            state="issued",
            visited_on=clock.today(),
        )
        for n in range(60)
    )
    Finding.objects.bulk_create(
        Finding(
            visit=row,
            serial=1,
            title=f"演示问题{row.pk}",
            kind="duty",
            organisation_id=row.organisation_id,
            due_on=clock.today(),
            state="rectifying",
            noted_by="演示",
        )
        for row in found.visits.filter(state="issued")
    )
    office = visit(stage.office)
    for url in (
        _url("rounds"),
        f"{_url('visits')}?tab=all",
        f"{_url('findings')}?tab=all",
        _url("plan", found.pk),
        _url("mine"),
    ):
        office.get(url)
        with django_assert_max_num_queries(12):
            assert office.get(url).status_code == 200
