"""Domino effect of blast: whether an explosion damages neighbouring equipment so that it leaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.harm.probit import linear_probit
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, finite

INFO = ModelInfo(
    id="cozzani_salzano2004",
    citation=(
        "V. Cozzani and E. Salzano, The quantitative assessment of domino effects caused by "
        "overpressure, part I: probit models, Journal of Hazardous Materials 107(3), 67-80, 2004, "
        "doi:10.1016/j.jhazmat.2003.09.013; thresholds of the same authors, J. Loss Prevention in "
        "the Process Industries 17(6), 437-447, 2004, doi:10.1016/j.jlp.2004.09.003. Not at hand: "
        "the constants are as commonly cited."
    ),
    quantity="probability of damage to equipment by blast",
    inputs=("overpressure", "equipment"),
    validity={"overpressure": (0.0, 1e6)},
    status="unverified",
)


class Neighbour(Enum):
    """Kinds of equipment that the sources tell apart."""

    ATMOSPHERIC = "atmospheric vessel"
    PRESSURISED = "pressure vessel"
    ELONGATED = "elongated vessel"
    SMALL = "small equipment"


@dataclass(frozen=True, slots=True)
class Constants:
    """Y = constant + slope ln(p in Pa); threshold in Pa, None where the source gives none."""

    constant: float
    slope: float
    threshold: float | None


#: Constants and threshold of each kind.
TABLE: dict[Neighbour, Constants] = {
    Neighbour.ATMOSPHERIC: Constants(-18.96, 2.44, 22e3),
    Neighbour.PRESSURISED: Constants(-42.44, 4.33, 16e3),
    Neighbour.ELONGATED: Constants(-28.07, 3.16, 31e3),
    Neighbour.SMALL: Constants(-17.79, 2.18, None),
}


def damage_probit(overpressure: ArrayLike, equipment: Neighbour) -> Floats:
    r"""Probit of damage by blast; Cozzani and Salzano 2004.

    Parameters
    ----------
    overpressure : float or ndarray, shape (n,)
        Static peak overpressure. [Pa]
    equipment : Neighbour
        Kind of equipment. [-]

    Returns
    -------
    probit : ndarray, shape (n,) or ()
        Probit of damage; minus infinity without blast. [-]

    Raises
    ------
    InvalidInput
        The overpressure is negative or not finite.

    Notes
    -----
    .. math:: Y = k_1 + k_2 \ln p

    Examples
    --------
    >>> round(float(damage_probit(20e3, Neighbour.ATMOSPHERIC)), 2)
    5.2

    References
    ----------
    [1] V. Cozzani and E. Salzano, J. Hazardous Materials 107(3), 67-80, 2004.
    """
    row = TABLE[equipment]
    return linear_probit(overpressure, row.constant, row.slope)


def is_escalating(overpressure: ArrayLike, equipment: Neighbour) -> NDArray[np.bool_]:
    r"""Whether blast reaches the threshold of escalation; Cozzani and Salzano 2004.

    Parameters
    ----------
    overpressure : float or ndarray, shape (n,)
        Static peak overpressure. [Pa]
    equipment : Neighbour
        Kind of equipment; small equipment has no threshold and never escalates alone. [-]

    Returns
    -------
    escalating : ndarray of bool, shape (n,) or ()
        From the threshold on. [-]

    Raises
    ------
    InvalidInput
        The overpressure is negative or not finite.

    Notes
    -----
    Screening: 22 kPa atmospheric, 16 kPa pressurised, 31 kPa elongated.

    Examples
    --------
    >>> is_escalating([15e3, 16e3], Neighbour.PRESSURISED).tolist()
    [False, True]

    References
    ----------
    [1] V. Cozzani and E. Salzano, J. Loss Prevention Process Industries 17(6), 437-447, 2004.
    """
    pressure = finite("overpressure", overpressure, least=0.0)
    threshold = TABLE[equipment].threshold
    return np.asarray(pressure >= (np.inf if threshold is None else threshold))
