"""Shelters on the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _active(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(is_active=True)


def _facts(shelter: Any, actor: Actor) -> Iterable[Fact]:
    yield _("state"), shelter.get_state_display()
    yield _("capacity"), shelter.capacity
    yield _("people in it"), shelter.occupied
    yield _("duty phone"), shelter.duty_phone


register_layers(
    MapLayer(
        id="shelters",
        title=_("Shelters"),
        group=_("Resources"),
        model="shelters.Shelter",
        properties={"name": "name", "state": "state", "kind": "kind"},
        narrow=_active,
        facts=_facts,
        people="capacity",
        icon="shelter",
        is_shown=False,
        order=70,
    )
)
