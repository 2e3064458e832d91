"""A liquefied gas that boils on its way out, through a nozzle or a pipe."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.decision.consequence.effects.case import Case, Unanswerable, Weather
from anlan.decision.consequence.effects.clouds import GAS_CONSTANT, PRESSURE
from anlan.decision.consequence.effects.substances import Substance
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats
from anlan_science.sources import leung1986, leung_grolmes1987

#: Exponent with which the heat of evaporation falls toward the critical point (Watson). [-]
WATSON = 0.38
#: Four times the friction factor of Fanning of a turbulent flow in a steel pipe. [-]
FRICTION = 0.02


@dataclass(frozen=True, slots=True)
class TwoPhase:
    """Mass flux [kg/(m² s)], speed after expansion to the pressure of the air [m/s], models."""

    flux: float
    speed: float
    models: tuple[ModelInfo, ...]


def two_phase(case: Case, substance: Substance, weather: Weather, caveats: Caveats) -> TwoPhase:
    """Return the flow of saturated liquid that flashes on its way out."""
    own = substance.vapour_pressure(weather.temperature)
    if own is None:
        raise Unanswerable("release", "no_liquid_at_this_temperature")
    if own <= PRESSURE:
        raise Unanswerable("release", "pressure_low")
    if case.liquid_density is None:
        raise Unanswerable("chemical", "no_density")
    if substance.liquid_heat_capacity is None:
        raise Unanswerable("chemical", "no_data")
    far = substance.critical_temperature - substance.boiling_point
    near = substance.critical_temperature - weather.temperature
    latent = substance.heat_of_vaporisation * (near / far) ** WATSON
    vapour = own * substance.molar_mass / (GAS_CONSTANT * weather.temperature)
    omega = leung1986.omega_saturated(
        0.0,
        case.liquid_density,
        substance.liquid_heat_capacity,
        weather.temperature,
        own,
        latent,
        1.0 / vapour - 1.0 / case.liquid_density,
    )
    friction = FRICTION * case.pipe_length / case.hole
    found = leung_grolmes1987.mass_flux(
        own, case.liquid_density, omega, friction, PRESSURE, caveats=caveats
    )
    flux, throat = found.mass_flux, found.exit_pressure
    volume = (omega * (own / throat - 1.0) + 1.0) / case.liquid_density
    # The pressure left in the opening drives the mixture on (balance of momentum).
    speed = flux * volume + (throat - PRESSURE) / flux
    info = leung_grolmes1987.INFO if friction > 0.0 else leung1986.INFO
    return TwoPhase(flux, speed, (info,))
