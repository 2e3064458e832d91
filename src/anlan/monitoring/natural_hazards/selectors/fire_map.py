"""The fire danger of a county at an hour: weather and codes of the stations on a grid, the index.

Every cell has the weather of the stations around it, weighted by the inverse square of the
distance, the rain of its nearest gauge, and its own litter: the code of the hour before is that of
the same cell, where a map of the hour before is at hand. Heights are not regarded, as no terrain is
known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from numpy.typing import NDArray

from anlan.monitoring.natural_hazards.choices import DangerKind, Hazard, Indicator, StationKind
from anlan.monitoring.natural_hazards.constants import (
    BORROW_RAIN_M,
    BORROW_WEATHER_M,
    DISTANCE_POWER,
)
from anlan.monitoring.natural_hazards.contracts import Drawing, Limit
from anlan.monitoring.natural_hazards.drawing import (
    Floats,
    Grid,
    clipped,
    feature,
    grid_over,
    pack_values,
    unpack_values,
)
from anlan.monitoring.natural_hazards.grades import fire_grades
from anlan.monitoring.natural_hazards.judging import limits_for
from anlan.monitoring.natural_hazards.models import DangerMap, HourlyValue, Station
from anlan.monitoring.natural_hazards.selectors.limits import limits_of
from anlan.monitoring.natural_hazards.selectors.making import limit_rows, model_rows, station_rows
from anlan.monitoring.natural_hazards.words import number
from anlan_science.fire_weather import lawson_armitage2008, van_wagner1977, van_wagner_pickett1985
from anlan_science.fire_weather.hourly import compute_hour
from anlan_science.interpolation import shepard1968, thiessen1911

#: What a station must have told, or been computed for, to lend its weather to the cells.
NEEDED = ("temperature", "humidity", "wind_speed", "dmc", "dc", "fwi")
RAIN = "rain_1h"
FIRE_STATIONS = (StationKind.WEATHER, StationKind.FIRE_WEATHER)
MODELS = (
    van_wagner1977.INFO,
    van_wagner_pickett1985.INFO,
    lawson_armitage2008.INFO,
    shepard1968.INFO,
    thiessen1911.INFO,
)
_ZERO_C = 273.15
_NOT_KNOWN = -1


def draw_fire(
    county: str,
    boundary: GEOSGeometry,
    townships: Sequence[tuple[str, GEOSGeometry]],
    at: datetime,
    litter_of: dict[int, float],
) -> Drawing:
    """Draw the fire danger of an hour; ``litter_of`` is each station's litter code before it."""
    stations = {
        s.pk: s
        for s in Station.objects.filter(is_active=True, location__isnull=False).order_by("pk")
    }
    values = _values(stations, at)
    weather = [key for key, found in values.items() if all(name in found for name in NEEDED)]
    wet = [key for key, found in values.items() if RAIN in found]
    grid = grid_over(boundary)
    inside = grid.within(boundary)
    before = _litter_before(county, grid, at)
    ffmc, fwi = _compute(grid, stations, values, weather, wet, litter_of, before)
    limits = [x for x in limits_of(Hazard.FOREST_FIRE) if x.indicator == Indicator.FWI]
    levels = _levels(grid, fwi, limits, townships)
    features, areas = _areas(
        grid, inside, levels, boundary, limits_for(limits, Indicator.FWI, "", None)
    )
    found = levels[inside & (levels > 0)]
    silent = [
        s for key, s in stations.items() if s.kind in FIRE_STATIONS and key not in set(weather)
    ]
    return Drawing(
        level=int(found.min()) if found.size else None,
        is_known=bool((levels[inside] != _NOT_KNOWN).any()),
        features=features,
        areas=areas,
        method={
            "models": model_rows(MODELS),
            "limits": limit_rows(limits),
            "grades": [[g.name, g.source, g.is_verified] for g in fire_grades().values()],
            "power": DISTANCE_POWER,
            "reach_m": BORROW_WEATHER_M,
            "rain_reach_m": BORROW_RAIN_M,
            "cell_m": grid.cell_m,
            "rows": grid.rows,
            "columns": grid.columns,
            "west": grid.west,
            "north": grid.north,
            "is_carried": before is not None,
        },
        used=station_rows((stations[k] for k in (*weather, *(k for k in wet if k not in weather))),
                          values, (*NEEDED, RAIN)),
        silent=station_rows(silent, {}, ()),
        grid=pack_values(ffmc, fwi),
    )  # fmt: skip


def _values(stations: Iterable[int], at: datetime) -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    rows = HourlyValue.objects.filter(quantity__in=(*NEEDED, RAIN), station__in=stations, at=at)
    for station_id, quantity, value in rows.order_by("station_id").values_list(
        "station_id", "quantity", "value"
    ):
        found.setdefault(station_id, {})[quantity] = value
    return found


def _litter_before(county: str, grid: Grid, at: datetime) -> Floats | None:
    """Return the litter code of every cell an hour ago, when a map of the same grid is kept."""
    former = DangerMap.objects.filter(
        kind=DangerKind.FIRE, region_id=county, valid_at=at - timedelta(hours=1), grid__isnull=False
    ).first()
    if former is None or former.grid is None:
        return None
    made = former.method
    same = (made["west"], made["north"], made["cell_m"], made["rows"], made["columns"])
    if same != (grid.west, grid.north, grid.cell_m, grid.rows, grid.columns):
        return None
    return unpack_values(bytes(former.grid), 2)[0]


def _compute(
    grid: Grid,
    stations: dict[int, Station],
    values: dict[int, dict[str, float]],
    weather: list[int],
    wet: list[int],
    litter_of: dict[int, float],
    before: Floats | None,
) -> tuple[Floats, Floats]:
    """Return litter code and fire weather index of the cells, NaN where a station is missing."""
    east, north = grid.centres()

    def places(keys: list[int]) -> tuple[Floats, Floats]:
        found = [place for key in keys if (place := stations[key].location)]
        return grid.metres(
            np.array([place.x for place in found], dtype=float),
            np.array([place.y for place in found], dtype=float),
        )

    def of(name: str) -> Floats:
        return np.array([values[key][name] for key in weather])

    near = shepard1968.weights(*places(weather), east, north, DISTANCE_POWER, BORROW_WEATHER_M)
    depths = [max(values[key][RAIN], 0.0) for key in wet]
    rain = thiessen1911.nearest_values(*places(wet), depths, east, north, BORROW_RAIN_M)
    litter = near @ np.array(
        [litter_of.get(key, van_wagner_pickett1985.START_FFMC) for key in weather]
    )
    if before is not None:
        litter = np.where(np.isfinite(before), before, litter)
    known = np.isfinite(litter) & np.isfinite(rain) & bool(weather)
    ffmc, fwi = np.full(known.size, np.nan), np.full(known.size, np.nan)
    if known.any():
        near = near[known]
        hour = compute_hour(
            litter[known],
            near @ of("dmc"),
            near @ of("dc"),
            near @ of("temperature") + _ZERO_C,
            np.clip(near @ of("humidity") / 100.0, 0.0, 1.0),
            np.maximum(near @ of("wind_speed"), 0.0),
            rain[known],
        )
        ffmc[known], fwi[known] = hour.ffmc, hour.fwi
    return ffmc, fwi


def _levels(
    grid: Grid,
    fwi: Floats,
    limits: Sequence[Limit],
    townships: Sequence[tuple[str, GEOSGeometry]],
) -> NDArray[np.int8]:
    """Return the level of every cell: 0 below all thresholds, -1 not known."""
    levels = _judged(fwi, limits_for(limits, Indicator.FWI, "", None))
    own = {limit.region for limit in limits if limit.region}
    for code, area in townships:
        if code in own:
            here = grid.within(area)
            levels[here] = _judged(fwi[here], limits_for(limits, Indicator.FWI, code, None))
    return levels


def _judged(fwi: Floats, limits: Iterable[Limit]) -> NDArray[np.int8]:
    levels = np.zeros(fwi.shape, dtype=np.int8)
    for limit in sorted(limits, key=lambda x: -x.level):
        levels[fwi >= limit.limit] = limit.level
    levels[np.isnan(fwi)] = _NOT_KNOWN
    return levels


def _areas(
    grid: Grid,
    inside: NDArray[np.bool_],
    levels: NDArray[np.int8],
    boundary: GEOSGeometry,
    limits: Sequence[Limit],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what is drawn of each grade, and how much of the county it takes."""
    features, areas = [], []
    km2 = (grid.cell_m / 1000.0) ** 2
    names = {level: grade.name for level, grade in fire_grades().items()} | {
        _NOT_KNOWN: pgettext("danger", "no data")
    }
    for level, name in names.items():
        here = levels == level
        known = level != _NOT_KNOWN
        properties = {"name": name, "known": known}
        if known:
            properties["level"] = level
        count = int((here & inside).sum())
        if known or count:
            areas.append({**properties, "km2": round(count * km2, 2)})
        shape = clipped(grid.joined(here), boundary)
        if shape is not None:
            features.append(feature(shape, {**properties, "note": _note(level, limits)}))
    return features, areas


def _note(level: int, limits: Sequence[Limit]) -> str:
    """Say which index a grade stands for."""
    if level == _NOT_KNOWN:
        return _("No station is near enough: the danger is not known.")
    steps = sorted(limits, key=lambda x: x.limit)
    least = next((x.limit for x in steps if x.level == level), None)
    more = next((x.limit for x in steps if least is None or x.limit > least), None)
    if least is None:
        return _("fire weather index below %(value)s") % {"value": number(more)} if more else ""
    if more is None:
        return _("fire weather index %(value)s or more") % {"value": number(least)}
    words = {"least": number(least), "most": number(more)}
    return _("fire weather index from %(least)s to below %(most)s") % words
