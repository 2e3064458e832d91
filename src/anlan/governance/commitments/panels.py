"""Commitments on the pages of organisations and of planning documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.governance.commitments.choices import OPEN
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.permissions import GIVE, VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs

SHOWN = 6
#: Kinds of organisations that are given tasks.
KINDS = ("government", "department", "township", "park", "committee", "agency")


def _row(row: Commitment) -> dict[str, Any]:
    return {
        "label": row.title,
        "url": row.get_absolute_url(),
        "value": f"{row.progress}%",
        "state": {"label": row.get_state_display(), "tone": row.tone},
        "due": row.due_at,
    }


def of_organisation(organisation: Any, actor: Actor) -> Mapping[str, Any] | None:
    """What a unit has promised; nothing for enterprises."""
    if organisation.kind not in KINDS:
        return None
    rows = visible(Commitment, actor).filter(lead_id=organisation.pk, state__in=OPEN)
    return {
        "rows": [_row(row) for row in rows.order_by("deadline", "pk")[:SHOWN]],
        "url": reverse("commitments:unit", args=[organisation.pk]),
        "empty": _("No task has been given to this unit."),
    }


def plan_verbs(document: Any, actor: Actor) -> Iterable[Verb]:
    """Give the tasks of a planning document to units."""
    if actor.has(GIVE):
        yield Verb(
            "give_tasks",
            _("Give its tasks to units"),
            reverse("commitments:give_plan", args=[document.pk]),
            method="get",
            icon="send",
        )


register_panel(
    Panel(
        model="organisations.Organisation",
        name="commitments",
        title=gettext_lazy("Tasks and commitments"),
        template="",
        context=of_organisation,
        permission=VIEW,
        order=45,
    )
)
register_verbs("planning.PlanningDocument", plan_verbs)
