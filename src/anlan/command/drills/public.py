"""The door of drills."""

from __future__ import annotations

from django.db.models import Count, Q

from anlan.command.drills.by_township import tally_cadence
from anlan.command.drills.contracts import CadenceRate, DrillInfo
from anlan.command.drills.models import CadenceDuty, CadenceRule, Drill
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

__all__ = [
    "CadenceRate",
    "DrillInfo",
    "cadence_rate",
    "list_drills",
    "tally_cadence",
]


def cadence_rate(
    actor: Actor,
    *,
    concerns: str = "",
    region_prefix: str = "",
    organisation_id: int | None = None,
) -> CadenceRate:
    """Return how many of the units that must hold drills are in time today.

    ``concerns`` limits it to one kind of unit (``Concerns``). Who never held one counts as late
    when his first day has passed.
    """
    rows = visible(CadenceDuty, actor).filter(is_active=True)
    if concerns:
        rows = rows.filter(rule__concerns=concerns)
    if region_prefix:
        rows = rows.filter(region__code__startswith=region_prefix)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    today = clock.today()
    found = rows.aggregate(
        duties=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=today)),
        never=Count("pk", filter=Q(last_on__isnull=True)),
    )
    rules = CadenceRule.objects.filter(is_active=True)
    if concerns:
        rules = rules.filter(concerns=concerns)
    return CadenceRate(
        duties=found["duties"],
        in_time=found["duties"] - found["late"],
        late=found["late"],
        never=found["never"],
        legal_basis=tuple(rules.values_list("legal_basis", flat=True)),
    )


def list_drills(actor: Actor, *, plan_id: int | None = None, limit: int = 50) -> list[DrillInfo]:
    """Return the visible drills, the newest first; of one plan when asked."""
    rows = visible(Drill, actor)
    if plan_id is not None:
        rows = rows.filter(plan_id=plan_id)
    return [
        DrillInfo(
            id=row.pk,
            number=row.number,
            name=row.name,
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            state=row.state,
            state_label=str(row.get_state_display()),
            planned_at=row.planned_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
            score=None if row.score is None else float(row.score),
            grade_word=row.grade_word,
            plan_id=row.plan_id,
            url=row.get_absolute_url(),
        )
        for row in rows[:limit]
    ]
