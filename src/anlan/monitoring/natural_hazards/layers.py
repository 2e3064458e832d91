"""Natural hazards on the map: danger of the hours, townships by danger, points, stations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, LegendEntry, MapLayer, register_layers
from anlan.kernel.policy import visible
from anlan.kernel.situation import Abnormal, register_situation
from anlan.monitoring.natural_hazards.choices import DangerKind, GeoState, Hazard
from anlan.monitoring.natural_hazards.grades import fire_grades
from anlan.monitoring.natural_hazards.models import IncomingWarning
from anlan.monitoring.natural_hazards.words import figure_text, method_text, reason_text

GROUP = _("Natural hazards")


def _current(hazard: str) -> Callable[[QuerySet[Any]], QuerySet[Any]]:
    def narrow(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(hazard=hazard, is_current=True)

    return narrow


def _area_facts(area: Any, actor: Actor) -> Iterable[Fact]:
    yield _("valid at"), area.valid_at
    for reason in area.reasons:
        yield pgettext_lazy("danger", "reason"), reason_text(reason)
    if not area.is_known:
        yield _("level"), pgettext_lazy("danger", "not known")
    for figure in area.figures[:4]:
        yield figure["place"], figure_text(figure)


def _map_facts(found: Any, actor: Actor) -> Iterable[Fact]:
    yield _("valid at"), found.valid_at
    yield _("stations used"), found.stations_used
    yield _("silent stations"), found.stations_silent
    yield pgettext_lazy("danger map", "method"), method_text(found.kind, found.method)
    yield pgettext_lazy("model", "verification"), found.get_verification_display()


def _legend(kind: DangerKind) -> Callable[[], Iterable[LegendEntry]]:
    def rows() -> Iterable[LegendEntry]:
        if kind == DangerKind.FIRE:
            for grade in sorted(fire_grades().values(), key=lambda x: -x.grade):
                yield grade.level, grade.name
        else:
            yield from ((level, "") for level in (1, 2, 3, 4))
            yield 0, _("nothing to warn of")
        yield None, pgettext_lazy("danger", "no data")

    return rows


def _data(name: str, kind: DangerKind) -> Callable[[], str]:
    return lambda: reverse(f"natural_hazards:{kind}_{name}")


def _point_facts(point: Any, actor: Actor) -> Iterable[Fact]:
    yield _("kind"), point.get_kind_display()
    yield _("scale"), point.get_scale_display()
    yield _("threatened people"), point.threatened_people
    yield _("last finding"), point.get_last_finding_display()
    yield _("place of refuge"), point.refuge


def _station_facts(station: Any, actor: Actor) -> Iterable[Fact]:
    yield _("kind"), station.get_kind_display()
    yield _("catchment"), station.catchment
    yield _("warning stage"), station.warning_stage_m
    yield _("guarantee stage"), station.guarantee_stage_m


def _warnings(actor: Actor) -> Iterable[Abnormal]:
    """Warnings in force, for the wall."""
    rows = visible(IncomingWarning, actor).filter(state="in_force", level__isnull=False)
    for warning in rows.order_by("level", "-sent_at")[:6]:
        yield Abnormal(
            side="left",
            label=warning.headline,
            url=warning.get_absolute_url(),
            level=warning.level,
            where=warning.sender_name,
            at=warning.sent_at,
            state=str(warning.get_state_display()),
        )


register_situation(_warnings)
register_layers(
    *(
        MapLayer(
            id=f"hazard_{hazard}",
            title=hazard.label,
            group=GROUP,
            model="natural_hazards.ProductArea",
            geometry="region__boundary",
            shape="polygon",
            properties={"name": "region__name", "level": "level"},
            narrow=_current(hazard),
            facts=_area_facts,
            icon=icon,
            is_shown=False,
            in_queries=False,
            order=order,
        )
        for hazard, icon, order in (
            (Hazard.FLASH_FLOOD, "cloud-rain", 20),
            (Hazard.LANDSLIDE, "mountain", 21),
            (Hazard.FOREST_FIRE, "flame", 22),
        )
    ),
    *(
        MapLayer(
            id=f"danger_{kind}",
            title=kind.label,
            group=GROUP,
            model="natural_hazards.DangerMap",
            geometry="region__boundary",
            shape="polygon",
            style="graded",
            properties={"level": "level"},
            facts=_map_facts,
            data_url=_data("shapes", kind),
            hours_url=_data("hours", kind),
            legend=_legend(kind),
            icon=icon,
            is_shown=False,
            in_queries=False,
            order=order,
        )
        for kind, icon, order in (
            (DangerKind.FIRE, "flame", 18),
            (DangerKind.RAIN, "cloud-rain", 19),
        )
    ),
    MapLayer(
        id="geo_points",
        title=_("Geological hazard points"),
        group=GROUP,
        model="natural_hazards.GeoHazardPoint",
        properties={"name": "name", "kind": "kind", "state": "state"},
        narrow=lambda rows: rows.exclude(state=GeoState.REMOVED),
        facts=_point_facts,
        people="threatened_people",
        icon="mountain",
        min_zoom=7,
        is_shown=False,
        order=24,
    ),
    MapLayer(
        id="natural_stations",
        title=_("Monitoring stations"),
        group=GROUP,
        model="natural_hazards.Station",
        properties={"name": "name", "kind": "kind"},
        narrow=lambda rows: rows.filter(is_active=True),
        facts=_station_facts,
        icon="radar-2",
        min_zoom=7,
        is_shown=False,
        order=25,
    ),
)
