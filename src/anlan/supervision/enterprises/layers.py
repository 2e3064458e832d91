"""Enterprises and parks on the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _facts(enterprise: Any, actor: Actor) -> Iterable[Fact]:
    yield _("sector"), enterprise.sector
    yield _("risk level"), enterprise.get_risk_level_display()
    yield _("employees"), enterprise.employees
    yield _("region"), enterprise.region
    yield _("address"), enterprise.address


def _park_facts(park: Any, actor: Actor) -> Iterable[Fact]:
    yield _("kind"), park.get_kind_display()
    yield _("safety-risk rating"), park.get_safety_rating_display()
    yield _("closed management"), park.get_closure_display()
    yield _("operator"), park.operator


register_layers(
    MapLayer(
        id="enterprises",
        title=_("Enterprises"),
        group=_("Risk"),
        model="enterprises.Enterprise",
        properties={"name": "short_name", "level": "risk_level", "kind": "category"},
        facts=_facts,
        people="employees",
        icon="factory",
        min_zoom=9,
        order=40,
    ),
    MapLayer(
        id="parks",
        title=_("Parks"),
        group=_("Risk"),
        model="enterprises.Park",
        geometry="boundary",
        shape="polygon",
        properties={"name": "name", "kind": "kind"},
        facts=_park_facts,
        icon="building-community",
        order=30,
    ),
)
