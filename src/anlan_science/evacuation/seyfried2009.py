"""People through a narrow opening."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="seyfried2009",
    citation=(
        "A. Seyfried, O. Passon, B. Steffen, M. Boltes, T. Rupprecht, W. Klingsch, New insights "
        "into pedestrian flow through bottlenecks, Transportation Science 43(3), 395-406, 2009, "
        "doi:10.1287/trsc.1090.0263: the flow grows with the width, 1.9 persons a second and "
        "metre. Not seen in print; validated with 75 persons who were counted (Wuppertal 2018)."
    ),
    quantity="flow of people through an opening",
    inputs=("width",),
    validity={"width": (0.5, 2.5)},
    status="verified",
)

#: Flow through a metre of width. [1/(m s)]
SPECIFIC_FLOW = 1.9


def exit_flow(width: ArrayLike, *, caveats: Caveats | None = None) -> Floats:
    r"""People who leave through an opening in a second; Seyfried et al. 2009.

    Parameters
    ----------
    width : float or ndarray, shape (n,)
        Clear width of the opening. [m]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    flow : ndarray, shape (n,)
        Flow of a waiting crowd without pushing. [1/s]

    Raises
    ------
    InvalidInput
        A width is negative or not finite.
    OutOfValidity
        When the list is strict and a width lies outside the range.

    Validity
    --------
    width : 0.5 to 2.5

    Examples
    --------
    >>> round(float(exit_flow(1.2)), 2)
    2.28

    References
    ----------
    [1] A. Seyfried et al., Transportation Science 43(3), 2009, doi:10.1287/trsc.1090.0263.
    """
    clear = finite("width", width, least=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"width": clear})
    return np.asarray(SPECIFIC_FLOW * clear)


def emptying_time(people: float, width: ArrayLike, *, caveats: Caveats | None = None) -> float:
    r"""Time in which a crowd leaves through openings that all stay busy.

    Parameters
    ----------
    people : float
        How many leave. [-]
    width : float or ndarray, shape (n,)
        Clear width of each opening. [m]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    time : float
        From the first to the last. [s]

    Raises
    ------
    InvalidInput
        Fewer than no people, no opening, an input is not finite.
    OutOfValidity
        When the list is strict and a width lies outside the range.

    Examples
    --------
    >>> round(emptying_time(228.0, [1.2, 1.2]), 1)
    50.0
    """
    crowd = float(finite("people", people, least=0.0))
    whole = float(exit_flow(width, caveats=caveats).sum())
    return crowd / float(finite("width", whole, above=0.0))
