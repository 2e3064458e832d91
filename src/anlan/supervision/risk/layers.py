"""The regional four-colour map: units, and townships in the colour of their gravest unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    Expression,
    ExpressionWrapper,
    IntegerField,
    Min,
    OuterRef,
    Subquery,
)
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.supervision.risk.models import EnterpriseRisk
from anlan.supervision.risk.selectors import TOWNSHIP


def _facts(unit: Any, actor: Actor) -> Iterable[Fact]:
    yield _("enterprise"), unit.enterprise
    yield _("object of risk analysis"), unit.risk_object
    yield _("current level"), unit.get_current_level_display()
    yield _("residual level"), unit.get_residual_level_display()
    yield _("level of control"), unit.get_control_level_display()


def gravest_of_township() -> Expression:
    """The gravest present level of any enterprise of a township, from the tallies."""
    tallies = (
        EnterpriseRisk.objects.exclude(enterprise__status="closed")
        .annotate(town=Left("enterprise__region_id", TOWNSHIP))
        .filter(town=Left(OuterRef("code"), TOWNSHIP))
        .order_by()
        .values("town")
        .annotate(worst=Min("level"))
        .values("worst")
    )
    return ExpressionWrapper(Subquery(tallies), output_field=IntegerField())


register_layers(
    MapLayer(
        id="risk_units",
        title=_("Risk units (four colours)"),
        group=_("Risk"),
        model="risk.RiskUnit",
        properties={"name": "name", "level": "current_level"},
        narrow=lambda rows: rows.filter(is_retired=False),
        facts=_facts,
        icon="point",
        by_level=True,
        min_zoom=11,
        is_shown=False,
        order=45,
    ),
    MapLayer(
        id="risk_townships",
        title=_("Townships by gravest enterprise"),
        group=_("Risk"),
        model="regions.Region",
        geometry="boundary",
        shape="polygon",
        properties={"name": "name", "level": gravest_of_township()},
        narrow=lambda rows: rows.filter(level="township"),
        follows=("risk", "hazards"),
        icon="map",
        is_shown=False,
        in_queries=False,
        order=44,
    ),
)
