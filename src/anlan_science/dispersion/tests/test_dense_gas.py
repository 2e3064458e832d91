"""Britter and McQuaid: published examples, physics, and the LNG field trials."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.dispersion import britter_mcquaid1988 as model
from anlan_science.dispersion.tests.cases import HERE, cases
from anlan_science.registry import Caveats, InvalidInput
from anlan_science.validation.air import lng_pairs, lng_trials
from anlan_science.validation.measures import scores
from anlan_science.validation.tests.reference import reference


@pytest.mark.parametrize("row", cases("britter_mcquaid1988"))
def test_examples_are_reproduced(row):
    function = model.plume_concentration if row["kind"] == "plume" else model.puff_concentration
    found = function(
        float(row["x_m"]),
        float(row["amount_m3"]),
        float(row["wind_m_s"]),
        float(row["gas_density"]),
        float(row["air_density"]),
        float(row["gas_temperature_k"]),
        float(row["air_temperature_k"]),
        1.0 / float(row["dilution"]),
    )
    assert found == pytest.approx(float(row["fraction"]), rel=float(row["rel"]))


@settings(max_examples=30, deadline=None)
@given(
    amount=st.floats(1, 1e4),
    wind=st.floats(1, 14),
    density=st.floats(1.3, 6),
    kind=st.sampled_from([model.plume_concentration, model.puff_concentration]),
)
def test_concentration_falls_from_one_towards_zero(amount, wind, density, kind):
    x = np.concatenate([[0.0], np.geomspace(1, 1e5, 300)])
    c = kind(x, amount, wind, density, 1.2, caveats=Caveats())

    assert c[0] == pytest.approx(1.0)
    assert (np.diff(c) <= 1e-12).all()
    assert 0 < c[-1] < 0.01
    assert c[-1] / c[-20] == pytest.approx((x[-20] / x[-1]) ** 2, rel=0.02)


@settings(max_examples=20, deadline=None)
@given(amount=st.floats(1, 1e3), wind=st.floats(1, 10), size=st.floats(0.2, 5))
def test_equal_scales_give_equal_concentrations(amount, wind, size):
    # Lengths by L, speeds by the root of L: the same Froude number and the same nomogram.
    x = np.geomspace(10, 3000, 20)
    one = model.plume_concentration(x, amount, wind, 2.0, 1.2, caveats=Caveats())
    other = model.plume_concentration(
        x * size, amount * size**2.5, wind * size**0.5, 2.0, 1.2, caveats=Caveats()
    )
    assert other == pytest.approx(one, rel=1e-9)


def test_plume_carries_the_gas_in_every_section():
    x, rate, wind = np.array([50.0, 200.0, 900.0]), 60.0, 5.0
    share = model.plume_concentration(x, rate, wind, 2.0, 1.2)
    half = model.plume_half_width(x, rate, wind, 2.0, 1.2)
    height = model.plume_height(half, share, np.sqrt(rate / wind))

    assert 2 * half * height * wind * share == pytest.approx(rate)
    assert (np.diff(half) > 0).all()


def test_cloud_spreads_as_it_travels():
    centre, radius = model.puff_front(np.array([0.0, 10.0, 100.0]), 1000.0, 3.0, 2.0, 1.2)

    assert centre.tolist() == pytest.approx([0.0, 12.0, 120.0])
    assert radius[0] == pytest.approx(np.cbrt(3000 / (4 * np.pi)))
    assert (np.diff(radius) > 0).all()


def test_a_passive_release_has_a_caveat_and_a_light_gas_is_refused():
    caveats = Caveats()
    model.plume_concentration(100.0, 0.01, 8.0, 1.25, 1.2, caveats=caveats)
    assert "passive from the start" in str(caveats[-1])
    with pytest.raises(InvalidInput, match="gas_density"):
        model.plume_concentration(100.0, 1.0, 3.0, 0.7, 1.2)
    with pytest.raises(InvalidInput, match="finite"):
        model.plume_concentration(np.nan, 1.0, 3.0, 2.0, 1.2)


LIMITS = json.loads((HERE / "validation/limits.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LIMITS["britter_mcquaid1988"])
def test_lng_trials_stay_within_the_recorded_limits(name):
    limit = LIMITS["britter_mcquaid1988"][name]
    data, corrected = reference(), limit["temperature_corrected"]
    used = lng_trials(limit["at_hand_only"])
    both = np.concatenate([lng_pairs(data, trial, corrected) for trial in used])
    found = scores(both[:, 0], both[:, 1])

    assert found["points"] == limit["points"]
    assert found["fac2"] >= limit["fac2_at_least"]
    assert limit["mg_between"][0] <= found["mg"] <= limit["mg_between"][1]
    assert found["vg"] <= limit["vg_at_most"]
    assert abs(found["fb"]) <= limit["fb_at_most"]
    assert found["max_factor"] <= limit["max_factor_at_most"]
