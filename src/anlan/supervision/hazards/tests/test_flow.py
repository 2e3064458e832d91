"""From the report to the look back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import (
    assert_audited,
    assert_emitted,
    assert_not_emitted,
    assert_state,
    make_actor,
)
from anlan.supervision.enterprises.tests.factories import region
from anlan.supervision.hazards.errors import FourEyes, HazardFinished
from anlan.supervision.hazards.events import (
    HazardAssigned,
    HazardCancelled,
    HazardLookedBack,
    HazardRegraded,
    HazardRejected,
    HazardReported,
    HazardVerified,
    RectificationAccepted,
    RectificationReturned,
    RectificationReviewed,
    RectificationSubmitted,
)
from anlan.supervision.hazards.models import Hazard, TipOffReporter
from anlan.supervision.hazards.public import count_open, list_recent, open_counts
from anlan.supervision.hazards.services.rectification import (
    accept_rectification,
    look_back,
    return_acceptance,
    return_review,
    review_rectification,
    submit_rectification,
    write_plan,
)
from anlan.supervision.hazards.services.reporting import (
    assign_hazard,
    regrade_hazard,
    reject_hazard,
    report_hazard,
    reveal_reporter,
    verify_hazard,
)
from anlan.supervision.hazards.tests.factories import CATEGORY, make_hazard, manager, officer
from anlan.supervision.risk.public import list_factors
from anlan.supervision.risk.tests.factories import RiskObjectFactory, RiskUnitFactory


def running(hazard):
    return {d.rule_code for d in deadlines_of(hazard) if d.state == "running"}


def factors(hazard):
    found = list_factors(officer(), enterprise_id=hazard.enterprise_id)
    return {f.kind for f in found if f.source_id == str(hazard.pk)}


def test_what_an_inspector_finds_is_a_hazard_at_once_and_must_be_rectified(plant, chen):
    hazard = make_hazard(plant, actor=chen)

    assert hazard.number == "演隐患〔2026〕0001"
    assert_state(hazard, "rectifying")
    assert hazard.counted_on == clock.today()
    assert hazard.responsible is not None
    assert hazard.organisation_id == plant.organisation_id
    assert hazard.sector_id == plant.sector_id
    assert running(hazard) == {"hazards.rectify_general"}
    assert hazard.due_on == clock.today() + timedelta(days=17)  # 15 days end on a Saturday
    assert factors(hazard) == {"open_hazard"}
    assert_audited("hazards.hazard.reported", hazard, by=chen)
    assert_emitted(HazardReported, hazard_id=hazard.pk, source="inspection")
    assert_emitted(HazardVerified, hazard_id=hazard.pk)
    assert_emitted(HazardAssigned, hazard_id=hazard.pk)


def test_a_report_without_place_words_or_right_is_refused(plant, chen):
    with pytest.raises(InvalidInput) as refused:
        report_hazard(source="rumour", title=" ", category="unknown", actor=chen)
    assert set(refused.value.fields) == {"title", "source", "category", "region_code"}
    with pytest.raises(InvalidInput):
        make_hazard(plant, actor=chen, found_at=clock.now() + timedelta(days=1))
    with pytest.raises(InvalidInput):
        make_hazard(plant, actor=chen, due_at=clock.now() - timedelta(days=1))
    with pytest.raises(InvalidInput):
        make_hazard(plant, actor=chen, criterion_codes=["nothing.like.it"])

    region("330899100001", "邻县村", "village")
    with pytest.raises(NotPermitted):
        report_hazard(
            source="grid",
            title="占道堆放",
            region_code="330899100001",
            actor=officer("grid_worker"),
        )
    assert not Hazard.objects.exists()


def test_the_same_origin_opens_one_hazard(plant, chen):
    first = make_hazard(plant, actor=chen, source="alarm", origin_type="alarms.Alarm", origin_id=7)
    again = make_hazard(plant, actor=chen, source="alarm", origin_type="alarms.Alarm", origin_id=7)

    assert first.pk == again.pk
    assert_audited("hazards.hazard.reported", first)
    assert_emitted(HazardReported, hazard_id=first.pk)


def test_a_tip_off_waits_to_be_verified_and_protects_its_reporter(plant, chen, wu, zhao):
    hazard = make_hazard(
        plant,
        actor=chen,
        source="tip_off",
        category=None,
        title="夜间违规倾倒",
        reporter_name="演示举报人",
        reporter_phone="00012345678",
    )
    assert_state(hazard, "reported")
    assert hazard.counted_on is None
    assert running(hazard) == {"hazards.verify"}

    assert reveal_reporter(hazard_id=hazard.pk, actor=chen)["name"] == "演示举报人"
    assert_audited("hazards.reporter.revealed", hazard, by=chen)
    for other in (wu, zhao):
        with pytest.raises(NotPermitted):
            reveal_reporter(hazard_id=hazard.pk, actor=other)
    stored = TipOffReporter.objects.raw("SELECT id, name AS held FROM hazards_tipoffreporter")[0]
    assert "演示举报人" not in str(stored.held)

    with pytest.raises(NotPermitted):
        verify_hazard(hazard_id=hazard.pk, actor=wu)
    verify_hazard(
        hazard_id=hazard.pk, actor=zhao, category=CATEGORY, level="major", reason="现场核实属实"
    )
    assert_state(hazard, "verified")
    assert_audited("hazards.hazard.verified", hazard, by=zhao)
    assert_emitted(HazardVerified, hazard_id=hazard.pk, level="major")
    assert "hazards.verify" not in running(hazard)


def test_what_is_no_hazard_never_counts(plant, chen, zhao):
    hazard = make_hazard(plant, actor=chen, source="grid")
    with pytest.raises(InvalidInput):
        reject_hazard(hazard_id=hazard.pk, actor=zhao, reason="")

    reject_hazard(hazard_id=hazard.pk, actor=zhao, reason="现场未发现")

    assert_state(hazard, "rejected")
    assert factors(hazard) == set()
    assert running(hazard) == set()
    assert_audited("hazards.hazard.rejected", hazard, by=zhao)
    assert_emitted(HazardRejected, hazard_id=hazard.pk)
    assert list_recent(enterprise_id=plant.pk) == []


def test_a_hazard_without_a_cause_is_assigned_with_one(plant, chen):
    hazard = make_hazard(plant, actor=chen, category=None)
    assert_state(hazard, "verified")
    with pytest.raises(TransitionRefused):
        assign_hazard(hazard_id=hazard.pk, actor=chen)
    with pytest.raises(InvalidInput):
        assign_hazard(
            hazard_id=hazard.pk,
            actor=chen,
            category=CATEGORY,
            due_at=clock.now() - timedelta(hours=1),
        )

    due = clock.now() + timedelta(days=3)
    assign_hazard(hazard_id=hazard.pk, actor=chen, category=CATEGORY, due_at=due)

    hazard.refresh_from_db()
    assert_state(hazard, "rectifying")
    assert hazard.due_at == due
    assert_audited("hazards.hazard.assigned", hazard, by=chen)
    assert_emitted(HazardAssigned, hazard_id=hazard.pk)


def test_a_general_hazard_goes_from_rectified_to_crossed_off(hazard, wu, zhao, chen):
    with pytest.raises(InvalidInput):
        submit_rectification(hazard_id=hazard.pk, text=" ", actor=wu)
    with pytest.raises(NotVisible):
        submit_rectification(hazard_id=hazard.pk, text="已整改", actor=make_actor("钱外人"))

    submit_rectification(hazard_id=hazard.pk, text="已关闭并上锁", actor=wu)
    assert_state(hazard, "submitted")
    assert_audited("hazards.rectification.submitted", hazard, by=wu)
    assert_emitted(RectificationSubmitted, hazard_id=hazard.pk, is_on_time=True)
    assert running(hazard) == {"hazards.review"}

    review_rectification(hazard_id=hazard.pk, actor=zhao, reason="现场复查合格")
    assert_audited("hazards.rectification.reviewed", hazard, by=zhao)
    assert_emitted(RectificationReviewed, hazard_id=hazard.pk)

    accept_rectification(hazard_id=hazard.pk, actor=zhao)
    assert_state(hazard, "cancelled")
    assert_audited("hazards.rectification.accepted", hazard, by=zhao)
    assert_audited("hazards.hazard.cancelled", hazard)
    assert_emitted(RectificationAccepted, hazard_id=hazard.pk)
    assert_emitted(HazardCancelled, hazard_id=hazard.pk)
    hazard.refresh_from_db()
    assert hazard.closed_on == clock.today()
    assert factors(hazard) == set()
    assert running(hazard) == set()
    assert count_open(enterprise_id=hazard.enterprise_id) == 0
    with pytest.raises(TransitionRefused):
        accept_rectification(hazard_id=hazard.pk, actor=zhao)


def test_who_rectified_may_neither_review_nor_accept(plant, hazard, zhao):
    submit_rectification(hazard_id=hazard.pk, text="乡镇组织整改", actor=zhao)

    with pytest.raises(FourEyes):
        review_rectification(hazard_id=hazard.pk, actor=zhao)
    with pytest.raises(FourEyes):
        return_review(hazard_id=hazard.pk, actor=zhao, reason="不合格")

    review_rectification(hazard_id=hazard.pk, actor=officer(name="李科员"))
    with pytest.raises(FourEyes):
        accept_rectification(hazard_id=hazard.pk, actor=zhao)
    assert_audited("hazards.rectification.reviewed", hazard)
    assert_emitted(RectificationReviewed, hazard_id=hazard.pk)


def test_the_enterprise_judges_only_what_it_found_itself(plant, wu, hazard):
    colleague = manager(plant, "郑班长")
    submit_rectification(hazard_id=hazard.pk, text="已整改", actor=wu)
    with pytest.raises(FourEyes):
        review_rectification(hazard_id=hazard.pk, actor=colleague)

    own = make_hazard(plant, source="self_report", actor=wu, title="灭火器压力不足")
    submit_rectification(hazard_id=own.pk, text="已更换", actor=wu)
    with pytest.raises(FourEyes):
        review_rectification(hazard_id=own.pk, actor=wu)
    review_rectification(hazard_id=own.pk, actor=colleague)
    accept_rectification(hazard_id=own.pk, actor=colleague)
    assert_state(own, "cancelled")
    assert_audited("hazards.rectification.accepted", own, by=colleague)
    assert_emitted(RectificationAccepted, hazard_id=own.pk)


def test_who_found_it_in_an_inspection_may_review_it(hazard, wu, chen):
    submit_rectification(hazard_id=hazard.pk, text="已整改", actor=wu)

    review_rectification(hazard_id=hazard.pk, actor=chen)

    assert_state(hazard, "reviewed")
    assert_audited("hazards.rectification.reviewed", hazard, by=chen)
    assert_emitted(RectificationReviewed, hazard_id=hazard.pk)


def test_a_poor_rectification_goes_back_with_its_reason(hazard, wu, chen, zhao):
    due = hazard.due_at
    submit_rectification(hazard_id=hazard.pk, text="已整改", actor=wu)
    with pytest.raises(InvalidInput):
        return_review(hazard_id=hazard.pk, actor=chen, reason=" ")
    return_review(hazard_id=hazard.pk, actor=chen, reason="门仍未关闭")
    assert_state(hazard, "rectifying")
    assert_audited("hazards.rectification.returned", hazard, by=chen)
    assert_emitted(RectificationReturned, hazard_id=hazard.pk)
    hazard.refresh_from_db()
    assert (hazard.returned_times, hazard.due_at, hazard.is_on_time) == (1, due, None)

    submit_rectification(hazard_id=hazard.pk, text="已更换门锁", actor=wu)
    review_rectification(hazard_id=hazard.pk, actor=chen)
    return_acceptance(hazard_id=hazard.pk, actor=zhao, reason="缺接地")
    assert_state(hazard, "rectifying")
    assert running(hazard) == {"hazards.rectify_general"}


def test_a_major_hazard_needs_five_fixes_before_it_is_handed_in(major, wu, chen):
    with pytest.raises(TransitionRefused):
        submit_rectification(hazard_id=major.pk, text="已更换", actor=wu)
    with pytest.raises(InvalidInput):
        write_plan(hazard_id=major.pk, actor=wu, funds_yuan=Decimal(-1))
    write_plan(hazard_id=major.pk, actor=wu, responsibility="总经理", measures="更换切断阀")
    with pytest.raises(TransitionRefused):
        submit_rectification(hazard_id=major.pk, text="已更换", actor=wu)

    write_plan(
        hazard_id=major.pk,
        actor=wu,
        responsibility="总经理",
        measures="更换切断阀",
        funds_yuan=Decimal(80000),
        time_limit="12月10日前",
        contingency="启用备用阀",
    )
    assert_audited("hazards.plan.written", major, by=wu)
    submit_rectification(hazard_id=major.pk, text="已更换", actor=wu)
    assert_state(major, "submitted")
    assert_emitted(RectificationSubmitted, hazard_id=major.pk)


def test_a_new_level_moves_the_clock_and_the_grade(hazard, chen, wu):
    for wrong, reason in (("huge", "x"), ("major", " ")):
        with pytest.raises(InvalidInput):
            regrade_hazard(hazard_id=hazard.pk, level=wrong, actor=chen, reason=reason)
    with pytest.raises(NotPermitted):
        regrade_hazard(hazard_id=hazard.pk, level="major", actor=wu, reason="自认重大")

    regrade_hazard(hazard_id=hazard.pk, level="major", actor=chen, reason="符合判定标准")

    assert running(hazard) == {
        "hazards.rectify_major",
        "hazards.major_notice",
        "hazards.dual_report",
    }
    assert factors(hazard) == {"major_hazard"}
    assert_audited("hazards.hazard.regraded", hazard, by=chen)
    assert_emitted(HazardRegraded, hazard_id=hazard.pk, level="major", former_level="general")
    assert open_counts(enterprise_id=hazard.enterprise_id).major == 1

    regrade_hazard(hazard_id=hazard.pk, level="general", actor=chen, reason="复核后不符合")
    assert running(hazard) == {"hazards.rectify_general"}


def finish(hazard, wu, chen, zhao):
    submit_rectification(hazard_id=hazard.pk, text="已整改", actor=wu)
    review_rectification(hazard_id=hazard.pk, actor=zhao)
    return accept_rectification(hazard_id=hazard.pk, actor=chen)


def test_a_look_back_that_finds_it_again_opens_a_linked_hazard(hazard, wu, chen, zhao):
    finish(hazard, wu, chen, zhao)
    for result, note in (("maybe", ""), ("relapsed", " ")):
        with pytest.raises(InvalidInput):
            look_back(hazard_id=hazard.pk, result=result, actor=zhao, note=note)

    look_back(hazard_id=hazard.pk, result="relapsed", actor=zhao, note="箱门又敞开")

    assert_state(hazard, "looked_back")
    assert_audited("hazards.hazard.looked_back", hazard, by=zhao)
    assert_emitted(HazardLookedBack, hazard_id=hazard.pk, result="relapsed")
    again = Hazard.objects.get(relapse_of=hazard)
    assert_state(again, "rectifying")
    assert again.recurrence_of_id == hazard.pk
    assert (again.recurrence_count, again.is_recurrent) == (2, True)
    assert hazard.trace_backs.get().trigger == "relapse"


def test_a_look_back_that_holds_closes_the_circle(hazard, wu, chen, zhao):
    finish(hazard, wu, chen, zhao)

    look_back(hazard_id=hazard.pk, result="held", actor=zhao)

    assert_state(hazard, "looked_back")
    assert not Hazard.objects.filter(relapse_of=hazard).exists()
    assert_audited("hazards.hazard.looked_back", hazard, by=zhao)
    assert_emitted(HazardLookedBack, hazard_id=hazard.pk, result="held")


def test_a_finished_hazard_takes_no_plan(hazard, wu, chen, zhao):
    finish(hazard, wu, chen, zhao)
    with pytest.raises(HazardFinished):
        write_plan(hazard_id=hazard.pk, actor=wu, responsibility="谁")
    assert_not_emitted(HazardRegraded)
    assert_audited("hazards.hazard.cancelled", hazard)


def test_recurrence_counts_the_same_cause_at_the_same_unit_within_a_year(plant, chen, reference):
    farm = RiskObjectFactory(enterprise=plant)
    tank, dock = (RiskUnitFactory(risk_object=farm, enterprise=plant) for _ in range(2))
    first = make_hazard(plant, actor=chen, unit_id=tank.pk, unit_name="罐区")
    make_hazard(plant, actor=chen, unit_id=dock.pk, unit_name="装卸台")
    make_hazard(plant, actor=chen, unit_id=tank.pk, category="people_leave_post")
    second = make_hazard(plant, actor=chen, unit_id=tank.pk)
    assert (second.recurrence_of_id, second.recurrence_count) == (first.pk, 2)

    reference.advance(days=400)
    late = make_hazard(plant, actor=chen, unit_id=tank.pk)
    assert (late.recurrence_of_id, late.is_recurrent) == (None, False)
    assert_audited("hazards.hazard.reported", late)
    assert_emitted(HazardReported, hazard_id=late.pk)


def test_a_department_sees_what_it_answers_for_and_nothing_else(plant, chen):
    from anlan.supervision.hazards.tests.factories import office

    ecology = office()
    theirs = make_hazard(plant, actor=chen, department_id=ecology.pk)
    make_hazard(plant, actor=chen)
    desk = officer(
        "department_officer",
        "环保联络员",
        scope=Scope("organisation", str(ecology.pk)),
        organisation_id=ecology.pk,
    )
    from anlan.kernel.policy import visible

    assert list(visible(Hazard, desk)) == [theirs]
    assert_audited("hazards.hazard.reported", theirs)
    assert_emitted(HazardReported, hazard_id=theirs.pk)
