"""Rain thresholds of slopes: values of the curves, and what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_science.landslide import caine1980, guzzetti2008
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity, get_model

HOUR = 3600.0
durations = st.floats(600, 864_000)


@pytest.mark.parametrize(("hours", "mm"), [(1, 14.82), (3, 28.97), (6, 44.21), (24, 102.98)])
def test_depths_of_the_curve_of_caine(hours, mm):
    assert float(caine1980.critical_depth(hours * HOUR)) == pytest.approx(mm, rel=1e-3)


def test_a_curve_takes_arrays_and_nothing():
    found = caine1980.critical_intensity(np.array([1.0, 24.0]) * HOUR) * HOUR
    assert found == pytest.approx([14.82, 4.29], rel=1e-3)
    assert caine1980.critical_intensity(np.array([])).shape == (0,)
    assert guzzetti2008.least_intensity(100 * HOUR) * HOUR == pytest.approx(0.290, rel=2e-3)


@given(durations, durations)
def test_longer_rain_needs_less_intensity_and_more_depth(a, b):
    short, long = sorted((a, b))
    assert caine1980.critical_intensity(short) >= caine1980.critical_intensity(long)
    assert caine1980.critical_depth(short) <= caine1980.critical_depth(long) * (1 + 1e-12)


@given(durations)
def test_the_foot_of_all_events_lies_below_the_older_curve(duration):
    assert guzzetti2008.least_intensity(duration) < caine1980.critical_intensity(duration)


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan, np.inf])
def test_what_is_no_duration_is_refused(wrong):
    for function in (
        caine1980.critical_intensity,
        caine1980.critical_depth,
        guzzetti2008.least_intensity,
    ):
        with pytest.raises(InvalidInput):
            function(wrong)


def test_leaving_the_range_is_told():
    caveats = Caveats()
    caine1980.critical_depth(1_000_000.0, caveats=caveats)
    assert [c.name for c in caveats] == ["duration_s"]
    with pytest.raises(OutOfValidity):
        guzzetti2008.least_intensity(1.0, caveats=Caveats(strict=True))
    assert get_model("caine1980").status == "unverified"
