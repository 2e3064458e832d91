"""The raster solver against closed solutions and the laws it must keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.flood.audusse2004 import Inflow, simulate
from anlan_science.registry import InvalidInput
from anlan_science.validation.tests.reference import reference
from anlan_science.validation.water import (
    ACCEPTED_SHARE,
    DAM,
    dam_break,
    mean_error,
    parabolic_basin,
    solve,
)


def ritter(x, time, height, gravity):
    """Depth and velocity after a dam broke on a dry bed; Ritter 1892."""
    wave = np.sqrt(gravity * height)
    inside = (x > -wave * time) & (x < 2.0 * wave * time)
    depth = np.where(inside, (2.0 * wave - x / time) ** 2 / (9.0 * gravity), 0.0)
    depth = np.where(x <= -wave * time, height, depth)
    return depth, np.where(inside, 2.0 / 3.0 * (x / time + wave), 0.0)


def test_a_dam_breaks_on_a_dry_bed():
    x = np.linspace(-500.0, 500.0, 401)
    start = np.where(x < 0.0, 10.0, 0.0)[None, :]
    flood = simulate(np.zeros((1, 401)), start, 2.5, 20.0, gravity=9.8)
    depth, velocity = ritter(x, 20.0, 10.0, 9.8)
    assert np.abs(flood.depth[0] - depth).mean() < 0.005 * 10.0
    deep = depth > 1.0
    speed = flood.discharge_x[0][deep] / flood.depth[0][deep]
    assert np.abs(speed - velocity[deep]).max() < 0.5
    assert flood.depth.sum() == pytest.approx(start.sum(), rel=1e-12)
    assert (flood.depth >= 0.0).all()


def test_the_shared_table_of_the_dam_is_met():
    problem, known = dam_break(reference())

    assert mean_error([(known, solve(problem).depth[0])], DAM) < ACCEPTED_SHARE


def test_water_swings_in_a_parabolic_basin():
    for problem, known in parabolic_basin(reference()):
        error = mean_error([(known, solve(problem).depth[0])], float(known.max()))
        assert error < ACCEPTED_SHARE, problem.duration


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_lake_at_rest_stays_at_rest(seed):
    bed = np.random.default_rng(seed).random((12, 15)) * 5.0
    start = np.maximum(0.0, 3.0 - bed)
    flood = simulate(bed, start, 10.0, 300.0, roughness=0.03)
    assert np.abs(flood.depth - start).max() < 1e-12
    assert flood.fastest.max() < 1e-10


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_no_water_is_lost_or_made(seed, is_open):
    chance = np.random.default_rng(seed)
    bed = chance.random((40, 33)) * 3.0
    start = np.where(chance.random((40, 33)) < 0.2, 2.0, 0.0)
    flood = simulate(
        bed,
        start,
        5.0,
        40.0,
        roughness=0.04,
        rain_times=(0.0, 20.0),
        rain_rates=(1e-4, 0.0),
        inflows=[Inflow(3, 4, (0.0, 10.0), (2.0, 0.0))],
        sides=("open", "wall", "wall", "open") if is_open else ("wall",) * 4,
    )
    assert flood.entered == pytest.approx(20.0 * 1e-4 * 25.0 * bed.size + 20.0, rel=1e-9)
    change = (flood.depth.sum() - start.sum()) * 25.0
    assert change == pytest.approx(flood.entered - flood.left, rel=1e-9, abs=1e-6)
    assert (flood.depth >= 0.0).all()
    assert is_open or abs(flood.left) < 1e-9


def test_what_is_symmetric_stays_so():
    bed = np.zeros((61, 61))
    start = np.zeros((61, 61))
    start[25:36, 25:36] = 4.0
    flood = simulate(bed, start, 2.0, 8.0)
    for turned in (flood.depth[::-1], flood.depth[:, ::-1], flood.depth.T):
        assert np.abs(flood.depth - turned).max() < 1e-9


def test_water_on_a_slope_finds_the_depth_of_manning():
    """To first order: the steps of the bed between cells cost 1.7 % of depth here."""
    slope, n, rate = 0.01, 0.03, 1.5
    bed = np.repeat(-slope * 5.0 * np.arange(200.0)[None, :], 1, axis=0)
    flood = simulate(
        bed,
        0.0,
        5.0,
        1500.0,
        roughness=n,
        inflows=[Inflow(0, 2, (0.0,), (rate * 5.0,))],
        sides=("wall", "wall", "wall", "open"),
    )
    known = (n * rate / np.sqrt(slope)) ** 0.6
    assert flood.depth[0, 60:180] == pytest.approx(known, rel=0.02)
    assert flood.discharge_x[0, 60:180] == pytest.approx(rate, rel=0.01)
    assert np.isfinite(flood.arrival[0, :190]).all()
    assert (np.diff(flood.arrival[0, 10:190]) >= 0.0).all()


def test_the_same_numbers_on_every_run():
    bed = np.random.default_rng(3).random((90, 70))
    start = np.where(np.arange(70) < 20, 2.0, 0.0)
    first = simulate(bed, start, 5.0, 30.0, roughness=0.02)
    again = simulate(bed, start, 5.0, 30.0, roughness=0.02)
    assert (first.depth == again.depth).all()
    assert (first.deepest >= first.depth).all()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"depth": -1.0}, "depth"),
        ({"bed": np.zeros(3)}, "rows and columns"),
        ({"bed": np.array([[np.nan]])}, "finite"),
        ({"roughness": np.zeros((3, 3))}, "does not fit"),
        ({"rain_times": (0.0, 0.0), "rain_rates": (1.0, 1.0)}, "ascend"),
        ({"inflows": [Inflow(9, 0, (0.0,), (1.0,))]}, "outside"),
        ({"sides": ("wall", "wall", "wall", "door")}, "neither"),
    ],
)
def test_bad_input_is_refused_in_words(changed, words):
    good = {"bed": np.zeros((2, 2)), "depth": 1.0, "cell": 1.0, "duration": 1.0}
    with pytest.raises(InvalidInput, match=words):
        simulate(**(good | changed))
