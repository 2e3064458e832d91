"""Heavy clouds by the integral model, where what it asks for is known."""

from __future__ import annotations

import math

import numpy as np

from anlan.decision.consequence.effects.case import Case, Weather
from anlan.decision.consequence.effects.clouds import (
    AIR_MOLAR_MASS,
    FARTHEST,
    GAS_CONSTANT,
    Cloud,
    gas_density,
    is_passive,
)
from anlan.decision.consequence.effects.sources import Airborne, Start
from anlan.decision.consequence.effects.substances import Substance
from anlan_science.dispersion import ermak1990
from anlan_science.registry import Caveats

#: Roughness of the ground [m]: open country, and built-up land. Over the latter the wind is slowed
#: by higher obstacles, but a shallow cloud lies between them, so it counts as no rougher.
ROUGHNESS = {"rural": 0.03, "urban": 0.1}
WIND_HEIGHT = 10.0
#: People breathe up to this height; the highest concentration below it counts. [m]
HEAD_HEIGHT = 2.0
#: A sudden cloud is followed as far as the wind at 2 m would take it; a heavy one is slower.
FARTHER = 1.6


class NotKnown(ValueError):
    """The integral model does not answer; ``reason`` is the key of the sentence that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def mixed_density(substance: Substance, start: Start) -> float:
    """Return the density of gas and droplets as they leave [kg/m³]."""
    gas = gas_density(substance.molar_mass, start.temperature)
    liquid = substance.boiling_density or math.inf
    return 1.0 / ((1.0 - start.liquid_share) / gas + start.liquid_share / liquid)


def is_heavy(air: Airborne, substance: Substance, weather: Weather) -> bool:
    """Whether what leaves is heavier than air, and enough of it for the wind to notice."""
    if air.start is None:
        return False
    density = mixed_density(substance, air.start)
    around = gas_density(AIR_MOLAR_MASS, weather.temperature)
    if density <= 1.02 * around:
        return False
    amount = (air.mass if air.rate is None else air.rate) / density
    return not is_passive(amount, density, around, weather.wind_speed, is_sudden=air.rate is None)


def gas_of(substance: Substance) -> ermak1990.Gas:
    """Return the properties the model asks for; raises ``NotKnown`` where one is missing."""
    if (
        substance.heat_ratio is None
        or substance.liquid_heat_capacity is None
        or substance.boiling_density is None
    ):
        raise NotKnown("integral_no_data")
    # Of an ideal gas: the heat capacity at constant pressure from the ratio of both.
    specific = GAS_CONSTANT / substance.molar_mass
    return ermak1990.Gas(
        substance.molar_mass,
        specific * substance.heat_ratio / (substance.heat_ratio - 1.0),
        substance.boiling_point,
        substance.heat_of_vaporisation,
        substance.liquid_heat_capacity,
        substance.boiling_density,
    )


def integral_cloud(
    air: Airborne,
    substance: Substance,
    weather: Weather,
    case: Case,
    mean_s: float,
    exponent: float = 1.0,
) -> Cloud:
    """Return the cloud by the integral model; raises ``NotKnown`` where it cannot say.

    A cloud that passes in less than the time of the mean gives the steady concentration with the
    same toxic load C^n t over that time; ``exponent`` is n.
    """
    start = air.start
    if start is None:
        raise NotKnown("integral_pool_not_boiling")
    caveats = Caveats()
    gas = gas_of(substance)
    around = ermak1990.Weather(
        weather.wind_speed,
        WIND_HEIGHT,
        weather.temperature,
        ROUGHNESS[weather.terrain],
        weather.stability,
        humidity=weather.humidity,
    )
    try:
        course = _course(air, start, substance, gas, around, case, mean_s, caveats)
    except (ValueError, ArithmeticError):
        # Refused, or its balances find no state: the nomogram answers, and the run says so.
        raise NotKnown("integral_refused") from None
    far = float(min(course.distance.max(), FARTHEST))
    x = np.geomspace(1.0, max(far, 2.0), 260)
    above = np.clip(np.interp(x, course.distance, course.centre), 0.0, HEAD_HEIGHT)
    share = np.maximum(
        ermak1990.largest_fraction(course, x), ermak1990.largest_fraction(course, x, 0.0, above)
    )
    passing = np.interp(x, course.distance, course.duration)
    if mean_s > 0.0:
        share = share * np.maximum(mean_s / passing, 1.0) ** (1.0 - 1.0 / exponent)
    edge = np.interp(x, course.distance, course.edge)
    core = np.interp(x, course.distance, course.core)
    back = max(0.0, -float(course.distance[0]))
    if course.is_sudden:
        back = max(back, float((course.half_length - course.middle).max()))
    pure = gas_density(substance.molar_mass, weather.temperature)
    return Cloud(
        x,
        share * pure,
        np.maximum(edge, 1e-3),
        core,
        back,
        (ermak1990.INFO.id,),
        caveats,
        passing,
    )


def _course(
    air: Airborne,
    start: Start,
    substance: Substance,
    gas: ermak1990.Gas,
    weather: ermak1990.Weather,
    case: Case,
    mean_s: float,
    caveats: Caveats,
) -> ermak1990.Cloud:
    density = mixed_density(substance, start)
    if air.rate is None:
        # A cylinder as high as its radius: its area follows from its volume.
        area = math.pi ** (1.0 / 3.0) * (air.mass / density) ** (2.0 / 3.0)
        return ermak1990.disperse_sudden(
            gas, weather, air.mass, area, start.temperature, start.liquid_share,
            FARTHER * FARTHEST, mean_s, caveats,
        )  # fmt: skip
    if air.pool_area is not None:
        return ermak1990.disperse_pool(
            gas, weather, air.rate, air.pool_area, air.duration, FARTHEST, mean_s, caveats
        )
    # Without thrust it leaves as fast as the wind that carries it away.
    speed = start.speed or weather.wind_speed
    disperse = ermak1990.disperse_jet
    if case.is_upward and start.speed is not None:
        disperse = ermak1990.disperse_vertical_jet
    return disperse(
        gas, weather, air.rate, air.rate / (density * speed), air.duration, case.height,
        start.temperature, start.liquid_share, FARTHEST, mean_s, caveats,
    )  # fmt: skip
