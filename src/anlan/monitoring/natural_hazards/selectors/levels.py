"""Rivers and reservoirs with their present level and what it means, for the page and the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anlan.monitoring.natural_hazards.choices import Hazard, Level
from anlan.monitoring.natural_hazards.judging import judge
from anlan.monitoring.natural_hazards.models import Station
from anlan.monitoring.natural_hazards.seasons import is_flood_season
from anlan.monitoring.natural_hazards.selectors.limits import limits_of
from anlan.monitoring.natural_hazards.selectors.stages import (
    PresentLevel,
    present_levels,
    stage_figures,
)
from anlan.monitoring.natural_hazards.words import reason_text

#: A level is drawn between its lowest and highest stage with so much room around. [m]
ROOM_M = 1.0


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One station: present level, its level of danger, the margin to the next stage."""

    station: Station
    present: PresentLevel | None
    level: int | None
    reason: str
    margin_m: float | None
    is_season: bool


def levels_for(stations: Iterable[Station], at: datetime) -> list[LevelRow]:
    """Return the stations with their levels, the gravest first, then the nearest to a stage."""
    rows = list(stations)
    limits, levels = limits_of(Hazard.RIVER_FLOOD), present_levels(rows, at)
    season = is_flood_season(at)
    found = []
    for station in rows:
        present = levels.get(station.pk)
        if present is None:
            found.append(LevelRow(station, None, None, "", None, season))
            continue
        judged = judge(stage_figures(station, present.value, at), limits, station.region_id)
        reason = reason_text(judged.reasons[0]) if judged.reasons else ""
        found.append(
            LevelRow(station, present, judged.level, reason, _margin(station, present), season)
        )
    return sorted(
        found,
        key=lambda row: (
            row.level or (Level.BLUE + 1),
            row.margin_m if row.margin_m is not None else 1e9,
            row.station.code,
        ),
    )


def _margin(station: Station, present: PresentLevel) -> float | None:
    """Return how far the water is below its lowest stage; negative above it."""
    stages = [
        stage
        for stage in (station.warning_stage_m, station.flood_limit_m, station.guarantee_stage_m)
        if stage is not None
    ]
    return round(min(stages) - present.value, 2) if stages else None
