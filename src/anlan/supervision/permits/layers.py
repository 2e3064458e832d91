"""Special operations on the map: what goes on now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.supervision.permits.choices import OPEN_STATES


def _open(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state__in=OPEN_STATES)


def _facts(permit: Any, actor: Actor) -> Iterable[Fact]:
    yield _("enterprise"), permit.enterprise
    yield _("kind and grade"), f"{permit.kind} · {permit.grade_label}"
    yield _("state"), permit.get_state_display()
    yield _("guardian"), permit.guardian


register_layers(
    MapLayer(
        id="permits",
        title=_("Special operations"),
        group=_("Risk"),
        model="permits.WorkPermit",
        properties={"name": "place", "state": "state", "kind": "kind_id"},
        narrow=_open,
        facts=_facts,
        people="workers",
        icon="flame",
        min_zoom=10,
        order=60,
    )
)
