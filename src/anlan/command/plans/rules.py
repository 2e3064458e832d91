"""Evaluation of triggers: which level of a plan the known facts reach. Pure, no database.

A fact that is not known reaches nothing: “unknown” is neither zero nor yes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from anlan.command.plans.choices import Comparison


class Condition(Protocol):
    """What a trigger carries."""

    clause: int
    fact: str
    comparison: str
    value: Any


def holds(condition: Condition, facts: Mapping[str, Any]) -> bool:
    """Tell whether one condition holds over the facts."""
    known = facts.get(condition.fact)
    if known is None:
        return False
    wanted = condition.value
    if condition.comparison == Comparison.ONE_OF:
        return known in wanted
    if condition.comparison == Comparison.EQUALS:
        return bool(known == wanted)
    try:
        number, limit = float(known), float(wanted)
    except (TypeError, ValueError):
        return False
    return number >= limit if condition.comparison == Comparison.AT_LEAST else number <= limit


def clause_reached(
    conditions: Iterable[Condition], facts: Mapping[str, Any]
) -> tuple[Condition, ...]:
    """Return the conditions of the first clause that holds entirely, or nothing."""
    clauses: dict[int, list[Condition]] = defaultdict(list)
    for condition in conditions:
        clauses[condition.clause].append(condition)
    for number in sorted(clauses):
        if all(holds(condition, facts) for condition in clauses[number]):
            return tuple(clauses[number])
    return ()
