"""A problem travels along a chain: proposal, answers, passing on, closing, disputes, telling."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.accounts.public import open_demonstration_account, sync_roles
from anlan.base.deadlines.models import Deadline
from anlan.base.documents.models import Document
from anlan.base.documents.public import documents_of
from anlan.base.files.public import attachments_of
from anlan.base.notifications.models import Notification
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.governance.assessment.contracts import Unit
from anlan.governance.chains import sources
from anlan.governance.chains.choices import ClueState
from anlan.governance.chains.events import ClueClosed, ClueMoved, ClueReported, StageLate
from anlan.governance.chains.models import Clue, Dispute, Trace
from anlan.governance.chains.origins import origin_key, same_origin
from anlan.governance.chains.selectors.figures import clues_of, figures_of
from anlan.governance.chains.services import clues, disputes, telling, traces
from anlan.governance.chains.services.evaluating import evaluate_chain
from anlan.governance.chains.tests.factories import (
    Played,
    in_force,
    play,
    reported,
    sent,
    stage_of,
    trace_of,
)
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.policy import visible
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state


@pytest.fixture
def ticking():
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def played(db, ticking) -> Played:
    return play()


@pytest.fixture
def chain(played):
    return in_force(played)


def answer(played: Played, trace: Trace, unit: str, outcome: str = "clean", **given):
    values = {"text": "已核查供货来源。", "removed": "", **given}
    return traces.answer_trace(
        trace_id=trace.pk, outcome=outcome, actor=played.unit(unit), **values
    )


def answer_all(played: Played, clue: Clue) -> None:
    codes = {unit.pk: code for code, unit in played.units.items()}
    for trace in clue.traces.filter(state__in=("sent", "signed")):
        answer(played, trace, codes[trace.organisation_id])


def test_a_typical_problem_proposes_its_stages_up_and_down(played, chain):
    clue = reported(played, chain, "construction")

    assert clue.title == "施工现场使用燃烧性能不达标的保温材料"
    assert {(t.stage.code, t.direction) for t in clue.traces.select_related("stage")} == {
        ("production", "up"),
        ("sale", "up"),
        ("construction", "here"),
        ("use", "down"),
    }
    assert set(clue.traces.values_list("state", flat=True)) == {"proposed"}
    assert_emitted(ClueReported, clue_id=clue.pk)
    assert_audited("chains.clue.reported", clue)


def test_an_unlisted_problem_looks_up_all_the_way_and_one_stage_down(played, chain):
    clue = reported(played, chain, "sale", None, text="仓库内堆放来路不明的板材")

    assert {(t.stage.code, t.direction) for t in clue.traces.select_related("stage")} == {
        ("production", "up"),
        ("sale", "here"),
        ("construction", "down"),
    }


def test_reporting_needs_a_stage_a_place_a_problem_and_the_right(played, chain):
    stage = stage_of(chain, "sale").pk
    with pytest.raises(InvalidInput) as refused:
        clues.report_clue(
            chain_id=chain.pk, stage_id=0, place="", actor=played.unit("housing"), text=""
        )
    assert set(refused.value.fields) == {"found", "place", "text"}
    with pytest.raises(NotPermitted):
        clues.report_clue(
            chain_id=chain.pk, stage_id=stage, place="演示", text="演示", actor=played.leader
        )
    draft = chain.versions.get()
    draft.state = "replaced"
    draft.save()
    with pytest.raises(WrongState):
        clues.report_clue(
            chain_id=chain.pk,
            stage_id=stage,
            place="演示",
            text="演示",
            actor=played.unit("housing"),
        )


def test_photos_and_origins_are_kept(played, chain):
    photo = SimpleUploadedFile("板材.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40, "image/png")
    clue = reported(
        played,
        chain,
        "construction",
        photos=[photo],
        origins={"producer": "演示建材（龙游）有限公司", "batch": " b-2026/06 ", "certificate": ""},
    )

    assert [row.name for row in attachments_of(clue)] == ["板材.png"]
    assert {(key.kind, key.key) for key in clue.keys.all()} == {
        ("producer", "演示建材龙游"),
        ("batch", "B202606"),
    }
    assert origin_key("batch", "Ｂ－２０２６ ０６") == "B202606"


def test_a_unit_knows_nothing_before_it_is_sent_and_then_has_its_clocks(played, chain):
    clue = reported(played, chain, "construction")
    market, police = played.unit("market"), played.unit("public_security")
    assert not visible(Clue, market).filter(pk=clue.pk).exists()
    with pytest.raises(InvalidInput):
        clues.send_clue(clue_id=clue.pk, stage_ids=[], actor=played.office)
    with pytest.raises(NotPermitted):
        clues.send_clue(clue_id=clue.pk, stage_ids=[1], actor=played.unit("housing"))

    wanted = [stage_of(chain, code).pk for code in ("production", "construction")]
    clues.send_clue(clue_id=clue.pk, stage_ids=wanted, actor=played.office)

    assert visible(Clue, market).filter(pk=clue.pk).exists()
    assert not visible(Clue, police).filter(pk=clue.pk).exists()
    assert set(clue.traces.values_list("stage_id", flat=True)) == set(wanted)
    trace = trace_of(clue, "production")
    assert trace.due_on == date(2026, 6, 23)  # five working days; 19 June is a holiday
    rules = Deadline.objects.filter(subject_id=str(trace.pk)).values_list("rule__code", flat=True)
    assert set(rules) == {"chains.sign", "chains.answer"}
    assert_audited("chains.clue.sent", clue, by=played.office)
    assert_emitted(ClueMoved, clue_id=clue.pk)


def test_only_the_unit_in_charge_signs_and_answers_and_what_it_removed_is_said(played, chain):
    clue = sent(played, chain)
    trace = trace_of(clue, "production")
    with pytest.raises(NotPermitted):
        traces.sign_trace(trace_id=trace.pk, actor=played.unit("housing"))
    with pytest.raises(NotVisible):
        traces.sign_trace(trace_id=trace.pk, actor=played.unit("public_security"))
    traces.sign_trace(trace_id=trace.pk, actor=played.unit("market"))
    with pytest.raises(InvalidInput) as refused:
        answer(played, trace, "market", "confirmed")
    assert set(refused.value.fields) == {"removed"}

    paper = SimpleUploadedFile("检验报告.pdf", b"%PDF-1.4 demo", "application/pdf")
    made = answer(
        played, trace, "market", "confirmed", removed="封存120立方米，立案1件。", evidence=[paper]
    )

    assert_state(trace, "answered")
    assert [row.name for row in attachments_of(made)] == ["检验报告.pdf"]
    assert not Deadline.objects.filter(subject_id=str(trace.pk), state="running").exists()
    assert_audited("chains.trace.answered", trace)


def test_a_unit_passes_on_to_a_stage_nobody_thought_of(played, chain):
    clue = sent(played, chain)
    acceptance = stage_of(chain, "acceptance")
    assert not clue.traces.filter(stage=acceptance).exists()

    made = answer(played, trace_of(clue, "construction"), "housing", pass_on=[acceptance.pk])

    further = trace_of(clue, "acceptance")
    assert made.passed_to == acceptance.name
    assert (further.state, further.direction) == ("sent", "down")
    assert "施工环节核查后移交" in further.reason
    assert_audited("chains.trace.added", further)


def test_nobody_closes_before_all_answered_and_two_people_of_the_office_looked(played, chain):
    clue = sent(played, chain)
    with pytest.raises(TransitionRefused):
        clues.check_clue(clue_id=clue.pk, reason="核查属实", actor=played.office)
    answer_all(played, clue)
    with pytest.raises(TransitionRefused):
        clues.close_clue(clue_id=clue.pk, actor=played.director)
    with pytest.raises(InvalidInput):
        clues.check_clue(clue_id=clue.pk, reason="", actor=played.office)
    with pytest.raises(NotPermitted):
        clues.check_clue(clue_id=clue.pk, reason="属实", actor=played.unit("market"))

    clues.check_clue(clue_id=clue.pk, reason="各环节已核查清除。", actor=played.office)
    with pytest.raises(NotPermitted):
        clues.close_clue(clue_id=clue.pk, actor=played.office)
    clues.close_clue(clue_id=clue.pk, actor=played.director)

    assert_state(clue, "closed")
    assert_emitted(ClueClosed, clue_id=clue.pk)
    assert_audited("chains.clue.closed", clue, by=played.director)


def test_who_answered_for_a_stage_does_not_check_and_a_check_can_be_taken_up_again(played):
    chain = in_force(played, "fireworks")
    clue = reported(played, chain, "production", None, text="演示非法生产")
    production = stage_of(chain, "production")
    clues.send_clue(clue_id=clue.pk, stage_ids=[production.pk], actor=played.office)
    traces.answer_trace(
        trace_id=clue.traces.get().pk, outcome="clean", text="已核查", actor=played.office
    )
    with pytest.raises(NotPermitted):
        clues.check_clue(clue_id=clue.pk, reason="属实", actor=played.office)
    clues.check_clue(clue_id=clue.pk, reason="属实", actor=played.director)
    clues.reopen_clue(clue_id=clue.pk, reason="仍有存货", actor=played.director)
    assert_state(clue, "tracing")


def test_a_poor_answer_goes_back_with_new_days_and_a_stage_can_be_released(played, chain, ticking):
    clue = sent(played, chain)
    trace = trace_of(clue, "sale")
    answer(played, trace, "market")
    ticking.advance(days=3)
    with pytest.raises(InvalidInput):
        traces.return_answer(trace_id=trace.pk, reason="", actor=played.office)
    traces.return_answer(trace_id=trace.pk, reason="未附台账", actor=played.office)
    trace.refresh_from_db()
    assert (trace.state, trace.outcome) == ("signed", "")
    assert trace.answers.get().comment == "未附台账"
    assert trace.due_on > date(2026, 6, 23)

    traces.release_trace(trace_id=trace.pk, reason="未经销售环节", actor=played.office)
    assert_state(trace, "released")
    with pytest.raises(NotPermitted):
        traces.release_trace(
            trace_id=trace_of(clue, "use").pk, reason="无关", actor=played.unit("fire_rescue")
        )


def test_a_withdrawn_clue_is_answered_no_more(played, chain):
    clue = sent(played, chain)
    clues.withdraw_clue(clue_id=clue.pk, reason="重复上报", actor=played.office)
    assert_state(clue, "withdrawn")
    with pytest.raises(WrongState):
        answer(played, trace_of(clue, "sale"), "market")
    with pytest.raises(WrongState):
        clues.add_stages(
            clue_id=clue.pk,
            stage_ids=[stage_of(chain, "acceptance").pk],
            reason="演示",
            actor=played.office,
        )


def test_a_dispute_over_competence_is_decided_in_writing_by_the_director(played, chain):
    clue = sent(played, chain)
    trace = trace_of(clue, "use")
    fire, housing = played.unit("fire_rescue"), played.units["housing"]
    with pytest.raises(InvalidInput):
        disputes.raise_dispute(trace_id=trace.pk, claim=" ", actor=fire)
    made = disputes.raise_dispute(
        trace_id=trace.pk, claim="在建工程由住建部门监管", suggested_id=housing.pk, actor=fire
    )
    assert_state(trace, "disputed")
    assert not Deadline.objects.filter(subject_id=str(trace.pk), state="running").exists()
    with pytest.raises(NotPermitted):
        disputes.decide_dispute(
            dispute_id=made.pk, competent_id=housing.pk, decision="由住建", actor=played.office
        )
    with pytest.raises(InvalidInput):
        disputes.decide_dispute(
            dispute_id=made.pk, competent_id=housing.pk, decision="", actor=played.director
        )

    disputes.decide_dispute(
        dispute_id=made.pk,
        competent_id=housing.pk,
        decision="在建工程外墙由住房城乡建设部门核查。",
        actor=played.director,
    )

    trace.refresh_from_db()
    assert (trace.state, trace.organisation_id) == ("sent", housing.pk)
    made = Dispute.objects.get(pk=made.pk)
    paper = Document.objects.get(pk=made.document_id)
    assert "龙游县消防救援大队" in paper.context["addressee"]
    assert "龙游县住房和城乡建设局负责核查" in paper.context["order"]
    assert [row.id for row in documents_of(trace, played.office)] == [paper.pk]
    assert_audited("chains.dispute.decided", trace, by=played.director)
    assert not visible(Trace, played.unit("public_security")).filter(pk=trace.pk).exists()


def test_the_third_case_of_one_producer_shows_the_two_before(played, chain):
    written = ("演示保温材料有限公司", "演示保温 材料", "演示保温材料有限责任公司")
    made = [reported(played, chain, "construction", origins={"producer": name}) for name in written]
    other = reported(played, chain, "construction", origins={"producer": "另一演示厂"})

    found = same_origin(made[2], played.office)
    assert [row.total for row in found] == [2]
    assert {row.pk for row in found[0].rows} == {made[0].pk, made[1].pk}
    assert same_origin(other, played.office) == []
    hidden = same_origin(made[2], played.unit("public_security"))
    assert (hidden[0].total, hidden[0].rows) == (2, ())


def test_late_stages_are_told_step_by_step_each_step_once(played, ticking):
    chain = in_force(played, "hazmat_transport")
    clue = reported(played, chain, "carriage", None, text="挂靠车辆")
    carriage = stage_of(chain, "carriage")
    clues.send_clue(clue_id=clue.pk, stage_ids=[carriage.pk], actor=played.office)
    trace = clue.traces.get()
    platform = system_actor("chains")
    assert telling.tell_late(actor=platform) == 0
    told = []
    for days in (10, 2, 1, 4, 3):
        ticking.advance(days=days)
        telling.tell_late(actor=platform)
        trace.refresh_from_db()
        told.append(trace.told_rank)
    made = played.government
    assert told == [1, 2, 2, 3, 3]
    assert_emitted(StageLate, trace_id=trace.pk, rank=3)
    for person in (made.head, made.leader, made.principal):
        rows = Notification.objects.filter(person_id=person.pk, subject_type="chains.Trace")
        assert rows.count() == 1, person


def test_a_late_stage_becomes_a_supervision_document_once(played, chain, ticking):
    clue = sent(played, chain)
    trace = trace_of(clue, "production")
    with pytest.raises(WrongState):
        traces.order_about(trace_id=trace.pk, actor=played.office)
    ticking.advance(days=12)
    made = traces.order_about(trace_id=trace.pk, actor=played.office)
    assert (made.organisation_id, made.subject_id) == (trace.organisation_id, str(trace.pk))
    assert_audited("chains.trace.ordered", trace)
    with pytest.raises(WrongState):
        traces.order_about(trace_id=trace.pk, actor=played.office)
    with pytest.raises(NotPermitted):
        traces.order_about(trace_id=trace.pk, actor=played.unit("market"))


def test_the_figures_say_where_problems_begin_and_what_is_late(played, chain, ticking):
    first, second = sent(played, chain), sent(played, chain)
    ticking.advance(days=2)
    answer(played, trace_of(first, "construction"), "housing", "confirmed", removed="拆除")
    answer(played, trace_of(first, "production"), "market", "confirmed", removed="封存")
    ticking.advance(days=20)

    found = figures_of(clues_of(played.office, chain), [])

    assert (found.total, found.open, found.late, found.closed) == (2, 2, 2, 0)
    production = found.stages["production"]
    assert (production.begins, production.answered, production.late) == (1, 1, 1)
    assert (production.in_time, production.due, production.median_days) == (1, 2, 2.0)
    assert found.stages["construction"].found == 2
    assert dict(found.ways) == {("production", "construction"): 1}
    rate = sources.answered_in_time(played.office, clock.today(), "330825")
    assert rate is not None
    assert (rate.numerator, rate.denominator) == (2.0, 8.0)
    unit = played.units["market"]
    asked = Unit(unit.pk, unit.code, unit.name, "department", played.county)
    fact = sources.in_time(played.office, asked, date(2026, 6, 1), clock.today(), {})
    assert (fact.numerator, fact.denominator, len(fact.losses)) == (1, 4, 3)

    Clue.objects.filter(pk=first.pk).update(state=ClueState.CLOSED)
    half = sources.closed_rate(played.office, clock.today(), "330825")
    assert (half.value, half.numerator, half.denominator) == (50.0, 1.0, 2.0)
    Clue.objects.filter(pk=second.pk).update(state=ClueState.WITHDRAWN)
    assert sources.closed_rate(played.office, clock.today(), "330825").value == 100.0


def test_the_yearly_evaluation_is_a_numbered_paper(played, chain):
    clue = sent(played, chain)
    answer(played, trace_of(clue, "production"), "market", "confirmed", removed="封存")
    with pytest.raises(InvalidInput) as refused:
        evaluate_chain(chain_id=chain.pk, year=2027, conclusion="", actor=played.office)
    assert set(refused.value.fields) == {"year", "conclusion"}

    paper = evaluate_chain(
        chain_id=chain.pk, year=2026, conclusion="销售环节台账薄弱。", actor=played.office
    )

    context = Document.objects.get(pk=paper.id).context
    assert "共发现问题线索1件" in context["summary"]
    assert {row["name"] for row in context["stages"]} >= {"生产", "施工"}
    assert context["ways"] == [{"origin": "生产", "found": "施工", "count": 1}]
    assert_audited("chains.chain.evaluated", chain)
    with pytest.raises(NotPermitted):
        evaluate_chain(chain_id=chain.pk, year=2026, conclusion="演示", actor=played.unit("market"))


def test_the_people_of_the_unit_are_told_and_confirm(played, chain, settings):
    settings.ANLAN_DEMO = True
    sync_roles(actor=system_actor("tests"))
    clerk = PersonFactory(organisation=played.units["market"])
    open_demonstration_account(
        username="market_clerk",
        role_code="department_officer",
        person_id=clerk.pk,
        scope_kind="organisation",
        scope_value=str(played.units["market"].pk),
        actor=system_actor("tests"),
    )

    clue = sent(played, chain)

    rows = Notification.objects.filter(person_id=clerk.pk, subject_type="chains.Trace")
    told = set(rows.values_list("subject_id", flat=True))
    assert told == {str(trace_of(clue, code).pk) for code in ("production", "sale")}
