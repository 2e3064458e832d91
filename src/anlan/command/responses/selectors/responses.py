"""Reading responses: the running one, the board, the figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from anlan.command.responses.choices import RUNNING, UNFINISHED, ResponseState, TaskState
from anlan.command.responses.contracts import GroupInfo, ResponseInfo
from anlan.command.responses.models import Response, ResponseGroup, ResponseTask
from anlan.command.responses.selectors.recommendation import level_label
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def with_counts(rows: QuerySet[Response]) -> QuerySet[Response]:
    """Add the numbers of groups and tasks to responses."""
    return rows.annotate(
        groups_total=Count("groups", distinct=True),
        tasks_total=Count("tasks", distinct=True),
        tasks_open=Count("tasks", distinct=True, filter=Q(tasks__state__in=UNFINISHED)),
        tasks_overdue=Count(
            "tasks",
            distinct=True,
            filter=Q(tasks__state__in=RUNNING, tasks__due_at__lt=clock.now()),
        ),
    )


def info(response: Response) -> ResponseInfo:
    """Return an annotated response as a value."""
    return ResponseInfo(
        id=response.pk,
        incident_id=response.incident_id,
        plan_id=response.plan_id,
        plan_name=response.plan.name,
        plan_level_id=response.plan_level_id,
        level=response.level,
        level_label=level_label(response.level),
        state=response.state,
        matter=response.matter,
        commander_id=response.commander_id,
        commander_name=response.commander_name,
        headquarters=response.headquarters,
        activated_at=response.activated_at,
        terminated_at=response.terminated_at,
        activation_ms=response.activation_ms,
        groups=response.groups_total,  # type: ignore[attr-defined]
        tasks=response.tasks_total,  # type: ignore[attr-defined]
        tasks_open=response.tasks_open,  # type: ignore[attr-defined]
        tasks_overdue=response.tasks_overdue,  # type: ignore[attr-defined]
        url=response.get_absolute_url(),
    )


def get_active_response(incident_id: int) -> ResponseInfo | None:
    """Return the running response to an incident, or None (the caller has checked visibility)."""
    row = (
        with_counts(Response.objects.filter(incident_id=incident_id, state=ResponseState.ACTIVE))
        .select_related("plan")
        .first()
    )
    return info(row) if row is not None else None


def list_groups(response_id: int) -> list[GroupInfo]:
    """Return the command groups of a response in order (the caller has checked visibility)."""
    rows = ResponseGroup.objects.filter(response_id=response_id).order_by("sort_order", "pk")
    return [GroupInfo(row.pk, row.name, row.duties, row.lead_name) for row in rows]


def list_responses(incident_id: int) -> list[ResponseInfo]:
    """Return every response to an incident, newest first (the caller has checked visibility)."""
    rows = with_counts(Response.objects.filter(incident_id=incident_id)).select_related("plan")
    return [info(row) for row in rows]


def list_running(actor: Actor) -> list[ResponseInfo]:
    """Return the real responses an actor sees that run now, the gravest first."""
    rows = visible(Response, actor).filter(state=ResponseState.ACTIVE, incident__is_drill=False)
    found = with_counts(rows).select_related("plan").order_by("level", "activated_at")
    return [info(row) for row in found]


def response_metrics(incident_id: int) -> dict[str, Any]:
    """Return the figures of all responses to an incident for its final report."""
    responses = list(Response.objects.filter(incident_id=incident_id).order_by("activated_at"))
    tasks = ResponseTask.objects.filter(response__in=responses)
    done = tasks.filter(done_at__isnull=False).exclude(state=TaskState.CANCELLED)
    numbers: dict[str, Any] = {
        "responses": len(responses),
        "tasks": tasks.count(),
        "tasks_done": done.count(),
        "tasks_in_time": done.filter(done_at__lte=F("due_at")).count(),
        "tasks_cancelled": tasks.filter(state=TaskState.CANCELLED).count(),
        "tasks_open": tasks.filter(state__in=UNFINISHED).count(),
        "orders": tasks.filter(kind="order").count(),
    }
    accepted = [
        (t.accepted_at - t.assigned_at).total_seconds()
        for t in tasks.exclude(accepted_at=None).only("accepted_at", "assigned_at")
        if t.accepted_at is not None
    ]
    numbers["mean_accept_s"] = round(sum(accepted) / len(accepted), 1) if accepted else None
    first = responses[0] if responses else None
    numbers["activated_at"] = first.activated_at if first else None
    numbers["activation_ms"] = first.activation_ms if first else None
    numbers["level"] = min((r.level for r in responses), default=None)
    numbers["terminated_at"] = _last(responses)
    return numbers


def _last(responses: list[Response]) -> datetime | None:
    if not responses or any(r.terminated_at is None for r in responses):
        return None
    return max(r.terminated_at for r in responses if r.terminated_at is not None)
