"""Accidents of the register on the map, narrowed as the list is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.governance.accidents.models import Accident
from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _facts(accident: Accident, actor: Actor) -> Iterable[Fact]:
    yield _("number"), accident.number
    yield _("occurred at"), accident.occurred_at
    yield _("deaths"), accident.deaths
    yield _("serious injuries"), accident.serious_injuries
    yield _("state"), accident.get_state_display()


def _not_removed(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(state="removed")


register_layers(
    MapLayer(
        id="accidents",
        title=_("Accidents"),
        group=_("Governance"),
        model="accidents.Accident",
        properties={"name": "title", "level": "grade", "state": "state"},
        narrow=_not_removed,
        facts=_facts,
        icon="alert-triangle",
        order=90,
        is_shown=False,
    ),
)
