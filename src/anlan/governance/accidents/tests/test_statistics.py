"""Rates, comparisons that know small numbers, targets, months, the report."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from docx import Document as WordDocument
from openpyxl import load_workbook

from anlan.base.documents.models import Document
from anlan.base.documents.public import download_document
from anlan.governance.accidents.events import MonthClosed, YearlyFigureChanged
from anlan.governance.accidents.models import Accident, StatisticalRule
from anlan.governance.accidents.papers import RECIPES
from anlan.governance.accidents.public import count_accidents, rates
from anlan.governance.accidents.selectors.months import month_rows
from anlan.governance.accidents.selectors.periods import offered, period_of, this_year_so_far
from anlan.governance.accidents.selectors.statistics import compare, compute, shade
from anlan.governance.accidents.selectors.targets import target_states
from anlan.governance.accidents.services import classification, reporting, yearly
from anlan.governance.accidents.tests.factories import (
    clerk,
    make_accident,
    make_counted,
    make_denominator,
    make_department_figure,
    make_outside_death,
    make_target,
)
from anlan.governance.accidents.views.statistics import cut_titles, measure_titles
from anlan.governance.accidents.workbooks import statistics_workbook
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing.assertions import assert_audited, assert_emitted

BEIJING = ZoneInfo("Asia/Shanghai")


def at(year: int, month: int, day: int = 10, hour: int = 9) -> datetime:
    """A moment here."""
    return datetime(year, month, day, hour, tzinfo=BEIJING)


def copies(counts: dict[int, int], **values) -> None:
    """Write counted accidents in bulk, so many in May of each year."""
    first = make_counted(occurred_at=at(2026, 5), **values)
    rows = []
    for year, count in counts.items():
        for number in range(count):
            row = Accident.objects.get(pk=first.pk)
            row.pk, row.number = None, f"T-{year}-{number}"
            row.occurred_at, row.occurred_on = at(year, 5), date(year, 5, 10)
            rows.append(row)
    first.delete()
    Accident.objects.bulk_create(rows)


def test_the_rate_shows_numerator_denominator_and_formula(reference, cast):
    make_counted(figures={"deaths": 3})
    make_denominator(value=Decimal(300))
    found = {row.code: row for row in rates(clerk(), year=2026)}
    gdp = found["deaths_per_gdp"]
    assert (gdp.numerator, gdp.denominator, gdp.value) == (3.0, 300.0, pytest.approx(0.01))
    assert gdp.low == pytest.approx(0.6187 / 300, abs=1e-5)
    assert gdp.is_preliminary and "÷" in gdp.formula and "演示公报" in gdp.denominator_source
    assert found["road_deaths_per_10k_vehicles"].value is None
    make_denominator(value=Decimal(310), version="final")
    assert rates(clerk(), year=2026)[0].denominator == 310.0
    town = rates(cast.zhao, year=2026)[0]
    assert town.is_partial and town.value is None


def test_rates_keep_to_their_field(reference):
    make_counted(domain="road", figures={"deaths": 2})
    make_counted(domain="mine", figures={"deaths": 1, "minor_injuries": 4})
    make_denominator(kind="vehicles", value=Decimal(100_000))
    make_denominator(kind="employed", value=Decimal(50_000))
    make_denominator(kind="staff", value=Decimal(40_000))
    found = {row.code: row.value for row in rates(clerk(), year=2026)}
    assert found["road_deaths_per_10k_vehicles"] == pytest.approx(0.2)
    assert found["industry_deaths_per_100k"] == pytest.approx(2.0)
    assert found["injured_per_1000_staff"] == pytest.approx(0.1)


def test_the_door_counts_by_department_and_grade(reference):
    make_counted(figures={"deaths": 3})
    make_counted(figures={"minor_injuries": 1})
    make_accident()
    span = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    every = count_accidents(clerk(), **span)
    assert (every.accidents, every.deaths, every.larger, every.waiting) == (2, 3, 1, 1)
    assert count_accidents(clerk(), **span, min_grade=3).accidents == 1
    assert count_accidents(clerk(), **span, organisation_id=9).accidents == 0
    assert count_accidents(clerk(), **span, region_prefix="330826").accidents == 0


def test_a_small_difference_is_not_called_a_change():
    few, many = compare(8, 5), compare(80, 40)
    assert (few.is_clear, few.percent) == (False, 60.0)
    assert many.is_clear and many.difference == 40
    assert compare(3, 0, clump=3.0).is_clear is False
    assert compare(0, 0).percent is None


def test_a_running_period_is_compared_with_the_same_days(reference):
    copies({2025: 0, 2026: 0})
    make_counted(occurred_at=at(2026, 11, 5))
    make_counted(occurred_at=at(2025, 11, 5))
    make_counted(occurred_at=at(2025, 11, 28))
    found = compute(clerk(), period_of("2026-11"))
    assert (found.now.accidents, found.a_year_before.accidents) == (1, 1)
    assert found.period.until == date(2026, 11, 20)
    assert compute(clerk(), period_of("2025-11")).now.accidents == 2


def test_every_cut_adds_up_and_links_to_its_accidents(reference, client):
    make_counted(occurred_at=at(2026, 3, 2, 9), cause="rules", figures={"deaths": 1})
    make_counted(occurred_at=at(2026, 3, 3, 15), domain="road", figures={"minor_injuries": 2})
    found = compute(clerk(), period_of("2026"))
    for lines in found.cuts.values():
        assert sum(line.now.accidents for line in lines) == found.now.accidents == 2
        assert sum(line.now.deaths for line in lines) == 1
    assert sum(cell.value for strip in found.hours for cell in strip.cells) == 2
    monday_morning = found.hours[0].cells[4]
    assert monday_morning.value == 1 and "hour=8" in monday_morning.url
    assert [shade(n, 10) for n in (0, 1, 4, 10)] == [0, 1, 2, 4]
    assert [strip.label for strip in found.months][0] == "2026"


def test_periods_are_read_from_their_codes(reference):
    assert period_of("2026-q2").days == (date(2026, 4, 1), date(2026, 6, 30))
    assert period_of("2026-to-02").days == (date(2026, 1, 1), date(2026, 2, 28))
    assert period_of("2024-02").a_year_before().until == date(2023, 2, 28)
    assert period_of("2026-01").before().days == (date(2025, 12, 1), date(2025, 12, 31))
    assert period_of("2026-to-11").label == "2026年1—11月"
    with translation.override("en"):
        assert period_of("2026-to-11").label == "January to November 2026"
        assert period_of("2026-03").label == "March 2026"
    assert period_of("2026-13") is None and period_of("x") is None
    assert this_year_so_far().code == "2026-to-11"
    assert period_of("2019") in [period_of("2019"), *offered(period_of("2019"))]


def test_targets_tell_where_the_year_ends(reference):
    copies({2022: 20, 2023: 22, 2024: 18, 2025: 20, 2026: 14})
    make_target(limit=Decimal(40))
    make_target(measure="accidents", limit=Decimal(13))
    make_target(measure="deaths_per_gdp", limit=Decimal("0.05"))
    make_target(measure="road_deaths_per_10k_vehicles", limit=Decimal("0.5"))
    make_denominator(value=Decimal(300))
    found = {row.target.measure: row for row in target_states(clerk(), year=2026)}
    assert found["deaths"].state == "on_track" and found["deaths"].probability_missed < 0.01
    assert found["accidents"].state == "missed" and found["accidents"].probability_missed == 1.0
    assert found["deaths_per_gdp"].done == pytest.approx(14 / 300)
    assert found["road_deaths_per_10k_vehicles"].state == "no_data"
    end = found["deaths"].forecast
    assert end.low95 <= end.low <= end.mean <= end.high <= end.high95
    assert end.history == {2022: 20, 2023: 22, 2024: 18, 2025: 20}


def test_a_closed_month_keeps_its_figures_and_shows_what_came_later(reference):
    make_counted(occurred_at=at(2026, 9))
    who = clerk()
    with pytest.raises(InvalidInput):
        yearly.close_month(month=date(2026, 11, 1), actor=who)
    close = yearly.close_month(month=date(2026, 9, 15), actor=who)
    assert_audited("accidents.month.closed", close)
    assert_emitted(MonthClosed, is_reopened=False)
    assert close.figures["accidents"] == 1
    late = make_counted(occurred_at=at(2026, 9, 20))
    assert late.is_late
    row = next(r for r in month_rows(who) if r.first == date(2026, 9, 1))
    assert (row.is_closed, row.accidents, row.late, row.difference) == (True, 2, 1, 1)
    with pytest.raises(InvalidInput):
        yearly.reopen_month(month=date(2026, 9, 1), reason="", actor=who)
    yearly.reopen_month(month=date(2026, 9, 1), reason="补录", actor=who)
    assert_audited("accidents.month.reopened", close)
    assert not next(r for r in month_rows(who) if r.first == date(2026, 9, 1)).is_closed


def test_a_department_reports_for_itself(reference, cast):
    row = make_department_figure(accidents=3)
    assert_audited("accidents.department.reported", row)
    assert_emitted(YearlyFigureChanged, kind="departmentfigure")
    again = make_department_figure(accidents=2, explanation="一起非生产")
    assert (again.pk, again.accidents) == (row.pk, 2)
    with pytest.raises(NotPermitted):
        yearly.report_department_figure(
            month=date(2026, 10, 1), domain="road", accidents=1, deaths=0, actor=cast.zhao
        )


def test_yearly_figures_and_confirmations_are_kept_with_who(reference, cast):
    target = make_target()
    assert_audited("accidents.target.set", target)
    assert_audited("accidents.yearly.recorded", make_denominator())
    death = make_outside_death()
    assert_audited("accidents.outside.recorded", death)
    changed = yearly.record_outside_death(
        kind="drowning",
        occurred_on=date(2026, 7, 1),
        region_code=death.region_id,
        deaths=2,
        death_id=death.pk,
        actor=clerk(),
    )
    assert (changed.pk, changed.kind) == (death.pk, "drowning")
    rule = StatisticalRule.objects.get(code="loss_threshold")
    with pytest.raises(NotPermitted):
        classification.compare_rule(rule_id=rule.pk, value=None, actor=cast.zhao)
    classification.compare_rule(rule_id=rule.pk, value=Decimal(90), actor=clerk())
    assert_audited("accidents.source.verified", rule)
    rule.refresh_from_db()
    assert (rule.is_verified, rule.value, rule.verified_by) == (True, 90, "统计演示")


def test_the_report_is_a_numbered_paper_in_chinese(whole_reference):
    copies({2025: 3, 2026: 4})
    make_denominator()
    make_target()
    reporting.print_report(period=period_of("2026-to-06"), actor=clerk())
    paper = Document.objects.get(template__code="accidents.report")
    assert_audited("accidents.report.made")
    assert paper.title.endswith("2026年1—6月生产安全事故统计分析报告")
    row, content = download_document(document_id=paper.pk, actor=clerk())
    words = "\n".join(p.text for p in WordDocument(BytesIO(content)).paragraphs)
    assert row.pk == paper.pk and "无明显变化" in words
    assert reporting.words_of("2026-q3") == "2026年第三季度"
    assert reporting.words_of("2026-03") == "2026年3月"


def test_the_workbook_holds_totals_cuts_rates_and_text(reference):
    make_counted(occurred_at=at(2026, 3))
    make_denominator()
    found = compute(clerk(), period_of("2026"))
    file = statistics_workbook(found, measure_titles(), cut_titles(), rates(clerk(), year=2026))
    book = load_workbook(file)
    assert len(book.sheetnames) == 3 + len(cut_titles())
    assert book.worksheets[0]["B3"].value == 1


def test_the_form_is_the_recipe(tmp_path):
    from anlan.governance.accidents.papers import FOLDER

    for name, recipe in RECIPES.items():
        recipe().save(tmp_path / "new.docx")
        texts = [
            [p.text for p in WordDocument(str(path)).paragraphs]
            for path in (tmp_path / "new.docx", FOLDER / f"{name}.docx")
        ]
        assert texts[0] == texts[1]
