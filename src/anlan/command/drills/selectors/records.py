"""What the engine itself recorded in a drill, as moments that an expected action may be."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.command.dispatch import public as dispatch
from anlan.command.drills.choices import Measure
from anlan.command.drills.contracts import Compared, Found
from anlan.command.drills.models import Drill, InjectAnswer
from anlan.command.incidents import public as incidents
from anlan.command.responses import public as responses
from anlan.kernel.models import StateChange


def found_in(drill: Drill) -> list[Found]:
    """Return every moment of a drill that may be an expected action, the earliest first."""
    if drill.incident_id is None:
        return []
    found = [
        *_of_responses(drill.incident_id),
        *_of_dispatches(drill.incident_id),
        *_of_reports(drill.incident_id),
    ]
    return sorted(found, key=lambda record: record.at)


def _of_responses(incident_id: int) -> Iterable[Found]:
    for row in responses.list_responses(incident_id):
        at = row.activated_at
        yield Found(Measure.ACTIVATED, row.matter, "", at, row.url, row.commander_name)
    for task in responses.list_task_records(incident_id):
        if task.is_order:
            yield Found(Measure.ORDERED, task.title, "", task.assigned_at, task.url)
        if task.accepted_at is not None:
            yield Found(Measure.ACCEPTED, task.title, task.unit, task.accepted_at, task.url)
        if task.done_at is not None:
            yield Found(Measure.DONE, task.title, task.unit, task.done_at, task.url)
    for call in responses.list_roll_calls(incident_id):
        at = call.ordered_at
        yield Found(Measure.ROLL_CALL, call.reason, "", at, call.url, call.ordered_by)


def _of_dispatches(incident_id: int) -> Iterable[Found]:
    for row in dispatch.list_dispatches(incident_id):
        name, at = row.team_name, row.assigned_at
        yield Found(Measure.DISPATCHED, name, "", at, row.url, name)
        if row.arrived_at is not None:
            yield Found(Measure.ARRIVED, name, name, row.arrived_at, row.url)


def _of_reports(incident_id: int) -> Iterable[Found]:
    for title, at, by, url in incidents.submitted_reports(incident_id):
        yield Found(Measure.REPORTED, title, "", at, url, by)
    for version, at, by in incidents.facts_versions(incident_id, by_people=True):
        if version > 1:
            yield Found(Measure.FACTS, f"v{version}", "", at, "", by)


def answers_to(inject_id: int | None) -> list[Found]:
    """Return the answers to an inject with the units of those who gave them."""
    if inject_id is None:
        return []
    rows = (
        InjectAnswer.objects.filter(inject_id=inject_id)
        .select_related("participant__organisation", "inject")
        .order_by("at")
    )
    return [
        Found(
            Measure.ANSWERED,
            row.text,
            row.participant.organisation.name,
            row.at,
            row.inject.get_absolute_url(),
        )
        for row in rows
    ]


def compare_with_plan(drill: Drill) -> list[Compared]:
    """Return every task of the plan as it was planned and as it went, extra orders last."""
    if drill.incident_id is None:
        return []
    worked = drill.clock.worked_s
    tasks = responses.list_task_records(drill.incident_id)
    ended_with_it = _cancelled_by_the_end([task.id for task in tasks])
    rows = []
    for task in tasks:
        start = worked(task.assigned_at)
        rows.append(
            Compared(
                group=task.group,
                title=task.title,
                owner=task.unit,
                planned_minutes=round((task.due_at - task.assigned_at).total_seconds() / 60, 1),
                accepted_minutes=None
                if task.accepted_at is None
                else round((worked(task.accepted_at) - start) / 60, 1),
                done_minutes=None
                if task.done_at is None
                else round((worked(task.done_at) - start) / 60, 1),
                had_minutes=round((worked() - start) / 60, 1),
                state_label=task.state_label,
                is_extra=task.is_order,
                is_cancelled=task.is_cancelled
                and task.done_at is None
                and task.id not in ended_with_it,
                has_owner=bool(task.unit),
                url=task.url,
            )
        )
    return sorted(rows, key=lambda row: row.is_extra)


def _cancelled_by_the_end(task_ids: list[int]) -> set[int]:
    """The tasks that were open when the drill ended: nobody decided against them."""
    rows = StateChange.objects.filter(
        subject_type="responses.ResponseTask",
        subject_id__in=[str(pk) for pk in task_ids],
        transition="cancel",
        actor_id="system:drills",
    )
    return {int(key) for key in rows.values_list("subject_id", flat=True)}
