"""Thermal probit: death by thermal radiation, clothed, from burn medicine."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from anlan_science.harm.probit import linear_probit
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, finite

INFO = ModelInfo(
    id="lees1994",
    citation=(
        "F. P. Lees, The assessment of major hazards: a model for fatal injury from burns, "
        "Trans. IChemE 72(B), 127-134, 1994. Constants as converted to W/m² in the HyRAM+ manual; "
        "the paper not seen."
    ),
    quantity="death by thermal radiation, clothed, from burn medicine",
    inputs=("dose",),
    validity={"dose": (0.0, math.inf)},
    # The value is a hand calculation with the constants; the effect itself is not validated.
    status="verified",
)

#: Constant and slope, for the dose in (W/m²)^(4/3) s; share of the dose that counts.
CONSTANT, SLOPE = -29.02, 1.99
SHARE_OF_DOSE = 0.5


def fatality_probit(dose: ArrayLike) -> Floats:
    r"""Probit of death by thermal radiation; Lees 1994.

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
    .. math:: Y = -29.02 + 1.99 \ln (0.5 D)

    Half of the dose counts, for clothing; from clinical mortality by burnt area.

    Validity
    --------
    dose : 0 to inf

    Examples
    --------
    >>> round(float(fatality_probit(1e7)), 4)
    1.6756

    References
    ----------
    [1] F. P. Lees, Trans. IChemE 72(B), 127-134, 1994.
    """
    return linear_probit(SHARE_OF_DOSE * finite("dose", dose, least=0.0), CONSTANT, SLOPE)
