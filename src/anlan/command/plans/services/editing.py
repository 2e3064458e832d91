"""Writing the parts of a draft: levels, triggers, groups, tasks, resources, contacts, the point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.command.plans.choices import EDITABLE
from anlan.command.plans.events import PlanEdited
from anlan.command.plans.models import (
    Plan,
    PlanContact,
    PlanGroup,
    PlanLevel,
    PlanPoint,
    PlanResource,
    PlanSection,
    PlanTask,
    PlanTrigger,
)
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.owners import require_own
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.errors import InvalidInput, NotVisible, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of row: its model, the field of its parent and how a plan is reached from it."""

    model: type[Model]
    parent: str
    plan_path: str


PARTS: dict[str, PartKind] = {
    "level": PartKind(PlanLevel, "plan", "plan"),
    "trigger": PartKind(PlanTrigger, "level", "level__plan"),
    "group": PartKind(PlanGroup, "plan", "plan"),
    "task": PartKind(PlanTask, "group", "group__plan"),
    "resource": PartKind(PlanResource, "plan", "plan"),
    "contact": PartKind(PlanContact, "plan", "plan"),
    "section": PartKind(PlanSection, "plan", "plan"),
    "point": PartKind(PlanPoint, "plan", "plan"),
}
#: Where the parent of a part must lie in the same plan.
PARENTS: dict[str, type[Model]] = {"level": PlanLevel, "group": PlanGroup}

HEAD_FIELDS = (
    "name",
    "kind",
    "incident_kinds",
    "purpose",
    "principles",
    "issued_on",
    "review_due_on",
    "legal_basis",
    "source",
)


@transaction.atomic
def create_plan(*, code: str, name: str, kind: str, actor: Actor, **values: Any) -> Plan:
    """Begin a plan by hand: an empty draft of one's own place or unit, or of the county."""
    require_permission(actor, CHANGE)
    plan = Plan(code=code, name=name, kind=kind, **values)
    require_own(plan, actor)
    if Plan.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("This code is used by another plan.")})
    plan.save()
    audit(actor, "plans.part.written", plan, after={"code": code, "name": name})
    emit(PlanEdited(plan.pk, "plan"), actor)
    return plan


@transaction.atomic
def change_plan(*, plan_id: int, actor: Actor, **values: Any) -> Plan:
    """Correct the head of a draft."""
    plan = _draft(plan_id, actor)
    values = {name: value for name, value in values.items() if name in HEAD_FIELDS}
    before, after = changes(plan, **values)
    require_own(plan, actor)
    if after:
        plan.save(update_fields=[*after, "updated_at"])
        audit(actor, "plans.part.written", plan, before=before, after=after)
        emit(PlanEdited(plan.pk, "plan"), actor)
    return plan


@transaction.atomic
def write_part(
    *,
    plan_id: int,
    part: str,
    values: Mapping[str, Any],
    actor: Actor,
    row_id: int | None = None,
) -> Model:
    """Add a row to a draft (without ``row_id``) or change it; only drafts are edited."""
    plan = _draft(plan_id, actor)
    kind = _kind(part)
    values = dict(values)
    if kind.parent != "plan":
        parent = PARENTS[kind.parent]._default_manager.filter(
            plan=plan, pk=values.pop("parent_id", None)
        )
        found = parent.first()
        if found is None:
            raise InvalidInput(fields={"parent_id": _("Choose one of this plan.")})
        values[kind.parent] = found
    try:
        with transaction.atomic():
            if row_id is None:
                if kind.parent == "plan":
                    values["plan"] = plan
                row = kind.model._default_manager.create(**values)
                before: Mapping[str, Any] = {}
                after: Mapping[str, Any] = {
                    k: v for k, v in values.items() if not isinstance(v, Model)
                }
            else:
                row = find_row(plan, part, row_id)
                parent_row = values.pop(kind.parent, None)
                before, after = changes(row, **values)
                if parent_row is not None:
                    setattr(row, kind.parent, parent_row)
                row.save()
    except IntegrityError as error:
        raise InvalidInput(
            _("There is a row with this name, level or code already; each may stand once only.")
        ) from error
    audit(
        actor,
        "plans.part.written",
        plan,
        before=before,
        after={"part": part, "row": str(row)[:100], **after},
    )
    emit(PlanEdited(plan.pk, part), actor)
    return row


@transaction.atomic
def fill_deadlines(*, plan_id: int, minutes: Mapping[int, int], actor: Actor) -> int:
    """Give tasks of a draft that have no deadline the minutes a person decided on, by task."""
    plan = _draft(plan_id, actor)
    tasks = PlanTask.objects.filter(group__plan=plan, deadline_minutes__isnull=True)
    changed = [task for task in tasks.filter(pk__in=list(minutes)) if minutes[task.pk] > 0]
    for task in changed:
        task.deadline_minutes = minutes[task.pk]
    update_rows(changed, ["deadline_minutes"])
    if changed:
        audit(
            actor,
            "plans.part.written",
            plan,
            after={"deadlines": {task.title: task.deadline_minutes for task in changed}},
        )
        emit(PlanEdited(plan.pk, "task"), actor)
    return len(changed)


@transaction.atomic
def remove_part(*, plan_id: int, part: str, row_id: int, actor: Actor) -> None:
    """Take a row out of a draft, with what stands below it."""
    plan = _draft(plan_id, actor)
    row = find_row(plan, part, row_id)
    words = str(row)[:200]
    row.delete()
    audit(actor, "plans.part.removed", plan, before={"part": part, "row": words})
    emit(PlanEdited(plan.pk, part), actor)


def find_row(plan: Plan, part: str, row_id: int) -> Any:
    """Return a row of a plan or raise ``NotVisible``."""
    kind = _kind(part)
    row = kind.model._default_manager.filter(**{kind.plan_path: plan.pk}, pk=row_id).first()
    if row is None:
        raise NotVisible
    return row


def _kind(part: str) -> PartKind:
    kind = PARTS.get(part)
    if kind is None:
        raise NotVisible
    return kind


def _draft(plan_id: int, actor: Actor) -> Plan:
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    require(actor, CHANGE, plan)
    if plan.state not in EDITABLE:
        raise WrongState(_("A plan in force is not changed: begin a revision."))
    return plan
