"""Jets of light gas: what they carry, how they thin out, how they turn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.dispersion import houf_schefer2008 as model
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity

sizes, speeds = st.floats(1e-3, 0.2), st.floats(50.0, 2200.0)
gases, angles = st.floats(0.08, 1.15), st.floats(0.0, 1.5)


def carried(jet):
    """Gas and momentum through each section, from the bells themselves."""
    wide, air, dense = model.SPREAD**2, jet.air_density, jet.density
    gas = np.pi * wide / (1 + wide) * jet.half_width**2 * jet.velocity * dense * jet.mass_share
    pushed = np.pi / (2 * (2 * wide + 1)) * (2 * wide * dense + air)
    return gas, pushed * jet.half_width**2 * jet.velocity**2


@settings(max_examples=15, deadline=None)
@given(sizes, speeds, gases, angles)
def test_a_jet_keeps_its_gas_and_its_level_momentum(size, speed, gas, angle):
    jet = model.follow_jet(size, speed, gas, 1.2, angle, 400.0, caveats=Caveats())
    area = np.pi / 4 * size**2
    through, momentum = carried(jet)

    assert through == pytest.approx(gas * speed * area, rel=1e-9)
    level = momentum * np.cos(jet.angle)
    assert level == pytest.approx(gas * speed**2 * area * np.cos(angle), rel=1e-9)
    assert (np.diff(jet.mass_rate) > 0.0).all()


@settings(max_examples=15, deadline=None)
@given(sizes, speeds, gases, angles)
def test_the_gas_thins_out_all_along_and_to_the_side(size, speed, gas, angle):
    jet = model.follow_jet(size, speed, gas, 1.2, angle, 400.0, caveats=Caveats())

    for values in (jet.mass_share, jet.fraction):
        assert (np.diff(values) < 0.0).all() and (values > 0.0).all() and (values <= 1.0).all()
    way = float(jet.along[200])
    radius = np.linspace(0.0, 5.0, 30) * jet.half_width[200]
    aside = model.radial_share(jet, way, radius)
    assert (np.diff(aside) < 0.0).all() and (aside >= 0.0).all()
    assert model.radial_share(jet, way, -radius) == pytest.approx(aside, rel=1e-12)


def test_equal_scales_give_equal_concentrations():
    # Lengths by four, speeds by two: the same Froude number.
    one, other = (
        model.follow_jet(0.002 * n**2, 40.0 * n, 0.084, 1.2, 0.3, 300.0, caveats=Caveats())
        for n in (1, 2)
    )
    assert other.fraction == pytest.approx(one.fraction, rel=1e-9)
    assert other.z == pytest.approx(4 * one.z, rel=1e-9)


def test_a_slow_jet_of_hydrogen_turns_upward_and_a_fast_one_does_not():
    slow, fast = (
        model.follow_jet(0.05, speed, 0.084, 1.2, 0.0, 500.0, caveats=Caveats())
        for speed in (20.0, 1200.0)
    )
    assert slow.angle[-1] > 1.0 > fast.angle[-1] > 0.0
    assert slow.z[-1] > fast.z[-1] >= 0.0
    upright = model.follow_jet(0.05, 20.0, 0.084, 1.2, np.pi / 2, 500.0, caveats=Caveats())
    assert upright.x == pytest.approx(0.0, abs=1e-9 * upright.along[-1] + 1e-12)


def test_the_distance_of_a_fraction_is_where_the_fraction_is():
    jet = model.follow_jet(0.004, 1500.0, 0.084, 1.2, reach=3000.0)
    for level in (0.9, 0.3, 0.04):
        assert model.axis_fraction(jet, model.distance_of(jet, level)) == pytest.approx(
            level, rel=1e-6
        )
    assert model.axis_fraction(jet, 0.0) == 1.0
    with pytest.raises(InvalidInput, match="reach"):
        model.distance_of(jet, 1e-6)
    with pytest.raises(InvalidInput, match="reach"):
        model.axis_fraction(jet, 1e3)


def test_impossible_jets_are_refused_and_slow_ones_told():
    with pytest.raises(InvalidInput, match="gas_density"):
        model.follow_jet(0.01, 100.0, 2.0, 1.2)
    for wrong in ({"diameter": 0.0}, {"velocity": np.nan}, {"reach": 1.0}, {"angle": np.inf}):
        known = {"diameter": 0.01, "velocity": 100.0, "gas_density": 0.1, "air_density": 1.2}
        with pytest.raises(InvalidInput, match=next(iter(wrong))):
            model.follow_jet(**{**known, **wrong})
    with pytest.raises(OutOfValidity, match="froude"):
        model.follow_jet(0.1, 2.0, 0.084, 1.2, caveats=Caveats(strict=True))
