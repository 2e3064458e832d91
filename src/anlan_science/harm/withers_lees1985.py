"""Chlorine: death after inhalation, by population."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from anlan_science.harm.probit import linear_probit
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats

INFO = ModelInfo(
    id="withers_lees1985",
    citation=(
        "R. M. J. Withers and F. P. Lees, The assessment of major hazards: the lethal toxicity of "
        "chlorine, part 2, model of toxicity to man, Journal of Hazardous Materials 12(3), "
        "283-302, 1985. Read: the abstract, which prints the probit."
    ),
    quantity="death by inhaled chlorine, regular population",
    inputs=("load_ppm2_min",),
    validity={"load_ppm2_min": (0.0, math.inf)},
    status="verified",
)

#: Constant, slope and exponent of the regular population at standard activity (abstract).
CONSTANT, SLOPE, EXPONENT = -8.29, 0.92, 2.0


def fatality_probit(load_ppm2_min: ArrayLike) -> Floats:
    r"""Probit of death by chlorine, regular population, standard activity; Withers and Lees 1985.

    Parameters
    ----------
    load_ppm2_min : float or ndarray, shape (n,)
        Toxic load, the integral of the squared volume fraction. [ppm² min]

    Returns
    -------
    probit : ndarray, shape (n,) or ()
        Probit of death. [-]

    Raises
    ------
    InvalidInput
        A load is negative or not finite.

    Notes
    -----
    .. math:: Y = -8.29 + 0.92 \ln \sum C^2 T

    Validity
    --------
    load_ppm2_min : 0 to inf

    Examples
    --------
    433 ppm for ten minutes kill half of a regular population:

    >>> round(float(fatality_probit(433.0**2 * 10.0)), 2)
    5.0

    References
    ----------
    [1] R. M. J. Withers and F. P. Lees, Journal of Hazardous Materials 12(3), 283-302, 1985.
    """
    return linear_probit(load_ppm2_min, CONSTANT, SLOPE)
