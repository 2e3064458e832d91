"""The antecedent index and moving windows."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from anlan_science.hydrology.kohler_linsley1951 import antecedent_precipitation
from anlan_science.hydrology.windows import window_sums
from anlan_science.registry import Caveats, InvalidInput

CASES = Path(__file__).parent / "verification/kohler_linsley1951/cases.csv"
rains = arrays(np.float64, st.integers(1, 60), elements=st.floats(0, 200))


def test_the_worked_examples_are_reproduced():
    with CASES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            before, recession, rain, expected = (float(value) for value in row.values())
            found = antecedent_precipitation([rain], recession, start=before, caveats=Caveats())
            assert found == pytest.approx([expected], rel=1e-12)


def test_hours_recede_as_their_day():
    hourly = antecedent_precipitation(np.r_[50.0, np.zeros(24)], 0.9, 3600.0)
    assert hourly[-1] == pytest.approx(45.0)
    two = antecedent_precipitation(np.array([[10.0, 0.0], [0.0, 5.0]]), 0.9, start=[1.0, 0.0])
    assert two == pytest.approx(np.array([[10.9, 0.0], [9.81, 5.0]]))


@given(rains)
def test_the_index_is_never_less_than_its_rain_nor_more_than_all_rain(rain):
    index = antecedent_precipitation(rain, 0.9)
    assert (index >= rain - 1e-9).all()
    assert (index <= np.cumsum(rain) + 1e-6).all()


def test_what_cannot_be_is_refused():
    for rain, recession in (([-1.0], 0.9), ([np.nan], 0.9), ([1.0], 1.0), (3.0, 0.9)):
        with pytest.raises(InvalidInput):
            antecedent_precipitation(rain, recession)
    caveats = Caveats()
    antecedent_precipitation([1.0], 0.5, caveats=caveats)
    assert [c.name for c in caveats] == ["recession"]


@given(rains, st.integers(1, 24))
def test_a_window_sums_what_fell_in_it(rain, steps):
    sums = window_sums(rain, steps, least_share=0.0)
    for number in range(len(rain)):
        expected = rain[max(0, number - steps + 1) : number + 1].sum()
        assert sums[number] == pytest.approx(expected, abs=1e-6)


def test_a_gap_is_not_a_dry_hour():
    rain = [1.0, np.nan, 3.0]
    assert np.isnan(window_sums(rain, 3)[-1])
    assert window_sums(rain, 3, least_share=0.6)[-1] == 4.0
    assert np.isnan(window_sums([np.nan], 1, least_share=0.0)[0])
    with pytest.raises(InvalidInput):
        window_sums(rain, 0)
