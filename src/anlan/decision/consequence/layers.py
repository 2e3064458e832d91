"""Zones of the present runs, and contours of the risk of sites, on the one map."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
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


def newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the contours of each site's newest finished assessment."""
    done = rows.model.assessment.field.related_model.objects.filter(state="done")
    later = done.filter(
        Q(park_id=OuterRef("assessment__park_id"))
        | Q(enterprise_id=OuterRef("assessment__enterprise_id"))
        | Q(
            park__isnull=True,
            enterprise__isnull=True,
            title=OuterRef("assessment__title"),
        ),
        pk__gt=OuterRef("assessment_id"),
    )
    return rows.filter(~Exists(later))


def _risk_facts(contour: Any, actor: Actor) -> Iterable[Fact]:
    assessment = contour.assessment
    yield _("quantitative risk assessment"), assessment.title
    yield _("individual risk, a year"), contour.label
    yield _("area in km²"), f"{contour.area_km2:.3f}"
    yield _("societal risk"), assessment.get_societal_zone_display()
    yield _("targets beyond their limit"), assessment.targets_missed
    yield _("finished at"), assessment.finished_at
    yield _("verification"), assessment.get_verification_display()


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
        icon="alert-triangle",
        order=15,
    ),
    MapLayer(
        id="risk_contours",
        title=_("Individual-risk contours"),
        group=_("Risk"),
        model="consequence.RiskContour",
        geometry="shape",
        shape="polygon",
        properties={"name": "label", "level": "level"},
        narrow=newest,
        facts=_risk_facts,
        icon="radar",
        is_shown=False,
        order=32,
    ),
)
