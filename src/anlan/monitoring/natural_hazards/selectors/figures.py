"""The figures of every township at an hour: what its stations, catchments and people tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from anlan.base.regions.public import RegionInfo, list_for_choice
from anlan.monitoring.natural_hazards.choices import (
    RAIN_WINDOWS,
    Finding,
    GeoState,
    Hazard,
    Indicator,
)
from anlan.monitoring.natural_hazards.constants import (
    BORROW_RAIN_M,
    BORROW_WEATHER_M,
    DANGER_REPORT_HELD,
)
from anlan.monitoring.natural_hazards.contracts import Figure
from anlan.monitoring.natural_hazards.models import (
    Catchment,
    GeoObservation,
    HourlyValue,
    Station,
)
from anlan.monitoring.natural_hazards.selectors.rain import (
    direct_totals,
    hourly_rain,
    nearest,
    rain_figures,
)

#: Figures that are taken as they stand at the hour.
PLAIN = {
    "soil_moisture": Indicator.SOIL_MOISTURE,
    "fwi": Indicator.FWI,
    "wind_speed": Indicator.WIND_SPEED,
}
USED = {
    Hazard.FLASH_FLOOD: frozenset(RAIN_WINDOWS),
    Hazard.LANDSLIDE: frozenset(
        [
            *RAIN_WINDOWS,
            Indicator.ANTECEDENT,
            Indicator.CAINE_RATIO,
            Indicator.SOIL_MOISTURE,
            Indicator.DANGER_REPORT,
        ]
    ),
    Hazard.FOREST_FIRE: frozenset([Indicator.FWI, Indicator.WIND_SPEED]),
}
WEATHER = frozenset([Indicator.FWI, Indicator.WIND_SPEED])


class Hour:
    """All figures of one hour, read once for all hazards."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.townships: list[RegionInfo] = list_for_choice("township")
        self.stations = {s.pk: s for s in Station.objects.filter(is_active=True)}
        self.values = self._read()
        self.catchments = self._catchment_figures()
        self.means = self._means()
        self.dangers = self._dangers()

    def _read(self) -> dict[int, dict[str, float]]:
        ids = list(self.stations)
        hourly, direct = hourly_rain(ids, self.at), direct_totals(ids, self.at)
        found: dict[int, dict[str, float]] = {
            key: rain_figures(hourly.get(key), direct.get(key, {})) for key in hourly | direct
        }
        for row in HourlyValue.objects.filter(
            quantity__in=list(PLAIN), station__in=ids, at=self.at
        ):
            found.setdefault(row.station_id, {})[PLAIN[row.quantity]] = row.value
        return found

    def _catchment_figures(self) -> list[tuple[Catchment, list[Figure]]]:
        """Catchments with the mean rain of their stations."""
        members: dict[int, list[dict[str, float]]] = defaultdict(list)
        for key, figures in self.values.items():
            catchment_id = self.stations[key].catchment_id
            if catchment_id is not None:
                members[catchment_id].append(figures)
        found = []
        for catchment in Catchment.objects.filter(pk__in=members).prefetch_related("townships"):
            means = []
            for indicator in RAIN_WINDOWS:
                known = [f[indicator] for f in members[catchment.pk] if indicator in f]
                if known:
                    mean = sum(known) / len(known)
                    means.append(Figure(indicator, mean, catchment.name, catchment.pk))
            found.append((catchment, means))
        return found

    def _means(self) -> dict[str, list[Figure]]:
        """Means of the catchments, by the townships their water runs through."""
        found: dict[str, list[Figure]] = defaultdict(list)
        for catchment, means in self.catchments:
            for township in catchment.townships.all():
                found[township.code] += means
        return found

    def _dangers(self) -> dict[str, list[Figure]]:
        """Danger that group monitors reported lately, by township."""
        rows = GeoObservation.objects.filter(
            finding=Finding.DANGER, at__gt=self.at - DANGER_REPORT_HELD, at__lte=self.at
        ).exclude(geo_point__state=GeoState.REMOVED)
        found: dict[str, list[Figure]] = defaultdict(list)
        for row in rows.select_related("geo_point"):
            code = row.geo_point.region_id[:9].ljust(12, "0")
            found[code].append(Figure(Indicator.DANGER_REPORT, 1.0, row.geo_point.name))
        return found

    def of(self, township: RegionInfo, hazard: str) -> list[Figure]:
        """Return what a township is judged by."""
        used = USED[Hazard(hazard)]
        figures = self._of_stations(township, used - WEATHER, BORROW_RAIN_M)
        figures += self._of_stations(township, used & WEATHER, BORROW_WEATHER_M)
        figures += [f for f in self.means.get(township.code, ()) if f.indicator in used]
        if Indicator.DANGER_REPORT in used:
            figures += self.dangers.get(township.code, [])
        return figures

    def _of_stations(
        self, township: RegionInfo, indicators: frozenset[str], within_m: float
    ) -> list[Figure]:
        able: Sequence[Station] = [
            self.stations[key]
            for key, figures in self.values.items()
            if not indicators.isdisjoint(figures)
        ]
        own = [s for s in able if s.region_id.startswith(township.prefix)]
        is_borrowed = not own
        if is_borrowed:
            place = (
                (township.longitude, township.latitude)
                if township.longitude is not None and township.latitude is not None
                else None
            )
            near = nearest(place, able, within_m)
            own = [near] if near is not None else []
        return [
            Figure(indicator, value, station.name, None, is_borrowed)
            for station in own
            for indicator, value in self.values[station.pk].items()
            if indicator in indicators
        ]
