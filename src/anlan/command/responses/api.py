"""Responses for other systems; the same services as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from anlan.command.responses.contracts import Recommendation, ResponseInfo
from anlan.command.responses.models import Response, ResponseTask
from anlan.command.responses.selectors.recommendation import recommend_level
from anlan.command.responses.selectors.responses import info, with_counts
from anlan.command.responses.services.activation import activate_response
from anlan.command.responses.services.command import issue_order, terminate_response
from anlan.command.responses.services.tasks import (
    accept_task,
    cancel_task,
    return_task,
    start_task,
    submit_task,
    verify_task,
)
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible, visible

router = Router()


class AlternativeOut(Schema):
    """Another plan or level."""

    plan_id: int
    plan_name: str
    plan_level_id: int
    level: int
    label: str
    reasons: list[str]


class RecommendationOut(Schema):
    """The recommended plan and level with reasons."""

    incident_id: int
    plan_id: int
    plan_name: str
    plan_level_id: int
    level: int
    label: str
    reasons: list[str]
    is_default: bool
    facts: dict[str, Any]
    alternatives: list[AlternativeOut]


class ResponseOut(Schema):
    """A response with its numbers."""

    id: int
    incident_id: int
    plan_id: int
    plan_name: str
    level: int
    level_label: str
    state: str
    matter: str
    commander_id: int | None
    commander_name: str
    activated_at: datetime
    terminated_at: datetime | None
    activation_ms: int
    groups: int
    tasks: int
    tasks_open: int
    tasks_overdue: int


class TaskOut(Schema):
    """A task with its clock."""

    id: int
    response_id: int
    group: str
    kind: str
    title: str
    instruction: str
    state: str
    assignee_id: int | None
    assigned_at: datetime
    due_at: datetime
    accepted_at: datetime | None
    done_at: datetime | None
    verified_at: datetime | None
    is_overdue: bool

    @staticmethod
    def resolve_group(obj: Any) -> str:
        """Name of the group."""
        return str(obj.group)


class ActivateIn(Schema):
    """What activating names; without a level the recommended one is started."""

    incident_id: int
    plan_level_id: int | None = None
    commander_id: int | None = None
    matter: str = Field("", max_length=200)
    measures: str = Field("", max_length=5000)
    expected_hours: int | None = Field(None, ge=1, le=1440)
    reason: str = Field("", max_length=500)


class OrderIn(Schema):
    """An order to a group."""

    group_id: int
    title: str = Field(min_length=1, max_length=100)
    instruction: str = Field("", max_length=2000)
    due_minutes: int = Field(ge=1, le=10080)
    needs_photo: bool = False


class TerminationIn(Schema):
    """A reason."""

    reason: str = Field("", max_length=500)


class TaskStepIn(Schema):
    """A step of a task: accept, start, submit, verify, return_ or cancel."""

    step: str = Field(pattern=r"^(accept|start|submit|verify|return_|cancel)$")
    text: str = Field("", max_length=2000)


class ResponseQuery(Schema):
    """What narrows the list."""

    incident_id: int | None = None
    state: str = Field("", pattern=r"^(active|terminated|)$")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _clean(text: str) -> str:
    return text.replace("\x00", "")


def _info(response_id: int) -> ResponseInfo:
    return info(with_counts(Response.objects.filter(pk=response_id)).select_related("plan").get())


@router.get(
    "/recommendation/{int:incident_id}",
    response=RecommendationOut,
    summary="Recommended plan and level",
)
def recommendation(request: HttpRequest, incident_id: int) -> Recommendation:
    """Return what the facts reach; 409 when no plan serves the incident."""
    return recommend_level(incident_id, _actor(request))


@router.get("/", response=list[ResponseOut], summary="Responses of one's area")
def responses(request: HttpRequest, query: Query[ResponseQuery]) -> list[ResponseInfo]:
    """Return visible responses, newest first, at most 200."""
    rows = visible(Response, _actor(request))
    if query.incident_id is not None:
        rows = rows.filter(incident_id=query.incident_id)
    if query.state:
        rows = rows.filter(state=query.state)
    return [info(row) for row in with_counts(rows).select_related("plan")[:200]]


@router.post("/", response={201: ResponseOut}, summary="Activate a response")
def activate(request: HttpRequest, data: ActivateIn) -> Any:
    """Activate; 409 when one is running or the incident is finished."""
    values = data.dict()
    for name in ("matter", "measures", "reason"):
        values[name] = _clean(values[name])
    try:
        response = activate_response(actor=_actor(request), **values)
    except OverflowError:
        raise NotVisible from None
    return Status(201, _info(response.pk))


@router.get("/{int:response_id}", response=ResponseOut, summary="One response")
def response(request: HttpRequest, response_id: int) -> ResponseInfo:
    """Return a response; 404 outside one's area."""
    return _info(get_visible(Response, response_id, actor=_actor(request)).pk)


@router.post("/{int:response_id}/terminate", response=ResponseOut, summary="Terminate")
def terminate(request: HttpRequest, response_id: int, data: TerminationIn) -> ResponseInfo:
    """Terminate; 409 while tasks are open."""
    terminate_response(response_id=response_id, reason=_clean(data.reason), actor=_actor(request))
    return _info(response_id)


@router.post("/{int:response_id}/orders", response={201: TaskOut}, summary="Issue an order")
def order(request: HttpRequest, response_id: int, data: OrderIn) -> Any:
    """Give a group an order."""
    values = data.dict()
    values["title"], values["instruction"] = _clean(data.title), _clean(data.instruction)
    made = issue_order(response_id=response_id, actor=_actor(request), **values)
    return Status(201, made)


@router.get("/{int:response_id}/tasks", response=list[TaskOut], summary="Tasks of a response")
def tasks(request: HttpRequest, response_id: int) -> Any:
    """Return the visible tasks of a response by due time."""
    get_visible(Response, response_id, actor=_actor(request))
    return (
        visible(ResponseTask, _actor(request))
        .filter(response_id=response_id)
        .select_related("group")
        .order_by("due_at", "id")
    )


@router.post("/tasks/{int:task_id}/step", response=TaskOut, summary="Take a step of a task")
def step(request: HttpRequest, task_id: int, data: TaskStepIn) -> ResponseTask:
    """Take a step; 409 when it is not possible now."""
    actor, text = _actor(request), _clean(data.text)
    if data.step == "accept":
        return accept_task(task_id=task_id, actor=actor)
    if data.step == "start":
        return start_task(task_id=task_id, actor=actor)
    if data.step == "submit":
        return submit_task(task_id=task_id, actor=actor, text=text)
    if data.step == "verify":
        return verify_task(task_id=task_id, actor=actor)
    if data.step == "return_":
        return return_task(task_id=task_id, actor=actor, reason=text)
    return cancel_task(task_id=task_id, actor=actor, reason=text)
