"""The pages of indicators, the leader's screen, the evaluation of a plan."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from anlan.governance.commitments.tests.factories import CommitmentFactory
from anlan.governance.indicators import papers, public, registry
from anlan.governance.indicators.choices import EvaluationState, Verdict
from anlan.governance.indicators.contracts import Act, Remedy
from anlan.governance.indicators.models import Evaluation, Indicator
from anlan.governance.indicators.reference import load
from anlan.governance.indicators.selectors.screen import leader_screen
from anlan.governance.indicators.services import evaluations
from anlan.governance.indicators.services.standing import judge_indicator, platform
from anlan.governance.indicators.services.values import record_value
from anlan.governance.indicators.tests import factories
from anlan.governance.planning.models import PlannedTask
from anlan.governance.planning.tests.factories import (
    PlannedTaskFactory,
    PlanningDocumentFactory,
)
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused, WrongState
from anlan.kernel.transfer.importer import find_importer

SEPTEMBER = date(2026, 9, 30)


@pytest.fixture
def missed(unit, clerk):
    """A binding indicator that will be missed."""
    row = factories.IndicatorFactory(
        organisation=unit, is_binding=True, target_on=date(2026, 12, 31), name="重点率"
    )
    for month, value in ((4, 60), (5, 60), (6, 61), (7, 60), (8, 61), (9, 61)):
        factories.IndicatorValueFactory(
            indicator=row,
            period_end=date(2026, month, 30),
            value=value,
            numerator=value,
            denominator=100,
            parts=[{"label": "甲镇", "numerator": 10, "denominator": 40, "code": "", "url": ""}],
        )
    judge_indicator(row, actor=platform())
    return row


def test_the_page_shows_curve_formula_and_values(visit, keeper, missed):
    page = visit(keeper).get(missed.get_absolute_url()).content.decode()
    assert "indicator-curve__line" in page
    assert "indicator-curve__forecast" in page
    assert "甲镇" in page
    assert "panel-values" in page


def test_a_target_nobody_understood_is_shown_to_a_person(visit, keeper, unit):
    row = factories.IndicatorFactory(
        organisation=unit, target="基本消除", target_kind="unclear", target_low=None
    )
    assert "基本消除" in visit(keeper).get(row.get_absolute_url()).content.decode()
    listed = visit(keeper).get(f"{reverse('indicators:list')}?tab=unread").content.decode()
    assert row.name in listed


def test_a_clerk_enters_a_value_through_the_page(visit, clerk, unit):
    row = factories.IndicatorFactory(organisation=unit)
    url = reverse("indicators:value_new", args=[row.pk])
    assert visit(clerk).get(url).status_code == 200
    wrong = visit(clerk).post(url, {"period_end": "2026-09-29", "value": "81"})
    assert wrong.status_code == 422
    done = visit(clerk).post(url, {"period_end": "2026-09-30", "value": "81"})
    assert done.status_code == 303
    row.refresh_from_db()
    assert row.actual == 81.0


def test_values_come_by_import_too(unit, clerk):
    row = factories.IndicatorFactory(organisation=unit, name="特种设备定检率")
    importer = find_importer("indicator_values")
    find = importer.column("indicator_id").find
    assert find("特种设备定检率", clerk) == row.pk
    assert find(factories.IndicatorFactory().name, clerk) is None
    made = importer.create(
        {"indicator_id": row.pk, "period_end": SEPTEMBER, "value": 98.2, "note": ""}, clerk
    )
    assert (made.origin, made.value) == ("import", 98.2)
    assert [line[0] for line in importer.export(clerk)] == ["特种设备定检率"]


def test_the_screen_names_what_will_be_missed_why_and_whose(visit, missed, unit):
    leader = factories.officer("county_leader", unit)
    CommitmentFactory(lead=unit, deadline=date(2026, 9, 1), state="running", title="逾期任务")
    CommitmentFactory(lead=unit, deadline=date(2026, 12, 1), state="running", title="按期任务")
    screen = leader_screen(leader)
    assert [(row.promise.kind, row.promise.title) for row in screen.rows] == [
        ("indicator", "重点率"),
        ("commitment", "逾期任务"),
    ]
    assert "甲镇" in screen.rows[0].reason
    assert screen.tone == "missed"
    assert [(row.name, row.overdue, row.missed) for row in screen.units] == [(str(unit), 1, 1)]
    page = visit(leader).get(reverse("indicators:screen")).content.decode()
    assert "重点率" in page
    assert "逾期任务" in page
    assert visit(leader).get(reverse("indicators:screen_wall")).status_code == 200


def test_what_is_overdue_since_former_years_counts_with_its_unit(unit):
    CommitmentFactory(
        lead=unit, starts_on=date(2024, 1, 1), deadline=date(2024, 9, 1), state="running"
    )
    screen = leader_screen(factories.officer("county_leader", unit))
    assert [(row.name, row.due, row.overdue) for row in screen.units] == [(str(unit), 0, 1)]


def test_other_rooms_tell_what_was_done_and_offer_buttons(missed, unit, monkeypatch):
    monkeypatch.setattr(registry, "_remedies", [])
    monkeypatch.setattr(registry, "_acts", [])
    key = f"indicator:{missed.pk}"
    public.register_remedies(lambda actor, rows: {key: [Remedy("督办单1号", SEPTEMBER)]})
    public.register_acts(lambda actor, rows: {key: [Act("提醒", "/remind/")]})
    row = leader_screen(factories.officer("county_leader", unit)).rows[0]
    assert [one.label for one in row.remedies] == ["督办单1号"]
    assert [one.url for one in row.acts] == ["/remind/"]


def test_the_screen_asks_a_constant_number_of_questions(unit, django_assert_max_num_queries):
    leader = factories.officer("county_leader", unit)

    def grow(number):
        for _each in range(number):
            row = factories.IndicatorFactory(organisation=unit, is_binding=True, state="missed")
            Indicator.objects.filter(pk=row.pk).update(state="missed")
            CommitmentFactory(lead=unit, deadline=date(2026, 9, 1), state="running")

    grow(2)
    with django_assert_max_num_queries(16) as few:
        leader_screen(leader)
    grow(12)
    with django_assert_max_num_queries(len(few)):
        leader_screen(leader)


@pytest.fixture
def plan(unit, missed):
    """A plan with one indicator under watch and one task given to the unit."""
    document = PlanningDocumentFactory(name="演示规划")
    Indicator.objects.filter(pk=missed.pk).update(
        document=document, baseline="50%", baseline_value=50.0
    )
    task = PlannedTaskFactory(document=document)
    PlannedTask.objects.filter(pk=task.pk).update(state="confirmed", key="t" * 16)
    CommitmentFactory(
        lead=unit,
        source="planning",
        source_model="planning.PlannedTask",
        source_id=str(task.pk),
        state="completed",
        progress=100,
        done_on=SEPTEMBER,
        title="建成平台",
    )
    return document


def test_a_plan_is_evaluated_submitted_and_approved(plan, unit, keeper):
    row = evaluations.make_evaluation(
        document_id=plan.pk, kind="mid_term", as_of=SEPTEMBER, actor=keeper
    )
    found = [(item.kind, item.verdict, item.degree) for item in row.items.all()]
    assert found == [("indicator", Verdict.FAILED, 24.4), ("commitment", Verdict.DONE, 100.0)]
    with pytest.raises(TransitionRefused):
        evaluations.submit_evaluation(evaluation_id=row.pk, actor=keeper)
    evaluations.conclude(evaluation_id=row.pk, conclusion="总体滞后。", actor=keeper)
    evaluations.submit_evaluation(evaluation_id=row.pk, actor=keeper)
    leader = factories.officer("county_leader", unit, "县长演示")
    with pytest.raises(NotPermitted):
        evaluations.approve_evaluation(evaluation_id=row.pk, actor=keeper)
    with pytest.raises(InvalidInput):
        evaluations.return_evaluation(evaluation_id=row.pk, actor=leader, reason="")
    evaluations.approve_evaluation(evaluation_id=row.pk, actor=leader)
    row.refresh_from_db()
    assert (row.state, row.approved_by) == (EvaluationState.APPROVED, "县长演示")
    with pytest.raises(WrongState):
        evaluations.gather_again(evaluation_id=row.pk, actor=keeper)


def test_a_commentary_stays_when_the_figures_are_gathered_anew(plan, keeper, visit):
    row = evaluations.make_evaluation(
        document_id=plan.pk, kind="final", as_of=SEPTEMBER, actor=keeper
    )
    item = row.items.first()
    evaluations.comment_item(
        item_id=item.pk, actor=keeper, verdict="behind", commentary="设备到货晚"
    )
    evaluations.gather_again(evaluation_id=row.pk, actor=keeper)
    assert row.items.first().commentary == "设备到货晚"
    assert "设备到货晚" in visit(keeper).get(row.get_absolute_url()).content.decode()


def test_the_report_is_an_official_paper(plan, keeper, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load(system_actor("tests"))
    row = evaluations.make_evaluation(
        document_id=plan.pk, kind="mid_term", as_of=SEPTEMBER, actor=keeper
    )
    evaluations.conclude(evaluation_id=row.pk, conclusion="总体滞后。", actor=keeper)
    content = evaluations.report_content(Evaluation.objects.get(pk=row.pk))
    assert (content["indicators_count"], content["behind"], content["tasks_done"]) == (1, 1, 1)
    first = evaluations.print_evaluation(evaluation_id=row.pk, actor=keeper)
    again = evaluations.print_evaluation(evaluation_id=row.pk, actor=keeper)
    assert (first.version, again.version, first.number) == (1, 2, again.number)


def test_the_form_of_the_report_is_as_its_recipe_says(tmp_path):
    from docx import Document

    for path in papers.build_all(tmp_path):
        shipped = Document(str(papers.FOLDER / path.name))
        built = Document(str(path))
        assert [p.text for p in shipped.paragraphs] == [p.text for p in built.paragraphs]


def test_an_evaluation_needs_indicators_and_a_day_that_has_come(unit, keeper):
    empty = PlanningDocumentFactory()
    with pytest.raises(InvalidInput):
        evaluations.make_evaluation(
            document_id=empty.pk, kind="final", as_of=SEPTEMBER, actor=keeper
        )
    with pytest.raises(InvalidInput):
        evaluations.make_evaluation(
            document_id=empty.pk, kind="final", as_of=date(2027, 1, 1), actor=keeper
        )


def test_pending_values_are_confirmed_on_the_page_by_another_person(visit, unit, clerk, keeper):
    row = factories.IndicatorFactory(organisation=unit, is_binding=True)
    made = record_value(
        indicator_id=row.pk, period_end=SEPTEMBER, value=96.0, evidence="表", actor=clerk
    )
    listed = visit(keeper).get(reverse("indicators:values")).content.decode()
    assert row.name in listed
    done = visit(keeper).post(reverse("indicators:value_confirm", args=[made.pk]), {})
    assert done.status_code == 303
    row.refresh_from_db()
    assert row.actual == 96.0
