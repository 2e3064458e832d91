"""Warehouses on the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _active(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(is_active=True)


def _facts(warehouse: Any, actor: Actor) -> Iterable[Fact]:
    yield _("kind"), warehouse.get_kind_display()
    yield _("address"), warehouse.address
    for item in warehouse.stock.filter(quantity__gt=0).order_by("-quantity")[:6]:
        yield item.name, f"{item.quantity} {item.unit}"


register_layers(
    MapLayer(
        id="warehouses",
        title=_("Warehouses"),
        group=_("Resources"),
        model="supplies.Warehouse",
        properties={"name": "name", "kind": "kind"},
        narrow=_active,
        facts=_facts,
        icon="warehouse",
        is_shown=False,
        order=60,
    )
)
