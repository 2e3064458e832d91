"""What was done in the responses to an incident, moment by moment, for reviews and assessments."""

from __future__ import annotations

from anlan.command.responses.choices import TaskKind, TaskState
from anlan.command.responses.contracts import RollCallRecord, TaskRecord
from anlan.command.responses.models import ResponseTask, RollCall


def list_task_records(incident_id: int) -> list[TaskRecord]:
    """Return every task and order of an incident (the caller has checked visibility)."""
    rows = (
        ResponseTask.objects.filter(response__incident_id=incident_id)
        .select_related("group", "organisation", "assignee")
        .order_by("assigned_at", "due_at", "pk")
    )
    return [
        TaskRecord(
            id=row.pk,
            title=row.title,
            group=row.group.name,
            unit=row.organisation.name if row.organisation is not None else row.group.lead_name,
            assignee_name=row.assignee.name if row.assignee is not None else "",
            is_order=row.kind == TaskKind.ORDER,
            is_cancelled=row.state == TaskState.CANCELLED,
            state_label=str(row.get_state_display()),
            assigned_at=row.assigned_at,
            due_at=row.due_at,
            accepted_at=row.accepted_at,
            done_at=row.done_at,
            verified_at=row.verified_at,
            url=row.get_absolute_url(),
        )
        for row in rows
    ]


def list_roll_calls(incident_id: int) -> list[RollCallRecord]:
    """Return the roll calls of an incident (the caller has checked visibility)."""
    rows = RollCall.objects.filter(response__incident_id=incident_id).order_by("ordered_at")
    return [
        RollCallRecord(
            row.reason, row.ordered_by, row.ordered_at, row.closed_at, row.get_absolute_url()
        )
        for row in rows
    ]
