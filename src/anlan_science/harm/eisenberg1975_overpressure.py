"""Blast probits of the Vulnerability Model: by peak overpressure or by impulse."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from numpy.typing import ArrayLike

from anlan_science.harm.probit import linear_probit
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats

INFO = ModelInfo(
    id="eisenberg1975_overpressure",
    citation=(
        "N. A. Eisenberg, C. J. Lynch and R. J. Breeding, Vulnerability Model: a simulation system "
        "for assessing damage resulting from marine spills, US Coast Guard, CG-D-136-75, 1975, as "
        "tabulated by D. A. Crowl and J. F. Louvar, Chemical Process Safety, table of probit "
        "correlations. Neither was at hand; no published worked value was found."
    ),
    quantity="death, injury or damage by overpressure or impulse",
    inputs=("load",),
    validity={"load": (0.0, math.inf)},
    status="unverified",
)


class Effect(Enum):
    """What the blast does."""

    LUNG_HAEMORRHAGE_DEATH = "lung_haemorrhage_death"
    EARDRUM_RUPTURE = "eardrum_rupture"
    STRUCTURAL_DAMAGE = "structural_damage"
    GLASS_BREAKAGE = "glass_breakage"
    IMPACT_DEATH = "impact_death"
    IMPACT_INJURY = "impact_injury"
    FRAGMENT_INJURY = "fragment_injury"


@dataclass(frozen=True, slots=True)
class Constants:
    """Constants of one effect; ``load`` says whether overpressure or impulse counts."""

    load: str
    constant: float
    slope: float


#: Table of probit correlations: overpressure in Pa, impulse in Pa s.
TABLE: dict[Effect, Constants] = {
    Effect.LUNG_HAEMORRHAGE_DEATH: Constants("overpressure", -77.1, 6.91),
    Effect.EARDRUM_RUPTURE: Constants("overpressure", -15.6, 1.93),
    Effect.STRUCTURAL_DAMAGE: Constants("overpressure", -23.8, 2.92),
    Effect.GLASS_BREAKAGE: Constants("overpressure", -18.1, 2.79),
    Effect.IMPACT_DEATH: Constants("impulse", -46.1, 4.82),
    Effect.IMPACT_INJURY: Constants("impulse", -39.1, 4.45),
    Effect.FRAGMENT_INJURY: Constants("impulse", -27.1, 4.26),
}


def effect_probit(load: ArrayLike, effect: Effect) -> Floats:
    r"""Probit of an effect of blast; Eisenberg et al. 1975.

    Parameters
    ----------
    load : float or ndarray, shape (n,)
        Peak overpressure or positive impulse, as ``TABLE[effect].load`` says. [Pa or Pa s]
    effect : Effect
        What the blast does. [-]

    Returns
    -------
    probit : ndarray, shape (n,) or ()
        Probit of the effect. [-]

    Raises
    ------
    InvalidInput
        A load is negative or not finite.

    Notes
    -----
    .. math:: Y = a + b \ln p

    Validity
    --------
    load : 0 to inf

    Examples
    --------
    >>> round(float(effect_probit(144.5e3, Effect.LUNG_HAEMORRHAGE_DEATH)), 2)
    5.0

    References
    ----------
    [1] N. A. Eisenberg, C. J. Lynch and R. J. Breeding, CG-D-136-75, 1975.
    """
    row = TABLE[effect]
    return linear_probit(load, row.constant, row.slope)
