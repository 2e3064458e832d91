"""Present levels of rivers and reservoirs and what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anlan.monitoring.natural_hazards.choices import Indicator, Role
from anlan.monitoring.natural_hazards.constants import LEVEL_HELD
from anlan.monitoring.natural_hazards.contracts import Figure
from anlan.monitoring.natural_hazards.models import Station, StationPoint
from anlan.monitoring.natural_hazards.seasons import is_flood_season
from anlan.monitoring.telemetry.public import list_latest


@dataclass(frozen=True, slots=True)
class PresentLevel:
    """The newest level of a station."""

    point_id: int
    value: float
    at: datetime
    unit: str = "m"


def present_levels(stations: Iterable[Station], at: datetime) -> dict[int, PresentLevel]:
    """Return the level of each station that was measured lately enough."""
    rows = StationPoint.objects.filter(station__in=list(stations), role=Role.WATER_LEVEL)
    by_point = {row.point_id: row.station_id for row in rows}
    found: dict[int, PresentLevel] = {}
    for point_id, latest in list_latest(by_point).items():
        if latest.value is None or latest.quality >= 2 or at - latest.at > LEVEL_HELD:
            continue
        found[by_point[point_id]] = PresentLevel(point_id, latest.value, latest.at)
    return found


def stage_figures(station: Station, level_m: float, at: datetime) -> list[Figure]:
    """Return how far a level stands above each stage the station has.

    The flood-limit level holds in the flood season only.
    """
    stages = [
        (Indicator.ABOVE_WARNING, station.warning_stage_m),
        (Indicator.ABOVE_GUARANTEE, station.guarantee_stage_m),
        (Indicator.ABOVE_HIGHEST, station.highest_stage_m),
    ]
    if is_flood_season(at):
        stages.append((Indicator.ABOVE_FLOOD_LIMIT, station.flood_limit_m))
    return [
        Figure(indicator, round(level_m - stage, 3), station.name)
        for indicator, stage in stages
        if stage is not None
    ]
