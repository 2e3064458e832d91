"""Speed of a toxic release, from the hole to its zones on the map.

All that a run of the platform computes is inside: outflow, integral model of the heavy cloud, the
second model beside it, zones, the reach of the wavering wind and the GeoJSON of the layer; not the
storing of the run. Nothing on this way is compiled when first called.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from anlan.decision.consequence.public import Case, Weather, as_geojson, compute

#: A ton of chlorine, liquefied under its own pressure, through a hole of 20 mm.
CHLORINE = Case(
    scenario="toxic",
    release="hole",
    cas="7782-50-5",
    quantity=1000.0,
    is_gas=False,
    liquid_density=1410.0,
    pressure=None,
    partial_pressure=None,
    hole=0.02,
    head=2.0,
    rate=None,
    duration=1800.0,
    height=0.0,
    pool_area=None,
    idlh_ppm=10.0,
)
DAY = Weather(3.0, 225.0, 293.15, 0.6, "D")
NIGHT = Weather(1.5, 225.0, 288.15, 0.8, "F")
CASES: Mapping[str, tuple[Case, Weather]] = MappingProxyType(
    {
        "hole by day": (CHLORINE, DAY),
        "hole on a calm night": (CHLORINE, NIGHT),
        "ten minutes, fifty tons": (
            replace(CHLORINE, release="ten_minutes", quantity=50_000.0),
            NIGHT,
        ),
        "vessel bursts": (replace(CHLORINE, release="sudden", quantity=10_000.0), NIGHT),
        "kept cold, spilt into its dike": (
            replace(CHLORINE, release="sudden", quantity=20_000.0, is_cold=True, pool_area=200.0),
            NIGHT,
        ),
        "ammonia": (
            replace(CHLORINE, cas="7664-41-7", liquid_density=610.0, quantity=20_000.0),
            NIGHT,
        ),
    }
)
LONGITUDE, LATITUDE = 122.26, 43.65
ROUNDS = 5


def toxic_layer(case: Case = CHLORINE, weather: Weather = DAY) -> str:
    """The zones of a case as the GeoJSON of its map layer."""
    outcome = compute(case, weather)
    return json.dumps(
        as_geojson(
            outcome,
            longitude=LONGITUDE,
            latitude=LATITUDE,
            wind_from=weather.wind_from,
            stability=weather.stability,
        )
    )


def measure_toxic(rounds: int = ROUNDS) -> dict[str, Any]:
    """The slowest of the cases, each the median of several rounds; the tables are read before."""
    taken = {}
    toxic_layer()
    for name, (case, weather) in CASES.items():
        times = []
        for _ in range(rounds):
            started = time.perf_counter()
            toxic_layer(case, weather)
            times.append(time.perf_counter() - started)
        taken[name] = round(1000.0 * sorted(times)[rounds // 2], 1)
    return {"toxic_case_ms": max(taken.values()), "toxic_cases": taken}
