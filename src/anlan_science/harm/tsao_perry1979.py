"""Thermal probit: death by thermal radiation, unprotected skin (infrared)."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from anlan_science.harm.probit import linear_probit
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats

INFO = ModelInfo(
    id="tsao_perry1979",
    citation=(
        "C. K. Tsao and W. W. Perry, Modifications to the Vulnerability Model: a simulation system "
        "for assessing damage resulting from marine spills (VM4), US Coast Guard, CG-D-38-79, "
        "1979. Constants as converted to W/m² in the HyRAM+ manual; the report not seen."
    ),
    quantity="death by thermal radiation, unprotected skin (infrared)",
    inputs=("dose",),
    validity={"dose": (0.0, math.inf)},
    # The value is a hand calculation with the constants; the effect itself is not validated.
    status="verified",
)

#: Constant and slope, for the dose in (W/m²)^(4/3) s.
CONSTANT, SLOPE = -36.38, 2.56


def fatality_probit(dose: ArrayLike) -> Floats:
    r"""Probit of death by thermal radiation; Tsao and Perry 1979.

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
    .. math:: Y = -36.38 + 2.56 \ln D

    Eisenberg's probit with a dose larger by 2.23 for the infrared of hydrocarbon flames.

    Validity
    --------
    dose : 0 to inf

    Examples
    --------
    >>> round(float(fatality_probit(1e7)), 4)
    4.8823

    References
    ----------
    [1] C. K. Tsao and W. W. Perry, CG-D-38-79, 1979.
    """
    return linear_probit(dose, CONSTANT, SLOPE)
