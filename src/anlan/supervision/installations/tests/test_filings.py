"""Filing: application, review, number, clocks, cancellation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.supervision.enterprises.services.holdings import update_holding
from anlan.supervision.installations.events import FilingChanged
from anlan.supervision.installations.selectors.checks import problems_of, quantities_exceeded
from anlan.supervision.installations.services.filings import (
    accept_filing,
    add_months,
    cancel_filing,
    create_filing,
    register_filing,
    return_filing,
    submit_filing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def filing(unit, manager):
    return create_filing(
        installation_id=unit.pk,
        trigger="first",
        assessed_on=clock.today() - timedelta(days=3),
        assessor="演示安全评价有限公司",
        actor=manager,
    )


def clocks(subject):
    return {d.rule_code: d.state for d in deadlines_of(subject)}


def test_a_filing_goes_its_way_and_holds_for_three_years(filing, unit, manager, officer):
    assert clocks(filing) == {"installations.file": "running"}
    with pytest.raises(NotPermitted):
        accept_filing(filing_id=filing.pk, actor=manager)
    submit_filing(filing_id=filing.pk, actor=manager)
    assert clocks(filing) == {"installations.file": "met", "installations.review": "running"}
    with pytest.raises(InvalidInput):
        return_filing(filing_id=filing.pk, reason="", actor=officer)
    return_filing(filing_id=filing.pk, reason="缺评估报告", actor=officer)
    assert clocks(filing)["installations.correct"] == "running"
    submit_filing(filing_id=filing.pk, actor=manager)
    accept_filing(filing_id=filing.pk, actor=officer)
    today = clock.today()
    with pytest.raises(InvalidInput):
        register_filing(filing_id=filing.pk, number="", filed_on=today, actor=officer)
    with pytest.raises(InvalidInput):
        register_filing(
            filing_id=filing.pk, number="BA1", filed_on=today + timedelta(1), actor=officer
        )

    register_filing(filing_id=filing.pk, number="BA1", filed_on=today, actor=officer)

    unit.refresh_from_db()
    assert_state(filing, "filed")
    assert (unit.filed_on, unit.filed_until) == (today, add_months(today, 36))
    assert unit.filed_grade == unit.grade
    assert "running" not in clocks(filing).values()
    assert_audited("installations.filing.register", filing, by=officer)
    assert_emitted(FilingChanged, filing_id=filing.pk, state="filed")
    with pytest.raises(TransitionRefused):
        accept_filing(filing_id=filing.pk, actor=officer)


def test_only_a_settled_major_hazard_is_filed_and_one_filing_runs_at_a_time(filing, unit, manager):
    with pytest.raises(WrongState):
        create_filing(
            installation_id=unit.pk,
            trigger="first",
            assessed_on=clock.today(),
            assessor="x",
            actor=manager,
        )
    unit.is_major, unit.grade = False, None
    unit.save()
    with pytest.raises(WrongState):
        create_filing(
            installation_id=unit.pk,
            trigger="first",
            assessed_on=clock.today(),
            assessor="x",
            actor=manager,
        )


@pytest.mark.parametrize("days", [-1, 365 * 3 + 5])
def test_the_assessment_is_neither_of_the_future_nor_too_old(unit, manager, days):
    with pytest.raises(InvalidInput):
        create_filing(
            installation_id=unit.pk,
            trigger="first",
            assessed_on=clock.today() - timedelta(days=days),
            assessor="x",
            actor=manager,
        )


def test_another_level_after_filing_starts_the_clock_and_shows(
    filing, unit, plant, manager, officer, run_jobs
):
    submit_filing(filing_id=filing.pk, actor=manager)
    accept_filing(filing_id=filing.pk, actor=officer)
    register_filing(filing_id=filing.pk, number="BA2", filed_on=clock.today(), actor=officer)

    update_holding(
        holding_id=plant.holdings.first().pk, design_quantity_t=230, quantity_t=200, actor=manager
    )
    run_jobs()

    unit.refresh_from_db()
    assert clocks(unit) == {"installations.reassess": "running"}
    kinds = {p.kind for p in problems_of([unit])[unit.pk]}
    assert "grade_changed" in kinds
    assert [p.kind for p in quantities_exceeded(unit)] == ["above_filed"]
    cancel_filing(filing_id=filing.pk, reason="装置拆除", actor=officer)
    unit.refresh_from_db()
    assert unit.filed_until is None
    assert clocks(unit) == {"installations.reassess": "cancelled"}


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_added_by_the_calendar(day, months, later):
    assert add_months(day, months) == later
