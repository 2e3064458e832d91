"""The plan library for other systems."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.command.plans.models import Plan
from anlan.command.plans.selectors import get_level
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible

router = Router()


class PlanOut(Schema):
    """A plan in a list."""

    id: int
    code: str
    version: int
    name: str
    kind: str
    incident_kinds: list[str]
    state: str
    issued_on: date | None
    review_due_on: date | None
    is_verified: bool


class TriggerOut(Schema):
    """A condition over a fact; conditions of one clause must all hold."""

    clause: int
    fact: str
    comparison: str
    value: Any
    words: str
    legal_basis: str
    is_verified: bool


class PlanTaskOut(Schema):
    """A task with its deadline."""

    title: str
    instruction: str
    deadline_minutes: int
    evidence: str
    needs_photo: bool
    legal_basis: str


class GroupOut(Schema):
    """A command group with its tasks."""

    name: str
    lead_name: str
    lead_code: str
    members: list[str]
    duties: str
    tasks: list[PlanTaskOut]


class LevelOut(Schema):
    """A response level with everything that starts with it."""

    level: int
    conditions: str
    commander_post: str
    headquarters: str
    measures: str
    expected_hours: int
    triggers: list[TriggerOut]
    groups: list[GroupOut]


class PlanDetailOut(PlanOut):
    """A plan with its levels."""

    purpose: str
    principles: str
    legal_basis: str
    source: str
    levels: list[LevelOut]


class PlanQuery(Schema):
    """What narrows the list."""

    q: str = Field("", max_length=100)
    state: str = Field("published", pattern=r"^(draft|published|expired|)$")
    kind: str = Field("", max_length=20)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/", response=list[PlanOut], summary="Emergency plans one may read")
def plans(request: HttpRequest, query: Query[PlanQuery]) -> Any:
    """Return plans by state, kind and text, at most 500."""
    rows = visible(Plan, _actor(request))
    if query.state:
        rows = rows.filter(state=query.state)
    if query.kind:
        rows = rows.filter(kind=query.kind.replace("\x00", ""))
    if query.q:
        rows = rows.filter(name__icontains=query.q.replace("\x00", ""))
    return rows[:500]


@router.get("/{int:plan_id}", response=PlanDetailOut, summary="One plan with its structure")
def plan(request: HttpRequest, plan_id: int) -> dict[str, Any]:
    """Return levels with triggers, groups and tasks; 404 outside one's area."""
    found = get_visible(Plan, plan_id, actor=_actor(request))
    levels = []
    for row in found.levels.prefetch_related("triggers"):
        info = get_level(row.pk)
        levels.append(
            {
                "level": row.level,
                "conditions": row.conditions,
                "commander_post": row.commander_post,
                "headquarters": row.headquarters,
                "measures": row.measures,
                "expected_hours": row.expected_hours,
                "triggers": list(row.triggers.all()),
                "groups": [
                    {
                        "name": group.name,
                        "lead_name": group.lead_name,
                        "lead_code": group.lead_code,
                        "members": list(group.members),
                        "duties": group.duties,
                        "tasks": [t for t in info.tasks if t.group_id == group.id],
                    }
                    for group in info.groups
                ],
            }
        )
    fields = [*PlanOut.model_fields, "purpose", "principles", "legal_basis", "source"]
    return {**{name: getattr(found, name) for name in fields}, "levels": levels}
