"""Grades by the tables of 国务院令第493号 article 3 and of the decrees for other kinds.

Each measure falls into one range (from, included – to, not included). The grade is the gravest of
them: the articles join their measures by “或者”.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Protocol

from anlan.command.incidents.choices import (
    WORK_ACCIDENTS,
    Grade,
    GradeRule,
    IncidentKind,
    Measure,
)
from anlan.command.incidents.contracts import GradeReason, GradeResult
from anlan.command.incidents.errors import CriteriaMissing
from anlan.command.incidents.models import GradeCriterion

#: Kinds with a decree of their own; every other kind is measured by No. 493.
RULES: dict[str, GradeRule] = {
    IncidentKind.FOREST_FIRE: GradeRule.FOREST_FIRE,
    IncidentKind.GEOLOGICAL: GradeRule.GEOLOGICAL,
    IncidentKind.SPECIAL_EQUIPMENT: GradeRule.SPECIAL_EQUIPMENT,
}


def has_rule(kind: str) -> bool:
    """Whether a decree grades this kind; for others the grade only orients."""
    return kind in WORK_ACCIDENTS or kind in RULES


class Facts(Protocol):
    """What grading reads; ``evacuated`` and ``details`` where the rule asks for them."""

    deaths: int
    missing: int
    trapped: int
    serious_injuries: int
    direct_loss: Decimal


def grade_incident(
    facts: Facts, *, applies: bool = True, kind: str = IncidentKind.OTHER_ACCIDENT
) -> GradeResult:
    """Return the grade with its reasons, from the table in the database."""
    rule = RULES.get(kind, GradeRule.ACCIDENT)
    criteria = list(GradeCriterion.objects.filter(rule=rule))
    now = {
        Measure.DEATHS: Decimal(facts.deaths),
        Measure.SERIOUS_INJURIES: Decimal(facts.serious_injuries),
        Measure.DIRECT_LOSS: Decimal(facts.direct_loss),
        Measure.EVACUATED: Decimal(getattr(facts, "evacuated", 0) or 0),
        Measure.BURNT_AREA: _amount(getattr(facts, "details", {}).get("burnt_ha")),
    }
    possible = {**now, Measure.DEATHS: Decimal(facts.deaths + facts.missing + facts.trapped)}
    grade, reasons = _grade(criteria, now)
    possible_grade, possible_reasons = _grade(criteria, possible)
    return GradeResult(grade, reasons, possible_grade, possible_reasons, applies)


def _amount(text: object) -> Decimal:
    """Read a figure an officer typed; what is no number counts as nothing."""
    try:
        found = Decimal(str(text or 0).strip())
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and found >= 0 else Decimal(0)


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
    if not any(reason.measure == Measure.DEATHS for reason in found):
        raise CriteriaMissing
    gravest = min(reason.grade for reason in found)
    deciding = [reason for reason in found if reason.grade == gravest]
    if gravest == Grade.ORDINARY:
        # Zero deaths are no reason; without any harm the clause itself is.
        harmful = [reason for reason in deciding if reason.value > 0]
        deciding = harmful or deciding[:1]
    return gravest, tuple(deciding)
