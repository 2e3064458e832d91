"""Incidents on the map, and on the wall."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.choices import UNFINISHED
from anlan.command.incidents.models import Incident
from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.kernel.policy import visible
from anlan.kernel.situation import Abnormal, register_situation


def _facts(incident: Incident, actor: Actor) -> Iterable[Fact]:
    yield _("number"), incident.number
    yield _("kind"), incident.get_kind_display()
    yield _("grade"), incident.get_grade_display()
    yield _("state"), incident.get_state_display()
    yield _("occurred at"), incident.occurred_at


def _unfinished(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state__in=[str(state) for state in UNFINISHED], is_drill=False)


def _drills(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state__in=[str(state) for state in UNFINISHED], is_drill=True)


def _abnormal(actor: Actor) -> Iterable[Abnormal]:
    rows = _unfinished(visible(Incident, actor)).select_related("region")
    for incident in rows.order_by("-reported_at")[:30]:
        yield Abnormal(
            side="right",
            label=incident.title,
            url=incident.get_absolute_url(),
            level=incident.grade,
            where=str(incident.region),
            at=incident.occurred_at,
            state=str(incident.get_state_display()),
        )


register_situation(_abnormal)
register_layers(
    MapLayer(
        id="incidents",
        title=_("Incidents"),
        group=_("Command"),
        model="incidents.Incident",
        properties={"name": "title", "level": "grade", "kind": "kind", "state": "state"},
        narrow=_unfinished,
        facts=_facts,
        icon="flame",
        order=5,
    ),
    MapLayer(
        id="drills",
        title=_("Incidents of drills"),
        group=_("Command"),
        model="incidents.Incident",
        properties={"name": "title", "kind": "kind", "state": "state"},
        narrow=_drills,
        facts=_facts,
        icon="flag",
        order=6,
        is_shown=False,
        in_queries=False,
    ),
)
