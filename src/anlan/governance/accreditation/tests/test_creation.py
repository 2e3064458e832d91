"""From the candidate to the award: criteria, records, two reviewers, publicity, objections."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.documents.models import Document
from anlan.base.files.public import attachments_of
from anlan.governance.accreditation import papers
from anlan.governance.accreditation.events import CaseAwarded, CaseMoved
from anlan.governance.accreditation.models import Answer, Case, SiteMark
from anlan.governance.accreditation.services import awarding, cases
from anlan.governance.accreditation.tests.factories import Stage, set_stage
from anlan.kernel import clock
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
def moving_clock():
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def stage(db, moving_clock) -> Stage:
    return set_stage()


def test_a_candidate_keeps_its_version_and_lies_in_its_own_part(stage):
    case = stage.candidate()

    assert_state(case, "preparing")
    assert (case.unit_name, case.region_id) == ("演示村村委会", "330825100201")
    assert case.office_id == stage.bureau.pk
    assert case.rounds.get().answers.count() == 3
    assert_audited("accreditation.case.named", case, by=stage.office)
    assert_emitted(CaseMoved, case_id=case.pk, state="preparing")
    for who in (stage.clerk, stage.town, stage.office):
        assert visible(Case, who).filter(pk=case.pk).exists()
    assert not visible(Case, stage.other).filter(pk=case.pk).exists()
    assert not visible(Case, stage.manager).filter(pk=case.pk).exists()
    with pytest.raises(InvalidInput) as refused:
        stage.candidate()
    assert "unit_name" in refused.value.fields
    with pytest.raises(InvalidInput) as refused:
        stage.candidate("benchmark_enterprise")
    assert "organisation_id" in refused.value.fields
    with pytest.raises(NotPermitted):
        stage.candidate("township_six", organisation_id=stage.township.pk, actor=stage.other)


def test_a_township_stands_for_a_village_and_a_firm_applies_for_itself(stage):
    case = stage.candidate(
        organisation_id=stage.township.pk, region_code="330825100201", actor=stage.town
    )
    assert (case.unit_name, case.region_id) == ("演示村", "330825100201")
    own = stage.candidate(
        "benchmark_enterprise", organisation_id=stage.firm.organisation_id, actor=stage.manager
    )
    assert own.organisation_id == stage.firm.organisation_id
    with pytest.raises(InvalidInput) as refused:
        stage.candidate(
            organisation_id=stage.township.pk, region_code="330825000000", actor=stage.town
        )
    assert "region_code" in refused.value.fields
    with pytest.raises(NotVisible):
        cases.submit_case(case_id=own.pk, actor=stage.clerk)


def test_the_unit_answers_with_evidence_and_explains_what_the_records_deny(stage):
    case = stage.candidate()
    found = {a.criterion.code: a for a in Answer.objects.select_related("criterion")}
    shelter, rules = found["place"], found["rules"]
    assert (shelter.auto_met, shelter.auto_source) == (False, "避难场所台账")
    assert rules.auto_at is None

    with pytest.raises(InvalidInput) as refused:
        cases.answer_criterion(answer_id=shelter.pk, is_met=True, actor=stage.clerk)
    assert "note" in refused.value.fields
    with pytest.raises(InvalidInput):
        cases.answer_criterion(answer_id=rules.pk, actor=stage.clerk)
    with pytest.raises(NotPermitted):
        cases.answer_criterion(answer_id=rules.pk, is_met=True, actor=stage.office)
    answer = cases.answer_criterion(
        answer_id=rules.pk,
        is_met=True,
        evidence=[SimpleUploadedFile("制度.pdf", b"%PDF-1.4 demo", "application/pdf")],
        actor=stage.clerk,
    )
    assert [file.name for file in attachments_of(answer)] == ["制度.pdf"]
    assert_audited("accreditation.criterion.answered", case, by=stage.clerk)
    with pytest.raises(TransitionRefused):
        cases.submit_case(case_id=case.pk, actor=stage.clerk)


def test_a_prerequisite_that_is_not_met_stops_the_candidate(stage):
    case = stage.answered(stage.candidate("disaster_reduction_community"))

    plan = Answer.objects.get(criterion__check_code="plans")
    assert (plan.auto_met, plan.is_met) == (False, True)  # not in the library, and explained
    Answer.objects.filter(criterion__code="no_accident").update(auto_met=False)
    with pytest.raises(TransitionRefused) as refused:
        cases.submit_case(case_id=case.pk, actor=stage.clerk)
    assert "责任事故" in str(refused.value)
    Answer.objects.filter(criterion__code="no_accident").update(auto_met=True)
    cases.answer_criterion(answer_id=plan.pk, is_met=False, actor=stage.clerk)
    with pytest.raises(TransitionRefused) as refused:
        cases.submit_case(case_id=case.pk, actor=stage.clerk)
    assert "预案" in str(refused.value)


def test_two_people_review_and_neither_is_the_one_who_handed_in(stage):
    case = stage.answered(stage.candidate())
    cases.submit_case(case_id=case.pk, actor=stage.clerk)
    case.refresh_from_db()
    report = Document.objects.get(pk=case.report_id)
    assert "自评报告" in report.title and len(report.context["criteria"]) == 3
    with pytest.raises(WrongState):
        cases.answer_criterion(
            answer_id=Answer.objects.first().pk, is_met=True, note="改", actor=stage.clerk
        )
    with pytest.raises(NotPermitted):
        cases.accept_papers(case_id=case.pk, actor=stage.clerk)
    cases.accept_papers(case_id=case.pk, actor=stage.town)
    marks = {a.pk: {"is_met": True, "note": ""} for a in Answer.objects.all()}
    cases.mark_on_site(case_id=case.pk, marks=marks, actor=stage.office)
    with pytest.raises(TransitionRefused):
        cases.assess_case(case_id=case.pk, actor=stage.office)
    first = next(iter(marks))
    with pytest.raises(InvalidInput) as refused:
        cases.mark_on_site(
            case_id=case.pk, marks={**marks, first: {"is_met": None}}, actor=stage.second
        )
    assert f"met_{first}" in refused.value.fields
    cases.mark_on_site(
        case_id=case.pk, marks={**marks, first: {"is_met": False}}, actor=stage.second
    )
    assert SiteMark.objects.count() == 6
    cases.assess_case(case_id=case.pk, actor=stage.office)
    with pytest.raises(TransitionRefused):  # only one of the two saw it
        awarding.publish_case(case_id=case.pk, actor=stage.office)
    with pytest.raises(InvalidInput):
        cases.return_case(case_id=case.pk, reason=" ", actor=stage.office)
    cases.return_case(case_id=case.pk, reason="补充场地照片", actor=stage.office)
    assert SiteMark.objects.count() == 0
    assert_state(case, "preparing")
    assert case.rounds.get().state == "open"
    assert_audited("accreditation.case.moved", case, by=stage.office)


def test_points_are_the_mean_and_must_reach_the_pass_mark(stage, moving_clock):
    kind = stage.kind("benchmark_enterprise")
    kind.criteria.filter(effect="veto").delete()
    case = stage.candidate(
        "benchmark_enterprise", organisation_id=stage.firm.organisation_id, actor=stage.manager
    )
    stage.answered(case, stage.manager)
    cases.submit_case(case_id=case.pk, actor=stage.manager)
    cases.accept_papers(case_id=case.pk, actor=stage.office)
    stage.visited(case, Decimal("0.8"))
    cases.assess_case(case_id=case.pk, actor=stage.office)
    case.refresh_from_db()
    assert case.score == Decimal("80.0")
    with pytest.raises(TransitionRefused):  # 90 is asked
        awarding.publish_case(case_id=case.pk, actor=stage.office)
    awarding.refuse_case(case_id=case.pk, reason="得分不足", actor=stage.office)
    assert_state(case, "refused")
    assert case.rounds.get().state == "cancelled"


def test_awarded_after_the_publicity_with_number_validity_and_paper(stage, moving_clock):
    case = stage.published()
    assert (case.publicity_from, case.publicity_until) == (date(2026, 6, 15), date(2026, 6, 23))
    with pytest.raises(TransitionRefused):
        awarding.award_case(case_id=case.pk, awarded_on=clock.today(), actor=stage.director)
    made = awarding.record_objection(case_id=case.pk, text="场地常年锁门", actor=stage.town)
    moving_clock.advance(days=10)
    with pytest.raises(TransitionRefused):
        awarding.award_case(case_id=case.pk, awarded_on=clock.today(), actor=stage.director)
    awarding.decide_objection(
        objection_id=made.pk, is_upheld=False, reason="现场核实常开", actor=stage.office
    )
    assert_audited("accreditation.objection.decided", case, by=stage.office)
    with pytest.raises(NotPermitted):
        awarding.award_case(case_id=case.pk, awarded_on=clock.today(), actor=stage.office)
    with pytest.raises(InvalidInput):
        awarding.award_case(case_id=case.pk, awarded_on=date(2026, 7, 30), actor=stage.director)

    awarding.award_case(case_id=case.pk, awarded_on=clock.today(), actor=stage.director)

    case.refresh_from_db()
    assert_state(case, "awarded")
    assert case.number == "龙示命〔2026〕1号"
    assert (case.valid_until, case.recheck_on) == (None, date(2027, 6, 25))
    assert case.rounds.get().state == "passed"
    paper = Document.objects.get(pk=case.award_id)
    assert "决定命名演示村村委会" in paper.context["decision"]
    assert_audited("accreditation.case.awarded", case, by=stage.director)
    assert_emitted(CaseAwarded, case_id=case.pk, number=case.number)


def test_an_objection_that_is_accepted_ends_the_case(stage):
    case = stage.published()
    made = awarding.record_objection(
        case_id=case.pk, text="材料造假", raised_by="", actor=stage.office
    )
    awarding.decide_objection(
        objection_id=made.pk, is_upheld=True, reason="查实", actor=stage.office
    )
    assert_state(case, "refused")
    with pytest.raises(WrongState):
        awarding.record_objection(case_id=case.pk, text="再提", actor=stage.office)


def test_the_unit_withdraws_and_the_records_are_read_again(stage):
    case = stage.candidate()
    cases.read_records(case_id=case.pk, actor=stage.clerk)
    assert_audited("accreditation.records.read", case, by=stage.clerk)
    awarding.withdraw_case(case_id=case.pk, reason="条件不足", actor=stage.clerk)
    assert_state(case, "withdrawn")
    with pytest.raises(WrongState):
        cases.read_records(case_id=case.pk, actor=stage.clerk)


def test_forms_and_recipes_agree(tmp_path):
    import zipfile

    for path in papers.build_all(tmp_path):
        kept = Path(papers.FOLDER) / path.name
        fresh = zipfile.ZipFile(path).read("word/document.xml")
        assert fresh == zipfile.ZipFile(kept).read("word/document.xml"), path.name
