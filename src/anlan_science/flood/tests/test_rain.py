"""Design storms and runoff: published examples and properties that define them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_science.flood.keifer_chu1957 import design_storm, mean_intensity
from anlan_science.flood.scs1972 import runoff
from anlan_science.landslide.skempton_delory1957 import factor_of_safety
from anlan_science.registry import InvalidInput

FORMULA = {"return_period": 20.0, "base": 9.5, "factor": 0.75, "shift": 8.0, "exponent": 0.68}


@given(st.floats(0.0, 500.0), st.floats(30.0, 100.0))
def test_runoff_is_never_more_than_the_rain_and_never_less_with_more(rain, number):
    found = float(runoff(rain, number))
    assert 0.0 <= found <= rain + 1e-9
    assert float(runoff(rain + 10.0, number)) >= found
    assert float(runoff(rain, 100.0)) == pytest.approx(rain)


def test_every_duration_around_the_peak_has_the_intensity_of_the_formula():
    storm = design_storm(7200.0, 60.0, **FORMULA, peak_share=0.5)
    for steps in (2, 10, 60, 120):
        middle = slice(60 - steps // 2, 60 + steps // 2)
        known = mean_intensity(steps * 60.0, **FORMULA)
        assert storm[middle].mean() == pytest.approx(known, rel=1e-9)
    assert np.argmax(design_storm(7200.0, 60.0, **FORMULA, peak_share=0.25)) in (29, 30)


def test_a_storm_that_steps_do_not_fill_is_refused():
    with pytest.raises(InvalidInput, match="divide"):
        design_storm(7200.0, 700.0, **FORMULA)


@given(st.floats(6.0, 59.0), st.floats(0.0, 1.0), st.floats(0.0, 2e4))
def test_a_wetter_slope_is_never_safer(slope, wet, cohesion):
    dry = float(factor_of_safety(slope, 2.0, cohesion, 30.0, 0.0))
    assert float(factor_of_safety(slope, 2.0, cohesion, 30.0, wet)) <= dry
    sand = float(factor_of_safety(slope, 2.0, 0.0, 30.0, 0.0))
    assert sand == pytest.approx(np.tan(np.radians(30.0)) / np.tan(np.radians(slope)))
