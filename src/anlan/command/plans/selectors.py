"""Reading the plan library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from anlan.command.plans.choices import UNIT_KINDS, Fact, PlanKind
from anlan.command.plans.contracts import (
    GroupTemplate,
    LevelInfo,
    PlanMatch,
    Reason,
    ResourceNeed,
    TaskTemplate,
)
from anlan.command.plans.models import Plan, PlanGroup, PlanLevel, PlanTask, PlanTrigger
from anlan.command.plans.rules import clause_reached
from anlan.kernel.errors import NotVisible

#: A plan written for the kind of incident goes before one for every kind.
KIND_ORDER = {
    PlanKind.SPECIAL: 0,
    PlanKind.DEPARTMENT: 1,
    PlanKind.GRASSROOTS: 2,
    PlanKind.OVERALL: 3,
    PlanKind.ENTERPRISE: 4,
    PlanKind.UNIT: 5,
    PlanKind.POINT: 6,
}


def match_plans(*, kind: str, facts: Mapping[str, Any], region_code: str = "") -> list[PlanMatch]:
    """Return the plans in force that serve ``kind`` with the level they reach, best first.

    The most severe level reached counts. A plan written for this kind but with no condition
    reached is offered at its lowest level, marked ``is_default``; plans for every kind are offered
    only when a condition is reached. Plans of units are the units' own
    and not offered; point plans have no levels.
    """
    known = {**facts, Fact.KIND.value: kind}
    plans = (
        Plan.objects.in_force()
        .exclude(kind__in=(*UNIT_KINDS, PlanKind.POINT))
        .filter(Q(incident_kinds__contains=[kind]) | Q(incident_kinds=[]))
        .prefetch_related(
            Prefetch(
                "levels",
                queryset=PlanLevel.objects.order_by("level").prefetch_related("triggers"),
            )
        )
    )
    found = []
    for plan in plans:
        if plan.region_id and not region_code.startswith(plan.region_id.rstrip("0")):
            continue
        match = _match(plan, known)
        if match is not None:
            found.append(match)
    return sorted(
        found, key=lambda m: (m.is_default, KIND_ORDER[PlanKind(m.plan_kind)], m.level, m.plan_id)
    )


def _match(plan: Plan, facts: Mapping[str, Any]) -> PlanMatch | None:
    levels = list(plan.levels.all())
    for level in levels:
        reached = clause_reached(level.triggers.all(), facts)
        if reached:
            reasons = tuple(_reason(t, facts) for t in reached if isinstance(t, PlanTrigger))
            return PlanMatch(plan.pk, plan.name, plan.kind, level.pk, level.level, reasons)
    if not levels or not plan.incident_kinds:
        return None
    lowest = levels[-1]
    reason = Reason(
        words=_("No condition of a level is reached by the facts known so far."),
        fact=str(Fact.KIND.label),
        value=str(facts.get(Fact.KIND.value, "")),
        legal_basis=plan.legal_basis,
        is_verified=plan.is_verified,
    )
    return PlanMatch(
        plan.pk, plan.name, plan.kind, lowest.pk, lowest.level, (reason,), is_default=True
    )


def _reason(trigger: PlanTrigger, facts: Mapping[str, Any]) -> Reason:
    value = facts.get(trigger.fact)
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    return Reason(
        words=trigger.words,
        fact=str(trigger.get_fact_display()),
        value=str(value),
        legal_basis=trigger.legal_basis,
        is_verified=trigger.is_verified,
    )


def get_level(plan_level_id: int) -> LevelInfo:
    """Return a level of a plan with the groups, tasks and resources it starts (four queries)."""
    row = PlanLevel.objects.select_related("plan").filter(pk=plan_level_id).first()
    if row is None:
        raise NotVisible
    plan = row.plan
    groups = PlanGroup.objects.filter(plan=plan, from_level__gte=row.level)
    tasks = PlanTask.objects.filter(
        group__plan=plan, group__from_level__gte=row.level, from_level__gte=row.level
    )
    return LevelInfo(
        id=row.pk,
        plan_id=plan.pk,
        plan_code=plan.code,
        plan_name=plan.name,
        plan_kind=plan.kind,
        level=row.level,
        label=str(row.get_level_display()),
        conditions=row.conditions,
        commander_post=row.commander_post,
        commander_code=row.commander_code,
        commander_holder=row.commander_holder,
        headquarters=row.headquarters,
        measures=row.measures,
        expected_hours=row.expected_hours,
        reports_to=row.reports_to,
        groups=tuple(
            GroupTemplate(
                id=g.pk,
                name=g.name,
                lead_name=g.lead_name,
                lead_code=g.lead_code,
                lead_post=g.lead_post,
                members=tuple(g.members),
                duties=g.duties,
                sort_order=g.sort_order,
            )
            for g in groups
        ),
        tasks=tuple(
            TaskTemplate(
                group_id=t.group_id,
                title=t.title,
                instruction=t.instruction,
                deadline_minutes=t.deadline_minutes or 0,
                evidence=t.evidence,
                needs_photo=t.needs_photo,
                legal_basis=t.legal_basis,
                sort_order=t.sort_order,
            )
            for t in tasks
        ),
        resources=tuple(
            ResourceNeed(r.kind, r.code, r.name, r.quantity, r.unit)
            for r in plan.resources.filter(from_level__gte=row.level)
        ),
    )
