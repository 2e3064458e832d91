"""Grades by the tables of 国务院令第493号 article 3 and of the rules for other kinds and sectors.

Each measure falls into one range (from, included – to, not included), some only together with
another measure. The grade is the gravest of them: the articles join their measures by “或者”.
"""

from __future__ import annotations

import re
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

#: Kinds with a rule of their own; every other kind is measured by No. 493.
RULES: dict[str, GradeRule] = {
    IncidentKind.FOREST_FIRE: GradeRule.FOREST_FIRE,
    IncidentKind.GEOLOGICAL: GradeRule.GEOLOGICAL,
    IncidentKind.SPECIAL_EQUIPMENT: GradeRule.SPECIAL_EQUIPMENT,
    IncidentKind.EARTHQUAKE: GradeRule.EARTHQUAKE,
}

#: National categories whose sector has a rule of its own, in place of the rule of the kind.
SECTORS: dict[str, GradeRule] = {
    "20302": GradeRule.WATER_TRAFFIC,
    "20303": GradeRule.RAILWAY,
    "20600": GradeRule.RADIATION,
    "30300": GradeRule.FOOD_POISONING,
    "30301": GradeRule.FOOD_POISONING,
    "30302": GradeRule.JOB_POISONING,
}

#: Categories measured by their own rule beside that of the kind; the graver of both counts
#: (国务院令第599号 article 34; an accident that pollutes is an accident still).
BESIDE: dict[str, GradeRule] = {
    "20402": GradeRule.POWER_SUPPLY,
    "20700": GradeRule.ENVIRONMENT,
}

#: Measures told among the facts of the incident; all others among the facts of its kind.
COUNTED = frozenset(
    {
        Measure.DEATHS,
        Measure.DEATHS_AND_MISSING,
        Measure.SERIOUS_INJURIES,
        Measure.DIRECT_LOSS,
        Measure.EVACUATED,
    }
)


def rules_for(kind: str, category: str | None = None) -> tuple[GradeRule, ...]:
    """Return the rules an incident is graded by."""
    code = category or ""
    if code in SECTORS:
        return (SECTORS[code],)
    own = RULES.get(kind, GradeRule.ACCIDENT)
    if code in BESIDE:
        return (own, BESIDE[code]) if has_rule(kind) else (BESIDE[code],)
    return (own,)


def has_rule(kind: str, category: str | None = None) -> bool:
    """Whether a rule grades such an incident; for others the grade only orients."""
    code = category or ""
    return kind in WORK_ACCIDENTS or kind in RULES or code in SECTORS or code in BESIDE


class Facts(Protocol):
    """What grading reads; ``evacuated`` and ``details`` where the rule asks for them."""

    deaths: int
    missing: int
    trapped: int
    serious_injuries: int
    direct_loss: Decimal


def grade_incident(
    facts: Facts,
    *,
    applies: bool = True,
    kind: str = IncidentKind.OTHER_ACCIDENT,
    category: str | None = None,
) -> GradeResult:
    """Return the grade with its reasons, from the table in the database."""
    criteria = list(GradeCriterion.objects.filter(rule__in=rules_for(kind, category)))
    details = getattr(facts, "details", {})
    now = {
        **{measure: _amount(details.get(measure)) for measure in Measure if measure not in COUNTED},
        Measure.DEATHS: Decimal(facts.deaths),
        Measure.DEATHS_AND_MISSING: Decimal(facts.deaths + facts.missing),
        Measure.SERIOUS_INJURIES: Decimal(facts.serious_injuries),
        Measure.DIRECT_LOSS: Decimal(facts.direct_loss),
        Measure.EVACUATED: Decimal(getattr(facts, "evacuated", 0) or 0),
    }
    lost = Decimal(facts.deaths + facts.missing + facts.trapped)
    possible = {**now, Measure.DEATHS: lost, Measure.DEATHS_AND_MISSING: lost}
    grade, reasons = _grade(criteria, now)
    possible_grade, possible_reasons = _grade(criteria, possible)
    return GradeResult(grade, reasons, possible_grade, possible_reasons, applies)


def cite(legal_basis: str, clause: str) -> str:
    """Name a clause once: the article that ends the legal basis is not said again."""
    found = re.search(r"第[一二三四五六七八九十百]+条$", legal_basis)
    article = found.group(0) if found else ""
    return f"{legal_basis}{clause.removeprefix(article)}"


def _amount(text: object) -> Decimal:
    """Read a figure an officer typed; what is no number counts as nothing."""
    try:
        found = Decimal(str(text or 0).strip())
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and found >= 0 else Decimal(0)


def _is_met(criterion: GradeCriterion, values: dict[Measure, Decimal]) -> bool:
    """Whether a measure lies in the range and what is needed beside it is reached."""
    value = values[Measure(criterion.measure)]
    return (
        criterion.lower <= value
        and (criterion.upper is None or value < criterion.upper)
        and all(
            values[Measure(measure)] >= Decimal(least)
            for measure, least in criterion.conditions.items()
        )
    )


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
        if _is_met(criterion, values)
    ]
    if not found:
        raise CriteriaMissing
    gravest = min(reason.grade for reason in found)
    deciding = [reason for reason in found if reason.grade == gravest]
    if gravest == Grade.ORDINARY:
        # Zero deaths are no reason; without any harm the clause itself is.
        harmful = [reason for reason in deciding if reason.value > 0]
        deciding = harmful or deciding[:1]
    return gravest, tuple(deciding)
