"""Flames of jets of gas: length, time, radiation."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.fire import hankinson_lowesmith2012, panda_hecht2017, schefer2006
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity


def rows(model):
    table = Path(__file__).parent / "verification" / model / "cases.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        found = list(csv.reader(line for line in lines if not line.startswith("#")))[1:]
    return [[float(value) for value in row] for row in found]


@pytest.mark.parametrize("row", rows("schefer2006"))
def test_flames_are_those_of_the_independent_code(row):
    size, speed, dense, air, share, hot, burnt, *expected = row
    molar = burnt * schefer2006.GAS_CONSTANT * hot / 101325.0
    flame = schefer2006.jet_flame(
        size, speed, dense, air, 293.0, share, hot, molar, caveats=Caveats()
    )
    found = (flame.froude, flame.length, flame.width, flame.residence_time)
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("row", rows("panda_hecht2017"))
def test_radiant_shares_are_those_of_the_independent_code(row):
    found = panda_hecht2017.radiant_share(*row[:3], caveats=Caveats())
    assert float(found) == pytest.approx(row[3], rel=1e-8)


@pytest.mark.parametrize("row", rows("hankinson_lowesmith2012"))
def test_radiation_is_that_of_the_independent_code(row):
    start, end, power, aside, height, expected = row
    flux = hankinson_lowesmith2012.flux_at(
        [[aside, 0.0, height]], (0.0, 0.0, start), (0.0, 0.0, end), power
    )
    assert float(flux[0]) == pytest.approx(expected, rel=1e-6)


@settings(max_examples=40)
@given(st.floats(1e-3, 0.3), st.floats(20.0, 2200.0), st.floats(0.05, 0.3))
def test_a_flame_grows_with_its_hole_and_its_speed(size, speed, dense):
    one = schefer2006.jet_flame(size, speed, dense, 1.2, 290.0, caveats=Caveats())
    wider = schefer2006.jet_flame(1.5 * size, speed, dense, 1.2, 290.0, caveats=Caveats())
    faster = schefer2006.jet_flame(size, 1.5 * speed, dense, 1.2, 290.0, caveats=Caveats())

    assert wider.length > one.length > 0.0
    # The joint of the two laws at a Froude number of five leaves a step of under two per cent.
    assert faster.length > 0.98 * one.length
    assert one.width == pytest.approx(0.17 * one.length)
    assert one.residence_time > 0.0


def test_the_two_laws_of_the_length_meet():
    below = 13.5 * 5.0**0.4 / (1.0 + 0.07 * 25.0) ** 0.2
    assert below == pytest.approx(schefer2006.MOMENTUM_LENGTH, rel=0.1)


@given(st.floats(1e-3, 1.0), st.floats(1500.0, 2600.0))
def test_a_slower_or_hotter_flame_radiates_more(time, hot):
    one = panda_hecht2017.radiant_share(time, hot)
    assert 0.0 < one < 1.0
    assert panda_hecht2017.radiant_share(2 * time, hot, caveats=Caveats()) > one
    assert panda_hecht2017.radiant_share(time, 1.1 * hot) > one


@settings(max_examples=40)
@given(st.floats(0.5, 40.0), st.floats(1e3, 1e9), st.floats(0.3, 30.0))
def test_the_points_of_a_flame_add_up_to_its_power(length, power, aside):
    end = (0.0, length, 0.0)
    flux = hankinson_lowesmith2012.flux_at(
        [[aside, 0.5 * length, 0.0], [aside, 0.75 * length, 0.0], [3 * aside, 0.5 * length, 0.0],
         [0.0, 0.5 * length, aside]],
        (0.0, 0.0, 0.0), end, power,
    )  # fmt: skip
    assert (flux > 0.0).all() and flux[2] < flux[0]
    assert flux[3] == pytest.approx(flux[0], rel=1e-12)
    twice = hankinson_lowesmith2012.flux_at([[aside, 0.5 * length, 0.0]], (0, 0, 0), end, 2 * power)
    assert twice[0] == pytest.approx(2 * flux[0], rel=1e-12)
    assert hankinson_lowesmith2012._weights().sum() == pytest.approx(1.0)
    assert (hankinson_lowesmith2012._weights() > 0.0).all()


def test_impossible_flames_are_refused_and_slow_ones_told():
    with pytest.raises(InvalidInput, match="diameter"):
        schefer2006.jet_flame(0.0, 100.0, 0.1, 1.2, 290.0)
    with pytest.raises(InvalidInput, match="flame_temperature"):
        schefer2006.jet_flame(0.01, 100.0, 0.1, 1.2, 290.0, flame_temperature=280.0)
    with pytest.raises(OutOfValidity, match="froude"):
        schefer2006.jet_flame(1.0, 0.5, 0.1, 1.2, 290.0, caveats=Caveats(strict=True))
    with pytest.raises(InvalidInput, match="axis"):
        hankinson_lowesmith2012.flux_at([[0.0, 0.0, 0.0]], (0, 0, 0), (0, 5, 0), 1e6)
    with pytest.raises(InvalidInput, match="residence_time"):
        panda_hecht2017.radiant_share(0.0, 2000.0)
    assert hankinson_lowesmith2012.flux_at(np.empty((0, 3)), (0, 0, 0), (0, 5, 0), 1e6).size == 0
