"""Liquids kept cold without pressure: a pool that spreads and boils on the heat of the ground."""

from __future__ import annotations

import math

import numpy as np

from anlan.decision.consequence.effects.case import Case, Outcome, Unanswerable, Weather
from anlan.decision.consequence.effects.clouds import PRESSURE
from anlan.decision.consequence.effects.sources import POOL_DEPTH, WORST_CASE_S, Airborne, Start
from anlan.decision.consequence.effects.substances import Substance, rows
from anlan_science.sources import liquid_orifice, shaw_briscoe1978

#: The pool is followed so long at most, and is gone when so much of it is. [s], [-]
LONGEST_S, GONE = 3600.0, 0.95
#: Time over which the evaporation is averaged at its strongest. [s]
WINDOW_S = 600.0
#: Rounds in which the mean heat of the ground and the life of the pool are brought together.
ROUNDS, CLOSE_ENOUGH = 2, 0.1
_STEPS = 121


def cold_pool(case: Case, substance: Substance, weather: Weather, out: Outcome) -> Airborne:
    """Return the vapour of a pool that boils, at its strongest and as long as all of it lasts."""
    density = substance.boiling_density
    if density is None:
        raise Unanswerable("chemical", "no_density")
    if substance.boiling_point >= weather.temperature:
        raise Unanswerable("is_cold", "not_boiling")
    feed, lasting, at_once = _outflow(case, density, out)
    spilt = min(case.quantity, at_once + feed * lasting)
    out.tell("mass", spilt, "kg")
    horizon = min(max(case.duration, lasting, WINDOW_S), LONGEST_S)
    ground = rows("ground.csv")[0]
    dike = math.sqrt(case.pool_area / math.pi) if case.pool_area else math.inf
    first = max((at_once / density / math.pi) ** (1.0 / 3.0), 0.1)

    def mean_flux(life: float) -> float:
        # Conduction falls with the root of time: its mean is twice its last value.
        return 2.0 * float(
            shaw_briscoe1978.boiling_flux(
                life,
                weather.temperature,
                substance.boiling_point,
                float(ground["conductivity_w_m_k"]),
                float(ground["diffusivity_m2_s"]),
                substance.heat_of_vaporisation,
            )
        )

    # A pool of its full area would live so long: its mean flux falls with the root of its life.
    widest = min(math.pi * dike**2, spilt / density / POOL_DEPTH)
    life = max(min((spilt / (widest * mean_flux(1.0))) ** 2, horizon), 1.0)
    life = horizon if feed > 0.0 else life
    for _round in range(ROUNDS):
        flux = mean_flux(life)
        times = np.linspace(0.0, horizon, _STEPS)
        course = shaw_briscoe1978.pool(
            times,
            feed / density,
            lasting,
            at_once / density,
            min(first, dike),
            flux / density,
            POOL_DEPTH,
            dike,
            caveats=out.caveats,
        )
        gone = course.evaporated * density >= GONE * spilt
        before, life = life, max(float(times[gone][0]) if gone.any() else horizon, 1.0)
        if abs(life - before) <= CLOSE_ENOUGH * before:
            break
    out.use(shaw_briscoe1978.INFO)
    window = min(WINDOW_S, life)
    later = np.interp(np.minimum(times + window, horizon), times, course.evaporated)
    strongest = int(np.argmax(later - course.evaporated))
    rate = float(later[strongest] - course.evaporated[strongest]) * density / window
    radius = float(np.interp(times[strongest] + window, times, course.radius))
    if rate <= 0.0:
        raise Unanswerable("quantity_t", "no_cloud")
    out.tell("pool_area", math.pi * radius**2, "m²")
    out.tell("evaporation", rate, "kg/s")
    out.remark("cold_pool")
    if not case.pool_area:
        out.remark("pool_unconfined")
    start = Start(substance.boiling_point, 0.0)
    return Airborne(rate, life, min(spilt, rate * life), math.pi * radius**2, start)


def _outflow(case: Case, density: float, out: Outcome) -> tuple[float, float, float]:
    """Return rate [kg/s], duration [s], and what is spilt at once [kg]."""
    if case.release == "sudden":
        return 0.0, 0.0, case.quantity
    if case.release == "ten_minutes":
        out.remark("whole_in_ten_minutes")
        rate = case.quantity / WORST_CASE_S
    elif case.release == "rate":
        if case.rate is None:
            raise Unanswerable("rate_kg_s", "rate_missing")
        rate = case.rate
    elif case.release == "vapour":
        raise Unanswerable("release", "no_vapour_space")
    else:
        area = math.pi * case.hole**2 / 4.0
        rate = float(
            liquid_orifice.mass_rate(
                area, density, PRESSURE, PRESSURE, case.head, caveats=out.caveats
            )
        )
        out.use(liquid_orifice.INFO)
        if rate <= 0.0:
            raise Unanswerable("head_m", "no_head")
    duration = case.quantity / rate if case.release == "ten_minutes" else case.duration
    if case.quantity / rate < duration:
        out.remark("emptied_before")
    duration = max(min(duration, case.quantity / rate), 1.0)
    out.tell("outflow", rate, "kg/s")
    out.tell("duration", duration, "s")
    return rate, duration, 0.0
