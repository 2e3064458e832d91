"""Pages of supervision as their people open them; the platform's own proposals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.base.accounts.public import open_demonstration_account, sync_roles
from anlan.base.organisations.models import Organisation
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.governance.commitments.events import CommitmentEscalated
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.tests.factories import CommitmentFactory
from anlan.governance.indicators.public import Promise
from anlan.governance.oversight.desk import count_late, of_leader, waiting
from anlan.governance.oversight.handlers import promise_at_last_step
from anlan.governance.oversight.models import Order
from anlan.governance.oversight.remedies import act_for, orders_for
from anlan.governance.oversight.tests.factories import Stage, issue, set_stage
from anlan.kernel import clock
from anlan.kernel.actor import system_actor


@pytest.fixture
def stage(db) -> Stage:
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)):
        yield set_stage()


def _url(name, *args):
    return reverse(f"oversight:{name}", args=args)


def overdue(stage: Stage) -> Commitment:
    return CommitmentFactory(
        title="完成客运站消防改造",
        lead=stage.made.department,
        region=stage.made.government.region,
        source_model="planning.PlannedTask",
        source_id="1",
        starts_on=clock.today() - timedelta(days=100),
        deadline=clock.today() - timedelta(days=10),
        state="accepted",
        progress=40,
    )


def test_an_overdue_promise_becomes_an_order_in_one_step_and_is_answered_on_the_phone(stage, visit):
    promise = overdue(stage)
    office, unit, other = visit(stage.office), visit(stage.unit), visit(stage.other)
    url = f"{_url('draw_up')}?about=commitments.Commitment&key={promise.pk}"

    page = office.get(url).content.decode()
    assert "已逾期10日" in page
    assert unit.get(url).status_code == 403
    form = {
        "kind": "order",
        "organisation_id": stage.made.department.pk,
        "reason": "你单位牵头的任务未按期完成。",
    }
    assert office.post(url, form).status_code == 303
    order = Order.objects.get()
    assert (order.subject_type, order.subject_id) == ("commitments.Commitment", str(promise.pk))
    assert {"label": "进展", "value": "40%"} in order.facts
    assert unit.get(_url("order", order.pk)).status_code == 404
    assert office.post(_url("step", order.pk, "submit")).status_code == 303
    director = visit(stage.director)
    shown = director.get(_url("orders")).content.decode()
    assert order.title in shown
    assert [item.label for item in waiting(stage.director)] == [order.title]

    sent = issue(stage, subject=promise)
    assert office.get(_url("order", sent.pk)).status_code == 200
    assert unit.post(_url("step", sent.pk, "sign")).status_code == 303
    answer = {
        "text": "已完成改造。",
        "evidence": SimpleUploadedFile("验收.pdf", b"%PDF-1.4 demo", "application/pdf"),
    }
    assert unit.post(_url("answer", sent.pk), answer).status_code == 303
    assert other.get(_url("order", sent.pk)).status_code == 404
    assert unit.post(_url("step", sent.pk, "close"), {"reason": "合格"}).status_code == 403
    shown = office.get(_url("order", sent.pk)).content.decode()
    assert "已完成改造。" in shown and "验收.pdf" in shown
    assert office.post(_url("step", sent.pk, "close"), {"reason": "合格"}).status_code == 303
    rows = orders_for(
        stage.leader,
        [Promise("commitment", promise.pk, promise.title, promise.lead_id, "")],
    )
    assert {row.is_open for row in rows[f"commitment:{promise.pk}"]} == {True, False}
    register = office.get(f"{_url('orders')}?tab=all&export=csv")
    assert sent.number in b"".join(register).decode()


def test_return_minutes_statement_and_kinds_have_pages(stage, visit):
    office, unit = visit(stage.office), visit(stage.unit)
    order = issue(stage, "interview", meets_at=clock.now() + timedelta(days=2))

    assert office.post(_url("minutes", order.pk), {"minutes": "已约谈"}).status_code == 303
    form = {"kind": "appeal", "text": "情况不属实"}
    assert unit.post(_url("statement", order.pk), form).status_code == 303
    assert unit.post(_url("answer", order.pk), {"text": "整改中"}).status_code == 303
    statement = order.statements.get()
    form = {"is_upheld": "no", "reason": "核查属实"}
    assert office.post(_url("decide", statement.pk), form).status_code == 303
    form = {"reason": "缺照片", "due_on": ""}
    assert office.post(_url("return", order.pk), form).status_code == 303
    kinds = office.get(_url("kinds")).content.decode()
    assert "一票否决决定书" in kinds
    kind = order.kind
    assert office.get(_url("kind", kind.pk)).status_code == 200
    page = office.get(_url("change_kind", kind.pk))
    assert page.status_code == 200
    assert unit.get(_url("change_kind", kind.pk)).status_code == 403


def test_the_leader_sees_the_documents_about_his_units(stage):
    issue(stage)

    panel = of_leader(stage.leader)
    assert panel is not None and panel["count"] == 1
    assert count_late(stage.leader) == 0
    assert len(list(waiting(stage.unit))) == 1
    assert list(waiting(stage.other)) == []


def test_the_platform_proposes_once_at_the_last_step_and_issues_nothing(stage, settings):
    promise = overdue(stage)
    event = CommitmentEscalated(
        commitment_id=promise.pk,
        lead_id=promise.lead_id,
        region=promise.region_id,
        state=promise.state,
        source=promise.source,
        source_model=promise.source_model,
        source_id=promise.source_id,
        audience="principal",
        days_late=10,
    )

    promise_at_last_step(event)

    assert not Order.objects.exists()  # no account of an office yet: nobody could take it up
    settings.ANLAN_DEMO = True
    sync_roles(actor=system_actor("tests"))
    bureau = Organisation.objects.get(code="emergency")
    open_demonstration_account(
        username="office",
        role_code="bureau_officer",
        person_id=PersonFactory(organisation=bureau).pk,
        scope_kind="region",
        scope_value="330825",
        actor=system_actor("tests"),
    )
    promise_at_last_step(event)
    promise_at_last_step(event)

    order = Order.objects.get()
    assert (order.state, order.kind.code, order.office_id) == ("proposed", "order", bureau.pk)
    assert "逾期10日" in order.reason
    acts = act_for(stage.office, [Promise("commitment", promise.pk, "", None, "")])
    assert acts[f"commitment:{promise.pk}"][0].url.endswith(f"key={promise.pk}")
    assert act_for(stage.unit, [Promise("commitment", promise.pk, "", None, "")]) == {}
