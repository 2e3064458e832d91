"""A gas vessel that empties: its rate falls, and the dose is added up step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from anlan.decision.consequence.effects.case import Case, Outcome, Weather
from anlan.decision.consequence.effects.clouds import GAS_CONSTANT
from anlan.decision.consequence.effects.sources import Airborne
from anlan.decision.consequence.effects.substances import Substance
from anlan_science.registry import Floats
from anlan_science.sources import gas_blowdown

#: Share of the first mass that has left when the vessel counts as empty.
EMPTY = 0.99
_STEPS = 181


@dataclass(frozen=True, slots=True)
class Course:
    """Rate [kg/s] over time [s] and when the vessel counts as empty."""

    time: Floats
    rate: Floats
    emptied_s: float

    def steady(self, seconds: float, exponent: float = 1.0) -> float:
        """Return the steady rate with the same load q^n t in the first so many seconds."""
        until = min(seconds, float(self.time[-1]))
        times = np.append(self.time[self.time < until], until)
        rates = np.interp(times, self.time, self.rate)
        load = float(np.trapezoid(rates**exponent, times))
        return float((load / seconds) ** (1.0 / exponent))


def course_of(case: Case, substance: Substance, weather: Weather, out: Outcome) -> Course | None:
    """Return how a gas vessel empties through its hole; None where that is not the case."""
    if (
        not case.is_gas
        or case.release not in ("hole", "pipe", "vapour")
        or case.pressure is None
        or substance.heat_ratio is None
    ):
        return None
    density = case.pressure * substance.molar_mass / (GAS_CONSTANT * weather.temperature)
    times = np.concatenate(
        [[0.0], np.geomspace(min(1.0, case.duration / 10.0), case.duration, _STEPS)]
    )
    try:
        found = gas_blowdown.blowdown(
            times,
            case.quantity / density,
            math.pi * case.hole**2 / 4.0,
            case.pressure,
            weather.temperature,
            substance.molar_mass,
            substance.heat_ratio,
            caveats=out.caveats,
        )
    except RuntimeError:
        return None
    gone = 1.0 - found.mass / found.mass[0] >= EMPTY * (1.0 - found.mass[-1] / found.mass[0])
    out.use(gas_blowdown.INFO)
    # What was told of a rate that does not fall.
    out.remarks[:] = [key for key in out.remarks if key not in ("first_moment", "emptied_before")]
    out.facts[:] = [fact for fact in out.facts if fact.key != "duration"]
    out.remark("emptying")
    emptied = float(times[gone][0])
    out.tell("emptied", emptied, "s")
    return Course(times, found.mass_rate, emptied)


def as_steady(
    air: Airborne, course: Course, seconds: float, exponent: float, out: Outcome
) -> Airborne:
    """Return the steady release with the same load over a time, and tell of it."""
    rate = course.steady(seconds, exponent)
    out.tell("outflow_mean", rate, "kg/s")
    return replace(air, rate=rate, duration=seconds)
