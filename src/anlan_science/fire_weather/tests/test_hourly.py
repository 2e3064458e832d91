"""Hours of the Canadian system: the grids of the reference program, and what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.fire_weather.hourly import compute_hour
from anlan_science.fire_weather.tests.test_canadian_fwi import HERE, assert_close, numbers, read
from anlan_science.registry import InvalidInput

#: Rain as a gauge tells it, in tenths of a millimetre.
rain_mm = st.integers(0, 300).map(lambda tenths: tenths / 10)
#: Duff and drought with a BUI of exactly 50.
DMC, DC = 50.0, 125.0


def test_two_hours_of_the_reference_grids_are_reproduced():
    table = {name: numbers(column) for name, column in read(HERE / "hours.csv").items()}
    litter = np.full(table["ffmc"].shape, 85.0)
    for hour in (1, 2):
        found = compute_hour(
            litter,
            DMC,
            DC,
            table[f"celsius_{hour}"] + 273.15,
            table[f"humidity_percent_{hour}"] / 100,
            table[f"wind_kmh_{hour}"] / 3.6,
            table[f"rain_mm_{hour}"],
        )
        litter = found.ffmc
        if hour == 1:
            assert_close(found.ffmc, table["ffmc_1"])
    assert float(found.bui) == 50.0
    for name in ("ffmc", "isi", "fwi", "dsr"):
        # Soaked litter spreads nothing: below a thousandth the program stores rounding only.
        told = table[name] > 1e-3
        assert_close(getattr(found, name)[told], table[name][told])
        assert (getattr(found, name)[~told] < 1e-3).all()


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 101), st.floats(0, 1), st.floats(0, 20), rain_mm, rain_mm)
def test_wind_never_lowers_and_rain_never_raises_the_danger(ffmc, humid, wind, rain, more):
    air = 295.0
    wet = compute_hour(ffmc, DMC, DC, air, humid, wind, rain)
    wetter = compute_hour(ffmc, DMC, DC, air, humid, wind, rain + more)
    assert wetter.fwi <= wet.fwi + 1e-6
    assert compute_hour(ffmc, DMC, DC + 100.0, air, humid, wind, rain).fwi >= wet.fwi - 1e-9


def test_negative_codes_are_refused():
    with pytest.raises(InvalidInput):
        compute_hour(85.0, -1.0, DC, 290.0, 0.4, 3.0, 0.0)
