"""The Chinese grades of fire weather: the printed steps, and what must hold for every day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.fire_weather.ly_t_1172_1995 import BOUNDS, COVER, grade_fire_weather
from anlan_science.registry import InvalidInput

days = st.integers(0, 20)
celsius, shares = st.floats(-30.0, 45.0), st.floats(0.0, 1.0)
depths, speeds = st.floats(0.0, 60.0), st.floats(0.0, 30.0)


def _of(temperature=20.0, humidity=0.5, rain=1.0, days_since_rain=0, wind=3.0, cover="not green"):
    return grade_fire_weather(
        273.15 + np.asarray(temperature), humidity, rain, days_since_rain, wind, cover
    )


def test_the_steps_are_those_of_the_tables():
    # Temperature and wind as tables 5 and 9 of Lü Weiwei et al. 2020 print them.
    found = _of(temperature=[5.0, 5.1, 10.0, 10.1, 15.0, 15.1, 20.0, 20.1, 25.0, 25.1, 40.0])
    assert found.temperature.tolist() == [0, 4, 4, 8, 8, 12, 12, 16, 16, 20, 20]
    found = _of(wind=[0.0, 0.2, 0.3, 1.5, 1.6, 3.3, 3.4, 5.4, 5.5, 7.9, 8.0, 10.7, 10.8, 13.8,
                      13.9, 17.1, 17.2, 25.0])  # fmt: skip
    assert found.wind.tolist() == [
        0, 0, 5, 5, 10, 10, 15, 15, 20, 20, 25, 25, 30, 30, 35, 35, 40, 40,
    ]  # fmt: skip
    found = _of(humidity=[1.0, 0.71, 0.70, 0.61, 0.60, 0.51, 0.50, 0.41, 0.40, 0.31, 0.30, 0.0])
    assert found.humidity.tolist() == [0, 0, 4, 4, 8, 8, 12, 12, 16, 16, 20, 20]
    assert _of(rain=[0.2, 0.3, 2.0, 2.1, 5.0, 5.1, 10.0, 10.1, 50.0]).dryness.tolist() == [
        50, 10, 10, 5, 5, 0, 0, 0, 0,
    ]  # fmt: skip
    assert _of(rain=20.0, days_since_rain=[0, 1, 2, 3, 11, 12, 40]).dryness.tolist() == [
        0, 0, 5, 10, 50, 50, 50,
    ]  # fmt: skip
    assert _of(rain=1.0, days_since_rain=[0, 1, 8, 9]).dryness.tolist() == [10, 15, 50, 50]
    assert sorted(set(COVER.values())) == [0, 5, 10, 15, 20]


def test_the_grades_end_where_public_notices_say():
    assert BOUNDS == (25.0, 50.0, 72.0, 90.0)
    # 12 + 12 + 5 d + 10: a drier week each time.
    found = _of(rain=20.0, days_since_rain=[0, 1, 4, 5, 9, 12])
    assert found.index.tolist() == [34, 34, 49, 54, 74, 84]
    assert found.grade.tolist() == [2, 2, 2, 3, 4, 4]
    worst = _of(temperature=35.0, humidity=0.1, rain=0.0, days_since_rain=30, wind=20.0)
    assert float(worst.index) == 130.0 and int(worst.grade) == 5
    green = _of(temperature=3.0, humidity=0.9, rain=20.0, wind=0.0, cover="all green")
    assert float(green.index) == 0.0 and int(green.grade) == 1


@settings(max_examples=40, deadline=None)
@given(celsius, shares, depths, days, speeds, st.sampled_from(sorted(COVER)))
def test_warmer_drier_windier_and_later_is_never_less_dangerous(t, h, r, d, w, cover):
    found = _of(
        [t, t + 6, t, t, t], [h, h, h / 2, h, h], r, [d, d, d, d + 1, d], [w, w, w, w, w + 4], cover
    )
    assert (found.index[1:] >= found.index[0]).all()
    assert (found.grade[1:] >= found.grade[0]).all()
    assert (found.index >= 0.0).all() and set(found.grade) <= {1, 2, 3, 4, 5}
    bare = _of(t, h, r, d, w)
    assert float(bare.index) >= found.index[0]


def test_impossible_input_is_refused():
    for wrong in (
        {"humidity": 1.2},
        {"humidity": -0.1},
        {"temperature": -300.0},
        {"rain": -1.0},
        {"days_since_rain": -1},
        {"wind": np.nan},
        {"cover": "moss"},
    ):
        with pytest.raises(InvalidInput):
            _of(**wrong)
    assert _of(temperature=[], humidity=[], rain=[], days_since_rain=[], wind=[]).grade.size == 0
