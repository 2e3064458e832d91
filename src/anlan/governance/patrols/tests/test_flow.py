"""From the plan to the last finding closed: units, notice, visit, feedback, rectification."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.deadlines.models import Deadline
from anlan.base.documents.models import Document
from anlan.base.files.public import attachments_of
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.governance.oversight.models import Order
from anlan.governance.patrols import papers
from anlan.governance.patrols.errors import CheckerIsReporter
from anlan.governance.patrols.events import FeedbackIssued, FindingClosed, FindingOverdue
from anlan.governance.patrols.models import Checklist, Finding, Reminder, Visit
from anlan.governance.patrols.permissions import RECEIVE, VIEW
from anlan.governance.patrols.public import list_findings, list_patrols
from anlan.governance.patrols.services import checklists, findings, planning, rounds, visits
from anlan.governance.patrols.services.watching import remind
from anlan.governance.patrols.tests.factories import Stage, plan_round, set_stage, start
from anlan.governance.responsibility.models import DutyRecord
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.supervision.hazards.models import Hazard


@pytest.fixture
def moving_clock():
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def stage(db, moving_clock) -> Stage:
    return set_stage()


def visit_of(stage: Stage) -> Visit:
    return Visit.objects.get(organisation=stage.towns[0], kind="township")


def on_site(stage: Stage) -> Visit:
    """The team is at the first township."""
    start(stage)
    visit = visit_of(stage)
    visits.notify_visit(visit_id=visit.pk, actor=stage.office)
    visits.receive_notice(visit_id=visit.pk, actor=stage.unit)
    visits.begin_visit(visit_id=visit.pk, actor=stage.patroller)
    visit.refresh_from_db()
    return visit


def note(stage: Stage, visit: Visit, **values) -> Finding:
    given = {
        "title": "班子会议未研究安全生产",
        "kind": "duty",
        "due_on": clock.today() + timedelta(days=30),
        **values,
    }
    return findings.note_finding(visit_id=visit.pk, actor=stage.patroller, **given)


def fed_back(stage: Stage, **values) -> Finding:
    """A finding of the first township whose feedback was given."""
    visit = on_site(stage)
    finding = note(stage, visit, **values)
    visits.write_summary(visit_id=visit.pk, summary="总体较好。", actor=stage.patroller)
    visits.finish_visit(visit_id=visit.pk, actor=stage.patroller)
    visits.consult_unit(visit_id=visit.pk, actor=stage.patroller)
    visits.answer_draft(visit_id=visit.pk, comment="无异议", actor=stage.unit)
    visits.issue_feedback(visit_id=visit.pk, actor=stage.director)
    finding.refresh_from_db()
    return finding


def test_units_are_chosen_in_groups_by_name_and_once(stage):
    made = plan_round(stage)
    assert made.visits.filter(kind="township").count() == 3

    added = rounds.add_units(
        round_id=made.pk,
        groups=["townships", "departments", "villages:330825100"],
        village_names=["演示11村"],
        actor=stage.office,
    )

    assert added == made.visits.count() - 3
    villages = made.visits.filter(kind="village").order_by("region_id")
    assert [visit.name for visit in villages] == ["演示01村", "演示02村", "演示11村"]
    assert villages[0].organisation == stage.towns[0]
    assert villages[0].checklist.code == "village"
    assert_audited("patrols.round.units_chosen", made, by=stage.office)
    with pytest.raises(InvalidInput) as refused:
        rounds.add_units(round_id=made.pk, village_names=["演示", "无此村"], actor=stage.office)
    assert "无此村" in str(refused.value.fields["village_names"])
    with pytest.raises(InvalidInput):
        rounds.add_units(round_id=made.pk, actor=stage.office)
    with pytest.raises(NotVisible):
        rounds.add_units(round_id=made.pk, groups=["parks"], actor=stage.unit)


def test_nobody_patrols_the_own_unit(stage):
    made = plan_round(stage)
    own = PersonFactory(name="镇长演示", organisation=stage.towns[0])
    team = planning.set_team(
        round_id=made.pk,
        name="第二巡查组",
        leader_id=stage.made.head.pk,
        member_ids=[own.pk],
        actor=stage.office,
    )
    visit = visit_of(stage)
    given = {"visit_id": visit.pk, "planned_on": clock.today(), "actor": stage.office}

    with pytest.raises(InvalidInput) as refused:
        planning.plan_visit(team_id=team.pk, **given)
    assert "镇长演示" in str(refused.value.fields["team_id"])
    first = made.teams.get(name="第一巡查组")
    planning.plan_visit(team_id=first.pk, **given)
    with pytest.raises(InvalidInput) as refused:
        planning.set_team(
            round_id=made.pk,
            team_id=first.pk,
            name=first.name,
            leader_id=first.leader_id,
            member_ids=[own.pk],
            actor=stage.office,
        )
    assert "镇长演示" in str(refused.value.fields["member_ids"])
    with pytest.raises(InvalidInput):  # led by somebody of a township
        planning.set_team(round_id=made.pk, name="第三巡查组", leader_id=own.pk, actor=stage.office)

    planning.schedule_visits(round_id=made.pk, actor=stage.office)

    at_home = made.visits.filter(organisation=stage.towns[0])
    assert set(at_home.values_list("team", flat=True)) == {first.pk}


def test_days_and_teams_are_spread_over_working_days_and_what_is_set_stays(stage):
    made = plan_round(stage)
    rounds.add_units(round_id=made.pk, groups=["villages:330825100"], actor=stage.office)
    team = made.teams.get()
    fixed = made.visits.get(organisation=stage.towns[2])
    wanted = clock.today() + timedelta(days=1)
    planning.plan_visit(visit_id=fixed.pk, planned_on=wanted, team_id=team.pk, actor=stage.office)

    assert planning.schedule_visits(round_id=made.pk, actor=stage.office) == 4
    assert planning.schedule_visits(round_id=made.pk, actor=stage.office) == 0

    fixed.refresh_from_db()
    assert fixed.planned_on == wanted
    trip = made.visits.filter(region__code__startswith="330825100")
    assert len(set(trip.values_list("planned_on", flat=True))) == 1
    days = planning.working_days(made.starts_on, made.ends_on)
    assert set(made.visits.values_list("planned_on", flat=True)) <= set(days)
    with pytest.raises(InvalidInput):
        planning.plan_visit(
            visit_id=fixed.pk,
            planned_on=made.ends_on + timedelta(days=1),
            team_id=team.pk,
            actor=stage.office,
        )


def test_what_one_day_does_not_hold_is_a_further_trip(stage, monkeypatch):
    monkeypatch.setattr(planning, "VISITS_A_DAY", 2)
    made = plan_round(stage)
    rounds.add_units(round_id=made.pk, groups=["villages:330825100"], actor=stage.office)

    planning.schedule_visits(round_id=made.pk, actor=stage.office)

    trip = made.visits.filter(region__code__startswith="330825100")
    days = list(trip.values_list("planned_on", flat=True))
    assert len(days) == 3
    assert max(days.count(day) for day in days) == 2


def test_a_round_starts_with_units_and_team_only_and_ends_with_nothing_left(stage):
    empty = rounds.create_round(
        title="空轮次",
        field="fire",
        basis="方案",
        starts_on=clock.today(),
        ends_on=clock.today(),
        actor=stage.office,
    )
    with pytest.raises(TransitionRefused):
        rounds.start_round(round_id=empty.pk, actor=stage.office)
    made = start(stage)
    assert_audited("patrols.round.started", made)
    with pytest.raises(TransitionRefused):
        rounds.close_round(round_id=made.pk, actor=stage.office)
    with pytest.raises(WrongState):
        rounds.remove_visit(visit_id=visit_of(stage).pk, actor=stage.office)
    for visit in made.visits.all():
        visits.cancel_visit(visit_id=visit.pk, reason="并入下轮", actor=stage.office)
    rounds.close_round(round_id=made.pk, actor=stage.office)
    assert_state(made, "closed")
    with pytest.raises(NotPermitted):
        rounds.cancel_round(round_id=empty.pk, reason="不需要", actor=stage.leader)


def test_a_unit_left_out_comes_back_into_the_round_as_planned(stage, moving_clock):
    start(stage)
    visit = visit_of(stage)
    visits.notify_visit(visit_id=visit.pk, actor=stage.office)
    visits.receive_notice(visit_id=visit.pk, actor=stage.unit)
    with pytest.raises(TransitionRefused):
        visits.reinstate_visit(visit_id=visit.pk, actor=stage.office)
    visits.cancel_visit(visit_id=visit.pk, reason="防汛期间", actor=stage.office)
    with pytest.raises(NotPermitted):
        visits.reinstate_visit(visit_id=visit.pk, actor=stage.leader)
    moving_clock.advance(days=60)

    visits.reinstate_visit(visit_id=visit.pk, actor=stage.office)

    visit.refresh_from_db()
    assert_state(visit, "planned")
    assert_audited("patrols.visit.reinstated", visit, by=stage.office)
    assert (visit.planned_on, visit.notice_id, visit.received_by) == (None, None, "")
    assert visit.team is not None
    with pytest.raises(NotVisible):  # the unit learns of it from the new notice
        visits.receive_notice(visit_id=visit.pk, actor=stage.unit)
    planning.plan_visit(
        visit_id=visit.pk,
        planned_on=visit.round.ends_on,
        team_id=visit.team_id,
        actor=stage.office,
    )
    visits.notify_visit(visit_id=visit.pk, actor=stage.office)
    visits.receive_notice(visit_id=visit.pk, actor=stage.unit)
    for left in visit.round.visits.all():
        visits.cancel_visit(visit_id=left.pk, reason="并入下轮", actor=stage.office)
    rounds.close_round(round_id=visit.round_id, actor=stage.office)
    with pytest.raises(TransitionRefused, match="结束|ended"):
        visits.reinstate_visit(visit_id=visit.pk, actor=stage.office)


def test_a_closed_patrol_is_taken_up_again_by_hand(stage):
    finding = fed_back(stage)
    findings.submit_rectification(finding_id=finding.pk, text="已整改", actor=stage.unit)
    findings.close_finding(finding_id=finding.pk, reason="属实", actor=stage.office)
    visit = visit_of(stage)
    assert_state(visit, "closed")

    visits.reopen_visit(visit_id=visit.pk, reason="另有举报", actor=stage.office)

    visit.refresh_from_db()
    assert_state(visit, "issued")
    assert visit.closed_at is None
    assert_audited("patrols.visit.reopened", visit, by=stage.office)
    visits.close_visit(visit_id=visit.pk, actor=stage.office)
    assert_state(visit, "closed")


def test_the_unit_knows_of_a_patrol_from_its_notice_on_and_of_findings_from_the_draft_on(stage):
    start(stage)
    visit = visit_of(stage)
    assert not visible(Visit, stage.unit).exists()
    with pytest.raises(NotPermitted):
        visits.notify_visit(visit_id=visit.pk, actor=stage.leader)

    visits.notify_visit(visit_id=visit.pk, actor=stage.office)

    assert visible(Visit, stage.unit).get() == visit
    assert not visible(Visit, stage.other).exists()
    assert visible(Visit, stage.patroller).count() == 3
    assert not visible(Visit, stage.department).exists()
    notice = Document.objects.get(pk=Visit.objects.get(pk=visit.pk).notice_id)
    assert "组员演示" in notice.context["team"] and notice.context["parts"]
    assert Deadline.objects.get(state="running").rule.code == "patrols.receive"
    visits.receive_notice(visit_id=visit.pk, actor=stage.unit)
    assert not Deadline.objects.filter(state="running").exists()
    with pytest.raises(NotPermitted):
        visits.begin_visit(visit_id=visit.pk, actor=stage.unit)
    visits.begin_visit(visit_id=visit.pk, actor=stage.patroller)
    finding = note(stage, visit)
    assert not visible(Finding, stage.unit).exists()
    visits.finish_visit(visit_id=visit.pk, actor=stage.patroller)
    visits.consult_unit(visit_id=visit.pk, actor=stage.patroller)
    assert visible(Finding, stage.unit).get() == finding
    rights = policy_of(Finding)
    finding.refresh_from_db()
    assert rights.can(stage.unit, VIEW, finding)
    assert not rights.can(stage.other, VIEW, finding)
    assert not rights.can(stage.other, RECEIVE, finding)


def test_an_unannounced_visit_needs_no_notice_and_is_hidden_until_the_team_is_there(stage):
    made = start(stage)
    visit = visit_of(stage)
    with pytest.raises(TransitionRefused):
        visits.begin_visit(visit_id=visit.pk, actor=stage.patroller)
    planning.plan_visit(
        visit_id=visit.pk,
        planned_on=visit.planned_on,
        team_id=visit.team_id,
        is_unannounced=True,
        actor=stage.office,
    )
    with pytest.raises(TransitionRefused):
        visits.notify_visit(visit_id=visit.pk, actor=stage.office)
    assert list_patrols(stage.unit, organisation_id=stage.towns[0].pk) == []

    visits.begin_visit(visit_id=visit.pk, actor=stage.patroller)

    shown = list_patrols(stage.unit, organisation_id=stage.towns[0].pk)
    assert [(row.round_title, row.state) for row in shown] == [(made.title, "underway")]


def test_a_visit_ends_when_something_was_written_and_its_leader_has_led_one(stage):
    visit = on_site(stage)
    with pytest.raises(TransitionRefused):
        visits.finish_visit(visit_id=visit.pk, actor=stage.patroller)
    item = visit.checklist.items.first()
    visits.record_results(
        visit_id=visit.pk, results={item.pk: ("problem", "缺纪要")}, actor=stage.patroller
    )
    foreign = Checklist.objects.get(code="enterprise").items.first()
    with pytest.raises(InvalidInput):
        visits.record_results(
            visit_id=visit.pk, results={foreign.pk: ("good", "")}, actor=stage.patroller
        )
    made = visits.add_record(
        visit_id=visit.pk,
        kind="place",
        title="演示加油站",
        photos=[SimpleUploadedFile("现场.pdf", b"%PDF-1.4 demo", "application/pdf")],
        actor=stage.patroller,
    )
    assert [file.name for file in attachments_of(made)] == ["现场.pdf"]
    with pytest.raises(NotPermitted):
        visits.add_record(visit_id=visit.pk, kind="talk", title="自述", actor=stage.unit)

    visits.finish_visit(visit_id=visit.pk, actor=stage.patroller)

    visit.refresh_from_db()
    assert visit.visited_on == clock.today()
    record = DutyRecord.objects.get(person=stage.made.leader)
    assert (record.kind, record.is_automatic, record.subject_id) == (
        "inspection",
        True,
        str(visit.pk),
    )
    assert_audited("patrols.visit.finished", visit, by=stage.patroller)


def test_the_feedback_waits_for_the_unit_and_gives_every_finding_its_clock(stage, moving_clock):
    visit = on_site(stage)
    first = note(stage, visit)
    dropped = note(stage, visit, title="误记")
    foreign = note(
        stage, visit, title="部门未履职", organisation_id=stage.made.department.pk, severity=2
    )
    visits.finish_visit(visit_id=visit.pk, actor=stage.patroller)
    visits.consult_unit(visit_id=visit.pk, actor=stage.patroller)
    with pytest.raises(TransitionRefused):
        visits.issue_feedback(visit_id=visit.pk, actor=stage.director)
    with pytest.raises(InvalidInput):
        visits.answer_draft(visit_id=visit.pk, comment=" ", actor=stage.unit)
    visits.answer_draft(visit_id=visit.pk, comment="第二个问题不属实", actor=stage.unit)
    findings.drop_finding(finding_id=dropped.pk, reason="核实不属实", actor=stage.patroller)
    with pytest.raises(TransitionRefused):  # no overall judgement
        visits.issue_feedback(visit_id=visit.pk, actor=stage.director)
    visits.write_summary(visit_id=visit.pk, summary="总体较好。", actor=stage.patroller)
    with pytest.raises(NotPermitted):
        visits.issue_feedback(visit_id=visit.pk, actor=stage.office)

    visits.issue_feedback(visit_id=visit.pk, actor=stage.director)

    visit.refresh_from_db()
    paper = Document.objects.get(pk=visit.document_id)
    assert visit.number.startswith("龙安委巡反〔2026〕")
    assert [row["unit"] for row in paper.context["findings"]] == [
        "演示0镇政府",
        "龙游县交通运输局",
    ]
    assert "不属实" in paper.context["comment"]
    assert_emitted(FeedbackIssued, visit_id=visit.pk, findings=2)
    assert {row.state for row in Finding.objects.all()} == {"rectifying", "dropped"}
    assert visible(Finding, stage.patroller).filter(pk=foreign.pk).exists()
    with pytest.raises(WrongState):
        findings.change_finding(
            finding_id=first.pk, title="改", kind="duty", due_on=first.due_on, actor=stage.patroller
        )


def test_a_silent_unit_does_not_hold_up_the_feedback(stage, moving_clock):
    visit = on_site(stage)
    finding = note(stage, visit)
    visits.write_summary(visit_id=visit.pk, summary="总体较好。", actor=stage.patroller)
    visits.finish_visit(visit_id=visit.pk, actor=stage.patroller)
    visits.consult_unit(visit_id=visit.pk, actor=stage.patroller)
    moving_clock.advance(days=40)
    with pytest.raises(WrongState) as refused:  # the day of the finding has passed meanwhile
        visits.issue_feedback(visit_id=visit.pk, actor=stage.director)
    assert str(finding.serial) in str(refused.value)
    findings.change_finding(
        finding_id=finding.pk,
        title=finding.title,
        kind=finding.kind,
        due_on=clock.today() + timedelta(days=10),
        actor=stage.patroller,
    )
    visits.issue_feedback(visit_id=visit.pk, actor=stage.director)
    assert_state(finding, "rectifying")


def test_put_right_returned_closed_by_another_person_and_the_patrol_closes_itself(stage):
    finding = fed_back(stage)
    with pytest.raises(NotVisible):
        findings.submit_rectification(finding_id=finding.pk, text="代报", actor=stage.other)
    with pytest.raises(InvalidInput):
        findings.submit_rectification(finding_id=finding.pk, text=" ", actor=stage.unit)
    report = findings.submit_rectification(
        finding_id=finding.pk,
        text="已召开会议。",
        evidence=[SimpleUploadedFile("纪要.pdf", b"%PDF-1.4 demo", "application/pdf")],
        actor=stage.unit,
    )
    assert [file.name for file in attachments_of(report)] == ["纪要.pdf"]
    with pytest.raises(NotPermitted):
        findings.close_finding(finding_id=finding.pk, reason="自查合格", actor=stage.unit)
    findings.return_rectification(finding_id=finding.pk, reason="缺签到表", actor=stage.office)
    findings.submit_rectification(finding_id=finding.pk, text="补签到表。", actor=stage.unit)
    with pytest.raises(InvalidInput):
        findings.close_finding(finding_id=finding.pk, reason="", actor=stage.checker)

    findings.close_finding(finding_id=finding.pk, reason="核查属实", actor=stage.checker)

    finding.refresh_from_db()
    assert (finding.closed_on, finding.closed_by) == (clock.today(), "核查员")
    assert_state(finding.visit, "closed")
    assert_audited("patrols.finding.closed", finding, by=stage.checker)
    assert_emitted(FindingClosed, finding_id=finding.pk)
    first, second = finding.rectifications.all()
    assert (first.is_returned, second.comment) == (True, "核查属实")
    assert [row.state for row in list_findings(stage.unit)] == ["closed"]


def test_who_reported_does_not_check(stage):
    finding = fed_back(stage, organisation_id=stage.bureau.pk)
    findings.submit_rectification(finding_id=finding.pk, text="已整改", actor=stage.office)
    with pytest.raises(CheckerIsReporter):
        findings.close_finding(finding_id=finding.pk, reason="合格", actor=stage.office)
    with pytest.raises(CheckerIsReporter):
        findings.return_rectification(finding_id=finding.pk, reason="不足", actor=stage.office)
    findings.close_finding(finding_id=finding.pk, reason="合格", actor=stage.checker)
    assert_state(finding, "closed")


def test_what_has_not_held_goes_back_to_the_unit(stage, moving_clock):
    finding = fed_back(stage)
    with pytest.raises(WrongState):
        findings.look_back(finding_id=finding.pk, has_held=True, text="好", actor=stage.office)
    findings.submit_rectification(finding_id=finding.pk, text="已整改", actor=stage.unit)
    findings.close_finding(finding_id=finding.pk, reason="合格", actor=stage.checker)
    moving_clock.advance(days=90)
    findings.look_back(finding_id=finding.pk, has_held=True, text="保持", actor=stage.office)
    assert_state(finding, "closed")
    with pytest.raises(InvalidInput):
        findings.look_back(finding_id=finding.pk, has_held=False, text="反弹", actor=stage.office)

    due = clock.today() + timedelta(days=15)
    findings.look_back(
        finding_id=finding.pk, has_held=False, text="反弹", due_on=due, actor=stage.office
    )

    finding.refresh_from_db()
    assert (finding.state, finding.due_on, finding.closed_on) == ("rectifying", due, None)
    assert_state(finding.visit, "issued")
    assert_audited("patrols.finding.looked_back", finding, by=stage.office)


def test_what_is_late_is_told_step_by_step_once(stage, moving_clock):
    finding = fed_back(
        stage,
        organisation_id=stage.made.department.pk,
        due_on=clock.today() + timedelta(days=10),
    )
    jobs = system_actor("patrols")
    assert remind(actor=jobs) == 0
    moving_clock.advance(days=8)
    assert (remind(actor=jobs), remind(actor=jobs)) == (1, 0)
    moving_clock.advance(days=3)
    assert remind(actor=jobs) == 2  # clerks and the head
    moving_clock.advance(days=3)
    assert remind(actor=jobs) == 1  # the leader in charge
    moving_clock.advance(days=7)
    assert remind(actor=jobs) == 1  # the principal leader

    told = dict(Reminder.objects.values_list("step", "people"))
    assert "沈局长演示" in told["late_head"]
    assert "卢副县长演示" in told["late_in_charge"]
    assert "钟县长演示" in told["late_principal"]
    finding.refresh_from_db()
    assert finding.told_to == "principal"
    assert_emitted(FindingOverdue, finding_id=finding.pk, audience="principal")
    assert_audited("patrols.finding.reminded", finding)


def test_a_finding_becomes_a_supervision_document_a_transfer_or_a_hazard(stage):
    finding = fed_back(stage, severity=1, kind="hazard", title="加油站防雷失效")
    with pytest.raises(NotPermitted):
        findings.draw_up_document(
            finding_id=finding.pk, kind="order", reason="逾期", actor=stage.unit
        )

    url = findings.draw_up_document(
        finding_id=finding.pk, kind="order", reason="逾期未整改", actor=stage.office
    )
    findings.draw_up_document(
        finding_id=finding.pk, kind="transfer", reason="涉嫌失职", actor=stage.office
    )

    orders = Order.objects.order_by("pk")
    assert [(row.kind.code, row.state, row.organisation_id) for row in orders] == [
        ("order", "draft", stage.towns[0].pk),
        ("transfer", "draft", stage.towns[0].pk),
    ]
    assert url == orders[0].get_absolute_url()
    assert (orders[0].subject_type, orders[0].subject_id) == ("patrols.Finding", str(finding.pk))
    with pytest.raises(NotPermitted):  # reading the plan is not enough
        findings.report_as_hazard(finding_id=finding.pk, actor=stage.leader)
    page = findings.report_as_hazard(finding_id=finding.pk, actor=stage.office)
    assert findings.report_as_hazard(finding_id=finding.pk, actor=stage.office) == page
    hazard = Hazard.objects.get()
    finding.refresh_from_db()
    assert (finding.hazard_id, hazard.level, hazard.title) == (hazard.pk, 1, "加油站防雷失效")
    assert_audited("patrols.finding.reported_hazard", finding)


def test_a_checklist_of_the_platform_is_copied_the_copy_is_changed_until_it_is_used(stage):
    standard = Checklist.objects.get(code="township")
    with pytest.raises(WrongState):
        checklists.change_checklist(
            checklist_id=standard.pk, name="改", items=[], actor=stage.office
        )
    own = checklists.copy_checklist(checklist_id=standard.pk, actor=stage.office)
    assert own.items.count() == standard.items.count()
    kept = own.items.filter(is_verified=True).first()
    rows = [
        {"part": kept.part, "text": kept.text, "legal_basis": kept.legal_basis},
        {"part": "本县", "text": "本县重点", "legal_basis": ""},
    ]
    checklists.change_checklist(
        checklist_id=own.pk, name="本县清单", items=rows, actor=stage.office
    )
    assert list(own.items.values_list("is_verified", flat=True)) == [True, False]
    visit = on_site(stage)
    assert visit.checklist == own
    item = own.items.first()
    visits.record_results(visit_id=visit.pk, results={item.pk: ("good", "")}, actor=stage.patroller)
    with pytest.raises(InvalidInput):
        checklists.change_checklist(
            checklist_id=own.pk, name="本县清单", items=rows[:1], actor=stage.office
        )
    visits.record_results(visit_id=visit.pk, results={item.pk: ("", "")}, actor=stage.patroller)
    assert not visit.results.exists()


def test_forms_are_as_their_recipes(tmp_path: Path):
    from docx import Document as WordDocument

    for path in papers.build_all(tmp_path):
        built, kept = WordDocument(str(path)), WordDocument(str(papers.FOLDER / path.name))
        assert built.element.body.xml == kept.element.body.xml


def test_days_of_the_clock_rule_and_of_the_service_are_the_same(stage):
    from anlan.base.deadlines.models import ClockRule

    rule = ClockRule.objects.get(code="patrols.comment")
    assert rule.amount == visits.COMMENT_WORKING_DAYS
