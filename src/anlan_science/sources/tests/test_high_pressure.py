"""Gas at high pressure through a hole and its notional nozzle."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.registry import Caveats, InvalidInput
from anlan_science.sources import gas_orifice, johnston2005, yuceil_otugen2002

HYDROGEN, RATIO, ROOM = 0.00201588, 1.405, johnston2005.HYDROGEN_COVOLUME
pressures = st.floats(5e5, 9e7)


@given(st.floats(3e5, 5e6), st.floats(1.1, 1.6))
def test_without_room_for_the_molecules_it_is_the_ideal_gas(pressure, ratio):
    throat = johnston2005.choked_release(0.01, pressure, 290.0, 0.04, ratio)
    rho = johnston2005.density(pressure, 290.0, 0.04)
    ideal = gas_orifice.release(np.pi / 4e4, pressure, 101325.0, rho, 290.0, ratio, 1.0, Caveats())

    assert throat.mass_rate == pytest.approx(float(ideal.mass_rate), rel=1e-9)
    assert throat.pressure == pytest.approx(float(ideal.pressure), rel=1e-9)
    assert throat.temperature == pytest.approx(float(ideal.temperature), rel=1e-9)


def test_the_example_of_a_hole_is_met():
    # CCPS 1999, p. 47, as in the cases of gas_orifice: 0.09003 kg/s.
    rho = 8.90
    molar = rho * johnston2005.GAS_CONSTANT * 298.0 / 501e3
    found = johnston2005.choked_release(0.01, 501e3, 298.0, molar, 1.15, discharge=0.85)
    assert found.mass_rate == pytest.approx(0.09003, abs=5e-6)


def test_flow_of_hydrogen_is_that_of_its_reference_equation_of_state():
    table = Path(__file__).parent / "verification/johnston2005/cases.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(line for line in lines if not line.startswith("#")))[1:]
    assert len(rows) == 6
    for row in rows:
        size, pressure, flow, warm, there = map(float, row)
        found = johnston2005.choked_release(size, pressure, 293.0, HYDROGEN, RATIO, ROOM)
        assert found.mass_rate == pytest.approx(flow, rel=0.01)
        assert found.temperature == pytest.approx(warm, rel=0.01)
        assert found.pressure == pytest.approx(there, rel=0.03)


@settings(max_examples=25, deadline=None)
@given(pressures, st.floats(220.0, 320.0))
def test_the_throat_keeps_entropy_and_energy(pressure, temperature):
    throat = johnston2005.choked_release(0.001, pressure, temperature, HYDROGEN, RATIO, ROOM)
    constant = johnston2005.GAS_CONSTANT / HYDROGEN
    heat = constant * RATIO / (RATIO - 1.0)
    still = heat * temperature + ROOM * pressure
    moving = heat * throat.temperature + ROOM * throat.pressure + throat.velocity**2 / 2.0
    assert moving == pytest.approx(still, rel=1e-9)
    sound = RATIO * throat.pressure / (throat.density * (1.0 - ROOM * throat.density))
    assert throat.velocity**2 == pytest.approx(sound, rel=1e-9)

    def isentrope(p, rho):
        return p * (1.0 / rho - ROOM) ** RATIO

    assert isentrope(throat.pressure, throat.density) == pytest.approx(
        isentrope(pressure, throat.stagnation_density), rel=1e-9
    )


@settings(max_examples=25, deadline=None)
@given(pressures, st.floats(1e-4, 0.05), st.floats(0.6, 1.0))
def test_the_notional_nozzle_keeps_mass_momentum_and_energy(pressure, size, discharge):
    throat = johnston2005.choked_release(
        size, pressure, 290.0, HYDROGEN, RATIO, ROOM, discharge
    )  # fmt: skip
    jet = yuceil_otugen2002.notional_nozzle(
        throat.pressure, throat.temperature, throat.density, throat.velocity, throat.mass_rate,
        HYDROGEN, RATIO, ROOM, discharge,
    )  # fmt: skip
    area, hole = np.pi / 4 * jet.diameter**2, np.pi / 4 * size**2
    assert jet.density * area * jet.velocity == pytest.approx(throat.mass_rate, rel=1e-9)
    pushed = throat.mass_rate * throat.velocity + hole * (throat.pressure - 101325.0)
    assert jet.mass_rate * jet.velocity == pytest.approx(pushed, rel=1e-9)
    heat = johnston2005.GAS_CONSTANT / HYDROGEN * RATIO / (RATIO - 1.0)
    before = heat * throat.temperature + ROOM * throat.pressure + throat.velocity**2 / 2.0
    total = heat * jet.temperature + ROOM * 101325.0 + jet.velocity**2 / 2.0
    assert total == pytest.approx(before, rel=1e-9)


def test_impossible_releases_are_refused():
    with pytest.raises(InvalidInput, match="choked"):
        johnston2005.choked_release(0.01, 1.2e5, 290.0, HYDROGEN, RATIO, caveats=Caveats())
    with pytest.raises(InvalidInput, match="heat_ratio"):
        johnston2005.choked_release(0.01, 1e6, 290.0, HYDROGEN, 1.0)
    with pytest.raises(InvalidInput, match="finite"):
        johnston2005.density(np.nan, 290.0, HYDROGEN)
    with pytest.raises(InvalidInput, match="pressure"):
        yuceil_otugen2002.notional_nozzle(9e4, 200.0, 1.0, 300.0, 0.1, HYDROGEN, RATIO)
