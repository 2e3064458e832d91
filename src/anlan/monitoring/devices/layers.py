"""Devices on the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.monitoring.devices.choices import DeviceState


def _facts(device: Any, actor: Actor) -> Iterable[Fact]:
    yield _("device code"), device.code
    yield _("kind"), device.get_kind_display()
    yield _("enterprise"), device.enterprise
    yield _("state"), device.get_state_display()


def _in_use(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(state=DeviceState.RETIRED)


register_layers(
    MapLayer(
        id="devices",
        title=_("Devices"),
        group=_("Monitoring"),
        model="devices.Device",
        properties={"name": "name", "kind": "kind", "state": "state"},
        narrow=_in_use,
        facts=_facts,
        icon="sensor",
        min_zoom=11,
        is_shown=False,
        order=60,
    )
)
