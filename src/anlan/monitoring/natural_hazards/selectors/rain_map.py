"""The rain danger of a county at an hour: townships and catchments by their thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

from anlan.base.regions.public import RegionInfo
from anlan.monitoring.natural_hazards.choices import RAIN_WINDOWS, Hazard, Indicator, StationKind
from anlan.monitoring.natural_hazards.constants import BORROW_RAIN_M
from anlan.monitoring.natural_hazards.contracts import Drawing, Judgement
from anlan.monitoring.natural_hazards.drawing import drawn, feature
from anlan.monitoring.natural_hazards.judging import judge
from anlan.monitoring.natural_hazards.selectors.figures import Hour
from anlan.monitoring.natural_hazards.selectors.limits import limits_of
from anlan.monitoring.natural_hazards.selectors.making import limit_rows, model_rows, station_rows
from anlan.monitoring.natural_hazards.words import figure_text, reasons_text
from anlan_science.hydrology import kohler_linsley1951
from anlan_science.landslide import caine1980

#: The sums of rain that are told of every area.
TOLD = (Indicator.RAIN_1H, Indicator.RAIN_3H, Indicator.RAIN_24H)
MODELS = (caine1980.INFO, kohler_linsley1951.INFO)


def draw_rain(
    hour: Hour, townships: Sequence[RegionInfo], shapes: dict[str, GEOSGeometry]
) -> Drawing:
    """Draw the rain danger: flash floods and slides of every township, floods of every catchment.

    A catchment is drawn over its townships, where its boundary is known, by the mean rain of its
    stations.
    """
    limits = {hazard: limits_of(hazard) for hazard in (Hazard.FLASH_FLOOD, Hazard.LANDSLIDE)}
    areas, features = [], []
    for township in townships:
        judged = {
            hazard: judge(hour.of(township, hazard), limits[hazard], township.code)
            for hazard in limits
        }
        area = _area(township.name, "township", judged)
        areas.append(area)
        if township.code in shapes:
            features.append(feature(shapes[township.code], _properties(area)))
    prefixes = {township.code[:6] for township in townships}
    flood = limits[Hazard.FLASH_FLOOD]
    for catchment, figures in hour.catchments:
        if catchment.region_id[:6] not in prefixes:
            continue
        found = judge(figures, flood, catchment.region_id)
        area = _area(catchment.name, "catchment", {Hazard.FLASH_FLOOD: found})
        areas.append(area)
        if catchment.boundary is not None:
            features.append(feature(drawn(catchment.boundary.wkt), _properties(area)))
    levels = [area["level"] for area in areas if area["level"]]
    used = [key for key, found in hour.values.items() if not found.keys().isdisjoint(RAIN_WINDOWS)]
    # A station may miss the hour, and its sums of longer windows still count.
    silent = [
        s
        for key, s in hour.stations.items()
        if s.kind == StationKind.RAIN and Indicator.RAIN_1H not in hour.values.get(key, {})
    ]
    return Drawing(
        level=min(levels, default=None),
        is_known=any(area["known"] for area in areas),
        features=features,
        areas=sorted(areas, key=lambda a: (a["level"] or 9, a["known"], a["kind"])),
        method={
            "models": model_rows(MODELS),
            "limits": limit_rows(limits[Hazard.FLASH_FLOOD] + limits[Hazard.LANDSLIDE]),
            "rain_reach_m": BORROW_RAIN_M,
        },
        used=station_rows((hour.stations[key] for key in used), hour.values, TOLD),
        silent=station_rows(silent, {}, ()),
    )


def _area(name: str, kind: str, judged: dict[Hazard, Judgement]) -> dict[str, Any]:
    """Return one area by value: the gravest of its hazards, the rain, the reasons."""
    levels = [found.level for found in judged.values() if found.level]
    known = any(found.is_known for found in judged.values())
    figures = {figure["indicator"]: figure for figure in judged[Hazard.FLASH_FLOOD].figures}
    rain = [figures[indicator] for indicator in TOLD if indicator in figures]
    return {
        "name": name,
        "kind": kind,
        "level": min(levels, default=0) if known else None,
        "known": known,
        "rain": rain,
        "reasons": {
            str(hazard): found.reasons for hazard, found in judged.items() if found.reasons
        },
    }


def _properties(area: dict[str, Any]) -> dict[str, Any]:
    """Return what the map is told of an area."""
    words = [
        f"{Hazard(hazard).label}：{reasons_text(reasons)}"
        for hazard, reasons in area["reasons"].items()
    ]
    if not area["known"]:
        words = [_("No station told anything: the danger is not known.")]
    elif not words:
        words = [_("nothing to warn of")]
    words += ["　".join(figure_text(figure) for figure in area["rain"])] if area["rain"] else []
    properties = {"name": area["name"], "known": area["known"], "note": "\n".join(words)}
    return properties | ({"level": area["level"]} if area["known"] else {})
