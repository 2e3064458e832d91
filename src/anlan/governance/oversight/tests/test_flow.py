"""From the draft to the closing: approval, receipt, answer, check, next step, appeal, transfer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.audit.models import AuditRecord
from anlan.base.deadlines.models import Deadline
from anlan.base.documents.models import Document
from anlan.base.documents.public import documents_of
from anlan.base.files.public import attachments_of
from anlan.base.notifications.models import Notification
from anlan.base.workflow.models import Approval
from anlan.base.workflow.public import approval_of, decide
from anlan.governance.oversight import papers
from anlan.governance.oversight.events import OrderClosed, OrderIssued, OrderMoved, OrderOverdue
from anlan.governance.oversight.models import Order, OrderKind
from anlan.governance.oversight.public import issue_order, list_orders, propose_order
from anlan.governance.oversight.services import drawing, moving
from anlan.governance.oversight.services.kinds import change_kind
from anlan.governance.oversight.tests.factories import Stage, issue, set_stage
from anlan.governance.responsibility.models import DutyRecord
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.policy import visible
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state


@pytest.fixture
def moving_clock():
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def stage(db, moving_clock) -> Stage:
    return set_stage()


def test_a_draft_is_unknown_to_the_unit_until_the_director_signs(stage):
    draft = issue_order(
        kind="order",
        organisation_id=stage.made.department.pk,
        reason="客运站隐患未按期整改。",
        actor=stage.office,
    )
    assert draft.state == "draft"
    assert not visible(Order, stage.unit).filter(pk=draft.id).exists()
    drawing.submit_order(order_id=draft.id, actor=stage.office)
    approval = approval_of(Order.objects.get(pk=draft.id))
    assert approval is not None
    assert not visible(Approval, stage.unit).filter(pk=approval.id).exists()
    with pytest.raises(NotPermitted):
        decide(approval_id=approval.id, verdict="approve", actor=stage.leader)

    decide(approval_id=approval.id, verdict="approve", actor=stage.director)

    order = Order.objects.get(pk=draft.id)
    assert_state(order, "issued")
    assert order.number.startswith("龙安委督〔2026〕")
    assert order.approved_by == "主任"
    assert visible(Order, stage.unit).filter(pk=order.pk).exists()
    assert not visible(Order, stage.other).filter(pk=order.pk).exists()
    context = Document.objects.get(pk=order.document_id).context
    assert context["addressee"] == "龙游县交通运输局"
    assert "第四十一条" in context["basis"]
    assert {d.rule.code for d in Deadline.objects.select_related("rule")} == {
        "oversight.sign",
        "oversight.answer",
    }
    assert_audited("oversight.order.issued", order)
    assert_emitted(OrderIssued, order_id=order.pk, kind="order")


def test_signed_answered_returned_answered_closed(stage, moving_clock):
    order = issue(stage)

    with pytest.raises(NotVisible):
        moving.sign_order(order_id=order.pk, actor=stage.other)
    with pytest.raises(NotPermitted):
        moving.sign_order(order_id=order.pk, actor=stage.office)
    moving.sign_order(order_id=order.pk, actor=stage.unit)
    assert_audited("oversight.order.signed", order, by=stage.unit)
    with pytest.raises(InvalidInput):
        moving.answer_order(order_id=order.pk, text=" ", actor=stage.unit)
    moving_clock.advance(days=2)
    answer = moving.answer_order(
        order_id=order.pk,
        text="已更换消防设施。",
        actor=stage.unit,
        evidence=[SimpleUploadedFile("照片.pdf", b"%PDF-1.4 demo", "application/pdf")],
    )
    assert [file.name for file in attachments_of(answer)] == ["照片.pdf"]
    with pytest.raises(NotPermitted):
        moving.close_order(order_id=order.pk, reason="自查合格", actor=stage.unit)
    moving.return_answer(
        order_id=order.pk,
        reason="缺少验收记录",
        due_on=clock.today() + timedelta(days=5),
        actor=stage.office,
    )
    assert_audited("oversight.order.returned", order, by=stage.office)
    moving.answer_order(order_id=order.pk, text="补充验收记录。", actor=stage.unit)
    moving.close_order(order_id=order.pk, reason="现场核查合格", actor=stage.office)

    order.refresh_from_db()
    assert (order.state, order.outcome) == ("closed", "现场核查合格")
    assert not Deadline.objects.filter(state="running").exists()
    assert_emitted(OrderMoved, order_id=order.pk, state="answered")
    assert_emitted(OrderClosed, order_id=order.pk)
    record = DutyRecord.objects.get(person=stage.clerk)
    assert (record.kind, record.is_automatic) == ("order", True)
    found = list_orders(stage.leader, organisation_id=stage.made.department.pk)
    assert [(row.kind, row.state, row.closed_on) for row in found] == [
        ("order", "closed", clock.today())
    ]
    assert list_orders(stage.leader, since=clock.today()) == []


def test_who_does_not_answer_is_taken_a_step_further_by_proposal(stage, moving_clock):
    order = issue(stage, "reminder")
    with pytest.raises(WrongState):
        drawing.escalate_order(order_id=order.pk, actor=stage.office)
    moving_clock.advance(days=20)

    moving.mark_overdue(order_id=order.pk, actor=system_actor("oversight"))
    moving.mark_overdue(order_id=order.pk, actor=system_actor("oversight"))

    assert_audited("oversight.order.overdue", order)
    assert_emitted(OrderOverdue, order_id=order.pk)
    proposed = Order.objects.get(previous=order)
    assert (proposed.kind.code, proposed.state) == ("interview", "proposed")
    assert "本县规定" in str(proposed.facts)
    assert order.number in proposed.reason
    assert not visible(Order, stage.unit).filter(pk=proposed.pk).exists()
    with pytest.raises(WrongState):
        drawing.escalate_order(order_id=order.pk, actor=stage.office)
    moving.withdraw_order(order_id=proposed.pk, reason="当日已电话说明", actor=stage.office)
    again = drawing.escalate_order(order_id=order.pk, actor=stage.office)
    assert (again.state, again.kind.code) == ("draft", "interview")


def test_the_interview_is_recorded_and_the_leader_hears_of_it(stage):
    with pytest.raises(InvalidInput):
        issue(stage, "interview")
    order = issue(stage, "interview", meets_at=clock.now() + timedelta(days=2))

    assert [d.actor_name for s in approval_of(order).steps for d in s.decisions] == [
        "主任",
        "钟县长",
    ]
    told = Notification.objects.filter(person=stage.made.leader)
    assert told.count() == 1
    moving.record_interview(order_id=order.pk, minutes="局长表态发言", actor=stage.office)
    order.refresh_from_db()
    assert order.minutes == "局长表态发言"
    assert_audited("oversight.interview.recorded", order)


def test_an_accepted_appeal_withdraws_a_refused_one_does_not(stage):
    order = issue(stage, "criticism")
    statement = moving.make_statement(
        order_id=order.pk, kind="appeal", text="该站已移交邻县管理", actor=stage.unit
    )
    with pytest.raises(WrongState):
        moving.make_statement(order_id=order.pk, kind="appeal", text="再次", actor=stage.unit)
    moving.decide_statement(
        statement_id=statement.pk, is_upheld=False, reason="移交手续未完成", actor=stage.office
    )
    assert_state(order, "issued")
    second = moving.make_statement(
        order_id=order.pk, kind="appeal", text="补充移交文件", actor=stage.unit
    )
    moving.decide_statement(
        statement_id=second.pk, is_upheld=True, reason="情况属实", actor=stage.office
    )

    assert_state(order, "withdrawn")
    assert_audited("oversight.statement.decided", order, by=stage.office)


def test_veto_needs_a_principal_leader_and_no_answer(stage):
    draft = drawing.draw_up_order(
        kind="veto",
        organisation_id=stage.made.department.pk,
        reason="发生较大事故，负主要责任。",
        actor=stage.office,
    )
    drawing.submit_order(order_id=draft.pk, actor=stage.office)
    approval = approval_of(draft)
    decide(approval_id=approval.id, verdict="approve", actor=stage.director)
    with pytest.raises(NotPermitted):
        decide(approval_id=approval.id, verdict="approve", actor=stage.leader)
    decide(approval_id=approval.id, verdict="return", comment="核实责任", actor=stage.principal)
    draft.refresh_from_db()
    assert draft.state == "draft"
    drawing.submit_order(order_id=draft.pk, actor=stage.office)
    approval = approval_of(draft)
    decide(approval_id=approval.id, verdict="approve", actor=stage.director)
    decide(approval_id=approval.id, verdict="approve", actor=stage.principal)
    draft.refresh_from_db()

    assert (draft.state, draft.is_overdue) == ("issued", False)
    moving.sign_order(order_id=draft.pk, actor=stage.unit)
    moving.close_order(order_id=draft.pk, reason="年度考核已执行", actor=stage.office)
    assert_state(draft, "closed")


def test_a_transfer_carries_the_facts_and_every_reading_is_recorded(stage):
    before = issue(stage)
    moving.sign_order(order_id=before.pk, actor=stage.unit)
    order = issue(stage, "transfer", person_id=stage.made.head.pk)

    context = Document.objects.get(pk=order.document_id).context
    assert context["addressee"].startswith("龙游县纪律检查委员会")
    assert before.number in [row["number"] for row in context["orders"]]
    assert any("签收" in row["what"] for row in context["records"])
    assert context["files"][0]["sha"]
    assert "沈局长演示" in context["concerned"]
    assert not visible(Order, stage.unit).filter(pk=order.pk).exists()
    assert list_orders(stage.unit, kinds=["transfer"]) == []
    assert documents_of(order, stage.unit) == []
    assert not Deadline.objects.filter(subject_id=str(order.pk)).exists()
    assert not Notification.objects.filter(person=stage.clerk, subject_id=str(order.pk)).exists()
    with pytest.raises(NotVisible):
        drawing.visible_order(order.pk, stage.unit)
    drawing.visible_order(order.pk, stage.principal)
    assert AuditRecord.objects.filter(action="oversight.order.read").count() == 1


def test_who_may_not_issue_is_refused(stage, cast):
    values = {"organisation_id": stage.made.department.pk, "reason": "越权"}

    with pytest.raises(NotPermitted):
        drawing.draw_up_order(kind="order", actor=stage.unit, **values)
    with pytest.raises(NotPermitted):
        drawing.draw_up_order(kind="criticism", actor=cast.zhao, **values)
    with pytest.raises(NotPermitted):  # a township does not order a county department
        drawing.draw_up_order(kind="order", actor=cast.zhao, **values)
    with pytest.raises(InvalidInput):
        drawing.draw_up_order(kind="nonsense", actor=stage.office, **values)


def test_a_proposal_is_taken_up_by_a_person(stage):
    made = propose_order(
        kind="order",
        organisation_id=stage.made.department.pk,
        reason="指标未完成。",
        actor=stage.office,
    )
    assert made.state == "proposed"

    drawing.take_up_proposal(order_id=made.id, actor=stage.office)
    order = drawing.change_order(
        order_id=made.id,
        title="关于年度指标的督办单",
        reason="指标未完成。",
        demand="月底前报整改方案。",
        due_on=clock.today() + timedelta(days=10),
        actor=stage.office,
    )

    assert (order.state, order.drawn_up_by_id) == ("draft", stage.office.id)
    assert_audited("oversight.order.changed", order)


def test_kinds_are_data_with_limits(stage):
    veto, order = OrderKind.objects.get(code="veto"), OrderKind.objects.get(code="order")

    with pytest.raises(InvalidInput):
        change_kind(kind_id=veto.pk, approver="office", reason="简化", actor=stage.office)
    change_kind(kind_id=order.pk, answer_working_days=7, reason="本县规则", actor=stage.office)

    assert drawing.usual_due(OrderKind.objects.get(code="order")) == date(2026, 6, 25)
    assert_audited("oversight.kind.changed", order, by=stage.office)
    with pytest.raises(NotPermitted):
        change_kind(kind_id=order.pk, answer_working_days=1, reason="越权", actor=stage.unit)


def test_forms_are_as_their_recipes(tmp_path: Path):
    from docx import Document as WordDocument

    for path in papers.build_all(tmp_path):
        built, kept = WordDocument(str(path)), WordDocument(str(papers.FOLDER / path.name))
        assert built.element.body.xml == kept.element.body.xml
