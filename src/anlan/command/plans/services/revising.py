"""What a drill or a review showed goes into the draft of a plan, as an officer would write it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.command.plans.choices import EDITABLE
from anlan.command.plans.models import Plan, PlanGroup, PlanTask
from anlan.command.plans.services.editing import write_part
from anlan.command.plans.services.plans import revise_plan
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible


@transaction.atomic
def draft_of(*, plan_id: int, actor: Actor) -> Plan:
    """Return the draft of a plan, a new one where no revision has been begun."""
    plan = get_visible(Plan, plan_id, actor=actor)
    draft = Plan.objects.filter(code=plan.code, state__in=EDITABLE).first()
    return draft if draft is not None else revise_plan(plan_id=plan_id, actor=actor)


@transaction.atomic
def put_task_into_draft(
    *,
    plan_id: int,
    title: str,
    actor: Actor,
    group_name: str = "",
    deadline_minutes: int | None = None,
    instruction: str = "",
) -> int:
    """Change the task with this title in the draft, or add it; returns the id of the draft.

    Raises ``InvalidInput`` when the task is new and no group has this name.
    """
    draft = draft_of(plan_id=plan_id, actor=actor)
    task = PlanTask.objects.filter(group__plan=draft, title=title).first()
    values: dict[str, Any] = {}
    if deadline_minutes is not None:
        values["deadline_minutes"] = deadline_minutes
    if instruction:
        values["instruction"] = instruction
    if task is None:
        group = PlanGroup.objects.filter(plan=draft, name=group_name).first()
        if group is None:
            raise InvalidInput(fields={"group": _("The plan has no such group: name one of it.")})
        number = PlanTask.objects.filter(group=group).count() + 1
        values |= {
            "parent_id": group.pk,
            "title": title[:100],
            "code": f"X{number:02d}",
            "instruction": instruction or title,
            "sort_order": 500 + number,
        }
    elif values:
        values["parent_id"] = task.group_id
    if values:
        write_part(
            plan_id=draft.pk,
            part="task",
            values=values,
            actor=actor,
            row_id=task.pk if task is not None else None,
        )
    return draft.pk
