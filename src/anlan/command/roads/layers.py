"""Closed roads on the one map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _in_force(rows: QuerySet[Any]) -> QuerySet[Any]:
    now = clock.now()
    return rows.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), lifted_at__isnull=True, begins_at__lte=now
    )


def _facts(closure: Any, actor: Actor) -> Iterable[Fact]:
    yield pgettext_lazy("road", "reason"), closure.get_reason_display()
    yield pgettext_lazy("road", "effect"), closure.get_effect_display()
    yield pgettext_lazy("road", "from"), closure.begins_at
    yield pgettext_lazy("road", "until"), closure.ends_at
    yield _("note"), closure.note


register_layers(
    MapLayer(
        id="road_closures",
        title=_("Road closures"),
        group=_("Resources"),
        model="roads.RoadClosure",
        geometry="area",
        shape="polygon",
        properties={"name": "name", "kind": "reason", "state": "effect"},
        narrow=_in_force,
        facts=_facts,
        icon="road",
        order=72,
    )
)
