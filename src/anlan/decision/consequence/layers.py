"""Zones of the present runs on the one map."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.decision.consequence.words import remark
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers

#: Older zones are read from the list of runs; the map shows what holds now.
SHOWN = timedelta(hours=24)


def present(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the zones of runs of the last day that no newer run has taken the place of."""
    return rows.filter(run__made_at__gte=clock.now() - SHOWN, run__successors__isnull=True)


def _facts(zone: Any, actor: Actor) -> Iterable[Fact]:
    run = zone.run
    yield _("zone"), zone.get_kind_display()
    yield _("scenario"), run.get_scenario_display()
    yield _("chemical"), run.chemical.name
    yield _("level of harm"), f"{zone.value:g} {zone.unit} {zone.label}" if zone.value else ""
    yield _("reach, m"), f"{zone.reach_m:.0f} ({zone.reach_least_m:.0f}–{zone.reach_most_m:.0f})"
    yield _("wind speed, m/s"), run.wind_speed_m_s
    yield _("wind from, °"), run.wind_from_deg
    yield _("weather measured at"), run.weather_at
    yield _("verification"), run.get_verification_display()
    for key in run.remarks[:2]:
        yield _("assumption"), remark(key)


register_layers(
    MapLayer(
        id="consequence",
        title=_("Danger zones"),
        group=_("Incidents"),
        model="consequence.ConsequenceZone",
        geometry="shape",
        shape="polygon",
        properties={"name": "label", "level": "level"},
        narrow=present,
        facts=_facts,
        topic="map",
        icon="alert-triangle",
        order=15,
    )
)
