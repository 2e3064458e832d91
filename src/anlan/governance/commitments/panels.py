"""Commitments on the pages of organisations and of planning documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.governance.commitments.choices import OPEN, PeriodState
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


def of_work_list(work_list: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The tasks an annual work list became, with those that were cancelled with it."""
    rows = list(
        visible(Commitment, actor)
        .filter(source_model="responsibility.WorkItem", source_group=str(work_list.pk))
        .annotate(
            asked=Count("periods", filter=~Q(periods__state=PeriodState.WAIVED)),
            passed=Count("periods", filter=Q(periods__state=PeriodState.PASSED)),
        )
        .order_by("deadline", "pk")
    )
    if not rows:
        return None
    return {
        "count": sum(row.is_open for row in rows),
        "rows": [_row(row) | {"where": _periods(row)} for row in rows],
    }


def _periods(row: Any) -> str:
    words = [row.cadence or row.quantity]
    if row.asked:
        words.append(_("%(n)d of %(all)d checked") % {"n": row.passed, "all": row.asked})
    return " · ".join(word for word in words if word)


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
register_panel(
    Panel(
        model="responsibility.WorkList",
        name="commitments",
        title=gettext_lazy("Tasks of this list"),
        template="",
        context=of_work_list,
        permission=VIEW,
        order=15,
    )
)
register_verbs("planning.PlanningDocument", plan_verbs)
