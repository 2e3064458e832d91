"""What drills add to pages of others: to the plan, the incident, the enterprise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.drills.models import CadenceDuty, Drill
from anlan.command.drills.permissions import DIRECT, EDIT_SCENARIO, PLAN, VIEW, VIEW_DUTY
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs

#: Drills shown on the page of something else.
SHOWN = 5


def drill_row(drill: Drill) -> dict[str, Any]:
    """A drill as a line of a small list."""
    return {
        "label": drill.name,
        "url": drill.get_absolute_url(),
        "value": f"{drill.score} {drill.grade_word}" if drill.score is not None else "",
        "where": str(drill.get_kind_display()),
        "state": {"label": drill.get_state_display(), "tone": drill.tone},
        "at": drill.started_at or drill.planned_at,
    }


def drills_of_plan(plan: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The drills that tested a plan."""
    rows = list(visible(Drill, actor).filter(plan__code=plan.code)[:SHOWN])
    may = actor.has(PLAN) and plan.state == "published"
    if not rows and not may:
        return None
    actions = []
    if may:
        actions.append(
            {
                "label": _("Plan a drill"),
                "url": f"{reverse('drills:plan')}?plan_id={plan.pk}",
                "icon": "flag",
            }
        )
        if actor.has(EDIT_SCENARIO):
            actions.append(
                {
                    "label": _("Scenario from a plan"),
                    "url": f"{reverse('drills:from_plan')}?plan={plan.pk}",
                    "icon": "copy",
                }
            )
    return {
        "rows": [drill_row(row) for row in rows],
        "actions": actions,
        "empty": _("This plan has not been practised on the platform."),
    }


def drills_of_enterprise(enterprise: Any, actor: Actor) -> Mapping[str, Any] | None:
    """When an enterprise must hold its next drill, and those it held."""
    duties = visible(CadenceDuty, actor).filter(
        organisation_id=enterprise.organisation_id, is_active=True
    )
    rows = [
        {
            "label": str(duty.rule),
            "url": duty.get_absolute_url(),
            "where": duty.last_note,
            "due": duty.due_at,
        }
        for duty in duties.select_related("rule")[:SHOWN]
    ]
    rows += [drill_row(row) for row in visible(Drill, actor).filter(enterprise=enterprise)[:SHOWN]]
    return {"rows": rows} if rows else None


def incident_verbs(incident: Any, actor: Actor) -> Iterable[Verb]:
    """From the incident of a drill back to the drill."""
    if not incident.is_drill:
        return
    drill = visible(Drill, actor).filter(incident_id=incident.pk).first()
    if drill is None:
        return
    directs = policy_of(drill).can(actor, DIRECT, drill) and drill.is_alive
    yield Verb(
        "to_drill",
        _("To the drill"),
        reverse("drills:direct" if directs else "drills:play", args=[drill.pk])
        if drill.is_alive
        else drill.get_absolute_url(),
        method="get",
        icon="flag",
    )


register_verbs("incidents.Incident", incident_verbs)
register_panel(
    Panel(
        model="plans.Plan",
        name="drills",
        title=gettext_lazy("Drills"),
        template="",
        context=drills_of_plan,
        permission=VIEW,
        order=70,
    )
)
register_panel(
    Panel(
        model="enterprises.Enterprise",
        name="drills",
        title=gettext_lazy("Drills"),
        template="",
        context=drills_of_enterprise,
        permission=VIEW_DUTY,
        order=75,
    )
)
