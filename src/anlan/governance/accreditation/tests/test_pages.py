"""The pages as their people open them: register, self-assessment on the phone, decisions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.governance.accreditation import forms
from anlan.governance.accreditation.choices import CaseState
from anlan.governance.accreditation.desk import count_late, count_titles, soon, targets, waiting
from anlan.governance.accreditation.forms import NameForm
from anlan.governance.accreditation.models import Answer, Case, Kind, Objection, Proposal, Target
from anlan.governance.accreditation.search import search_cases
from anlan.governance.accreditation.services import cases as services
from anlan.governance.accreditation.tests.factories import CaseFactory, Stage, set_stage
from anlan.governance.accreditation.views.cases import CasePage, CaseStep
from anlan.governance.accreditation.views.kinds import KindPage, KindStep
from anlan.governance.accreditation.views.rounds import RoundPage, RoundStep
from anlan.kernel import clock


@pytest.fixture
def moving_clock():
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def stage(db, moving_clock) -> Stage:
    return set_stage()


def _url(name, *args):
    return reverse(f"accreditation:{name}", args=args)


def _page(client, name, *args, **query):
    found = client.get(_url(name, *args), query)
    assert found.status_code == 200, name
    return found.content.decode()


def test_from_the_candidate_to_the_award_through_the_pages(stage, visit, moving_clock):
    office, clerk, second = visit(stage.office), visit(stage.clerk), visit(stage.second)
    director, other = visit(stage.director), visit(stage.other)
    assert "community_three" not in _page(office, "new")  # names, not codes
    form = {
        "kind_id": stage.kind("community_three").pk,
        "organisation_id": stage.village.pk,
        "unit_name": "",
        "region_code": "",
    }
    assert office.post(_url("new"), form).status_code == 303
    case = Case.objects.get()
    assert other.get(_url("case", case.pk)).status_code == 404
    assert [item.label for item in waiting(stage.clerk)] == [case.unit_name]
    mine = _page(clerk, "mine")
    assert case.unit_name in mine and "平台记录不符合" in mine
    found = case.rounds.get()
    for answer in found.answers.all():
        assert "平台" in _page(clerk, "round", found.pk)
        given = {"is_met": "yes", "note": "见照片"}
        given["evidence"] = SimpleUploadedFile("照片.pdf", b"%PDF-1.4 demo", "application/pdf")
        assert clerk.get(_url("answer", answer.pk)).status_code == 200
        assert clerk.post(_url("answer", answer.pk), given).status_code == 303
    assert office.get(_url("answer", found.answers.first().pk)).status_code == 403
    assert clerk.post(_url("step", case.pk, "submit")).status_code == 303
    assert clerk.post(_url("step", case.pk, "accept_papers")).status_code == 403
    queue = _page(office, "queue")
    assert "待审核材料" in queue and case.unit_name in queue
    assert office.post(_url("step", case.pk, "accept_papers")).status_code == 303
    empty = office.post(_url("site", case.pk), {})
    assert empty.status_code == 422
    marks = {f"met_{a.pk}": "yes" for a in Answer.objects.all()}
    for reviewer in (office, second):
        assert "照片.pdf" in _page(reviewer, "site", case.pk)
        assert reviewer.post(_url("site", case.pk), marks).status_code == 303
    assert office.post(_url("step", case.pk, "assess")).status_code == 303
    assert office.post(_url("step", case.pk, "publish")).status_code == 303
    assert office.post(_url("object", case.pk), {"text": "站点太远"}).status_code == 303
    made = Objection.objects.get()
    given = {"is_upheld": "no", "reason": "已核实"}
    assert office.post(_url("decide", made.pk), given).status_code == 303
    moving_clock.advance(days=10)
    assert office.get(_url("award", case.pk)).status_code == 403
    given = {"awarded_on": clock.today().isoformat()}
    assert director.post(_url("award", case.pk), given).status_code == 303
    page = _page(clerk, "case", case.pk)
    assert "龙示命〔2026〕1号" in page and "关于命名演示村村委会" in page
    assert "龙示命〔2026〕1号" in b"".join(office.get(_url("list"), {"export": "csv"})).decode()
    assert [row.title for row in search_cases("演示村", stage.office, 5)] == [case.unit_name]


def test_recheck_rectification_proposal_and_exit_have_pages(stage, visit, moving_clock):
    office, clerk, director = visit(stage.office), visit(stage.clerk), visit(stage.director)
    case = stage.awarded(moving_clock)
    assert office.post(_url("recheck", case.pk), {"reason": "抽查"}).status_code == 303
    found = case.rounds.get(kind="event")
    assert [item.url for item in soon(stage.clerk)] == [case.get_absolute_url()]
    failed = office.post(_url("round_step", found.pk, "fail"), {"reason": "物资过期"})
    assert failed.status_code == 303
    made = case.rectifications.get()
    assert "请于" in _page(clerk, "mine")
    assert clerk.post(_url("report", made.pk), {"text": "已更换"}).status_code == 303
    given = {"is_done": "yes", "reason": "合格"}
    assert office.post(_url("check", made.pk), given).status_code == 303
    assert office.post(_url("rectify", case.pk), {"text": "标识脱落"}).status_code == 303
    assert clerk.post(_url("wish", case.pk), {"reason": "搬迁"}).status_code == 303
    proposal = Proposal.objects.get()
    assert "搬迁" in _page(office, "proposal", proposal.pk)
    given = {"is_taken": "yes", "reason": "同意"}
    assert office.post(_url("proposal", proposal.pk), given).status_code == 303
    ground = case.kind.grounds.get(trigger="wish")
    given = {"ground_id": ground.pk, "reason": "自愿退出"}
    assert director.post(_url("exit", case.pk), given).status_code == 303
    assert "关于演示村村委会退出" in _page(office, "case", case.pk)
    assert case.unit_name in _page(office, "list", tab="ended")


def test_kinds_are_read_by_all_and_edited_by_the_office(stage, visit):
    office, clerk = visit(stage.office), visit(stage.clerk)
    assert "全国综合减灾示范社区" in _page(clerk, "kinds")
    kind = stage.kind("disaster_reduction_community")
    shown = _page(clerk, "kind", kind.pk)
    assert "未核对" in shown and "有现行预案" in shown
    assert clerk.post(_url("copy_kind", kind.pk)).status_code == 403
    assert office.post(_url("copy_kind", kind.pk)).status_code == 303
    draft = Kind.objects.get(state="draft")
    line = {
        "part": "特色",
        "code": "grid2",
        "name": "有网格长",
        "effect": "points",
        "points": "5",
        "parameters": "{}",
    }
    assert office.post(_url("add_criterion", draft.pk), line).status_code == 303
    added = draft.criteria.get(code="grid2")
    assert office.get(_url("change_criterion", added.pk)).status_code == 200
    changed = {**line, "points": "4"}
    assert office.post(_url("change_criterion", added.pk), changed).status_code == 303
    assert office.post(_url("remove_criterion", added.pk)).status_code == 303
    given = {"trigger": "other", "text": "演示情形", "basis": "本县规定"}
    assert office.post(_url("add_ground", draft.pk), given).status_code == 303
    ground = draft.grounds.get(text="演示情形")
    assert office.post(_url("change_ground", ground.pk), given).status_code == 303
    assert office.post(_url("remove_ground", ground.pk)).status_code == 303
    values = {
        "name": draft.name,
        "level": "national",
        "applicants": ["village"],
        "scoring": "points",
        "pass_mark": "85",
        "publicity_days": 7,
        "recheck_months": 12,
        "rectify_days": 30,
        "basis": draft.basis,
    }
    assert office.post(_url("change_kind", draft.pk), values).status_code == 303
    assert office.post(_url("kind_step", draft.pk, "enforce")).status_code == 303
    draft.refresh_from_db()
    assert (draft.state, draft.pass_mark) == ("in_force", 85)
    retired = office.post(_url("kind_step", draft.pk, "retire"), {"reason": "办法废止"})
    assert retired.status_code == 303


def test_targets_townships_and_desk_tell_the_same(stage, visit, moving_clock):
    office = visit(stage.office)
    stage.awarded(moving_clock)
    given = {
        "name": "新增2个",
        "kind_code": "community_three",
        "region": "330825000000",
        "planned": 2,
        "starts_on": "2026-01-01",
        "ends_on": "2026-07-01",
    }
    assert office.post(_url("new_target"), given).status_code == 303
    target = Target.objects.get()
    assert "预计缺1个" in _page(office, "targets")
    assert targets(stage.office)["rows"][0]["value"] == "1/2"
    changed = {**given, "planned": 1}
    assert office.post(_url("change_target", target.pk), changed).status_code == 303
    assert "计划已完成" in _page(office, "targets")
    assert "龙洲街道" in _page(office, "townships")
    assert (count_titles(stage.office), count_late(stage.office)) == (1, 0)
    moving_clock.advance(days=400)
    assert count_late(stage.office) == 1


def test_empty_pages_say_what_to_do(stage, visit):
    manager = visit(stage.manager)
    assert "申报创建" in _page(manager, "mine")
    assert "没有待办" in _page(visit(stage.office), "queue")
    assert "还没有创建目标" in _page(visit(stage.office), "targets")
    assert "推荐创建单位" in _page(visit(stage.office), "list")
    assert "这里没有示范单位" in _page(visit(stage.office), "townships")


def _many(stage: Stage, number: int) -> None:
    kind = stage.kind("community_three")
    Case.objects.bulk_create(
        Case(
            kind=kind,
            organisation=stage.village,
            region=stage.village.region,
            office=stage.bureau,
            unit_name=f"演示{number}-{n}村",
            state="awarded",
            awarded_on=date(2026, 1, 1),
            recheck_on=date(2026, 1, 1) + timedelta(days=n % 300),
            named_by="演示",
        )
        for n in range(number)
    )


def test_lists_ask_the_same_number_of_queries_however_many(stage, visit):
    office = visit(stage.office)
    pages = [_url(name) for name in ("list", "townships", "queue", "targets")]
    counts = []
    for number in (30, 2000):
        _many(stage, number)
        found = {}
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert office.get(page).status_code == 200
            found[page] = len(queries)
        counts.append(found)
    assert counts[0] == counts[1], counts
    assert max(counts[1].values()) <= 14, counts[1]


def test_a_factory_case_has_no_round_and_its_page_opens(stage, visit):
    case = CaseFactory(office=stage.bureau, region=stage.village.region)
    page = _page(visit(stage.office), "case", case.pk)
    assert case.unit_name in page


def test_criteria_are_shown_in_the_same_number_of_statements_however_many(stage, visit):
    office, clerk = visit(stage.office), visit(stage.clerk)
    made = {}
    for code in ("community_three", "disaster_reduction_community"):
        case = services.name_candidate(
            kind_id=stage.kind(code).pk, organisation_id=stage.village.pk, actor=stage.office
        )
        made[code] = case.rounds.get()
    few, many = made.values()
    assert few.answers.count() * 3 < many.answers.count()
    counts = []
    for found in (few, few, many):
        with CaptureQueriesContext(connection) as statements:
            assert "平台" in _page(clerk, "round", found.pk)
        counts.append(len(statements))
    assert counts[1] == counts[2], counts
    sites = []
    for found in (few, few, many):
        Case.objects.filter(pk=found.case_id).update(state=CaseState.ON_SITE)
        with CaptureQueriesContext(connection) as statements:
            _page(office, "site", found.case_id)
        sites.append(len(statements))
    assert sites[1] == sites[2], sites


def test_a_title_past_its_day_says_so_in_words(stage, visit, moving_clock):
    case = CaseFactory(
        kind=stage.kind("community_three"),
        organisation=stage.village,
        state=CaseState.AWARDED,
        awarded_on=date(2025, 6, 1),
        recheck_on=date(2026, 6, 1),
    )
    office = visit(stage.office)
    assert case.state_label == "已命名 · 复查逾期"
    for name, args in (("list", ()), ("case", (case.pk,))):
        assert case.state_label in _page(office, name, *args), name
    case.valid_until = date(2026, 6, 2)
    assert case.state_label == "已命名 · 有效期已满"
    case.valid_until, case.recheck_on = None, date(2026, 7, 1)
    assert case.state_label == "已命名"


def test_the_office_finds_every_township_before_the_many_enterprises(stage, monkeypatch):
    monkeypatch.setattr(forms, "MOST_UNITS", 1)
    firms = [OrganisationFactory(kind="enterprise", region=stage.village.region) for _n in range(3)]
    names = dict(
        row
        for _label, rows in NameForm(actor=stage.office).fields["organisation_id"].choices[1:]
        for row in rows
    )
    assert stage.village.pk in names
    assert sum(firm.pk in names for firm in firms) <= 1
    given = NameForm({"organisation_id": str(firms[2].pk)}, actor=stage.office)
    assert firms[2].pk in dict(
        row for _label, rows in given.fields["organisation_id"].choices[1:] for row in rows
    )


def test_what_is_to_be_decided_is_a_button_on_the_page_of_the_unit(stage, visit):
    case = services.name_candidate(
        kind_id=stage.kind("community_three").pk,
        organisation_id=stage.village.pk,
        actor=stage.office,
    )
    days = {"awarded_on": date(2025, 6, 1), "recheck_on": date(2026, 7, 1)}
    Case.objects.filter(pk=case.pk).update(state=CaseState.AWARDED, **days)
    proposal = Proposal.objects.create(case=case, act="exit", reason="申请退出", proposed_by="演示")
    decide = _url("proposal", proposal.pk)
    assert decide in _page(visit(stage.office), "case", case.pk)
    assert decide not in _page(visit(stage.clerk), "case", case.pk)


def test_every_step_that_is_offered_is_carried_out():
    for page, steps, hidden in (
        (CasePage, CaseStep, {"restore"}),
        (RoundPage, RoundStep, set()),
        (KindPage, KindStep, set()),
    ):
        names = {step.name for step in steps.machine.transitions}
        assert names - hidden - set(page.transition_forms) == set(steps.services), page
