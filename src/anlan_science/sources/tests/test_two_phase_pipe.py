"""Flashing flow in a pipe: limits, the balance of momentum step by step, published factors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.registry import Caveats, InvalidInput, OutOfValidity
from anlan_science.sources import leung1986
from anlan_science.sources.leung_grolmes1987 import mass_flux

P, RHO = 7e5, 1400.0


def test_without_friction_it_is_the_nozzle():
    for omega in (0.6, 1.0, 8.0, 60.0):
        for outside in (1e5, 6e5):
            nozzle = leung1986.mass_flux(P, RHO, omega, outside)
            found = mass_flux(P, RHO, omega, 0.0, outside)
            assert found.mass_flux == float(nozzle.mass_flux)
            assert found.choked == bool(nozzle.choked)


def test_a_liquid_that_hardly_expands_is_the_incompressible_pipe():
    found = mass_flux(2e5, 1000.0, 1e-3, 3.0, 1e5, Caveats())
    assert found.mass_flux == pytest.approx(np.sqrt(2.0 * 1000.0 * 1e5 / 4.0), rel=1e-3)


def test_at_omega_one_it_is_the_isothermal_gas():
    found = mass_flux(P, RHO, 1.0, 4.0, 3e5)
    scaled = found.mass_flux**2 / (P * RHO)
    # The inlet of the gas by its own nozzle, then (p1² - p2²) / G² = 4fL/D + 2 ln(p1 / p2).
    first = np.linspace(0.7, 1.0, 200001)
    first = first[np.argmin(abs(2.0 * first**2 * -np.log(first) - scaled))]
    last = found.exit_pressure / P
    assert (first**2 - last**2) / scaled == pytest.approx(
        4.0 + 2.0 * np.log(first / last), rel=1e-3
    )


@pytest.mark.parametrize("omega", [0.7, 5.0, 40.0])
def test_it_keeps_the_momentum_step_by_step(omega):
    found = mass_flux(P, RHO, omega, 2.5, 1e5)
    flux = found.mass_flux / np.sqrt(P * RHO)
    shares = np.linspace(leung1986.critical_ratio(omega), 1.0, 200001)[:-1]
    driving = -2.0 * (omega * np.log(shares) + (omega - 1.0) * (1.0 - shares))
    first = shares[np.argmin(abs(np.sqrt(driving) / (omega * (1.0 / shares - 1.0) + 1.0) - flux))]
    eta = np.linspace(first, found.exit_pressure / P, 20001)
    volume = omega * (1.0 / eta - 1.0) + 1.0
    # v dp + G² v dv + 2 f G² v² dx / D = 0
    slope = -(1.0 / (flux**2 * volume)) - np.gradient(volume, eta) / volume
    assert 2.0 * np.trapezoid(slope, eta) == pytest.approx(2.5, rel=5e-3)


@pytest.mark.parametrize(
    ("diameters", "factor"), [(50, 0.85), (100, 0.75), (200, 0.65), (400, 0.55)]
)
def test_the_factors_of_fauske_lie_near(diameters, factor):
    # H. K. Fauske, 1985, as commonly cited, for a friction factor of 0.005.
    nozzle, pipe = (mass_flux(P, RHO, 10.0, f).mass_flux for f in (0.0, 0.02 * diameters))
    assert pipe / nozzle == pytest.approx(factor, abs=0.03)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.5, 150.0), st.floats(0.001, 33.0), st.floats(1.01, 3.0), st.floats(0.05, 0.95))
def test_a_longer_pipe_and_more_pressure_outside_let_less_pass(omega, friction, longer, outside):
    one = mass_flux(P, RHO, omega, friction, outside * P)
    other = mass_flux(P, RHO, omega, friction * longer, outside * P)
    held = mass_flux(P, RHO, omega, friction, min(outside * 1.05, 1.0) * P)
    assert other.mass_flux < one.mass_flux
    assert held.mass_flux <= one.mass_flux * (1.0 + 1e-9)
    assert outside * P <= one.exit_pressure * (1.0 + 1e-12) < P
    assert one == mass_flux(P, RHO, omega, friction, outside * P)


def test_what_cannot_be_is_refused_and_what_leaves_the_range_is_told():
    for wrong in (
        (0.0, RHO, 5.0, 1.0),
        (P, -1.0, 5.0, 1.0),
        (P, RHO, 0.0, 1.0),
        (P, RHO, 5.0, -1.0),
    ):
        with pytest.raises(InvalidInput):
            mass_flux(*wrong)
    with pytest.raises(InvalidInput, match="outside exceeds"):
        mass_flux(P, RHO, 5.0, 1.0, 2.0 * P)
    with pytest.raises(OutOfValidity, match="friction"):
        mass_flux(P, RHO, 5.0, 500.0, caveats=Caveats(strict=True))
    assert mass_flux(P, RHO, 5.0, 1.0, P).mass_flux == 0.0
