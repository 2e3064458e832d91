"""Thermal probit: death by thermal radiation, from nuclear data (ultraviolet)."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from anlan_science.harm.probit import linear_probit
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats

INFO = ModelInfo(
    id="eisenberg1975_thermal",
    citation=(
        "N. A. Eisenberg, C. J. Lynch and R. J. Breeding, Vulnerability Model: a simulation system "
        "for assessing damage resulting from marine spills, US Coast Guard, CG-D-136-75, 1975. "
        "Constants as converted to W/m² in the HyRAM+ manual; the report not seen."
    ),
    quantity="death by thermal radiation, from nuclear data (ultraviolet)",
    inputs=("dose",),
    validity={"dose": (0.0, math.inf)},
    # The value is a hand calculation with the constants; the effect itself is not validated.
    status="verified",
)

#: Constant and slope, for the dose in (W/m²)^(4/3) s.
CONSTANT, SLOPE = -38.48, 2.56


def fatality_probit(dose: ArrayLike) -> Floats:
    r"""Probit of death by thermal radiation; Eisenberg et al. 1975.

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
    .. math:: Y = -38.48 + 2.56 \ln D

    From burns by nuclear flashes; hydrocarbon flames, in the infrared, burn deeper.

    Validity
    --------
    dose : 0 to inf

    Examples
    --------
    >>> round(float(fatality_probit(1e7)), 4)
    2.7823

    References
    ----------
    [1] N. A. Eisenberg, C. J. Lynch and R. J. Breeding, CG-D-136-75, 1975.
    """
    return linear_probit(dose, CONSTANT, SLOPE)
