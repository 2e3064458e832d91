"""Notice, dual report, orders, listing, lateness, trace-back of major hazards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.base.deadlines.services import check_clocks
from anlan.base.documents.public import documents_of
from anlan.base.notifications.models import Notification
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.supervision.hazards.errors import AlreadyAsked, FourEyes, NotMajor
from anlan.supervision.hazards.events import (
    HazardOverdue,
    SupervisionLifted,
    SupervisionListed,
    SuspensionLifted,
    SuspensionOrdered,
    TraceBackConcluded,
    TraceBackOpened,
)
from anlan.supervision.hazards.report_templates import RECIPES, build_all
from anlan.supervision.hazards.services.lateness import begin_trace_back, conclude_trace_back
from anlan.supervision.hazards.services.listing import (
    apply_for_lifting,
    check_listing,
    lift_supervision,
    list_supervision,
    refuse_lifting,
)
from anlan.supervision.hazards.services.major import (
    confirm_notice,
    lift_suspension,
    notify_major,
    order_suspension,
    record_dual_report,
    record_notice_receipt,
)
from anlan.supervision.hazards.services.rectification import (
    accept_rectification,
    cancel_hazard,
    review_rectification,
    submit_rectification,
    write_plan,
)
from anlan.supervision.hazards.tests.factories import officer


def lin():
    return officer("county_leader", "林县长")


def rectify(major, wu):
    write_plan(
        hazard_id=major.pk,
        actor=wu,
        responsibility="总经理",
        measures="更换切断阀",
        funds_yuan=Decimal(80000),
        time_limit="12月10日前",
        contingency="启用备用阀",
    )
    return submit_rectification(hazard_id=major.pk, text="已更换", actor=wu)


def test_principal_and_controller_are_notified_and_must_confirm(major, hazard, chen, wu):
    with pytest.raises(NotMajor):
        notify_major(hazard_id=hazard.pk, actor=chen)
    with pytest.raises(NotPermitted):
        notify_major(hazard_id=major.pk, actor=wu)

    notices = notify_major(hazard_id=major.pk, actor=chen, controller_name="演示实控人")

    assert [(n.role, n.name) for n in notices] == [
        ("principal", "演示负责人"),
        ("controller", "演示实控人"),
    ]
    sent = Notification.objects.get(pk=notices[0].notification_id)
    assert sent.must_confirm
    assert sent.person.name == "演示负责人"
    assert "告知书" in documents_of(major, chen)[0].title
    assert_audited("hazards.notice.sent", major, by=chen)
    assert "hazards.major_notice" not in {
        d.rule_code for d in deadlines_of(major) if d.state == "running"
    }

    assert confirm_notice(notification_id=sent.pk, actor=system_actor("hazards")) == 1
    assert_audited("hazards.notice.confirmed", major)
    with pytest.raises(InvalidInput):
        record_notice_receipt(notice_id=notices[1].pk, evidence=" ", actor=chen)
    record_notice_receipt(notice_id=notices[1].pk, evidence="纸质签收单", actor=chen)
    assert major.notices.filter(confirmed_at__isnull=True).count() == 0


def test_both_reports_stop_the_clock_of_the_dual_report(major, wu, zhao):
    with pytest.raises(InvalidInput) as refused:
        record_dual_report(hazard_id=major.pk, audience="press", manner="", content="", actor=wu)
    assert set(refused.value.fields) == {"audience", "manner", "content"}
    with pytest.raises(NotPermitted):
        record_dual_report(
            hazard_id=major.pk, audience="employees", manner="公示栏", content="情况", actor=zhao
        )
    for audience in ("department", "employees"):
        record_dual_report(
            hazard_id=major.pk, audience=audience, manner="书面", content="隐患和治理方案", actor=wu
        )
    met = next(d for d in deadlines_of(major) if d.rule_code == "hazards.dual_report")
    assert met.state == "met"
    assert_audited("hazards.dual_report.recorded", major, by=wu)


def test_an_order_to_stop_stands_until_the_removal_is_examined(major, hazard, chen, wu):
    with pytest.raises(NotMajor):
        order_suspension(hazard_id=hazard.pk, kind="use", scope="配电箱", actor=chen)
    with pytest.raises(InvalidInput):
        order_suspension(hazard_id=major.pk, kind="party", scope="", actor=chen)
    order = order_suspension(hazard_id=major.pk, kind="use", scope="1号液氯储罐", actor=chen)
    assert_audited("hazards.suspension.ordered", major, by=chen)
    assert_emitted(SuspensionOrdered, hazard_id=major.pk, kind="use")
    assert order.document_id
    with pytest.raises(WrongState):
        order_suspension(hazard_id=major.pk, kind="use", scope="1号液氯储罐", actor=chen)
    with pytest.raises(WrongState):
        lift_suspension(suspension_id=order.pk, actor=chen, reason="合格")
    with pytest.raises(NotPermitted):
        lift_suspension(suspension_id=order.pk, actor=wu, reason="合格")

    rectify(major, wu)
    with pytest.raises(InvalidInput):
        lift_suspension(suspension_id=order.pk, actor=chen, reason="")
    lift_suspension(suspension_id=order.pk, actor=chen, reason="审查同意恢复使用")
    assert_audited("hazards.suspension.lifted", major, by=chen)
    assert_emitted(SuspensionLifted, hazard_id=major.pk, kind="use")


def test_a_listing_runs_from_order_to_lifting_by_different_people(major, hazard, chen, wu, zhao):
    with pytest.raises(NotMajor):
        list_supervision(hazard_id=hazard.pk, level="county", requirements="限期", actor=chen)
    with pytest.raises(InvalidInput):
        list_supervision(hazard_id=major.pk, level="world", requirements="", actor=chen)
    with pytest.raises(NotPermitted):
        list_supervision(hazard_id=major.pk, level="city", requirements="限期", actor=zhao)

    listing = list_supervision(
        hazard_id=major.pk, level="county", requirements="限期更换切断阀", actor=chen
    )
    assert_audited("hazards.supervision.listed", major, by=chen)
    assert_emitted(SupervisionListed, hazard_id=major.pk, supervision_level="county")
    assert listing.document_id
    with pytest.raises(AlreadyAsked):
        list_supervision(hazard_id=major.pk, level="county", requirements="再挂", actor=chen)

    with pytest.raises(InvalidInput):
        apply_for_lifting(listing_id=listing.pk, actor=wu, reason="已完成")
    rectify(major, wu)
    apply_for_lifting(listing_id=listing.pk, actor=wu, reason="已完成")
    assert_audited("hazards.supervision.applied", listing, by=wu)
    refuse_lifting(listing_id=listing.pk, actor=zhao, reason="缺调试记录")
    assert_audited("hazards.supervision.refused", listing, by=zhao)
    apply_for_lifting(listing_id=listing.pk, actor=wu, reason="补充调试记录")
    with pytest.raises(TransitionRefused):
        lift_supervision(listing_id=listing.pk, actor=chen)
    check_listing(listing_id=listing.pk, actor=chen, reason="切断阀动作正常")
    assert_audited("hazards.supervision.checked", listing, by=chen)
    with pytest.raises(FourEyes):
        lift_supervision(listing_id=listing.pk, actor=chen)
    lift_supervision(listing_id=listing.pk, actor=lin())
    major.refresh_from_db()
    assert not major.is_listed
    assert_state(listing, "lifted")
    assert_emitted(SupervisionLifted, hazard_id=major.pk, supervision_level="county")


def test_a_major_hazard_is_crossed_off_when_everything_is_in_order(major, chen, wu, zhao):
    listing = list_supervision(
        hazard_id=major.pk, level="county", requirements="限期更换切断阀", actor=chen
    )
    order = order_suspension(hazard_id=major.pk, kind="use", scope="1号液氯储罐", actor=chen)
    rectify(major, wu)
    review_rectification(hazard_id=major.pk, actor=zhao)
    with pytest.raises(FourEyes):
        accept_rectification(hazard_id=major.pk, actor=zhao)
    accept_rectification(hazard_id=major.pk, actor=chen)
    assert_state(major, "accepted")

    for _missing, mend in (
        (
            "order to stop",
            lambda: lift_suspension(suspension_id=order.pk, actor=chen, reason="同意"),
        ),
        (
            "listed supervision",
            lambda: (
                apply_for_lifting(listing_id=listing.pk, actor=wu, reason="完成"),
                check_listing(listing_id=listing.pk, actor=chen, reason="合格"),
                lift_supervision(listing_id=listing.pk, actor=lin()),
            ),
        ),
        ("notified", lambda: notify_major(hazard_id=major.pk, actor=chen)),
        (
            "dual report",
            lambda: [
                record_dual_report(
                    hazard_id=major.pk, audience=a, manner="书面", content="情况", actor=wu
                )
                for a in ("department", "employees")
            ],
        ),
    ):
        with pytest.raises(TransitionRefused):
            cancel_hazard(hazard_id=major.pk, actor=chen)
        mend()
    cancel_hazard(hazard_id=major.pk, actor=chen)
    assert_state(major, "cancelled")
    assert_audited("hazards.hazard.cancelled", major, by=chen)
    assert {d.rule_code for d in deadlines_of(major) if d.state == "running"} == {
        "hazards.look_back"
    }


def test_lateness_climbs_the_ladder_and_opens_a_trace_back(major, reference, run_jobs):
    clock_actor = system_actor("clock")
    steps = []
    for _times in range(6):
        reference.advance(days=40)
        check_clocks(actor=clock_actor)
        run_jobs()
        major.refresh_from_db()
        steps.append(major.escalation_step)
    assert steps[0] == 0
    assert steps[-1] == 4
    assert major.overdue_at is not None
    assert_audited("hazards.hazard.overdue", major)
    assert_audited("hazards.hazard.escalated", major)
    assert_emitted(HazardOverdue, hazard_id=major.pk, step=4)
    trace = major.trace_backs.get(trigger="overdue")
    assert {duty["why"] for duty in trace.duties} >= {"enterprise", "territory"}
    assert_emitted(TraceBackOpened, hazard_id=major.pk, trigger="overdue")


def test_a_trace_back_is_opened_and_concluded_by_the_bureau(major, chen, zhao):
    with pytest.raises(NotPermitted):
        begin_trace_back(hazard_id=major.pk, actor=zhao)
    with pytest.raises(InvalidInput):
        begin_trace_back(hazard_id=major.pk, trigger="mood", actor=chen)
    trace = begin_trace_back(hazard_id=major.pk, actor=chen, incident_id=3)
    assert_audited("hazards.trace_back.opened", trace, by=chen)
    with pytest.raises(InvalidInput):
        conclude_trace_back(trace_back_id=trace.pk, conclusion="", actor=chen)

    conclude_trace_back(trace_back_id=trace.pk, conclusion="日常检查缺失", actor=chen)
    assert_state(trace, "concluded")
    assert_audited("hazards.trace_back.concluded", trace, by=chen)
    assert_emitted(TraceBackConcluded, hazard_id=major.pk)
    with pytest.raises(WrongState):
        conclude_trace_back(trace_back_id=trace.pk, conclusion="再议", actor=chen)


def test_the_forms_of_the_papers_are_built_from_their_recipes(tmp_path):
    from docx import Document

    from anlan.supervision.hazards.report_templates import FOLDER

    def texts(path):
        paper = Document(str(path))
        cells = [c.text for t in paper.tables for row in t.rows for c in row.cells]
        return [p.text for p in paper.paragraphs] + cells

    for path in build_all(tmp_path):
        assert texts(path) == texts(FOLDER / path.name), "run anlan manage build_hazard_forms"
    assert len(RECIPES) == 5
