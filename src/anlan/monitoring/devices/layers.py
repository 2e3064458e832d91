"""Devices on the map."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.monitoring.devices.models import Device


def _facts(device: Device, actor: Actor) -> Iterable[Fact]:
    yield _("kind"), device.get_kind_display()
    yield _("state"), device.get_state_display()
    yield _("device code"), device.code
    yield _("place"), device.place


register_layers(
    MapLayer(
        id="devices",
        title=_("Devices"),
        group=_("Monitoring"),
        model="devices.Device",
        properties={"name": "name", "kind": "kind", "state": "state"},
        facts=_facts,
        icon="access-point",
        min_zoom=12,
        is_shown=False,
        in_queries=False,
        order=30,
    )
)
