"""The situation board of a response: what its commander must see, in a dozen queries.

It is the same for everybody who may see it and therefore depends on nobody: it is rendered once per
change and sent to all who watch (``kernel.live.SharedView``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from anlan.command.incidents import public as incidents
from anlan.command.responses.choices import (
    OBJECTIVE_TONES,
    RESPONSE_TONES,
    RUNNING,
    TASK_TONES,
    ObjectiveState,
    TaskKind,
    TaskState,
)
from anlan.command.responses.contracts import Force
from anlan.command.responses.forces import forces_of
from anlan.command.responses.models import Response, ResponseTask, RollCall
from anlan.command.responses.parts import board_parts
from anlan.kernel import clock

TIMELINE_LINES = 8
#: Late tasks and the next ones due that are named.
NAMED_TASKS = 6
#: The parts of the board and their templates.
BLOCKS = ("head", "clocks", "groups", "orders", "teams", "timeline")


def board_of(response_id: int) -> dict[str, Any]:
    """Return everything on the board (the caller has checked visibility)."""
    response = Response.objects.select_related("plan", "commander").get(pk=response_id)
    incident = incidents.incident_of(response.incident_id)
    tasks = list(
        ResponseTask.objects.filter(response_id=response_id)
        .exclude(state=TaskState.CANCELLED)
        # A dozen groups and people for a hundred tasks: read once each, not beside every task.
        .prefetch_related("group", "assignee")
        .order_by("due_at", "sort_order", "pk")
    )
    forces = forces_of([response.incident_id])[response.incident_id]
    roll_call = last_roll_call(response_id)
    return {
        "response": response,
        "incident": incident,
        "facts": fact_figures(incident),
        "tone": RESPONSE_TONES[response.state],
        "objectives": _objectives(response),
        "clocks": incidents.reporting_clocks(response.incident_id),
        "groups": group_lines(response, tasks),
        "orders": _orders(tasks),
        "totals": _totals(tasks),
        "named": _named(tasks),
        "roll_call": roll_call,
        "teams": team_lines(forces, roll_call),
        "people_on_scene": sum(force.people for force in forces if force.is_on_scene),
        "teams_on_scene": sum(1 for force in forces if force.is_on_scene),
        "timeline": incidents.timeline_lines(response.incident_id, limit=TIMELINE_LINES),
        "parts": [
            {"template": part.template, "name": part.name, "part": part.context(incident.id)}
            for part in board_parts()
        ],
    }


def fact_figures(incident: incidents.IncidentInfo) -> list[dict[str, Any]]:
    """Return the figures of the latest facts; people lost, missing or trapped are marked."""
    facts = incident.facts
    if facts is None:
        return []
    return [
        {"label": _("Deaths"), "value": facts.deaths, "is_grave": facts.deaths > 0},
        {
            "label": _("Missing or trapped"),
            "value": facts.missing + facts.trapped,
            "is_grave": facts.missing + facts.trapped > 0,
        },
        {
            "label": _("Injured"),
            "value": facts.serious_injuries + facts.minor_injuries,
            "is_grave": False,
        },
        {"label": _("Evacuated"), "value": facts.evacuated, "is_grave": False},
    ]


def last_roll_call(response_id: int) -> RollCall | None:
    """Return the newest roll call with its answers."""
    return (
        RollCall.objects.filter(response_id=response_id)
        .prefetch_related("answers")
        .order_by("-ordered_at")
        .first()
    )


def _objectives(response: Response) -> list[dict[str, Any]]:
    """Open ones by their clock, then those reached."""
    rows = [o for o in response.objectives.all() if o.state != ObjectiveState.DROPPED]
    rows.sort(key=lambda o: (o.state != ObjectiveState.OPEN, o.due_at is None, o.due_at, o.pk))
    return [{"row": o, "tone": OBJECTIVE_TONES[o.state], "late": o.is_overdue} for o in rows[:8]]


def group_lines(response: Response, tasks: list[ResponseTask]) -> list[dict[str, Any]]:
    """Return each group with the number of its tasks by state, and how many are late."""
    counts: dict[int, Counter[str]] = {}
    for task in tasks:
        own = counts.setdefault(task.group_id, Counter())
        own[_column(task)] += 1
        own["late"] += task.is_running and task.is_overdue
        own["all"] += 1
    return [
        {
            "group": group,
            "lead": group.lead.name if group.lead is not None else "",
            "counts": counts.get(group.pk, Counter()),
        }
        for group in response.groups.select_related("lead")
    ]


def _column(task: ResponseTask) -> str:
    if task.state == TaskState.ASSIGNED:
        return "waiting"
    return "doing" if task.state in RUNNING else "done"


def _orders(tasks: list[ResponseTask]) -> list[ResponseTask]:
    """Orders nobody has accepted yet, the oldest first."""
    found = [t for t in tasks if t.kind == TaskKind.ORDER and t.state == TaskState.ASSIGNED]
    return sorted(found, key=lambda t: (t.assigned_at, t.pk))


def _totals(tasks: list[ResponseTask]) -> Counter[str]:
    totals = Counter(_column(task) for task in tasks)
    totals["late"] = sum(1 for task in tasks if task.is_running and task.is_overdue)
    totals["all"] = len(tasks)
    return totals


def _named(tasks: list[ResponseTask]) -> list[dict[str, Any]]:
    running = [task for task in tasks if task.is_running][:NAMED_TASKS]
    return [
        {
            "task": task,
            "holder": task.assignee.name if task.assignee is not None else task.group.lead_name,
            "tone": TASK_TONES[TaskState(task.state)],
            "due": {"due_at": task.due_at, "clock_state": ""},
        }
        for task in running
    ]


def team_lines(forces: list[Force], roll_call: RollCall | None) -> list[dict[str, Any]]:
    """Return the teams with what the newest roll call says about each."""
    answers = {a.dispatch_id: a for a in roll_call.answers.all()} if roll_call else {}
    found = []
    for force in forces:
        answer = answers.get(force.dispatch_id)
        if answer is not None and roll_call is not None:
            answer.roll_call = roll_call
        found.append(
            {
                "force": force,
                "answer": answer,
                "due": {"due_at": force.eta_at, "label": _("arrival")} if force.eta_at else None,
            }
        )
    return found


def render_board(argument: str) -> Mapping[str, str]:
    """Render the parts of the board by the ids of their elements."""
    board = board_of(int(argument))
    board["now"] = clock.now()
    rendered = {
        f"situation-{name}": render_to_string(f"responses/situation/_{name}.html", {"board": board})
        for name in BLOCKS
    }
    for more in board["parts"]:
        rendered[f"situation-{more['name']}"] = render_to_string(
            more["template"], {"board": board, "part": more["part"]}
        )
    return rendered


def board_topics(argument: str) -> list[str]:
    """Return the live topics that change the board of a response."""
    found = (
        Response.objects.filter(pk=argument).values_list("incident_id", flat=True).first()
        if argument.isdigit()
        else None
    )
    return [f"response:{argument}", *([f"incident:{found}"] if found is not None else [])]
