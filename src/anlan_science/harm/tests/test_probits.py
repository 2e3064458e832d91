"""Probits: published values, and what must hold for any of them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.harm import (
    cpr16e_1992_overpressure,
    cpr16e_1992_thermal,
    cpr18e_1999,
    eisenberg1975_overpressure,
    eisenberg1975_thermal,
    lees1994,
    probit,
    tsao_perry1979,
    withers_lees1985,
)
from anlan_science.harm.levels import Level, LevelKind, mass_concentration
from anlan_science.registry import InvalidInput, list_models
from anlan_science.validation.blast import probit_values
from anlan_science.validation.tests.reference import reference

HERE = Path(__file__).parent / "verification"
THERMAL = {
    "eisenberg1975_thermal": eisenberg1975_thermal,
    "tsao_perry1979": tsao_perry1979,
    "cpr16e_1992_thermal": cpr16e_1992_thermal,
    "lees1994": lees1994,
}


def read(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", read(HERE / "thermal/cases.csv"), ids=lambda row: row["model"])
def test_thermal_probits_reproduce_the_hand_calculations(row):
    found = THERMAL[row["model"]].fatality_probit(float(row["dose"]))
    assert float(found) == pytest.approx(float(row["expected"]), abs=1e-6)


def test_the_shared_oracles_are_reproduced():
    values = list(probit_values(reference()))

    assert len(values) == 7
    for _model, _quantity, expected, found in values:
        assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("row", read(HERE / "withers_lees1985/cases.csv"))
def test_chlorine_kills_half_at_the_published_concentrations(row):
    load = probit.dose_of_probit(5.0, withers_lees1985.CONSTANT, withers_lees1985.SLOPE)
    found = (load / float(row["minutes"])) ** 0.5
    assert float(found) == pytest.approx(float(row["lc50_ppm"]), rel=2e-3)


@pytest.mark.parametrize("cas", cpr18e_1999.TABLE)
def test_toxic_constants_agree_with_the_median_concentration_beside_them(cas):
    median = cpr18e_1999.TABLE[cas].lc50_30min_mg_m3
    found = cpr18e_1999.fatality_probit([median * 1e-6], 1800.0, cas)
    assert float(found) == pytest.approx(5.0, abs=0.06)


CURVES = [
    *(module.fatality_probit for module in THERMAL.values()),
    withers_lees1985.fatality_probit,
    *(
        lambda load, effect=effect: eisenberg1975_overpressure.effect_probit(load, effect)
        for effect in eisenberg1975_overpressure.Effect
    ),
    *(
        lambda load, effect=effect: cpr16e_1992_overpressure.effect_probit(load, load, effect)
        for effect in cpr16e_1992_overpressure.Effect
    ),
    lambda load: cpr18e_1999.fatality_probit(np.asarray(load)[..., None], 600.0, "7783-06-4"),
]


@pytest.mark.parametrize("curve", CURVES)
def test_no_load_harms_nobody_more_harms_more_and_arrays_agree_with_scalars(curve):
    loads = np.concatenate([[0.0], np.geomspace(1e-3, 1e9, 60)])
    shares = probit.share_of_probit(curve(loads))

    assert shares[0] == 0.0
    assert (np.diff(shares) >= 0).all() and shares[-1] > 0.99
    one_by_one = [float(probit.share_of_probit(curve(load))) for load in loads]
    np.testing.assert_allclose(shares, one_by_one, rtol=1e-12, atol=1e-300)
    assert curve(np.array([])).size == 0
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(InvalidInput):
            curve(wrong)


@settings(max_examples=40, deadline=None)
@given(st.floats(1e-6, 1 - 1e-6))
def test_share_and_probit_are_inverse(share):
    assert float(probit.share_of_probit(probit.probit_of_share(share))) == pytest.approx(share)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 1e5), st.floats(0, 600), st.floats(1, 10))
def test_the_thermal_dose_grows_with_time_and_faster_with_flux(flux, seconds, factor):
    dose = probit.thermal_dose(flux, seconds)
    assert probit.thermal_dose(flux, seconds * factor) == pytest.approx(dose * factor)
    assert probit.thermal_dose(flux * factor, seconds) == pytest.approx(dose * factor ** (4 / 3))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=2, max_size=6), st.floats(1, 3))
def test_a_load_does_not_depend_on_how_the_time_is_cut(steps, exponent):
    whole = probit.toxic_load(steps, 60.0, exponent)
    halves = probit.toxic_load(np.repeat(steps, 2), 30.0, exponent)
    assert float(halves) == pytest.approx(float(whole))


def test_wrong_questions_are_refused():
    with pytest.raises(InvalidInput, match="no probit"):
        cpr18e_1999.fatality_probit([1e-3], 60.0, "7732-18-5")
    with pytest.raises(InvalidInput, match="exponent"):
        probit.toxic_load([1.0], 60.0, 0.0)
    with pytest.raises(InvalidInput, match="number"):
        probit.share_of_probit(float("nan"))


def test_a_level_says_its_time_and_source():
    level = Level(LevelKind.AEGL_2, "7782-50-5", 2e-6, 3600.0, "an example")
    assert level.kind.value == "AEGL-2"
    for wrong in (
        {"duration_s": 7200.0},
        {"source": ""},
        {"volume_fraction": 0.0},
        {"kind": LevelKind.ERPG_2, "duration_s": 600.0},
    ):
        values = {
            "kind": level.kind,
            "cas": level.cas,
            "volume_fraction": 2e-6,
            "duration_s": 3600.0,
            "source": "an example",
        } | wrong
        with pytest.raises(InvalidInput):
            Level(**values)
    with pytest.raises(InvalidInput, match="molar_mass"):
        mass_concentration(1e-6, 0.0)


def test_thermal_models_are_found_by_quantity():
    assert {info.id for info in list_models("by thermal radiation")} == set(THERMAL)
    assert list_models("by thermal radiation", dose=-1.0) == ()
