"""Criteria of risk for plants and stores of hazardous chemicals after GB 36894-2018."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, finite

INFO = ModelInfo(
    id="gb36894_2018",
    citation=(
        "GB 36894-2018, Risk criteria for hazardous chemicals production unit and storage "
        "installations (危险化学品生产装置和储存设施风险基准), table 1 (individual risk) and "
        "figure 1 (societal risk). The primary text was not at hand; two points of figure 1 agree "
        "with a paper that quotes it."
    ),
    quantity="whether individual and societal risk are acceptable",
    inputs=("risk", "deaths", "frequency"),
    validity={"deaths": (1.0, 1000.0)},
    status="unverified",
)


class Target(Enum):
    """Kinds of protected target (防护目标), from the most to the least sensitive."""

    #: 高敏感、重要防护目标，一般防护目标中的一类
    FIRST = "first"
    #: 一般防护目标中的二类
    SECOND = "second"
    #: 一般防护目标中的三类
    THIRD = "third"


class Zone(Enum):
    """Zones of the F-N diagram (图 1)."""

    ACCEPTABLE = 0
    #: 尽可能降低区
    REDUCE = 1
    UNACCEPTABLE = 2


#: Table 1: greatest individual risk of plants newly built, changed or enlarged. [1/year]
NEW: dict[Target, float] = {Target.FIRST: 3e-7, Target.SECOND: 3e-6, Target.THIRD: 1e-5}
#: Table 1: greatest individual risk of plants in use. [1/year]
IN_USE: dict[Target, float] = {Target.FIRST: 3e-6, Target.SECOND: 1e-5, Target.THIRD: 3e-5}
#: Figure 1: frequency of one death or more on both lines, which fall as 1/N. [1/year]
ACCEPTABLE_AT_ONE, UNACCEPTABLE_AT_ONE = 1e-5, 1e-3


def is_acceptable(risk: ArrayLike, target: Target, *, in_use: bool) -> NDArray[np.bool_]:
    r"""Whether the individual risk at a protected target stays within table 1.

    Parameters
    ----------
    risk : float or ndarray, any shape
        Individual risk at the target. [1/year]
    target : Target
        Kind of target. [-]
    in_use : bool
        Whether the plant is already in use. [-]

    Returns
    -------
    acceptable : ndarray of bool, same shape
        True up to and at the criterion. [-]

    Raises
    ------
    InvalidInput
        A risk is negative or not finite.

    Notes
    -----
    .. math:: R \le R_0

    Examples
    --------
    >>> is_acceptable([3e-7, 4e-7], Target.FIRST, in_use=False).tolist()
    [True, False]

    References
    ----------
    GB 36894-2018, table 1.
    """
    criterion = (IN_USE if in_use else NEW)[target]
    return np.asarray(finite("risk", risk, least=0.0) <= criterion)


def lines(deaths: ArrayLike) -> tuple[Floats, Floats]:
    r"""Both lines of the F-N diagram.

    Parameters
    ----------
    deaths : float or ndarray, shape (n,)
        Number of deaths. [persons]

    Returns
    -------
    acceptable : ndarray, shape (n,) or ()
        Below this frequency societal risk is acceptable. [1/year]
    unacceptable : ndarray, shape (n,) or ()
        Above this frequency it is not. [1/year]

    Raises
    ------
    InvalidInput
        A number is not greater than zero.

    Notes
    -----
    .. math:: F_1 = 10^{-5}/N, \quad F_2 = 10^{-3}/N

    Examples
    --------
    >>> [round(float(value), 9) for value in lines(10.0)]
    [1e-06, 0.0001]

    References
    ----------
    GB 36894-2018, figure 1.
    """
    number = finite("deaths", deaths, above=0.0)
    return np.asarray(ACCEPTABLE_AT_ONE / number), np.asarray(UNACCEPTABLE_AT_ONE / number)


def zone_of(deaths: ArrayLike, frequency: ArrayLike) -> Zone:
    r"""Gravest zone that an F-N curve reaches.

    Parameters
    ----------
    deaths : ndarray, shape (n,)
        Numbers of deaths of the curve; those below one are left out. [persons]
    frequency : ndarray, shape (n,)
        Frequency of each number or more. [1/year]

    Returns
    -------
    zone : Zone
        Acceptable, to be reduced as far as reasonable, or unacceptable. [-]

    Raises
    ------
    InvalidInput
        A value is negative or not finite.

    Notes
    -----
    A step of the curve is highest at its right end, so its given points decide.

    Examples
    --------
    >>> zone_of([1.0, 20.0], [1e-6, 9e-7])
    <Zone.REDUCE: 1>

    References
    ----------
    GB 36894-2018, figure 1.
    """
    number = finite("deaths", deaths, least=0.0)
    often = finite("frequency", frequency, least=0.0)
    whole = number >= 1.0
    if not whole.any():
        return Zone.ACCEPTABLE
    acceptable, unacceptable = lines(number[whole])
    if (often[whole] > unacceptable).any():
        return Zone.UNACCEPTABLE
    return Zone.REDUCE if (often[whole] > acceptable).any() else Zone.ACCEPTABLE
