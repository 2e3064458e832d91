"""The door of the plan library."""

from __future__ import annotations

from anlan.command.plans.choices import ResponseLevel
from anlan.command.plans.contracts import (
    GroupTemplate,
    LevelInfo,
    PlanMatch,
    Reason,
    ResourceNeed,
    TaskTemplate,
)
from anlan.command.plans.models import Plan, PlanLevel
from anlan.command.plans.selectors import get_level, match_plans

__all__ = [
    "GroupTemplate",
    "LevelInfo",
    "PlanMatch",
    "Reason",
    "ResourceNeed",
    "TaskTemplate",
    "find_level_of_plan",
    "get_level",
    "level_label",
    "list_levels_in_force",
    "match_plans",
]


def find_level_of_plan(plan_id: int, level: int) -> int | None:
    """Return the id of one level of a plan (for a change of level), None when the plan lacks it."""
    return (
        PlanLevel.objects.filter(plan_id=plan_id, level=level).values_list("pk", flat=True).first()
    )


def list_levels_in_force(kind: str) -> list[tuple[int, str, int]]:
    """Return (level id, plan name, level) of every plan that may be started for a kind."""
    plans = [
        plan
        for plan in Plan.objects.in_force().exclude(kind="enterprise")
        if not plan.incident_kinds or kind in plan.incident_kinds
    ]
    return list(
        PlanLevel.objects.filter(plan__in=plans)
        .order_by("plan__kind", "plan_id", "level")
        .values_list("pk", "plan__name", "level")
    )


def level_label(level: int) -> str:
    """Return a response level in words."""
    return str(ResponseLevel(level).label)
