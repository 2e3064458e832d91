"""Multi-energy blast: what the source prints of its classes, and what must hold for any blast."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.explosion import kingery_bulmash1984, van_den_berg1985
from anlan_science.explosion.ccps1994_tnt import TNT_ENERGY
from anlan_science.explosion.van_den_berg1985 import DURATION, PRESSURE, compute_blast
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity

TABLE = Path(__file__).parent / "verification/van_den_berg1985/strengths.csv"
LENGTH = float(np.cbrt(1e10 / 101325.0))


def strengths():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", strengths(), ids=lambda row: row["strength"])
def test_the_greatest_pressure_is_that_printed_for_the_class(row):
    blast = compute_blast(0.15 * LENGTH, 1e10, int(row["strength"]))
    expected = float(row["greatest_overpressure_kpa"]) * 1e3
    if row["strength"] == "10":
        assert blast.overpressure > expected
    else:
        assert float(blast.overpressure) == pytest.approx(expected, rel=0.015)


@pytest.mark.parametrize(("curves", "gap"), [(PRESSURE, 0.015), (DURATION, 0.009)])
def test_the_pieces_of_a_curve_meet(curves, gap):
    for pieces in curves.values():
        for (a, b, last), (c, d, _next) in zip(pieces[:-1], pieces[1:], strict=True):
            assert a * last**b == pytest.approx(c * last**d, rel=gap)


def test_a_detonation_is_of_the_order_of_tnt_of_the_same_energy():
    # Far away the strongest class and TNT of the same energy differ by less than a factor of two.
    distance = np.array([2.0, 4.0, 8.0]) * LENGTH
    cloud = compute_blast(distance, 1e10, 10).overpressure
    tnt = kingery_bulmash1984.compute_blast(distance, 1e10 / TNT_ENERGY).overpressure
    assert ((cloud / tnt > 0.5) & (cloud / tnt < 2.0)).all()


@settings(max_examples=60, deadline=None)
@given(st.floats(0.11, 60.0), st.integers(1, 10), st.floats(1.1, 1.6))
def test_pressure_falls_with_distance_and_grows_with_the_class(scaled, strength, factor):
    at = np.array([scaled, scaled * factor]) * LENGTH
    near, far = compute_blast(at, 1e10, strength, caveats=Caveats()).overpressure
    assert near >= far > 0
    if strength < 10:
        more = compute_blast(scaled * LENGTH, 1e10, strength + 1, caveats=Caveats())
        assert more.overpressure >= 0.99 * near


@settings(max_examples=40, deadline=None)
@given(st.floats(0.2, 50.0), st.integers(1, 10), st.floats(1e-2, 1e4))
def test_blast_scales_with_the_cube_root_of_energy(scaled, strength, factor):
    root = float(np.cbrt(factor))
    one = compute_blast(scaled * LENGTH, 1e10, strength, caveats=Caveats())
    other = compute_blast(scaled * LENGTH * root, 1e10 * factor, strength, caveats=Caveats())
    assert float(other.overpressure) == pytest.approx(float(one.overpressure), rel=0.016)
    assert float(other.duration) == pytest.approx(float(one.duration) * root, rel=0.01)
    assert float(one.impulse) == pytest.approx(float(0.5 * one.overpressure * one.duration))


def test_scalars_arrays_and_an_empty_array_agree():
    distance = np.geomspace(20.0, 800.0, 20)
    many = compute_blast(distance, 1e10, 6)
    for row, metres in enumerate(distance):
        single = compute_blast(metres, 1e10, 6)
        assert float(single.overpressure) == pytest.approx(many.overpressure[row], rel=1e-12)
    assert compute_blast(np.array([]), 1e10, 6).impulse.size == 0


def test_leaving_the_range_is_told():
    caveats = Caveats()
    compute_blast(0.05 * LENGTH, 1e10, 3, caveats=caveats)
    compute_blast(50.0 * LENGTH, 1e10, 1, caveats=caveats)
    assert [caveat.name for caveat in caveats] == ["scaled_distance", "scaled_overpressure"]
    with pytest.raises(OutOfValidity):
        compute_blast(0.05 * LENGTH, 1e10, 3, caveats=Caveats(strict=True))


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_input_is_refused(wrong):
    for arguments in ((wrong, 1e9, 7), (10.0, wrong, 7), (10.0, 1e9, wrong), (10.0, 1e9, 11)):
        with pytest.raises(InvalidInput):
            compute_blast(*arguments)
    with pytest.raises(InvalidInput):
        van_den_berg1985.blast_energy(wrong)
