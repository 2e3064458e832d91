"""Blast: published values, digitised curves, and what must hold for any blast."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.explosion import (
    baker1983,
    brode1959,
    ccps1994_tnt,
    kingery_bulmash1984,
    tang_baker1999,
)
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity, ValidityWarning

HERE = Path(__file__).parent / "verification"
SHARED = Path(__file__).resolve().parents[5] / "shared/data/blast-curves"
BLAST_NAMES = kingery_bulmash1984.Blast.__slots__


def read(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def shared(name):
    if not (SHARED / name).exists():
        pytest.skip(f"reference data not at hand: {SHARED / name}")
    return np.array([[float(value) for value in row.values()] for row in read(SHARED / name)])


@pytest.mark.parametrize(
    "row", read(HERE / "kingery_bulmash1984/cases.csv"), ids=lambda row: row["quantity"]
)
def test_tnt_agrees_with_the_independent_polynomials(row):
    blast = kingery_bulmash1984.compute_blast(float(row["distance_m"]), float(row["tnt_mass_kg"]))
    found = float(getattr(blast, row["quantity"]))
    assert found == pytest.approx(float(row["expected_si"]), rel=1e-2)


@pytest.mark.parametrize(
    ("name", "quantity"),
    [("tnt_peak_overpressure.csv", "overpressure"), ("tnt_impulse.csv", "impulse")],
)
def test_tnt_follows_the_digitised_curves(name, quantity):
    # The impulse of the file is in atm s/kg^(1/3): only so does it agree at every distance.
    scaled, expected = shared(name).T
    inside = (scaled > 0.0674) & (scaled < 40.0)
    blast = kingery_bulmash1984.compute_blast(scaled[inside], 1.0)
    ratio = getattr(blast, quantity) / 101325.0 / expected[inside]

    assert np.exp(np.log(ratio).mean()) == pytest.approx(1.0, abs=0.05)
    assert abs(ratio - 1.0).max() < 0.15


def test_equivalent_mass_reproduces_the_worked_value():
    for row in read(HERE / "ccps1994_tnt/cases.csv"):
        mass, heat, share, expected = (float(value) for value in row.values())
        assert float(ccps1994_tnt.equivalent_mass(mass, heat, share)) == pytest.approx(
            expected, rel=1e-12
        )


def test_starting_shock_reproduces_the_exact_shock_tube():
    for row in read(HERE / "baker1983/cases.csv"):
        ratio, speed, expected = (float(value) for value in row.values())
        assert float(baker1983.starting_overpressure(ratio, speed)) == pytest.approx(
            expected, rel=1e-9
        )


def test_scaling_of_clouds_reproduces_the_worked_values():
    assert tang_baker1999.blast_energy(1.0, 1.2e8) == 2.4e8
    assert float(tang_baker1999.scaled_distance(1.0, 2.4e8)) == pytest.approx(
        0.07501851394792557, rel=1e-12
    )


@pytest.mark.parametrize(
    ("name", "quantity", "limit"),
    [("bst_peak_overpressure.csv", "overpressure", 0.18), ("bst_impulse.csv", "impulse", 0.16)],
)
def test_clouds_follow_the_digitised_curves_within_the_stated_error(name, quantity, limit):
    table = shared(name)
    energy, pressure, sound = 1e9, 101325.0, 340.0
    length = np.cbrt(energy / pressure)
    unit = (
        pressure if quantity == "overpressure" else energy ** (1 / 3) * pressure ** (2 / 3) / sound
    )
    for mach in np.unique(table[:, 0]):
        _mach, scaled, expected = table[table[:, 0] == mach].T
        low = tang_baker1999.SHOCK_FROM if mach >= tang_baker1999.SHOCK_MACH else 0.1
        inside = (scaled >= low) & (scaled <= 9.5)
        blast = tang_baker1999.compute_blast(scaled[inside] * length, energy, float(mach))
        ratio = getattr(blast, quantity) / unit / expected[inside]
        assert abs(ratio - 1.0).max() < limit


@pytest.mark.parametrize("mach", [0.2, 0.35, 0.7, 1.0, 1.4])
def test_plateau_of_a_deflagration_is_that_of_the_source(mach):
    # Tang and Baker 1999 state the largest overpressure of a flame as 2.4 M² / (1 + M).
    plateau = tang_baker1999.DEFLAGRATION[mach][0]
    assert plateau == pytest.approx(2.4 * mach**2 / (1 + mach), rel=0.15)


def test_scalars_and_arrays_agree_and_empty_is_empty():
    distance = np.geomspace(10.0, 800.0, 30)
    many = kingery_bulmash1984.compute_blast(distance, 8000.0)
    cloud = tang_baker1999.compute_blast(distance, 1e11, 0.5, caveats=Caveats())
    for row, metres in enumerate(distance):
        one = kingery_bulmash1984.compute_blast(metres, 8000.0)
        for name in BLAST_NAMES:
            assert float(getattr(one, name)) == pytest.approx(getattr(many, name)[row], rel=1e-12)
        single = tang_baker1999.compute_blast(metres, 1e11, 0.5, caveats=Caveats())
        assert float(single.impulse) == pytest.approx(cloud.impulse[row], rel=1e-12)
    assert kingery_bulmash1984.compute_blast(np.array([]), 1.0).impulse.size == 0
    assert tang_baker1999.compute_blast(np.array([]), 1e9, 1.0).impulse.size == 0


def test_leaving_the_range_is_told_and_strictness_refuses():
    caveats = Caveats()
    kingery_bulmash1984.compute_blast(50.0, 1.0, caveats=caveats)
    tang_baker1999.compute_blast(50.0, 1e6, 0.1, caveats=caveats)
    tang_baker1999.compute_blast(3.0, 1e9 / 4, 5.2, caveats=caveats)
    ccps1994_tnt.equivalent_mass(1.0, 5e7, 0.5, caveats=caveats)
    assert [caveat.name for caveat in caveats] == [
        "scaled_distance",
        "flame_mach",
        "scaled_distance",
        "scaled_distance",
        "efficiency",
    ]
    with pytest.warns(ValidityWarning):
        kingery_bulmash1984.compute_blast(50.0, 1.0)
    with pytest.raises(OutOfValidity):
        kingery_bulmash1984.compute_blast(50.0, 1.0, caveats=Caveats(strict=True))


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_input_is_refused(wrong):
    for call in (
        lambda: kingery_bulmash1984.compute_blast(wrong, 1.0),
        lambda: kingery_bulmash1984.compute_blast(1.0, wrong),
        lambda: tang_baker1999.compute_blast(wrong, 1e9, 1.0),
        lambda: tang_baker1999.compute_blast(10.0, wrong, 1.0),
        lambda: tang_baker1999.compute_blast(10.0, 1e9, wrong),
        lambda: ccps1994_tnt.equivalent_mass(1.0, wrong, 0.03),
        lambda: brode1959.burst_energy(1e6, wrong, 1.4),
        lambda: baker1983.starting_overpressure(wrong),
    ):
        with pytest.raises(InvalidInput):
            call()
    with pytest.raises(InvalidInput, match="below"):
        brode1959.burst_energy(5e4, 1.0, 1.4)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 30.0), st.floats(0.1, 1e6), st.floats(1.01, 1.3))
def test_tnt_blast_falls_with_distance_and_scales_with_the_cube_root(scaled, mass, factor):
    root = mass ** (1 / 3)
    near = kingery_bulmash1984.compute_blast(scaled * root, mass)
    far = kingery_bulmash1984.compute_blast(scaled * factor * root, mass)
    unit = kingery_bulmash1984.compute_blast(scaled, 1.0)

    assert near.overpressure > far.overpressure > 0
    assert near.reflected_overpressure > near.overpressure
    assert near.arrival_s < far.arrival_s
    assert float(near.overpressure) == pytest.approx(float(unit.overpressure), rel=1e-9)
    assert float(near.impulse) == pytest.approx(float(unit.impulse) * root, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.25, 9.0), st.floats(0.2, 5.2), st.floats(1.01, 1.05))
def test_cloud_blast_falls_with_distance(scaled, mach, factor):
    length = np.cbrt(1e10 / 101325.0)
    near, far = tang_baker1999.compute_blast(
        np.array([scaled, scaled * factor]) * length, 1e10, mach
    ).overpressure
    assert near > far > 0


@settings(max_examples=40, deadline=None)
@given(st.floats(1.0, 500.0), st.floats(1.0, 100.0), st.floats(0.3, 4.0))
def test_starting_shock_grows_with_pressure_and_stays_below_it(ratio, more, speed):
    low, high = baker1983.starting_overpressure(np.array([ratio, ratio * more]), speed)
    assert 0.0 <= low <= high
    assert low <= ratio - 1.0
    assert float(brode1959.burst_energy(ratio * 101325.0, 2.0, 1.4)) >= 0.0
