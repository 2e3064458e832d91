"""Typhoons: values of other codes, and what must hold for every storm."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.registry import Caveats, InvalidInput, OutOfValidity
from anlan_science.wind import holland1980, holland2008
from anlan_science.wind.eberenz2021 import REGIONS, regional_damage
from anlan_science.wind.emanuel2011 import damage_share
from anlan_science.wind.typhoon import SURFACE, wind_damage, wind_field

HERE = Path(__file__).parent / "verification"
radii, shapes = st.floats(10e3, 120e3), st.floats(1.0, 2.5)
drops, latitudes = st.floats(500.0, 12_000.0), st.floats(0.1, 0.7)


def cases(model):
    with (HERE / model / "cases.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_the_profile_is_that_of_the_other_code():
    rows = [{name: float(value) for name, value in row.items()} for row in cases("holland1980")]
    assert len(rows) == 7
    for row in rows:
        found = holland1980.gradient_wind(
            row["distance_m"],
            row["radius_m"],
            row["shape"],
            row["pressure_drop_pa"],
            math.radians(row["latitude_deg"]),
        )
        assert float(found) == pytest.approx(row["expected_m_s"], abs=0.011)


def test_the_wind_from_pressures_is_that_of_the_other_code():
    for row in cases("holland2008"):
        drop = float(row["pressure_drop_pa"])
        if row["quantity"] == "wind":
            found = holland2008.largest_wind(drop, float(row["shape"]))
            assert float(found) == pytest.approx(float(row["expected"]), abs=1e-6)
        else:
            found = holland2008.shape_of(
                drop,
                float(row["filling_pa_h"]) / 3600.0,
                math.radians(float(row["latitude_deg"])),
                float(row["translation_m_s"]),
            )
            assert float(found) == pytest.approx(float(row["expected"]), abs=0.005)


def test_the_curve_of_damage_is_that_of_the_other_code():
    rows = cases("emanuel2011")
    wind, half, threshold, known = (
        np.array([float(row[name]) for row in rows])
        for name in ("wind", "half", "threshold", "expected")
    )
    assert damage_share(wind, half, threshold) == pytest.approx(known, rel=1e-12, abs=1e-15)


@settings(max_examples=40, deadline=None)
@given(radii, shapes, drops, latitudes)
def test_wind_is_greatest_at_the_radius_and_pressure_rises_outwards(radius, shape, drop, latitude):
    far = np.linspace(0.0, 8.0, 400) * radius
    wind = holland1980.gradient_wind(far, radius, shape, drop, latitude)
    assert wind[0] == 0.0 and (wind >= 0.0).all() and np.isfinite(wind).all()
    # Coriolis moves the place of the largest wind inwards.
    assert 0.0 < far[wind.argmax()] / radius <= 1.02
    around = holland1980.pressure(far, radius, shape, drop, 101_000.0)
    assert (np.diff(around) >= 0.0).all()
    assert around[0] == pytest.approx(101_000.0 - drop)
    # Where the radius is, the shape is the one that the largest wind gives, but for Coriolis.
    calm = holland1980.gradient_wind(radius, radius, shape, drop, 0.0)
    found = holland1980.shape_of(calm, drop, caveats=Caveats())
    assert float(found) == pytest.approx(shape)


@settings(max_examples=30, deadline=None)
@given(radii, shapes, drops, latitudes, st.floats(0.0, 6.28), st.floats(0.0, 15.0))
def test_the_field_turns_against_the_clock_and_the_right_side_is_the_stronger(
    radius, shape, drop, latitude, heading, speed
):
    right, left = heading + math.pi / 2, heading - math.pi / 2
    east = radius * np.array([math.sin(right), math.sin(left)])
    north = radius * np.array([math.cos(right), math.cos(left)])
    storm = (radius, shape, drop, latitude)
    moving = wind_field(east, north, *storm, heading, speed)
    still = wind_field(east, north, *storm)
    assert still.speed[0] == pytest.approx(still.speed[1])
    assert still.speed[0] == pytest.approx(
        SURFACE * float(holland1980.gradient_wind(radius, *storm))
    )
    assert moving.speed[0] == pytest.approx(still.speed[0] + speed)
    assert moving.speed[1] == pytest.approx(abs(still.speed[1] - speed))
    # South of the equator everything is mirrored.
    south = wind_field(east, north, radius, shape, drop, -latitude, heading, speed)
    assert south.speed == pytest.approx(moving.speed[::-1])


def test_a_place_in_the_east_has_wind_from_the_south():
    found = wind_field([60e3, 0.0, -60e3, 0.0], [0.0, 60e3, 0.0, -60e3], 60e3, 1.5, 4000.0, 0.4)
    assert np.degrees(found.comes_from) % 360 == pytest.approx([180.0, 90.0, 0.0, 270.0], abs=1e-6)
    centre = wind_field(0.0, 0.0, 60e3, 1.5, 4000.0, 0.4, 0.0, 5.0)
    assert float(centre.speed) == pytest.approx(5.0)


@given(st.floats(0.0, 110.0), st.floats(0.0, 10.0), st.sampled_from(sorted(REGIONS)))
def test_more_wind_never_means_less_damage(wind, more, region):
    found = regional_damage(np.array([wind, wind + more]), region)
    for share in (found.low, found.high):
        assert 0.0 <= share[0] <= share[1] < 1.0
    assert (found.low <= found.high).all()
    assert wind > 25.7 or found.high[0] == 0.0


def test_half_of_the_value_is_destroyed_where_the_region_says_so():
    for region, half in REGIONS.items():
        assert 25.7 < half.events <= half.total
        assert float(regional_damage(half.total, region, caveats=Caveats()).low) == 0.5
        assert float(regional_damage(half.events, region, caveats=Caveats()).high) == 0.5


def test_what_is_lost_is_the_sum_over_the_places():
    found = wind_damage([20.0, 40.0, 60.0], [1e6, 2e6, 3e6])
    assert found.lost_low == pytest.approx(float((found.low * [1e6, 2e6, 3e6]).sum()))
    assert 0.0 < found.lost_low < found.lost_high < 6e6
    assert wind_damage([], []).lost_high == 0.0


def test_leaving_the_range_is_told_and_impossible_input_is_refused():
    caveats = Caveats()
    holland1980.shape_of(80.0, 3000.0, caveats=caveats)
    damage_share(130.0, 80.0, caveats=caveats)
    holland2008.shape_of(16_000.0, 0.0, 0.3, 20.0, caveats=caveats)
    assert [each.name for each in caveats] == ["shape", "wind", "pressure_drop", "translation"]
    with pytest.raises(OutOfValidity):
        holland1980.gradient_wind(1e4, 5e4, 3.0, 3000.0, 0.3, caveats=Caveats(strict=True))
    for call in (
        lambda: damage_share(30.0, 20.0),
        lambda: regional_damage(30.0, "moon"),
        lambda: wind_damage(-1.0, 1.0),
        lambda: wind_damage(30.0, math.nan),
        lambda: wind_field(1.0, 1.0, 0.0, 1.5, 4000.0, 0.4),
        lambda: holland1980.shape_of(30.0, 0.0),
    ):
        with pytest.raises(InvalidInput):
            call()
