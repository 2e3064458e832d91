"""Vehicles and geofences on the one map."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.monitoring.vehicles.choices import VehicleState
from anlan.monitoring.vehicles.constants import OFFLINE_AFTER_S
from anlan.monitoring.vehicles.selectors.loads import load_words


def _facts(vehicle: Any, actor: Actor) -> Iterable[Fact]:
    live = vehicle.live
    yield _("kind"), vehicle.get_kind_display()
    yield pgettext_lazy("transport", "operator"), vehicle.enterprise
    yield _("speed"), f"{live.speed_km_h:.0f} km/h"
    yield _("time of the position"), live.at
    yield _("driver"), live.driver or vehicle.driver
    yield _("on board"), load_words(vehicle.pk)


def _in_use(rows: QuerySet[Any]) -> QuerySet[Any]:
    silent = clock.now() - timedelta(seconds=OFFLINE_AFTER_S)
    found: QuerySet[Any] = rows.exclude(state=VehicleState.RETIRED).annotate(
        presence=Case(
            When(live__received_at__lt=silent, then=Value("offline")),
            default=Value("online"),
            output_field=CharField(),
        )
    )
    return found


def _fences_in_force(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(is_active=True)


def _fence_facts(fence: Any, actor: Actor) -> Iterable[Fact]:
    yield _("kind"), fence.get_kind_display()
    if fence.begins_at and fence.ends_at:
        yield pgettext_lazy("of the day", "hours"), f"{fence.begins_at:%H:%M}–{fence.ends_at:%H:%M}"
    yield _("legal basis"), fence.legal_basis


register_layers(
    MapLayer(
        id="vehicles",
        title=pgettext_lazy("register", "Vehicles"),
        group=_("Monitoring"),
        model="vehicles.Vehicle",
        geometry="live__location",
        properties={"name": "plate", "kind": "kind", "state": "presence"},
        narrow=_in_use,
        facts=_facts,
        icon="truck",
        is_shown=False,
        order=62,
    ),
    MapLayer(
        id="fences",
        title=_("Geofences"),
        group=_("Monitoring"),
        model="vehicles.Fence",
        geometry="area",
        shape="polygon",
        properties={"name": "name", "kind": "kind", "level": "level"},
        narrow=_fences_in_force,
        facts=_fence_facts,
        icon="map",
        is_shown=False,
        in_queries=False,
        order=63,
    ),
)
