"""The door of the plan library."""

from __future__ import annotations

from anlan.command.plans.by_township import tally_reviewed
from anlan.command.plans.choices import UNIT_KINDS, ResponseLevel
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
from anlan.command.plans.services.care import add_record
from anlan.command.plans.services.revising import draft_of, put_task_into_draft
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

__all__ = [
    "GroupTemplate",
    "LevelInfo",
    "PlanMatch",
    "Reason",
    "ResourceNeed",
    "TaskTemplate",
    "add_record",
    "count_in_force",
    "draft_of",
    "find_level_of_plan",
    "get_level",
    "incident_kinds_of",
    "level_label",
    "list_levels_in_force",
    "list_plans_in_force",
    "match_plans",
    "put_task_into_draft",
    "tally_reviewed",
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
        for plan in Plan.objects.in_force().exclude(kind__in=UNIT_KINDS)
        if not plan.incident_kinds or kind in plan.incident_kinds
    ]
    return list(
        PlanLevel.objects.filter(plan__in=plans)
        .order_by("plan__kind", "plan_id", "level")
        .values_list("pk", "plan__name", "level")
    )


def incident_kinds_of(plan_id: int) -> list[str]:
    """Return the kinds of incident a plan serves; none means every kind."""
    return list(Plan.objects.values_list("incident_kinds", flat=True).get(pk=plan_id))


def list_plans_in_force(actor: Actor) -> list[tuple[int, str, str]]:
    """Return (id, name, kind) of the visible plans in force."""
    rows = visible(Plan, actor).filter(state="published").order_by("kind", "name")
    return list(rows.values_list("pk", "name", "kind"))


def level_label(level: int) -> str:
    """Return a response level in words."""
    return str(ResponseLevel(level).label)


def count_in_force(
    actor: Actor, *, organisation_id: int | None = None, region_prefix: str = ""
) -> tuple[int, int]:
    """Return how many visible plans are in force, and for how many the day of review has passed."""
    rows = visible(Plan, actor).filter(state="published")
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if region_prefix:
        rows = rows.filter(region__code__startswith=region_prefix)
    return rows.count(), rows.filter(review_due_on__lt=clock.today()).count()
