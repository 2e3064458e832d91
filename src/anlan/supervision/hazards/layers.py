"""Open hazards on the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.supervision.hazards.choices import OPEN_STATES


def _facts(hazard: Any, actor: Actor) -> Iterable[Fact]:
    yield _("hazard number"), hazard.number
    yield _("hazard level"), hazard.get_level_display()
    yield _("state"), hazard.get_state_display()
    yield _("enterprise"), hazard.enterprise
    yield _("due at"), hazard.due_at


def _open(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state__in=[str(state) for state in OPEN_STATES])


register_layers(
    MapLayer(
        id="hazards",
        title=_("Hazards"),
        group=_("Risk"),
        model="hazards.Hazard",
        properties={"name": "title", "level": "level", "kind": "source", "state": "state"},
        narrow=_open,
        facts=_facts,
        icon="alert-triangle",
        min_zoom=9,
        is_shown=False,
        order=46,
    )
)
