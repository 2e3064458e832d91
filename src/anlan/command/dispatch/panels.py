"""What dispatch adds to the incident: teams sent and proposed, closing guard, report section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.command.dispatch.choices import BOUND, DISPATCH_TONES, DispatchState
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import ASSIGN, VIEW
from anlan.command.dispatch.selectors.dispatches import bound_forces, dispatch_metrics
from anlan.command.incidents.public import register_closing_guard, register_report_section
from anlan.command.responses.public import official_language, register_force_source
from anlan.kernel.actor import Actor
from anlan.kernel.pages.base import find_url
from anlan.kernel.policy import scope_reaches, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs

UNFINISHED_INCIDENT = ("open", "responding", "controlled")


def dispatch_row(dispatch: Dispatch) -> dict[str, Any]:
    """A dispatch as a line of a small list."""
    coming = dispatch.is_coming and dispatch.eta_at is not None
    return {
        "label": dispatch.team.name,
        "url": dispatch.get_absolute_url(),
        "holder": dispatch.team.leader.name if dispatch.team.leader is not None else "",
        "value": ngettext("%(n)d person", "%(n)d people", dispatch.people) % {"n": dispatch.people},
        "state": {
            "label": dispatch.get_state_display(),
            "tone": DISPATCH_TONES[DispatchState(dispatch.state)],
        },
        "due": {"due_at": dispatch.eta_at, "label": _("arrival")} if coming else None,
        "at": None if coming else dispatch.arrived_at or dispatch.assigned_at,
    }


def incident_teams(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """List the teams sent; lead to the proposals."""
    rows = list(
        visible(Dispatch, actor)
        .filter(incident_id=incident.pk)
        .select_related("team__leader")
        .order_by("-assigned_at")
    )
    may = incident.state in UNFINISHED_INCIDENT and scope_reaches(
        actor, ASSIGN, region=incident.region_id
    )
    if not rows and not may:
        return None
    actions = []
    if may:
        actions.append(
            {
                "label": _("Propose teams"),
                "url": reverse("dispatch:propose", args=[incident.pk]),
                "icon": "route",
            }
        )
    return {
        "rows": [dispatch_row(row) for row in rows],
        "count": len(rows),
        "actions": actions,
        "empty": _("No team has been sent yet."),
        "topic": f"incident:{incident.pk}",
    }


def incident_verbs(incident: Any, actor: Actor) -> Iterable[Verb]:
    """Lead to the proposals."""
    if incident.state in UNFINISHED_INCIDENT and scope_reaches(
        actor, ASSIGN, region=incident.region_id
    ):
        yield Verb(
            name="propose_teams",
            label=_("Send teams"),
            url=reverse("dispatch:propose", args=[incident.pk]),
            method="get",
            icon="route",
            style="primary",
        )


def team_dispatches(team: Any, actor: Actor) -> Mapping[str, Any] | None:
    """List where a team was sent, on the team's page."""
    rows = list(
        visible(Dispatch, actor)
        .filter(team_id=team.pk)
        .select_related("incident")
        .order_by("-assigned_at")[:6]
    )
    if not rows:
        return None
    return {
        "rows": [
            {
                "label": row.incident.title,
                "url": row.get_absolute_url(),
                "state": {
                    "label": row.get_state_display(),
                    "tone": DISPATCH_TONES[DispatchState(row.state)],
                },
                "at": row.assigned_at,
            }
            for row in rows[:5]
        ],
        "url": f"{find_url('dispatch:list')}?team={team.pk}" if len(rows) > 5 else "",
    }


@register_closing_guard
def may_incident_close(incident_id: int) -> str | None:
    """An incident closes after all its teams have been stood down."""
    bound = Dispatch.objects.filter(incident_id=incident_id, state__in=BOUND).count()
    if not bound:
        return None
    return ngettext(
        "%(n)d team has not been stood down yet.",
        "%(n)d teams have not been stood down yet.",
        bound,
    ) % {"n": bound}


def report_section(incident_id: int) -> Mapping[str, Any] | None:
    """Tell the final report which teams came and how quickly."""
    numbers = dispatch_metrics(incident_id)
    if not numbers["rows"]:
        return None
    with official_language():
        paragraphs = [
            _("%(teams)d teams with %(people)d people were sent; %(arrived)d arrived.")
            % {
                "teams": numbers["teams"],
                "people": numbers["people"],
                "arrived": numbers["arrived"],
            }
        ]
        if numbers["first_arrival_s"] is not None:
            paragraphs.append(
                _("The first team arrived %(minutes).1f minutes after the first order.")
                % {"minutes": numbers["first_arrival_s"] / 60}
            )
        for row in numbers["rows"]:
            if row["arrived_s"] is not None:
                paragraphs.append(
                    _("%(team)s (%(people)d people): arrived %(minutes).1f min after the order.")
                    % {
                        "team": row["team"],
                        "people": row["people"],
                        "minutes": row["arrived_s"] / 60,
                    }
                )
            else:
                paragraphs.append(f"{row['team']}：{row['state']} {row['reason']}".strip())
        return {
            "heading": _("Teams sent"),
            "paragraphs": paragraphs,
            "moments": {
                "dispatch": _first(incident_id, "assigned_at"),
                "arrival": _first(incident_id, "arrived_at"),
            },
            "figures": numbers,
        }


def _first(incident_id: int, moment: str) -> datetime | None:
    rows = Dispatch.objects.filter(
        incident_id=incident_id, **{f"{moment}__isnull": False}
    ).order_by(moment)
    found: datetime | None = rows.values_list(moment, flat=True).first()
    return found


register_report_section("dispatch", report_section)
register_force_source(bound_forces)
register_verbs("incidents.Incident", incident_verbs)
register_panel(
    Panel(
        model="incidents.Incident",
        name="teams",
        title=gettext_lazy("Teams"),
        template="",
        context=incident_teams,
        permission=VIEW,
        order=30,
    )
)
register_panel(
    Panel(
        model="teams.Team",
        name="dispatches",
        title=gettext_lazy("Sent to"),
        template="",
        context=team_dispatches,
        permission=VIEW,
        order=50,
    )
)
