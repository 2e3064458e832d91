"""After the award: re-checks by the clock, rectification, proposals of the platform, the exit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from anlan.base.deadlines.events import DeadlineOverdue
from anlan.base.deadlines.models import Deadline
from anlan.base.documents.models import Document
from anlan.command.teams.public import capability_label
from anlan.governance.accidents.events import AccidentConfirmed, AccidentRegistered
from anlan.governance.accidents.tests.factories import load_tables, make_accident
from anlan.governance.accreditation import handlers, own_checks
from anlan.governance.accreditation.contracts import Candidate
from anlan.governance.accreditation.events import (
    CaseExited,
    ExitProposed,
    RecheckConcluded,
    RecheckOpened,
    RecheckOverdue,
)
from anlan.governance.accreditation.models import Case, Criterion, Kind, Proposal, Round
from anlan.governance.accreditation.public import list_units
from anlan.governance.accreditation.registry import all_checks, find_check
from anlan.governance.accreditation.selectors.targets import target_lines
from anlan.governance.accreditation.services import cases, ending, kinds, proposals, rounds
from anlan.governance.accreditation.services.common import platform
from anlan.governance.accreditation.sources import awarded, rechecked
from anlan.governance.accreditation.tests.factories import (
    CaseFactory,
    RoundFactory,
    Stage,
    TargetFactory,
    set_stage,
)
from anlan.governance.assessment.public import Unit
from anlan.governance.indicators.public import find_measure
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.supervision.hazards.events import HazardVerified
from anlan.supervision.hazards.tests.factories import load_reference as load_hazards
from anlan.supervision.hazards.tests.factories import make_hazard


@pytest.fixture
def moving_clock():
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def stage(db, moving_clock) -> Stage:
    return set_stage()


def titled(stage: Stage, code: str = "community_three", **values) -> Case:
    """A unit with a title, written straight into the register."""
    given = {
        "kind": stage.kind(code),
        "organisation": stage.village,
        "region": stage.village.region,
        "office": stage.bureau,
        "state": "awarded",
        "awarded_on": clock.today() - timedelta(days=300),
        "recheck_on": clock.today() + timedelta(days=65),
        **values,
    }
    return CaseFactory(**given)


def test_a_yearly_recheck_is_opened_thirty_days_ahead_once_and_moves_the_day(stage, moving_clock):
    case = titled(stage)
    assert rounds.watch_units(actor=platform())["opened"] == 0
    moving_clock.advance(days=36)
    assert rounds.watch_units(actor=platform())["opened"] == 1
    assert rounds.watch_units(actor=platform())["opened"] == 0
    found = case.rounds.get()
    assert (found.kind, found.due_on) == ("yearly", date(2026, 8, 19))
    assert Deadline.objects.filter(rule__code="accreditation.recheck", state="running").count() == 1
    assert_audited("accreditation.recheck.opened", case)
    assert_emitted(RecheckOpened, case_id=case.pk)
    with pytest.raises(TransitionRefused):
        rounds.submit_round(round_id=found.pk, actor=stage.clerk)
    stage.answered(case)
    rounds.submit_round(round_id=found.pk, actor=stage.clerk)
    assert not Deadline.objects.filter(state="running").exists()
    with pytest.raises(NotPermitted):
        rounds.pass_round(round_id=found.pk, actor=stage.clerk)
    rounds.return_round(round_id=found.pk, reason="缺照片", actor=stage.office)
    rounds.submit_round(round_id=found.pk, actor=stage.clerk)
    rounds.pass_round(round_id=found.pk, comment="保持良好", actor=stage.office)
    case.refresh_from_db()
    assert case.recheck_on == date(2027, 7, 21)
    assert_audited("accreditation.recheck.concluded", case, by=stage.office)
    assert_emitted(RecheckConcluded, case_id=case.pk, is_passed=True)


def test_a_renewal_begins_a_new_validity_and_an_ended_one_is_proposed_for_exit(stage):
    case = titled(
        stage,
        valid_until=clock.today() + timedelta(days=20),
        recheck_on=clock.today() + timedelta(days=10),
    )
    Kind.objects.filter(pk=case.kind_id).update(validity_months=36)
    over = titled(stage, unit_name="期满村", valid_until=clock.today() - timedelta(days=1))
    done = rounds.watch_units(actor=platform())
    assert (done["opened"], done["expired"]) == (1, 1)
    assert rounds.watch_units(actor=platform())["expired"] == 0
    assert over.proposals.get().act == "exit"
    found = case.rounds.get()
    assert found.kind == "renewal"
    stage.answered(case)
    rounds.submit_round(round_id=found.pk, actor=stage.clerk)
    rounds.pass_round(round_id=found.pk, actor=stage.office)
    case.refresh_from_db()
    assert case.valid_until == date(2029, 7, 5)


def test_a_missed_recheck_tells_and_proposes_the_exit_once(stage, moving_clock):
    case = titled(stage)
    found = rounds.open_recheck(case_id=case.pk, reason="媒体反映", actor=stage.office)
    with pytest.raises(WrongState):
        rounds.open_recheck(case_id=case.pk, reason="再查", actor=stage.office)
    moving_clock.advance(days=16)
    event = DeadlineOverdue(
        deadline_id=1,
        rule_code="accreditation.recheck",
        subject_type=Round._meta.label,
        subject_id=str(found.pk),
        **_rest(DeadlineOverdue),
    )
    handlers.late(event)
    handlers.late(event)
    assert Proposal.objects.filter(case=case, trigger="recheck").count() == 1
    assert_audited("accreditation.recheck.overdue", case)
    assert_emitted(RecheckOverdue, case_id=case.pk, round_id=found.pk)
    found.refresh_from_db()
    assert found.overdue_at is not None and found.tone == "overdue"


def _rest(cls) -> dict:
    """Values of the fields a test does not care for."""
    from dataclasses import MISSING, fields

    known = {"deadline_id", "rule_code", "subject_type", "subject_id"}
    return {
        field.name: None
        for field in fields(cls)
        if field.name not in known and field.default is MISSING and field.default_factory is MISSING
    }


def test_a_failed_recheck_is_rectified_in_time_or_ends_the_title(stage, moving_clock):
    case = titled(stage)
    found = rounds.open_recheck(case_id=case.pk, reason="抽查", actor=stage.office)
    rounds.fail_round(round_id=found.pk, reason="物资过期", actor=stage.office)
    case.refresh_from_db()
    assert_state(case, "rectifying")
    made = case.rectifications.get()
    assert made.due_on == clock.today() + timedelta(days=30)
    assert "限期整改" in Document.objects.get(pk=made.document_id).title
    with pytest.raises(NotPermitted):
        ending.answer_rectification(rectification_id=made.pk, text="好了", actor=stage.office)
    ending.answer_rectification(rectification_id=made.pk, text="已更换物资", actor=stage.clerk)
    ending.check_rectification(
        rectification_id=made.pk, is_done=False, reason="标识缺失", actor=stage.office
    )
    ending.answer_rectification(rectification_id=made.pk, text="已补标识", actor=stage.clerk)
    ending.check_rectification(
        rectification_id=made.pk, is_done=True, reason="核查合格", actor=stage.office
    )
    assert_state(case, "awarded")
    assert_audited("accreditation.rectification.checked", case, by=stage.office)

    late = ending.demand_rectification(case_id=case.pk, text="预案未修订", actor=stage.office)
    moving_clock.advance(days=31)
    ending.mark_rectification_overdue(rectification_id=late.pk, actor=platform())
    ending.mark_rectification_overdue(rectification_id=late.pk, actor=platform())
    proposal = case.proposals.get()
    assert_emitted(ExitProposed, case_id=case.pk, proposal_id=proposal.pk)
    proposals.decide_proposal(
        proposal_id=proposal.pk, is_taken=True, reason="同意", actor=stage.office
    )
    ground = case.kind.grounds.get(trigger="recheck")
    with pytest.raises(NotPermitted):
        ending.exit_case(
            case_id=case.pk, ground_id=ground.pk, reason="整改不到位", actor=stage.office
        )
    with pytest.raises(InvalidInput):
        ending.exit_case(case_id=case.pk, ground_id=0, reason="整改不到位", actor=stage.director)
    ending.exit_case(
        case_id=case.pk, ground_id=ground.pk, reason="整改不到位", actor=stage.director
    )
    case.refresh_from_db()
    assert_state(case, "exited")
    assert case.exited_on == clock.today()
    assert case.rectifications.last().state == "cancelled"
    assert ground.text in Document.objects.get(pk=case.exit_id).context["ground"]
    assert_audited("accreditation.case.exited", case, by=stage.director)
    assert_emitted(CaseExited, case_id=case.pk, trigger="recheck")
    with pytest.raises(WrongState):
        ending.wish_exit(case_id=case.pk, reason="退出", actor=stage.clerk)


def test_the_unit_asks_to_leave_and_the_office_may_dismiss_it(stage):
    case = titled(stage)
    made = ending.wish_exit(case_id=case.pk, reason="站点搬迁", actor=stage.clerk)
    with pytest.raises(WrongState):
        ending.wish_exit(case_id=case.pk, reason="再申请", actor=stage.clerk)
    with pytest.raises(InvalidInput):
        proposals.decide_proposal(
            proposal_id=made.pk, is_taken=False, reason="", actor=stage.office
        )
    proposals.decide_proposal(
        proposal_id=made.pk, is_taken=False, reason="搬迁后继续使用", actor=stage.office
    )
    assert_state(case, "awarded")
    assert_audited("accreditation.proposal.decided", case, by=stage.office)


def test_an_accident_with_deaths_proposes_once_for_the_firm_and_by_grade_for_places(stage):
    load_tables()
    firm = titled(
        stage,
        "benchmark_enterprise",
        organisation=stage.firm.organisation,
        region=stage.firm.region,
        unit_name=stage.firm.name,
    )
    village = titled(stage)
    town = titled(stage, "township_six", organisation=stage.township, region=stage.township.region)
    accident = make_accident(
        enterprise_id=stage.firm.pk, region_code=stage.village.region_id, figures={"deaths": 1}
    )
    event = {
        "accident_id": accident.pk,
        "number": accident.number,
        "occurred_on": accident.occurred_on,
        "region": accident.region_id,
        "organisation": None,
        "deaths": 1,
        "grade": accident.grade,
    }
    handlers.accident_known(AccidentRegistered(**{**event, "deaths": 0}))
    assert not Proposal.objects.exists()
    handlers.accident_known(AccidentRegistered(**event))
    handlers.accident_counts(AccidentConfirmed(**event))

    assert {(p.case_id, p.act) for p in Proposal.objects.all()} == {
        (firm.pk, "exit"),
        (village.pk, "recheck"),
    }
    handlers.accident_counts(AccidentConfirmed(**{**event, "grade": 3}))
    assert Proposal.objects.filter(case=town).count() == 1
    assert accident.number in Proposal.objects.get(case=firm).reason


def test_a_major_hazard_at_a_firm_with_title_proposes_a_recheck_that_is_opened(stage):
    load_hazards()
    firm = titled(
        stage,
        "benchmark_enterprise",
        organisation=stage.firm.organisation,
        region=stage.firm.region,
        unit_name=stage.firm.name,
    )
    hazard = make_hazard(stage.firm)
    event = {
        "hazard_id": hazard.pk,
        "state": hazard.state,
        "region": hazard.region_id,
        "organisation": stage.firm.organisation_id,
        "enterprise_id": stage.firm.pk,
        "unit_id": None,
    }
    handlers.hazard_verified(HazardVerified(**event, level="general"))
    assert not Proposal.objects.exists()
    handlers.hazard_verified(HazardVerified(**event, level="major"))
    handlers.hazard_verified(HazardVerified(**event, level="major"))
    made = Proposal.objects.get()
    assert (made.case_id, made.act) == (firm.pk, "recheck")
    proposals.decide_proposal(proposal_id=made.pk, is_taken=True, reason="核实", actor=stage.office)
    assert firm.rounds.get().kind == "event"


def test_what_the_records_do_not_know_is_neither_yes_nor_no(stage):
    village = Candidate(organisation_id=stage.village.pk, region_prefix="330825100201")
    firm = Candidate(stage.firm.organisation_id, "", enterprise_id=stage.firm.pk)
    said = {c.code: c.compute(platform(), village, dict(c.parameters)).is_met for c in all_checks()}
    assert said["plans"] is False and said["shelters"] is False and said["teams"] is False
    assert said["supplies"] is None and said["drills"] is None and said["hazards"] is None
    assert said["accidents"] is True and said["contact"] is True
    accidents = find_check("accidents")
    assert accidents is not None and accidents.compute(platform(), firm, {}).is_met is None
    papers = find_check("papers")
    assert papers is not None and papers.compute(platform(), firm, {}).is_met is True
    for code in own_checks.TEAM_CAPABILITIES:
        assert capability_label(code) != code


def test_targets_tell_what_will_be_missed(stage, moving_clock):
    target = TargetFactory(kind_code="community_three", planned=3)
    titled(stage, awarded_on=date(2026, 3, 1))
    titled(stage, unit_name="去年村", awarded_on=date(2025, 3, 1))
    for name, state in (("甲村", "publicity"), ("乙村", "preparing")):
        titled(stage, unit_name=name, state=state, awarded_on=None, recheck_on=None)
    line = target_lines(stage.office)[0]
    assert (line.awarded, line.on_the_way, line.expected, line.state) == (1, 2, 2, "on_track")
    moving_clock.advance(days=150)
    line = target_lines(stage.office)[0]
    assert (line.expected, line.missing, line.state) == (1, 1, "will_be_missed")
    moving_clock.advance(days=100)
    assert target_lines(stage.office)[0].state == "missed"
    titled(stage, unit_name="丙村", awarded_on=date(2026, 5, 1))
    titled(stage, unit_name="丁村", awarded_on=date(2026, 5, 1))
    assert target_lines(stage.office)[0].state == "met"
    assert target_lines(stage.office)[0].target == target


def test_indicators_and_assessment_count_titles(stage):
    titled(stage, awarded_on=date(2026, 3, 1))
    gone = titled(
        stage,
        unit_name="退出村",
        awarded_on=date(2025, 3, 1),
        state="exited",
        exited_on=date(2026, 5, 1),
    )
    new, held = find_measure("accreditation.new.all"), find_measure("accreditation.held.all")
    assert new is not None and held is not None
    assert find_measure("accreditation.new.disaster_reduction_community") is not None
    today = clock.today()
    found = new.compute(platform(), today, "330825")
    assert found is not None and (found.value, found.parts[0].label) == (1.0, "龙洲街道")
    before = held.compute(platform(), date(2026, 4, 1), "")
    assert before is not None and before.value == 2.0
    town = Unit(stage.township.pk, "t", "龙洲街道", "township", "330825100000")
    fact = awarded(platform(), town, date(2026, 1, 1), today, {"kind": "community_three"})
    assert fact.value == Decimal(1)
    assert rechecked(platform(), town, date(2026, 1, 1), today, {}).value is None
    RoundFactory(case=gone, state="passed", due_on=date(2026, 4, 1), submitted_at=clock.now())
    RoundFactory(
        case=gone,
        state="passed",
        due_on=date(2026, 4, 2),
        submitted_at=datetime(2026, 4, 1, tzinfo=UTC),
    )
    assert rechecked(platform(), town, date(2026, 1, 1), today, {}).value == Decimal("0.5")
    assert [row.kind_code for row in list_units(stage.office)] == ["community_three"]


def test_a_kind_is_copied_edited_and_put_in_force_while_cases_keep_their_version(stage):
    kind = stage.kind("community_three")
    case = titled(stage)
    with pytest.raises(WrongState):
        kinds.change_kind(kind_id=kind.pk, actor=stage.office, name="改名")
    with pytest.raises(NotPermitted):
        kinds.copy_kind(kind_id=kind.pk, actor=stage.town)
    draft = kinds.copy_kind(kind_id=kind.pk, actor=stage.office)
    assert kinds.copy_kind(kind_id=kind.pk, actor=stage.office).pk == draft.pk
    assert (draft.version, draft.criteria.count(), draft.previous_id) == (2, 3, kind.pk)
    with pytest.raises(InvalidInput) as refused:
        kinds.change_kind(
            kind_id=draft.pk, actor=stage.office, scoring="points", recheck_months=0, applicants=[]
        )
    assert set(refused.value.fields) == {"pass_mark", "recheck_months", "applicants"}
    kinds.change_kind(kind_id=draft.pk, actor=stage.office, recheck_months=6)
    line = {"part": "三有", "code": "rules", "name": "有网格员", "effect": "required"}
    with pytest.raises(InvalidInput):
        kinds.save_criterion(kind_id=draft.pk, actor=stage.office, **line)
    kinds.save_criterion(kind_id=draft.pk, actor=stage.office, **{**line, "code": "grid"})
    first = draft.criteria.first()
    kinds.remove_line(line=first, actor=stage.office)
    kinds.save_ground(kind_id=draft.pk, actor=stage.office, trigger="other", text="弄虚作假")
    kinds.enforce_kind(kind_id=draft.pk, actor=stage.office)
    kind.refresh_from_db()
    assert kind.state == "retired"
    assert stage.kind("community_three").pk == draft.pk
    case.refresh_from_db()
    assert case.kind_id == kind.pk
    assert_audited("accreditation.kind.moved", draft, by=stage.office)
    with pytest.raises(InvalidInput):
        cases.name_candidate(kind_id=kind.pk, organisation_id=stage.village.pk, actor=stage.office)


def test_the_kinds_that_ship_are_whole_and_say_what_was_not_read(stage):
    rows = kinds.read_kinds()
    assert len(rows) >= 8
    for row in rows:
        kind = stage.kind(row["code"])
        assert kind.basis and kind.grounds.exists()
        for criterion in kind.criteria.all():
            assert criterion.basis, (row["code"], criterion.code)
            assert criterion.check_code == "" or find_check(criterion.check_code) is not None
    points = Criterion.objects.filter(kind__code="disaster_reduction_community", effect="points")
    assert sum(c.points for c in points) == Decimal(100)
    assert not points.filter(is_verified=True).exists()  # the table of points was not seen
    assert kinds.load_kinds(actor=platform()) == len(rows)
    assert Kind.objects.count() == len(rows)
