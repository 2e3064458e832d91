"""How many a concentration kills: the probit that is held for a substance."""

from __future__ import annotations

import numpy as np

from anlan_science.harm import cpr18e_1999, turner_fairhurst1993, withers_lees1985
from anlan_science.harm.levels import GAS_CONSTANT
from anlan_science.harm.probit import share_of_probit
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats

CHLORINE = "7782-50-5"
PRESSURE = 101_325.0


def model_of(cas: str) -> ModelInfo | None:
    """Return the model of death by a substance; None where none is held."""
    if cas == CHLORINE:
        return withers_lees1985.INFO
    if cas in cpr18e_1999.TABLE:
        return cpr18e_1999.INFO
    return turner_fairhurst1993.INFO if cas in turner_fairhurst1993.TABLE else None


def share_of_dead(
    cas: str, concentration: Floats, duration_s: float, molar_mass: float, temperature: float
) -> Floats:
    """Return the share of those outdoors that dies of a concentration [kg/m³] over a time."""
    fraction = np.minimum(concentration * GAS_CONSTANT * temperature / (PRESSURE * molar_mass), 1.0)
    quiet = Caveats()
    if cas == CHLORINE:
        probit = withers_lees1985.fatality_probit((fraction * 1e6) ** 2 * duration_s / 60.0)
    elif cas in cpr18e_1999.TABLE:
        probit = cpr18e_1999.fatality_probit(
            concentration[..., None], duration_s, cas, caveats=quiet
        )
    else:
        probit = turner_fairhurst1993.fatality_probit(
            fraction[..., None], duration_s, cas, caveats=quiet
        )
    return share_of_probit(probit)
