"""Installations on the map, with the area in which people are counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _facts(unit: Any, actor: Actor) -> Iterable[Fact]:
    yield _("enterprise"), unit.enterprise
    yield pgettext_lazy("installation", "level"), unit.get_grade_display()
    yield "R", f"{unit.r_index:.2f}" if unit.r_index is not None else "—"
    yield _("filing valid to"), unit.filed_until or "—"


def _major(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(is_major=True)


register_layers(
    MapLayer(
        id="installations",
        title=_("Major hazard installations"),
        group=_("Risk"),
        model="installations.Installation",
        properties={"name": "name", "level": "grade", "kind": "kind"},
        narrow=_major,
        facts=_facts,
        icon="flame",
        min_zoom=8,
        order=41,
    ),
    MapLayer(
        id="installation_areas",
        title=_("500 m around major hazard installations"),
        group=_("Risk"),
        model="installations.Installation",
        geometry="exposure_area",
        shape="polygon",
        properties={"name": "name", "level": "grade"},
        narrow=_major,
        facts=_facts,
        min_zoom=11,
        is_shown=False,
        in_queries=False,
        order=42,
    ),
)
