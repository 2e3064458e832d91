"""Concentration over time: another code's value, conserved dose, and the exchange with indoors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.dispersion import gaussian_plume, indoor_well_mixed, palazzi1982
from anlan_science.dispersion.tests.cases import cases
from anlan_science.registry import Caveats, InvalidInput

PLACE = (2.0, 0.0, "D", "briggs1973_rural")


def test_short_release_agrees_with_another_code():
    # GasDispersion.jl 27ac300, test/models/palazzi_tests.jl: 0.1 kg/s for 10 s, class F, 2 m/s,
    # height 10 m, 500 m downwind after 250 s; volume fraction at 1.2268 kg/m³
    found = palazzi1982.concentration(
        500.0, 0.0, 10.0, 250.0, [0.0, 10.0], [0.1], 2.0, 10.0, "F", "seinfeld1986"
    )
    assert found == pytest.approx(1.6373715867403676e-5 * 1.2268, rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(
    x=st.floats(150, 3000),
    durations=st.lists(st.floats(5, 600), min_size=1, max_size=4),
    rate=st.floats(0.1, 10),
)
def test_dose_is_that_of_the_released_mass(x, durations, rate):
    edges = np.concatenate([[0.0], np.cumsum(durations)])
    rates = rate * np.arange(1, len(durations) + 1)
    time = np.linspace(0, edges[-1] + 3 * x / PLACE[0] + 600, 6001)
    course = palazzi1982.concentration(x, 0.0, 0.0, time, edges, rates, *PLACE, caveats=Caveats())
    steady = gaussian_plume.concentration(x, 0.0, 0.0, 1.0, *PLACE, caveats=Caveats())
    released = (rates * np.diff(edges)).sum()

    assert np.trapezoid(course, time) == pytest.approx(float(steady) * released, rel=5e-3)
    assert (course >= 0).all()


def test_a_long_release_becomes_the_steady_plume_and_leaves():
    time = np.array([0.0, 60.0, 3000.0, 8000.0])
    course = palazzi1982.concentration(400.0, 10.0, 1.0, time, [0.0, 6000.0], [2.0], *PLACE)
    steady = gaussian_plume.concentration(400.0, 10.0, 1.0, 2.0, *PLACE)

    assert course[0] == course[3] == pytest.approx(0.0, abs=1e-12)
    assert course[1] < 0.01 * steady
    assert course[2] == pytest.approx(float(steady))


def test_steps_that_do_not_fit_are_refused():
    for edges, rates in (([0.0, 10.0], [1.0, 2.0]), ([10.0, 0.0], [1.0]), ([0.0, np.nan], [1.0])):
        with pytest.raises(InvalidInput):
            palazzi1982.concentration(400.0, 0.0, 0.0, 60.0, edges, rates, *PLACE)


@settings(max_examples=25, deadline=None)
@given(
    changes=st.floats(0.1, 19),
    outside=st.lists(st.floats(0, 5), min_size=2, max_size=12),
    splits=st.integers(2, 5),
)
def test_indoors_does_not_depend_on_the_steps_and_stays_below_the_highest(changes, outside, splits):
    time = np.linspace(0, 3600, len(outside))
    fine = np.linspace(0, 3600, (len(outside) - 1) * splits + 1)
    coarse = indoor_well_mixed.indoor(time, outside, changes / 3600)
    finer = indoor_well_mixed.indoor(fine, np.interp(fine, time, outside), changes / 3600)

    assert finer[::splits] == pytest.approx(coarse, rel=1e-9, abs=1e-12)
    assert (coarse >= 0).all() and coarse.max() <= max(outside) * (1 + 1e-12)


@pytest.mark.parametrize("row", cases("indoor_well_mixed"))
@pytest.mark.parametrize(("gone", "column"), [(0.9, "_90"), (0.99, "_99"), (0.999, "_999")])
def test_a_room_is_aired_in_the_published_minutes(row, gone, column):
    minutes = float(row[f"minutes{column}"])
    time = 60.0 * np.array([0.0, minutes - 0.5, minutes + 0.5])
    rate = float(row["air_changes_per_h"]) / 3600.0
    left = indoor_well_mixed.indoor(time, np.zeros(3), rate, first=1.0)

    assert left[1] >= 1.0 - gone >= left[2]


def test_indoors_in_the_end_has_breathed_the_same_dose():
    time = np.linspace(0, 40 * 3600, 20_001)
    outside = np.where((time > 0) & (time < 1800), 1.0, 0.0)
    inside = indoor_well_mixed.indoor(time, outside, 0.5 / 3600)

    assert np.trapezoid(inside, time) == pytest.approx(np.trapezoid(outside, time), rel=1e-3)
    assert inside.max() == pytest.approx(1 - np.exp(-0.25), rel=5e-3)


def test_a_tight_filtered_house_and_many_places_in_one_call():
    time = np.array([0.0, 600.0, 1200.0])
    outside = np.array([[1.0, 0.0], [1.0, 2.0], [1.0, 2.0]])
    open_house = indoor_well_mixed.indoor(time, outside, 1 / 3600)
    filtered = indoor_well_mixed.indoor(time, outside, 1 / 3600, penetration=0.1)
    settling = indoor_well_mixed.indoor(time, outside, 1 / 3600, deposition=1 / 1800)

    assert open_house.shape == (3, 2)
    assert filtered == pytest.approx(0.1 * open_house)
    assert (settling[1:] < open_house[1:]).all()
    assert indoor_well_mixed.indoor([], [], 1 / 3600).size == 0
    with pytest.raises(InvalidInput):
        indoor_well_mixed.indoor([0.0, 1.0], [1.0], 1 / 3600)
    with pytest.raises(InvalidInput):
        indoor_well_mixed.indoor([0.0, 1.0], [1.0, np.nan], 1 / 3600)
