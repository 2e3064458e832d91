"""Grades of accidents by the table of 国务院令第493号 article 3.

Each measure falls into one range (from, included – to, not included). The grade of the accident is
the gravest of the three: the article joins deaths, serious injuries and loss by “或者”.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from anlan.command.incidents.choices import Grade, Measure
from anlan.command.incidents.contracts import GradeReason, GradeResult
from anlan.command.incidents.errors import CriteriaMissing
from anlan.command.incidents.models import GradeCriterion


class Facts(Protocol):
    """What grading reads."""

    deaths: int
    missing: int
    trapped: int
    serious_injuries: int
    direct_loss: Decimal


def grade_incident(facts: Facts, *, applies: bool = True) -> GradeResult:
    """Return the grade with its reasons, from the table in the database."""
    criteria = list(GradeCriterion.objects.all())
    now = {
        Measure.DEATHS: Decimal(facts.deaths),
        Measure.SERIOUS_INJURIES: Decimal(facts.serious_injuries),
        Measure.DIRECT_LOSS: Decimal(facts.direct_loss),
    }
    possible = {**now, Measure.DEATHS: Decimal(facts.deaths + facts.missing + facts.trapped)}
    grade, reasons = _grade(criteria, now)
    possible_grade, possible_reasons = _grade(criteria, possible)
    return GradeResult(grade, reasons, possible_grade, possible_reasons, applies)


def _grade(
    criteria: Iterable[GradeCriterion], values: dict[Measure, Decimal]
) -> tuple[int, tuple[GradeReason, ...]]:
    """Return the gravest grade and the measures that give it."""
    found = [
        GradeReason(
            measure=criterion.measure,
            value=values[Measure(criterion.measure)],
            unit=criterion.unit,
            grade=criterion.grade,
            clause=criterion.clause,
            text=criterion.text,
            legal_basis=criterion.legal_basis,
            is_verified=criterion.is_verified,
        )
        for criterion in criteria
        if criterion.lower <= values[Measure(criterion.measure)]
        and (criterion.upper is None or values[Measure(criterion.measure)] < criterion.upper)
    ]
    if len(found) < len(Measure):
        raise CriteriaMissing
    gravest = min(reason.grade for reason in found)
    deciding = [reason for reason in found if reason.grade == gravest]
    if gravest == Grade.ORDINARY:
        # Zero deaths are no reason; without any harm the clause itself is.
        harmful = [reason for reason in deciding if reason.value > 0]
        deciding = harmful or deciding[:1]
    return gravest, tuple(deciding)
