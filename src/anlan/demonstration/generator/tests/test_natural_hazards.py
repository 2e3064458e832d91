"""Catchments, stations and hazard points of a county: the same each time, and possible."""

from __future__ import annotations

import numpy as np
import pytest

from anlan.demonstration.generator.chance import Chance
from anlan.demonstration.generator.divisions import SEED_COUNTIES
from anlan.demonstration.generator.natural_hazards import (
    HISTORY_H,
    STORM_AGO_H,
    build_natural_hazards,
    storm_rain,
)


@pytest.mark.parametrize("name", tuple(SEED_COUNTIES))
def test_every_county_has_stations_and_points_in_its_own_villages(county_named, name):
    county = county_named(name)
    hazards = build_natural_hazards(county)
    regions = {r.code: r for r in county.regions}

    assert hazards == build_natural_hazards(county)
    assert {s.kind for s in hazards.stations} >= {"rain", "weather", "river"}
    assert len({p.code for p in hazards.geo_points}) == len(hazards.geo_points) > 5
    people = {p.key for p in county.people}
    for point in hazards.geo_points:
        assert regions[point.region].level == "village"
        assert set(point.monitors) <= people and point.people >= point.households
    for station in hazards.stations:
        if station.warning_m is not None:
            assert station.warning_m < station.guarantee_m < station.highest_m


def test_longyou_has_catchments_a_reservoir_and_monitors(longyou):
    hazards = build_natural_hazards(longyou)

    assert hazards.catchments and all(c.townships for c in hazards.catchments)
    assert sum(s.kind == "reservoir" for s in hazards.stations) == 1
    assert all(p.monitors for p in hazards.geo_points)


def test_the_storm_stood_over_one_township_and_left(longyou):
    hazards = build_natural_hazards(longyou)
    chance = Chance(1, longyou.code, "hours")
    heavy = storm_rain(hazards, hazards.storm_township, chance)
    light = storm_rain(hazards, "000000000000", chance)

    assert len(heavy) == HISTORY_H and heavy.max() == 46.0 and light.max() < heavy.max()
    assert np.count_nonzero(heavy[-STORM_AGO_H + 80 :]) == 0
