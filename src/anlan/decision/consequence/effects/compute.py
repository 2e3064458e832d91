"""One door to the scenarios: a case and the weather in, zones out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from anlan.decision.consequence.effects import blast, dispersing, fires
from anlan.decision.consequence.effects.case import Case, Outcome, Unanswerable, Weather
from anlan.decision.consequence.effects.substances import Substance, substances

#: Below this the published models say nothing about where a cloud goes. [m/s]
CALM = 0.5

SCENARIOS: Mapping[str, Callable[[Case, Substance, Weather], Outcome]] = MappingProxyType(
    {
        "toxic": dispersing.toxic,
        "flammable": dispersing.flammable_cloud,
        "explosion": dispersing.explosion,
        "burst": blast.burst,
        "pool_fire": fires.pool,
        "jet_fire": fires.jet,
        "fireball": fires.fireball,
    }
)


def compute(case: Case, weather: Weather) -> Outcome:
    """Return the zones of a case; raises ``Unanswerable`` with the input to mend."""
    substance = substances().get(case.cas)
    if substance is None:
        raise Unanswerable("chemical", "no_data")
    if case.is_solution and not case.partial_pressure:
        raise Unanswerable("partial_pressure_kpa", "partial_pressure_missing")
    if weather.wind_speed < CALM:
        raise Unanswerable("wind_speed_m_s", "calm")
    outcome = SCENARIOS[case.scenario](case, substance, weather)
    if substance.taken_from != substance.cas:
        outcome.remark("stands_for_mixture")
    if weather.wind_from is None:
        outcome.remark("wind_unknown")
    return outcome
