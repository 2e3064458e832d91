"""Toxic probits of the Purple Book, by substance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.harm.probit import linear_probit, toxic_load
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range

INFO = ModelInfo(
    id="cpr18e_1999",
    citation=(
        "P. A. M. Uijt de Haag and B. J. M. Ale, Guideline for quantitative risk assessment "
        "(Purple Book), CPR 18E, The Hague, 1999, table 5.2. Not at hand: the constants are "
        "as commonly cited, kept only where they agree with the median lethal concentration of "
        "the same table within rounding."
    ),
    quantity="death by inhaled toxic gas",
    inputs=("concentration", "durations_s", "cas"),
    validity={"concentration": (0.0, math.inf), "durations_s": (0.0, 3600.0)},
    status="unverified",
)


@dataclass(frozen=True, slots=True)
class Constants:
    """One row: Y = constant + slope ln(C^exponent t), C in mg/m³, t in minutes."""

    name: str
    constant: float
    slope: float
    exponent: float
    #: Median lethal concentration of thirty minutes in mg/m³, as cited beside the constants.
    lc50_30min_mg_m3: float


#: Table 5.2 by CAS number.
TABLE: dict[str, Constants] = {
    "7726-95-6": Constants("bromine", -12.4, 1.0, 2.0, 1075.0),
    "630-08-0": Constants("carbon monoxide", -7.4, 1.0, 1.0, 7949.0),
    "75-21-8": Constants("ethylene oxide", -6.8, 1.0, 1.0, 4443.0),
    "74-90-8": Constants("hydrogen cyanide", -9.8, 1.0, 2.4, 114.0),
    "7664-39-3": Constants("hydrogen fluoride", -8.4, 1.0, 1.5, 802.0),
    "7783-06-4": Constants("hydrogen sulphide", -11.5, 1.0, 1.9, 987.0),
    "74-83-9": Constants("methyl bromide", -7.3, 1.0, 1.1, 3135.0),
    "624-83-9": Constants("methyl isocyanate", -1.2, 1.0, 0.7, 57.0),
    "10102-44-0": Constants("nitrogen dioxide", -18.6, 1.0, 3.7, 235.0),
    "7446-09-5": Constants("sulphur dioxide", -19.2, 1.0, 2.4, 5784.0),
}


def fatality_probit(
    concentration: ArrayLike,
    durations_s: ArrayLike,
    cas: str,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Probit of death by a toxic gas; Purple Book 1999, table 5.2.

    Parameters
    ----------
    concentration : ndarray, shape (..., k)
        Concentration during each step, outdoors or indoors as the person is. [kg/m³]
    durations_s : float or ndarray, shape (k,)
        Length of each step. [s]
    cas : str
        CAS number of the substance, one of ``TABLE``. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    probit : ndarray, shape (...)
        Probit of death. [-]

    Raises
    ------
    InvalidInput
        A value is negative or not finite, or the substance is not in the table.
    OutOfValidity
        When the list is strict and a step is longer than an hour.

    Notes
    -----
    .. math:: Y = a + b \ln \sum C^n \Delta t

    Validity
    --------
    concentration : 0 to inf
    durations_s : 0 to 3600

    Examples
    --------
    987 mg/m³ of hydrogen sulphide for thirty minutes:

    >>> round(float(fatality_probit([987e-6], 1800.0, "7783-06-4")), 1)
    5.0

    References
    ----------
    [1] P. A. M. Uijt de Haag and B. J. M. Ale, CPR 18E (Purple Book), 1999, table 5.2.
    """
    if cas not in TABLE:
        raise InvalidInput(f"no probit for CAS {cas} in table 5.2 as held here")
    row = TABLE[cas]
    limits = {"durations_s": INFO.validity["durations_s"]}
    check_range(caveats, INFO.id, limits, {"durations_s": durations_s})
    milligrams = np.asarray(concentration, dtype=np.float64) * 1e6
    return linear_probit(toxic_load(milligrams, durations_s, row.exponent), row.constant, row.slope)
