"""Blast probits of the Green Book: by overpressure and impulse together."""

from __future__ import annotations

import math
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, finite

INFO = ModelInfo(
    id="cpr16e_1992_overpressure",
    citation=(
        "TNO, Methods for the determination of possible damage to people and objects resulting "
        "from releases of hazardous materials (Green Book), CPR 16E, The Hague, 1992, chapters 2 "
        "and 3. The book was not at hand and no worked value was found; head impact and collapse "
        "agree with the constants HyRAM+ uses."
    ),
    quantity="death by impact, or damage of houses, by overpressure and impulse",
    inputs=("overpressure", "impulse"),
    validity={"overpressure": (0.0, math.inf), "impulse": (0.0, math.inf)},
    status="unverified",
)


class Effect(Enum):
    """What the blast does."""

    HEAD_IMPACT_DEATH = "head_impact_death"
    BODY_IMPACT_DEATH = "body_impact_death"
    MINOR_DAMAGE = "minor_damage"
    MAJOR_DAMAGE = "major_damage"
    COLLAPSE = "collapse"


#: Chapter 3, impact: slope, and the two terms of S = p_term / p + product_term / (p i).
IMPACT: dict[Effect, tuple[float, float, float]] = {
    Effect.HEAD_IMPACT_DEATH: (8.49, 2430.0, 4.0e8),
    Effect.BODY_IMPACT_DEATH: (2.44, 7380.0, 1.3e9),
}
#: Chapter 2, houses: slope, and of V = (p_0 / p)^m + (i_0 / i)^n the numbers p_0, m, i_0, n.
HOUSES: dict[Effect, tuple[float, float, float, float, float]] = {
    Effect.MINOR_DAMAGE: (0.26, 4600.0, 3.9, 110.0, 5.0),
    Effect.MAJOR_DAMAGE: (0.26, 17500.0, 8.4, 290.0, 9.3),
    Effect.COLLAPSE: (0.22, 40000.0, 7.4, 460.0, 11.3),
}


def effect_probit(overpressure: ArrayLike, impulse: ArrayLike, effect: Effect) -> Floats:
    r"""Probit of an effect of blast; Green Book 1992.

    Parameters
    ----------
    overpressure : float or ndarray, shape (n,)
        Peak overpressure that acts on the person or house. [Pa]
    impulse : float or ndarray, shape (n,)
        Positive impulse. [Pa s]
    effect : Effect
        What the blast does. [-]

    Returns
    -------
    probit : ndarray, shape (n,) or ()
        Probit of the effect; minus infinity without overpressure or impulse. [-]

    Raises
    ------
    InvalidInput
        A load is negative or not finite.

    Notes
    -----
    .. math:: Y = 5 - b \ln(p_0/p + s/(p i)), \quad Y = 5 - b \ln((p_0/p)^m + (i_0/i)^n)

    Validity
    --------
    overpressure : 0 to inf
    impulse : 0 to inf

    Examples
    --------
    A house under a long blast of 40 kPa collapses in half of the cases:

    >>> round(float(effect_probit(40e3, 1e6, Effect.COLLAPSE)), 3)
    5.0

    References
    ----------
    [1] TNO, CPR 16E (Green Book), 1992.
    """
    p, i = np.broadcast_arrays(
        finite("overpressure", overpressure, least=0.0), finite("impulse", impulse, least=0.0)
    )
    with np.errstate(divide="ignore", over="ignore"):
        if effect in IMPACT:
            slope, alone, both = IMPACT[effect]
            load = alone / p + both / (p * i)
        else:
            slope, p_0, m, i_0, n = HOUSES[effect]
            load = (p_0 / p) ** m + (i_0 / i) ** n
        return np.asarray(5.0 - slope * np.log(load))
