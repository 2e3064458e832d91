"""Releases and pools: published cases, closed forms, balances of mass and energy."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.registry import Caveats, InvalidInput, OutOfValidity
from anlan_science.sources import (
    flash_fraction,
    gas_blowdown,
    gas_orifice,
    leung1986,
    liquid_orifice,
    mackay_matsugu1973,
    shaw_briscoe1978,
)

HERE = Path(__file__).parent


def cases(model):
    with (HERE / "verification" / model / "cases.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return [
        pytest.param(
            {key: float(cell) if key != "kind" else cell for key, cell in row.items()},
            id="-".join(list(row.values())[:3]),
        )
        for row in rows
    ]


def disc(diameter):
    return np.pi / 4 * diameter**2


@pytest.mark.parametrize("row", cases("liquid_orifice"))
def test_liquid_example_is_reproduced(row):
    state = (row["density_kg_m3"], row["pressure_pa"], row["ambient_pa"])
    speed = liquid_orifice.velocity(*state, discharge=row["discharge"])
    rate = liquid_orifice.mass_rate(disc(row["diameter_m"]), *state, discharge=row["discharge"])

    assert speed == pytest.approx(row["velocity_m_s"], rel=1e-6)
    assert rate == pytest.approx(row["mass_rate_kg_s"], rel=1e-6)


@pytest.mark.parametrize("row", cases("gas_orifice"))
def test_gas_example_is_reproduced(row):
    found = gas_orifice.release(
        disc(row["diameter_m"]),
        row["pressure_pa"],
        row["ambient_pa"],
        row["density_kg_m3"],
        row["temperature_k"],
        row["heat_ratio"],
        row["discharge"],
    )
    assert bool(found.choked)
    assert found.mass_rate == pytest.approx(row["mass_rate_kg_s"], rel=1e-6)
    assert found.velocity == pytest.approx(row["velocity_m_s"], rel=1e-6)
    assert found.pressure == pytest.approx(row["throat_pa"], rel=1e-6)
    assert found.temperature == pytest.approx(row["throat_k"], rel=1e-6)


@pytest.mark.parametrize("row", cases("leung1986"))
def test_two_phase_example_is_reproduced(row):
    omega = leung1986.omega_from_expansion(row["volume_m3_kg"], row["volume_at_ninety_m3_kg"])
    found = leung1986.mass_flux(
        row["pressure_pa"], 1 / row["volume_m3_kg"], omega, row["ambient_pa"]
    )
    assert omega == pytest.approx(row["omega"], abs=5e-4)
    assert leung1986.critical_ratio(omega) == pytest.approx(row["ratio"], abs=5e-3)
    assert bool(found.choked)
    assert found.throat_pressure == pytest.approx(row["throat_pa"], rel=0.01)
    assert found.mass_flux == pytest.approx(row["flux_kg_m2_s"], rel=0.01)


@settings(max_examples=30, deadline=None)
@given(omega=st.floats(0.15, 90), outside=st.floats(0.01, 0.99))
def test_choked_flux_is_the_largest_and_follows_from_its_ratio(omega, outside):
    choked = leung1986.mass_flux(1e6, 500.0, omega, 0.0)
    found = leung1986.mass_flux(1e6, 500.0, omega, outside * 1e6)
    ratio = leung1986.critical_ratio(omega)

    assert 0 < found.mass_flux <= choked.mass_flux * (1 + 1e-9)
    assert choked.mass_flux == pytest.approx(ratio * np.sqrt(1e6 * 500.0 / omega), rel=1e-6)
    assert bool(found.choked) is (outside <= ratio)


def test_omega_of_a_gas_free_liquid_follows_from_its_properties():
    found = leung1986.omega_saturated(0.0, 600.0, 4700.0, 298.0, 1e6, 1.17e6, 0.126)

    assert found == pytest.approx(600 * 4700 * 298 * 1e6 * (0.126 / 1.17e6) ** 2)
    with pytest.raises(InvalidInput):
        leung1986.omega_saturated(1.2, 600.0, 4700.0, 298.0, 1e6, 1.17e6, 0.126)


@settings(max_examples=25, deadline=None)
@given(k=st.floats(1.06, 1.69), pressure=st.floats(1.02e5, 1e7), scale=st.floats(0.1, 10))
def test_gas_rate_grows_with_pressure_and_scales_with_area(k, pressure, scale):
    def rate(area, inside):
        return float(gas_orifice.release(area, inside, 101325.0, inside * 1e-5, 300.0, k).mass_rate)

    assert rate(1e-4, pressure) < rate(1e-4, pressure * 1.1)
    assert rate(1e-4 * scale, pressure) == pytest.approx(scale * rate(1e-4, pressure))


def test_gas_rate_is_continuous_where_it_chokes_and_zero_at_equal_pressure():
    limit = 1e6 * gas_orifice.critical_ratio(1.3)
    outside = np.array([0.0, limit * 0.999999, limit * 1.000001, 1e6])
    found = gas_orifice.release(1e-3, 1e6, outside, 11.0, 300.0, 1.3)

    assert found.choked.tolist() == [True, True, False, False]
    assert found.mass_rate[0] == found.mass_rate[1] == pytest.approx(found.mass_rate[2])
    assert found.mass_rate[3] == 0


@settings(max_examples=20, deadline=None)
@given(head=st.floats(0.5, 20), excess=st.floats(0, 5e5), area=st.floats(1e-4, 1e-2))
def test_emptying_tank_follows_the_rate_of_its_hole(head, excess, area):
    time = np.array([0.0, 0.01])
    heads = liquid_orifice.tank_head(time, head, area, 20.0, 900.0, excess)
    rate = liquid_orifice.mass_rate(area, 900.0, 101325.0 + excess, 101325.0, head)

    assert heads[0] == pytest.approx(head)
    assert (heads[0] - heads[1]) * 20.0 * 900.0 / 0.01 == pytest.approx(float(rate), rel=1e-2)


VESSEL = (10.0, 2e-3, 2e6, 300.0, 0.0280134, 1.4)


@pytest.mark.parametrize("row", cases("gas_blowdown"))
def test_blowdown_follows_the_closed_forms(row):
    exact = row["kind"] == "adiabatic"
    found = gas_blowdown.blowdown(
        [row["time_s"]],
        *VESSEL,
        wall_conductance=0.0 if exact else 1e9,
        wall_temperature=300.0,
    )
    tolerance = 1e-6 if exact else 1e-5
    assert found.pressure[0] == pytest.approx(row["pressure_pa"], rel=tolerance)
    assert found.temperature[0] == pytest.approx(row["temperature_k"], rel=tolerance)


def test_blowdown_balances_mass_and_energy_and_ends_at_the_pressure_outside():
    time = np.linspace(0, 400, 4001)
    found = gas_blowdown.blowdown(time, *VESSEL, wall_conductance=500.0, wall_temperature=290.0)
    gas = gas_blowdown.GAS_CONSTANT / 0.0280134
    released = np.trapezoid(found.mass_rate, time)
    enthalpy = np.trapezoid(found.mass_rate * found.temperature, time) * gas * 1.4 / 0.4
    energy = found.mass * found.temperature * gas / 0.4

    assert released == pytest.approx(found.mass[0] - found.mass[-1], rel=1e-4)
    assert energy[0] + found.heat[-1] - enthalpy == pytest.approx(energy[-1], rel=1e-3)
    assert (np.diff(found.mass) <= 1e-9).all()
    assert found.pressure[-1] == pytest.approx(101325.0, rel=0.02)


@pytest.mark.parametrize("row", cases("shaw_briscoe1978"))
def test_pool_spreads_as_the_closed_forms(row):
    sudden = row["kind"] == "sudden"
    found = shaw_briscoe1978.pool(
        [row["time_s"]],
        0.0 if sudden else row["amount"],
        row["time_s"],
        first_volume=row["amount"] if sudden else 0.0,
        first_radius=row["first_radius_m"],
    )
    assert found.radius[0] == pytest.approx(row["radius_m"], rel=2e-5 if sudden else 5e-4)


@settings(max_examples=12, deadline=None)
@given(
    rate=st.floats(0.001, 0.5),
    duration=st.floats(5, 200),
    regression=st.floats(0, 5e-4),
    dike=st.floats(3, 30),
)
def test_pool_keeps_its_liquid_and_stays_inside_its_dike(rate, duration, regression, dike):
    time = np.linspace(0, 300, 61)
    found = shaw_briscoe1978.pool(
        time, rate, duration, regression=regression, least_depth=0.005, largest_radius=dike
    )
    fed = rate * np.minimum(time, duration)

    assert found.volume + found.evaporated == pytest.approx(fed, rel=1e-4, abs=1e-6)
    assert (np.diff(found.radius) >= -1e-6).all()
    assert found.radius.max() <= dike * (1 + 1e-9)


def test_a_pool_dries_up():
    found = shaw_briscoe1978.pool([0.0, 5000.0], 0.01, 10.0, regression=1e-4, least_depth=0.01)

    assert found.volume[-1] == pytest.approx(0.0, abs=1e-3)
    assert found.evaporated[-1] == pytest.approx(0.1, rel=1e-2)


def test_boiling_slows_with_the_root_of_time_and_stops_on_cold_ground():
    arguments = (288.0, 111.7, 0.9, 4.3e-7, 510e3)
    flux = shaw_briscoe1978.boiling_flux([1.0, 100.0], *arguments)

    assert flux[0] == pytest.approx(10 * flux[1])
    assert shaw_briscoe1978.boiling_flux(1.0, 100.0, *arguments[1:]) == 0


def test_evaporation_uses_the_printed_coefficient():
    # 0.0292 u^0.78 d^-0.11 in m/h, here 3600 m/h over a pool of one metre
    found = mackay_matsugu1973.mass_transfer(1.0, 1.0, 1.0)

    assert found == pytest.approx(0.0292 * 3600**0.78 / 3600)


@settings(max_examples=20, deadline=None)
@given(wind=st.floats(0.5, 15), size=st.floats(0.5, 200), share=st.floats(1e-6, 0.95))
def test_evaporation_grows_with_wind_and_vapour_pressure(wind, size, share):
    k = mackay_matsugu1973.mass_transfer(np.array([wind * 0.9, wind]), size, 1.5, Caveats())
    flux = mackay_matsugu1973.evaporation_flux(k, share * 101325, 298.0, 0.08)
    linear = k * share * 101325 * 0.08 / (mackay_matsugu1973.GAS_CONSTANT * 298.0)

    assert flux[0] < flux[1]
    assert (flux >= linear).all()
    with pytest.raises(InvalidInput, match="boils"):
        mackay_matsugu1973.evaporation_flux(k, 101325.0, 298.0, 0.08)


@settings(max_examples=20, deadline=None)
@given(superheat=st.floats(0, 140), ratio=st.floats(0, 3))
def test_flash_droplets_and_rain_out_share_the_release(superheat, ratio):
    flash = flash_fraction.flash_fraction(240.0 + superheat, 240.0, 2500.0, 4e5)
    rain = flash_fraction.rain_out(flash, ratio)

    assert 0 <= flash < 1
    assert 0 <= rain <= 1
    assert flash + rain <= 1 + 1e-12
    assert flash_fraction.flash_fraction(230.0, 240.0, 2500.0, 4e5) == 0


def test_impossible_inputs_are_refused_and_limits_are_never_silent():
    with pytest.raises(InvalidInput, match="pressure"):
        liquid_orifice.velocity(1000.0, 1e5, 2e5)
    with pytest.raises(InvalidInput, match="pressure"):
        gas_orifice.release(1e-4, 1e5, 2e5, 1.2, 300.0, 1.4)
    with pytest.raises(InvalidInput, match="finite"):
        liquid_orifice.velocity(np.nan, 2e5, 1e5)
    with pytest.raises(OutOfValidity):
        liquid_orifice.velocity(1000.0, 2e5, 1e5, discharge=0.3, caveats=Caveats(strict=True))
    caveats = Caveats()
    leung1986.mass_flux(1e6, 500.0, 500.0, 1e5, caveats)
    assert [caveat.name for caveat in caveats] == ["omega"]


def test_arrays_and_empty_arrays_are_one_call():
    pressure = np.array([2e5, 5e5, 9e5])
    rates = liquid_orifice.mass_rate(1e-4, 800.0, pressure, 1e5)

    assert rates.tolist() == pytest.approx(
        [float(liquid_orifice.mass_rate(1e-4, 800.0, each, 1e5)) for each in pressure]
    )
    assert liquid_orifice.mass_rate(1e-4, 800.0, np.array([]), 1e5).size == 0
    assert gas_blowdown.blowdown([], *VESSEL).mass.size == 0
    again = gas_blowdown.blowdown([0.0, 5.0, 5.0], *VESSEL)
    assert again.pressure[0] == pytest.approx(2e6) and again.mass[1] == again.mass[2]
    assert shaw_briscoe1978.pool([], 0.1, 10.0).radius.size == 0
