"""Between stations: what must hold wherever they stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.interpolation.shepard1968 import interpolate, weights
from anlan_science.interpolation.thiessen1911 import nearest_values
from anlan_science.registry import InvalidInput

metres = st.floats(-50_000, 50_000)
stations = st.lists(
    st.tuples(metres, metres, st.floats(-40, 60)), min_size=1, max_size=8, unique_by=lambda s: s[:2]
)


def columns(rows):
    return (np.array(column) for column in zip(*rows, strict=True))


@settings(max_examples=30, deadline=None)
@given(stations, metres, metres, st.floats(1, 4))
def test_every_place_lies_between_the_stations(rows, east, north, power):
    x, y, values = columns(rows)

    found = interpolate(x, y, values, [east], [north], power)

    assert values.min() - 1e-9 <= found[0] <= values.max() + 1e-9
    assert weights(x, y, [east], [north], power).sum() == pytest.approx(1.0)


@settings(max_examples=20, deadline=None)
@given(stations)
def test_the_order_of_the_stations_does_not_matter(rows):
    x, y, values = columns(rows)
    places = np.linspace(-60_000, 60_000, 7)

    found = interpolate(x, y, values, places, places)

    assert interpolate(x[::-1], y[::-1], values[::-1], places, places) == pytest.approx(found)


def test_a_station_keeps_its_value_and_two_at_one_place_are_meant():
    x, y = [0.0, 5000.0, 5000.2], [0.0, 0.0, 0.0]
    assert interpolate(x, y, [10.0, 20.0, 30.0], [0.0, 5000.1], [0.0, 0.0]).tolist() == [10.0, 25.0]


def test_nothing_is_made_up_beyond_the_reach():
    found = interpolate([0.0], [0.0], [7.0], [14_999.0, 15_001.0], [0.0, 0.0], reach=15_000.0)
    assert found[0] == 7.0 and np.isnan(found[1])
    assert weights([], [], [0.0], [0.0]).shape == (1, 0)


@settings(max_examples=20, deadline=None)
@given(stations, metres, metres)
def test_the_nearest_station_is_the_limit_of_a_high_power(rows, east, north):
    x, y, values = columns(rows)
    far = np.sort(np.hypot(x - east, y - north))
    if far.size > 1 and far[1] < 1.5 * far[0] + 2.0:
        return  # as near as another: no limit to compare with

    found = nearest_values(x, y, values, [east], [north])

    assert found == pytest.approx(interpolate(x, y, values, [east], [north], 60.0), abs=1e-6)


def test_no_rain_is_made_up_where_no_gauge_is_near():
    found = nearest_values([0.0], [0.0], [7.0], [14_999.0, 15_001.0], [0.0, 0.0], 15_000.0)
    assert found[0] == 7.0 and np.isnan(found[1])
    assert np.isnan(nearest_values([], [], [], [0.0], [0.0])).all()
    for wrong in ({"values": [1.0]}, {"at_x": [0.0, 1.0]}, {"reach": 0.0}, {"y": [0.0, np.nan]}):
        fits = {"x": [0, 1], "y": [0, 1], "values": [1, 2], "at_x": [0.5], "at_y": [0.5]}
        with pytest.raises(InvalidInput):
            nearest_values(**(fits | wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": [0.0, np.nan]},
        {"x": [0.0]},
        {"at_x": [0.0, 1.0]},
        {"values": [1.0]},
        {"power": 0.0},
        {"reach": -1.0},
    ],
)
def test_what_does_not_fit_is_refused(wrong):
    given_ = {"x": [0, 1], "y": [0, 1], "values": [1, 2], "at_x": [0.5], "at_y": [0.5]} | wrong
    with pytest.raises(InvalidInput):
        interpolate(**given_)
