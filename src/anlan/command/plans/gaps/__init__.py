"""The checker: gaps and contradictions of a plan, each with what to do.

Errors keep a plan from coming into force; warnings must be acknowledged with a reason.
"""

from __future__ import annotations

from anlan.command.plans.gaps import parts, people, reports, structure, triggers
from anlan.command.plans.gaps.findings import ERROR, WARNING, Gap
from anlan.command.plans.models import Plan

__all__ = ["ERROR", "WARNING", "Gap", "find_gaps", "open_gaps"]


def find_gaps(plan: Plan) -> list[Gap]:
    """Return everything found, errors first, in the order of the plan."""
    levels = list(plan.levels.prefetch_related("triggers__level").order_by("level"))
    groups = list(plan.groups.prefetch_related("tasks"))
    resources, contacts = list(plan.resources.all()), list(plan.contacts.all())
    sections = list(plan.sections.all())
    found = [
        *structure.check(plan, levels, groups, resources),
        *triggers.check(levels),
        *people.check(plan, levels, groups, contacts),
        *parts.check(plan, levels, groups, resources, contacts, sections),
        *reports.check(plan),
    ]
    return sorted(found, key=lambda gap: not gap.is_error)


def open_gaps(plan: Plan) -> list[Gap]:
    """Return errors, and warnings nobody has acknowledged."""
    known = set(plan.acknowledgements.values_list("key", flat=True))
    return [gap for gap in find_gaps(plan) if gap.is_error or gap.key not in known]
