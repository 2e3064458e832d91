"""An assessment from opening to the final ranking, as its people take part in it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from anlan.base.documents.public import download_document
from anlan.governance.assessment import papers, reference
from anlan.governance.assessment.choices import ItemState
from anlan.governance.assessment.contracts import ScoreFact
from anlan.governance.assessment.errors import (
    AppealTooLate,
    NotNow,
    OwnUnit,
    SameAssessor,
    SchemeInForce,
)
from anlan.governance.assessment.events import AppealChanged, RunMoved
from anlan.governance.assessment.models import ItemResult, Scheme, SchemeItem, UnitResult
from anlan.governance.assessment.public import final_scores
from anlan.governance.assessment.selectors.blocking import blockers_of
from anlan.governance.assessment.selectors.checking import problems_of
from anlan.governance.assessment.selectors.preview import preview
from anlan.governance.assessment.selectors.units import unit_of
from anlan.governance.assessment.services import appeals, marking, runs, schemes, settling
from anlan.governance.assessment.services import scoring as adding
from anlan.governance.assessment.services.following import propose_interviews
from anlan.governance.assessment.services.papers import make_report, ranking_workbook
from anlan.governance.assessment.tests.conftest import acting
from anlan.governance.oversight.public import orders_about
from anlan.governance.oversight.reference import load as load_oversight
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.policy import visible
from anlan.kernel.testing.assertions import assert_audited, assert_emitted

pytestmark = pytest.mark.django_db
D = Decimal


def test_points_from_hand_made_facts_are_those_counted_by_hand(stage, published):
    run = published()
    town = UnitResult.objects.get(run=run, organisation=stage.town)
    # 0.9 between 0.5 and 1 is 80 % of 60 points = 48, with 30 of 40 by the assessor: 78 of 100.
    assert (town.base, town.score, town.band, town.rank) == (D("78.00"), D("78.00"), "passed", 1)
    valley = UnitResult.objects.get(run=run, organisation=stage.valley)
    # 0.7 is 40 % of 60 = 24, and 20: 44.
    assert (valley.score, valley.band, valley.rank) == (D("44.00"), "failed", 2)
    row = stage.item(run, stage.town, "rate")
    assert row.facts["numerator"] == "9" and "60分×0.8＝48分" in row.words

    stage.facts.clear()  # the records change afterwards
    rows = adding.items_of(run)
    for one in rows:
        if one.item.code == "rate":
            again = adding.score_facts(one, adding.peers_of(rows, one))
            assert (again.points, again.words) == (one.points, one.words)
    before = town.inputs_sha256
    adding.settle_totals(run)
    town.refresh_from_db()
    assert (town.score, town.inputs_sha256) == (D("78.00"), before)


def test_an_appeal_is_decided_by_others_and_changes_the_ranking(stage, published, frozen_clock):
    run = published()
    row = stage.item(run, stage.valley, "study")
    with pytest.raises(NotVisible):
        appeals.file_appeal(item_result_id=row.pk, text="不是本镇", actor=stage.town_officer)
    appeal = appeals.file_appeal(
        item_result_id=row.pk, text="漏看两份纪要", wanted_points=D(40), actor=stage.valley_officer
    )
    assert_emitted(AppealChanged, appeal_id=appeal.pk)
    with pytest.raises(TransitionRefused):
        runs.confirm_run(run_id=run.pk, actor=stage.leader)
    with pytest.raises(SameAssessor):
        appeals.uphold_appeal(appeal_id=appeal.pk, given=D(40), reason="属实", actor=stage.office)
    with pytest.raises(InvalidInput):
        appeals.uphold_appeal(appeal_id=appeal.pk, given=D(41), reason="属实", actor=stage.second)
    appeals.uphold_appeal(appeal_id=appeal.pk, given=D(38), reason="属实", actor=stage.second)
    assert_audited("assessment.appeal.decided", appeal, by=stage.second)
    appeal.refresh_from_db()
    assert (appeal.points_before, appeal.points_after) == (D(20), D(38))
    valley = UnitResult.objects.get(run=run, organisation=stage.valley)
    assert (valley.score, valley.band) == (D("62.00"), "passed")

    frozen_clock.advance(days=8)
    with pytest.raises(AppealTooLate):
        appeals.file_appeal(item_result_id=row.pk, text="再看", actor=stage.valley_officer)
    with pytest.raises(NotPermitted):
        runs.confirm_run(run_id=run.pk, actor=stage.office)
    runs.confirm_run(run_id=run.pk, actor=stage.leader)
    assert_audited("assessment.run.confirmed", run, by=stage.leader)
    assert_emitted(RunMoved, run_id=run.pk, state="confirmed")
    assert visible(UnitResult, stage.town_officer).filter(run=run).count() == 2
    told = final_scores(stage.town_officer, organisation_id=stage.valley.pk)
    assert [(one.score, one.rank) for one in told] == [(D("62.00"), 2)]

    following = runs.open_run(
        scheme_id=stage.scheme.pk,
        kind="half",
        since=run.until.replace(month=7, day=1),
        until=run.until.replace(month=12, day=31),
        actor=stage.office,
    )
    assert following.previous_id == run.pk
    assert following.results.get(organisation=stage.valley).rank_before == 2


def test_who_marks_and_when_two_must(stage):
    run = stage.run()
    assert visible(UnitResult, stage.town_officer).filter(run=run).count() == 1
    row = stage.item(run, stage.town, "study")
    with pytest.raises(NotVisible):
        marking.hand_in(item_result_id=row.pk, note="代报", actor=stage.valley_officer)
    with pytest.raises(InvalidInput):
        marking.hand_in(item_result_id=row.pk, note=" ", actor=stage.town_officer)
    marking.hand_in(
        item_result_id=row.pk, note="纪要三份", self_points=D(40), actor=stage.town_officer
    )
    result = marking.finish_handing_in(result_id=row.result_id, actor=stage.town_officer)
    assert result.handed_in_at is not None
    with pytest.raises(NotPermitted):
        marking.mark_item(item_result_id=row.pk, given=D(40), actor=stage.town_officer)
    runs.close_run(run_id=run.pk, actor=stage.office)
    with pytest.raises(NotNow):
        marking.hand_in(item_result_id=row.pk, note="补报", actor=stage.town_officer)
    with pytest.raises(InvalidInput):
        marking.mark_item(item_result_id=row.pk, given=D(10), actor=stage.office)
    # 40 and 10 differ by more than 30 % of 40: a second assessor.
    marking.mark_item(item_result_id=row.pk, given=D(10), reason="缺三次", actor=stage.office)
    row.refresh_from_db()
    assert (row.state, row.points) == (ItemState.SECOND, None)
    with pytest.raises(TransitionRefused):
        runs.review_run(run_id=run.pk, actor=stage.office)
    marking.mark_item(item_result_id=row.pk, given=D(20), reason="缺两次", actor=stage.second)
    row.refresh_from_db()
    assert (row.state, row.points) == (ItemState.SCORED, D("15.00"))
    assert_audited("assessment.item.marked", row, by=stage.second)

    veto = stage.item(run, stage.town, "veto")
    marking.mark_item(item_result_id=veto.pk, given=D(1), reason="查实瞒报", actor=stage.office)
    veto.refresh_from_db()
    assert veto.state == ItemState.SECOND
    marking.mark_item(item_result_id=veto.pk, given=D(1), reason="查实瞒报", actor=stage.second)
    marking.mark_item(
        item_result_id=stage.item(run, stage.valley, "study").pk,
        given=D(40),
        actor=stage.office,
    )
    runs.review_run(run_id=run.pk, actor=stage.office)
    town = UnitResult.objects.get(run=run, organisation=stage.town)
    assert (town.band, town.rank) == ("failed", 2)


def test_nobody_marks_his_own_unit(stage):
    stage.town.kind = "department"
    stage.town.save()
    run = stage.run()
    own = ItemResult.objects.filter(result__run=run, item__code="study").first()
    UnitResult.objects.filter(pk=own.result_id).update(organisation=stage.bureau)
    with pytest.raises(OwnUnit):
        marking.mark_item(item_result_id=own.pk, given=D(40), actor=stage.office)


def test_missing_data_holds_publication_until_the_office_has_decided(stage):
    stage.facts.pop(stage.valley.pk)
    run = stage.run()
    row = stage.item(run, stage.valley, "rate")
    assert (row.state, row.points) == (ItemState.MISSING, None)
    runs.close_run(run_id=run.pk, actor=stage.office)
    for unit in (stage.town, stage.valley):
        marking.mark_item(
            item_result_id=stage.item(run, unit, "study").pk, given=D(40), actor=stage.office
        )
    runs.review_run(run_id=run.pk, actor=stage.office)
    valley = UnitResult.objects.get(run=run, organisation=stage.valley)
    assert (valley.missing, valley.score, valley.band, valley.rank) == (1, D("100.00"), "", None)
    with pytest.raises(TransitionRefused):
        runs.publish_run(run_id=run.pk, actor=stage.office)
    with pytest.raises(InvalidInput):
        settling.settle_item(item_result_id=row.pk, reason=" ", actor=stage.office)
    settling.settle_item(
        item_result_id=row.pk, given=D(30), reason="按线下台账核定", actor=stage.office
    )
    assert_audited("assessment.item.settled", row, by=stage.office)
    runs.publish_run(run_id=run.pk, actor=stage.office)
    valley.refresh_from_db()
    assert (valley.missing, valley.score, valley.band, valley.rank) == (0, D("70.00"), "passed", 2)


def test_a_scheme_in_force_is_not_changed_and_gaps_keep_one_out_of_force(stage):
    with pytest.raises(SchemeInForce):
        schemes.write_part(scheme_id=stage.scheme.pk, values={"name": "新"}, actor=stage.office)
    new = schemes.copy_scheme(scheme_id=stage.scheme.pk, actor=stage.office)
    assert (new.version, new.previous_id) == (2, stage.scheme.pk)
    item = SchemeItem.objects.get(part__scheme=new, code="study")
    schemes.set_points(scheme_id=new.pk, points={item.pk: D(30)}, actor=stage.office)
    places = {problem.place for problem in problems_of(new)}
    assert places == {"", f"part-{item.part_id}"}
    with pytest.raises(TransitionRefused):
        schemes.enforce_scheme(scheme_id=new.pk, actor=stage.office)
    rate = SchemeItem.objects.get(part__scheme=new, code="rate")
    SchemeItem.objects.filter(pk=rate.pk).update(source="nowhere", rule={})
    SchemeItem.objects.filter(pk=item.pk).update(points=40, by_office=False)
    assert len(problems_of(new)) == 3
    SchemeItem.objects.filter(pk=rate.pk).update(source=rate.source, rule=rate.rule)
    SchemeItem.objects.filter(pk=item.pk).update(by_office=True)
    schemes.enforce_scheme(scheme_id=new.pk, actor=stage.office)
    stage.scheme.refresh_from_db()
    assert stage.scheme.state == "retired"
    assert_audited("assessment.scheme.enforced", new, by=stage.office)


def test_the_schemes_that_come_along_have_no_gap(db):
    reference.load(system_actor("tests"))
    found = {scheme.subject: scheme for scheme in Scheme.objects.all()}
    assert set(found) == {"departments", "townships", "leaders", "parks"}
    for scheme in found.values():
        assert [problem.words for problem in problems_of(scheme)] == []
        assert all(item.basis for item in SchemeItem.objects.filter(part__scheme=scheme))
    reference.load(system_actor("tests"))
    assert Scheme.objects.count() == 4


def test_a_unit_sees_during_the_year_what_costs_points(stage):
    stage.facts[stage.town.pk] = ScoreFact(D("0.75"), "到期4项，按期3项。")
    run = stage.run()
    unit = unit_of(UnitResult.objects.get(run=run, organisation=stage.town))
    found = preview(unit)
    assert found is not None
    assert [(line.item.code, line.lost) for line in found.costing] == [("rate", D("30.00"))]
    assert found.total.score == D("50.00")
    assert found.known == D(60)
    stage.facts.clear()
    silent = preview(unit)
    assert silent is not None and silent.total.score is None
    assert [line.item.code for line in silent.silent] == ["rate"]


def test_who_failed_is_proposed_for_an_interview_once(stage, published, frozen_clock, run_jobs):
    load_oversight(system_actor("tests"))
    run = published()
    frozen_clock.advance(days=8)
    runs.confirm_run(run_id=run.pk, actor=stage.leader)
    run_jobs()  # nobody holds the office yet: nothing is proposed, and nothing fails
    assert propose_interviews(run_id=run.pk, actor=stage.office) == 1
    valley = UnitResult.objects.get(run=run, organisation=stage.valley)
    proposals = orders_about(
        system_actor("tests"), subject_type=valley._meta.label, subject_ids=[valley.pk]
    )[str(valley.pk)]
    assert [(one.kind, one.organisation_id) for one in proposals] == [
        ("interview", stage.valley.pk)
    ]
    assert propose_interviews(run_id=run.pk, actor=stage.office) == 0


def test_notice_and_workbook(stage, published, tmp_path):
    reference.load(system_actor("tests"))
    run = published()
    paper = make_report(run_id=run.pk, actor=stage.office)
    _row, content = download_document(document_id=paper.id, actor=stage.office)
    assert content[:2] == b"PK"
    assert ranking_workbook(run=run, actor=stage.office).read(2) == b"PK"
    assert_audited("assessment.report.made", run, by=stage.office)
    built = {p.name: p.stat().st_size for p in papers.build_all(tmp_path)}
    kept = {p.name: p.stat().st_size for p in papers.FOLDER.glob("*.docx")}
    assert built.keys() == kept.keys()
    assert all(abs(built[name] - kept[name]) < 64 for name in built)
    assert clock.today() <= run.appeal_until


def test_many_items_are_decided_with_one_reason_and_the_own_unit_by_the_leader(
    stage, django_assert_max_num_queries
):
    stage.facts.clear()
    run = stage.run()
    rate, study = (stage.item(run, stage.town, code).item_id for code in ("rate", "study"))
    marking.hand_in(
        item_result_id=stage.item(run, stage.valley, "study").pk,
        note="纪要",
        actor=stage.valley_officer,
    )
    own = UnitResult.objects.get(run=run, organisation=stage.town)
    UnitResult.objects.filter(pk=own.pk).update(organisation=stage.bureau)
    wanted = {"run_id": run.pk, "item_ids": [rate, study], "reason": "试评期不计"}
    with pytest.raises(NotNow):
        settling.settle_open(**wanted, actor=stage.office)
    runs.close_run(run_id=run.pk, actor=stage.office)
    with pytest.raises(NotPermitted):
        settling.settle_open(**wanted, actor=stage.valley_officer)
    with pytest.raises(InvalidInput):
        settling.settle_open(**{**wanted, "reason": " "}, actor=stage.office)
    with pytest.raises(InvalidInput):
        settling.settle_open(**{**wanted, "item_ids": []}, actor=stage.office)
    with django_assert_max_num_queries(6):
        blockers = {(one.item_id, one.state): one for one in blockers_of(run, stage.office)}
    assert {key: (one.open_to_me, one.own) for key, one in blockers.items()} == {
        (rate, "missing"): (1, 1),
        (study, "waiting"): (0, 1),
        (study, "handed_in"): (1, 0),
    }

    settled = settling.settle_open(**wanted, actor=stage.office)

    assert (settled.done, settled.left) == (1, 2)
    assert_audited("assessment.run.settled", run, by=stage.office)
    assert_emitted(RunMoved, run_id=run.pk, state="marking")
    valley = ItemResult.objects.get(result__run=run, item=rate, result__organisation=stage.valley)
    assert (valley.state, valley.points) == (ItemState.EXEMPT, None)
    handed = stage.item(run, stage.valley, "study")
    assert handed.state == ItemState.HANDED_IN  # somebody must look at what was handed in
    leader = acting("高县长演示", "county_leader", stage.valley, "330825")
    assert settling.settle_open(**wanted, verdict="none", actor=leader).done == 2
    marking.mark_item(item_result_id=handed.pk, given=D(40), actor=stage.office)
    assert blockers_of(run, stage.office) == []
    runs.review_run(run_id=run.pk, actor=stage.office)
    runs.publish_run(run_id=run.pk, actor=stage.office)
    own.refresh_from_db()
    assert (own.missing, own.score) == (0, D(0))
