"""Thermal probit: death by thermal radiation, ordinary clothing."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from anlan_science.harm.probit import linear_probit
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats

INFO = ModelInfo(
    id="cpr16e_1992_thermal",
    citation=(
        "TNO, Methods for the determination of possible damage to people and objects resulting "
        "from releases of hazardous materials (Green Book), CPR 16E, The Hague, 1992, chapter 1. "
        "Constants as converted to W/m² in the HyRAM+ manual; the book not seen."
    ),
    quantity="death by thermal radiation, ordinary clothing",
    inputs=("dose",),
    validity={"dose": (0.0, math.inf)},
    # The value is a hand calculation with the constants; the effect itself is not validated.
    status="verified",
)

#: Constant and slope, for the dose in (W/m²)^(4/3) s.
CONSTANT, SLOPE = -37.23, 2.56


def fatality_probit(dose: ArrayLike) -> Floats:
    r"""Probit of death by thermal radiation; Green Book 1992.

    Parameters
    ----------
    dose : float or ndarray, shape (n,)
        Thermal dose, see ``probit.thermal_dose``. [(W/m²)^(4/3) s]

    Returns
    -------
    probit : ndarray, shape (n,) or ()
        Probit of death. [-]

    Raises
    ------
    InvalidInput
        A dose is negative or not finite.

    Notes
    -----
    .. math:: Y = -37.23 + 2.56 \ln D

    Tsao and Perry's probit, lowered for ordinary clothing.

    Validity
    --------
    dose : 0 to inf

    Examples
    --------
    >>> round(float(fatality_probit(1e7)), 4)
    4.0323

    References
    ----------
    [1] TNO, CPR 16E (Green Book), 1992, chapter 1.
    """
    return linear_probit(dose, CONSTANT, SLOPE)
