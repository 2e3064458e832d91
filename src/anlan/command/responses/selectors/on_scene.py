"""What somebody on the scene needs of a response on the phone: own tasks, roll calls, clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from anlan.command.responses.choices import UNFINISHED, ObjectiveState, ResponseState, TaskState
from anlan.command.responses.models import Objective, ResponseTask, RollCallAnswer
from anlan.command.responses.permissions import ANSWER, PERFORM
from anlan.command.responses.states import TASK
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of, visible

#: What the holder of a task does on the phone, in its order.
STEPS = ("accept", "start", "submit")
MAX_TASKS = 30


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task of one's own, and the steps that are possible now."""

    id: int
    incident_id: int
    title: str
    instruction: str
    group_name: str
    state: str
    state_label: str
    due_at: datetime | None
    evidence_needed: str
    steps: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class TeamCall:
    """An open roll call that asks one's team."""

    answer_id: int
    incident_id: int
    team_name: str
    reason: str
    expected: int
    due_at: datetime
    safe: int | None
    missing: int | None


@dataclass(frozen=True, slots=True)
class ObjectiveInfo:
    """An open objective or timer."""

    id: int
    title: str
    kind: str
    due_at: datetime | None
    repeat_minutes: int | None


def list_own_tasks(incident_id: int, actor: Actor) -> list[OwnTask]:
    """Return the unfinished tasks assigned to a person, or to his organisation and nobody in it."""
    if actor.person_id is None:
        return []
    own = Q(assignee_id=actor.person_id)
    if actor.organisation_id is not None:
        own |= Q(organisation_id=actor.organisation_id)
    rows = (
        visible(ResponseTask, actor)
        .filter(
            own,
            response__incident_id=incident_id,
            response__state=ResponseState.ACTIVE,
            state__in=[*UNFINISHED, TaskState.DONE],
        )
        .select_related("group", "response")
        .order_by("due_at", "pk")[:MAX_TASKS]
    )
    found = []
    for task in rows:
        may = policy_of(ResponseTask).can(actor, PERFORM, task)
        found.append(
            OwnTask(
                id=task.pk,
                incident_id=incident_id,
                title=task.title,
                instruction=task.instruction,
                group_name=task.group.name,
                state=task.state,
                state_label=str(task.get_state_display()),
                due_at=task.due_at,
                evidence_needed=task.evidence_needed,
                steps=tuple(s for s in STEPS if may and task.state in TASK[s].sources),
                url=task.get_absolute_url(),
            )
        )
    return found


def list_team_calls(incident_id: int, actor: Actor) -> list[TeamCall]:
    """Return the open roll calls a person answers for his own team."""
    if actor.person_id is None or not actor.has(ANSWER):
        return []
    own = Q(leader_id=actor.person_id)
    if actor.organisation_id is not None and "team_leader" in actor.roles:
        own |= Q(organisation_id=actor.organisation_id)
    rows = (
        visible(RollCallAnswer, actor)
        .filter(
            own, roll_call__response__incident_id=incident_id, roll_call__closed_at__isnull=True
        )
        .select_related("roll_call")
    )
    return [
        TeamCall(
            answer_id=row.pk,
            incident_id=incident_id,
            team_name=row.team_name,
            reason=row.roll_call.reason,
            expected=row.expected,
            due_at=row.roll_call.due_at,
            safe=row.safe,
            missing=row.missing,
        )
        for row in rows
    ]


def list_objectives(incident_id: int) -> list[ObjectiveInfo]:
    """Return the open objectives and timers of an incident (the caller has checked visibility)."""
    rows = Objective.objects.filter(
        response__incident_id=incident_id,
        response__state=ResponseState.ACTIVE,
        state=ObjectiveState.OPEN,
    ).order_by("due_at", "pk")
    return [
        ObjectiveInfo(row.pk, row.title, row.kind, row.due_at, row.repeat_minutes) for row in rows
    ]
