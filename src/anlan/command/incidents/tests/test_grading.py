"""Article 3 of 国务院令第493号, at every threshold: 以上 includes the number, 以下 does not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from anlan.command.incidents.choices import Grade, Measure
from anlan.command.incidents.errors import CriteriaMissing
from anlan.command.incidents.grading import grade_incident
from anlan.command.incidents.models import GradeCriterion
from anlan.kernel.errors import WrongState


@dataclass
class F:
    """Facts for grading."""

    deaths: int = 0
    missing: int = 0
    trapped: int = 0
    serious_injuries: int = 0
    direct_loss: Decimal = Decimal(0)


EXTRAORDINARY, SERIOUS, LARGER, ORDINARY = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        (F(), ORDINARY),
        (F(deaths=1), ORDINARY),
        (F(deaths=2), ORDINARY),
        (F(deaths=3), LARGER),
        (F(deaths=9), LARGER),
        (F(deaths=10), SERIOUS),
        (F(deaths=29), SERIOUS),
        (F(deaths=30), EXTRAORDINARY),
        (F(serious_injuries=9), ORDINARY),
        (F(serious_injuries=10), LARGER),
        (F(serious_injuries=49), LARGER),
        (F(serious_injuries=50), SERIOUS),
        (F(serious_injuries=99), SERIOUS),
        (F(serious_injuries=100), EXTRAORDINARY),
        (F(direct_loss=Decimal("999.99")), ORDINARY),
        (F(direct_loss=Decimal(1000)), LARGER),
        (F(direct_loss=Decimal("4999.99")), LARGER),
        (F(direct_loss=Decimal(5000)), SERIOUS),
        (F(direct_loss=Decimal("9999.99")), SERIOUS),
        (F(direct_loss=Decimal(10000)), EXTRAORDINARY),
        (F(deaths=2, serious_injuries=10), LARGER),
        (F(deaths=3, serious_injuries=9, direct_loss=Decimal(10000)), EXTRAORDINARY),
    ],
)
def test_the_gravest_of_the_three_measures_decides(reference, facts, grade):
    result = grade_incident(facts)

    assert result.grade == grade
    assert all(reason.grade == grade for reason in result.reasons)


def test_the_reason_names_the_clause(reference):
    (reason,) = grade_incident(F(deaths=3)).reasons

    assert reason.clause == "第三条第一款第（三）项"
    assert "3人以上10人以下死亡" in reason.text
    assert reason.is_verified


def test_two_measures_of_one_grade_are_two_reasons(reference):
    result = grade_incident(F(deaths=4, serious_injuries=12))

    assert {r.measure for r in result.reasons} == {Measure.DEATHS, Measure.SERIOUS_INJURIES}


def test_the_missing_and_trapped_tell_what_it_could_become(reference):
    result = grade_incident(F(deaths=2, missing=1))

    assert (result.grade, result.possible_grade) == (ORDINARY, LARGER)
    assert result.may_worsen


def test_the_ranges_of_each_measure_touch_without_gap_or_overlap(reference):
    for measure in Measure:
        rows = list(GradeCriterion.objects.filter(measure=measure).order_by("lower"))
        assert [row.grade for row in rows] == [4, 3, 2, 1]
        assert rows[0].lower == 0
        assert rows[-1].upper is None
        for below, above in zip(rows, rows[1:], strict=False):
            assert below.upper == above.lower


def test_without_the_table_nothing_is_graded(db):
    with pytest.raises(CriteriaMissing) as refusal:
        grade_incident(F(deaths=1))

    assert isinstance(refusal.value, WrongState)
    assert Grade.ORDINARY == 4
