"""What incidents add to pages of other apps: an alarm verified as real becomes an incident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.incidents.choices import UNFINISHED
from anlan.command.incidents.models import Incident
from anlan.command.incidents.permissions import OPEN, VIEW
from anlan.command.incidents.services.intake import REAL
from anlan.kernel.actor import Actor
from anlan.kernel.policy import scope_reaches, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs


def alarm_verbs(alarm: Any, actor: Actor) -> Iterable[Verb]:
    """Offer the step from the alarm to the incident, or lead to the one it already has."""
    incident = (
        visible(Incident, actor)
        .filter(alarm_id=alarm.pk, state__in=(*UNFINISHED, "closed"))
        .order_by("-pk")
        .first()
    )
    if incident is not None:
        yield Verb(
            name="show_incident",
            label=_("To incident %(number)s") % {"number": incident.number},
            url=incident.get_absolute_url(),
            method="get",
            icon="urgent",
        )
        return
    if alarm.state not in REAL or not scope_reaches(actor, OPEN, region=alarm.region_id):
        return
    yield Verb(
        name="open_incident",
        label=_("Open an incident"),
        url=f"{reverse('incidents:open')}?alarm={alarm.pk}",
        method="get",
        style="primary",
        icon="urgent",
    )


register_verbs("alarms.Alarm", alarm_verbs)


def enterprise_verbs(enterprise: Any, actor: Actor) -> Iterable[Verb]:
    """Take in an incident at this enterprise: place and names are filled in."""
    if scope_reaches(actor, OPEN, region=enterprise.region_id):
        yield Verb(
            name="open_incident",
            label=_("Take in an incident here"),
            url=f"{reverse('incidents:open')}?enterprise={enterprise.pk}",
            method="get",
            icon="urgent",
        )


register_verbs("enterprises.Enterprise", enterprise_verbs)


def enterprise_incidents(enterprise: Any, actor: Actor) -> Mapping[str, Any] | None:
    """List the incidents of an enterprise on its page."""
    rows = list(visible(Incident, actor).filter(enterprise_id=enterprise.pk)[:6])
    if not rows:
        return None
    return {
        "rows": [incident_row(row) for row in rows[:5]],
        "url": f"{reverse('incidents:list')}?enterprise={enterprise.pk}" if len(rows) > 5 else "",
    }


def incident_row(incident: Incident) -> dict[str, Any]:
    """Return an incident as a line of a small list."""
    return {
        "label": incident.title,
        "url": incident.get_absolute_url(),
        "level": None if incident.is_drill else incident.grade,
        "state": {"label": incident.get_state_display(), "tone": incident.tone},
        "at": incident.reported_at,
    }


register_panel(
    Panel(
        model="enterprises.Enterprise",
        name="incidents",
        title=gettext_lazy("Incidents"),
        template="",
        context=enterprise_incidents,
        permission=VIEW,
        order=60,
    )
)
