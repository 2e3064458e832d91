"""How long a closed house protects the people who stay inside."""

from __future__ import annotations

import numpy as np

from anlan.decision.consequence.effects.case import Case, Other, Outcome
from anlan.decision.consequence.effects.clouds import Cloud
from anlan_science.dispersion import indoor_well_mixed

#: Times at which the house is looked at.
STEPS = 240
#: Nobody is left in a closed house in a cloud for longer. [s]
LONGEST_S = 3600.0


def shelter(
    case: Case,
    cloud: Cloud,
    limits: dict[int, float],
    duration_s: float,
    load: tuple[float, float],
    out: Outcome,
) -> None:
    """Tell what a closed house does while the cloud lasts; ``limits`` [kg/m³] by zone.

    Air comes in through cracks at the given rate and mixes; nothing is lost on walls. ``load`` is
    the time of the mean and the exponent with which the cloud was told: one that passes in less is
    denser than it is told.
    """
    lethal, injury = limits.get(1), limits.get(2)
    edge = cloud.reach(lethal if lethal is not None else max(limits.values()))
    lasting, factor = duration_s, 1.0
    if cloud.passing is not None:
        lasting = float(np.interp(edge, cloud.x, cloud.passing))
        factor = max(load[0] / lasting, 1.0) ** (1.0 / load[1])
    lasting = min(lasting, LONGEST_S)
    if lasting <= 0.0:
        return
    times = np.linspace(0.0, lasting, STEPS)
    share = indoor_well_mixed.indoor(
        times, np.ones(STEPS), case.air_changes / 3600.0, caveats=out.caveats
    )
    end = float(share[-1])
    out.others.append(Other(indoor_well_mixed.INFO))
    out.remark("shelter_model")
    out.tell("shelter_share", round(100.0 * end, 1), "%")
    if lethal is None or end <= 0.0:
        return
    # Inside reaches the level where outside has so much more.
    out.tell("shelter_lethal", round(cloud.reach(lethal / end / factor)), "m")
    if injury is None or edge <= 0.0:
        return
    wanted = injury / lethal / factor
    if end < wanted:
        out.remark("shelter_holds")
        return
    out.tell("shelter_minutes", round(float(np.interp(wanted, share, times)) / 60.0, 1), "min")
