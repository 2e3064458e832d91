"""What responses add to the incident: panel, buttons, closing guard, section of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.documents.public import official_time
from anlan.command.incidents.public import register_closing_guard, register_report_section
from anlan.command.responses.models import Response
from anlan.command.responses.permissions import ACTIVATE, VIEW
from anlan.command.responses.selectors.recommendation import level_label
from anlan.command.responses.selectors.responses import (
    get_active_response,
    list_responses,
    response_metrics,
)
from anlan.command.responses.wording import official_language
from anlan.kernel.actor import Actor
from anlan.kernel.policy import scope_reaches, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs

UNFINISHED_INCIDENT = ("open", "responding", "controlled")


def incident_response(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Show the running response, or what can be started, or the ones that ended."""
    if not visible(Response, actor).filter(incident_id=incident.pk).exists():
        if incident.state not in UNFINISHED_INCIDENT:
            return None
        may = scope_reaches(actor, ACTIVATE, region=incident.region_id)
        return {
            "response": None,
            "recommend_url": reverse("responses:recommend", args=[incident.pk]) if may else "",
            "topic": f"incident:{incident.pk}",
        }
    found = list_responses(incident.pk)
    current = get_active_response(incident.pk) or found[0]
    return {
        "response": current,
        "board_url": reverse("responses:board", args=[current.id]),
        "past": [r for r in found if r.id != current.id],
        "topic": f"incident:{incident.pk}",
    }


def incident_verbs(incident: Any, actor: Actor) -> Iterable[Verb]:
    """Lead to the recommendation, or to the board of the running response."""
    active = get_active_response(incident.pk)
    if active is not None:
        if scope_reaches(actor, VIEW, region=incident.region_id):
            yield Verb(
                name="situation",
                label=_("Situation board"),
                url=reverse("responses:situation", args=[active.id]),
                method="get",
                icon="layout-dashboard",
            )
            yield Verb(
                name="task_board",
                label=_("Task board"),
                url=reverse("responses:board", args=[active.id]),
                method="get",
                icon="layout-kanban",
            )
        return
    if incident.state in UNFINISHED_INCIDENT and scope_reaches(
        actor, ACTIVATE, region=incident.region_id
    ):
        yield Verb(
            name="activate_response",
            label=_("Activate a response"),
            url=reverse("responses:recommend", args=[incident.pk]),
            method="get",
            style="primary",
            icon="bolt",
        )


@register_closing_guard
def may_incident_close(incident_id: int) -> str | None:
    """An incident closes after its response has been terminated."""
    active = get_active_response(incident_id)
    if active is None:
        return None
    return _("The response is still running (%(level)s). Terminate it first.") % {
        "level": active.level_label
    }


def report_section(incident_id: int) -> Mapping[str, Any] | None:
    """Tell the final report how the response went, in figures."""
    numbers = response_metrics(incident_id)
    if not numbers["responses"]:
        return None
    with official_language():
        paragraphs = []
        for response in list_responses(incident_id)[::-1]:
            paragraphs.append(
                _("%(level)s of “%(plan)s” was activated at %(at)s under %(commander)s.")
                % {
                    "level": response.level_label,
                    "plan": response.plan_name,
                    "at": official_time(response.activated_at),
                    "commander": response.commander_name,
                }
            )
        paragraphs.append(
            _("Activating took %(seconds).1f s: %(tasks)d tasks, of them %(orders)d orders.")
            % {
                "seconds": (numbers["activation_ms"] or 0) / 1000,
                "tasks": numbers["tasks"],
                "orders": numbers["orders"],
            }
        )
        paragraphs.append(
            _("%(done)d tasks were done, %(in_time)d in time; %(cancelled)d were cancelled.")
            % {
                "done": numbers["tasks_done"],
                "in_time": numbers["tasks_in_time"],
                "cancelled": numbers["tasks_cancelled"],
            }
        )
        return {
            "heading": _("Emergency response"),
            "paragraphs": paragraphs,
            "moments": {
                "activation": numbers["activated_at"],
                "termination": numbers["terminated_at"],
            },
            "figures": {**numbers, "level_label": level_label(numbers["level"])},
        }


register_report_section("responses", report_section)
register_verbs("incidents.Incident", incident_verbs)
register_panel(
    Panel(
        model="incidents.Incident",
        name="response",
        title=gettext_lazy("Emergency response"),
        template="responses/_incident_panel.html",
        context=incident_response,
        permission=VIEW,
        order=20,
    )
)
