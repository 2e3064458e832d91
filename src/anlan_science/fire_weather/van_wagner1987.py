"""Daily Severity Rating: the index in proportion to the work of suppressing fires."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.fire_weather.bounds import checked
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats

INFO = ModelInfo(
    id="van_wagner1987",
    citation=(
        "C. E. Van Wagner, Development and structure of the Canadian Forest Fire Weather Index "
        "System, Canadian Forestry Service, Forestry Technical Report 35, Ottawa, 1987. Formula "
        "checked against the R package cffdrs; the printed report was not at hand."
    ),
    quantity="Daily Severity Rating",
    inputs=("fwi",),
    validity={"fwi": (0.0, math.inf)},
    status="verified",
)


def daily_severity_rating(fwi: ArrayLike) -> Floats:
    r"""Daily Severity Rating (DSR); Van Wagner 1987. It may be averaged over days, FWI may not.

    Parameters
    ----------
    fwi : float or ndarray, shape (n,)
        Fire Weather Index. [-]

    Returns
    -------
    dsr : ndarray, shape (n,) or ()
        DSR, 0 or more. [-]

    Raises
    ------
    InvalidInput
        An index is negative or not finite.

    Notes
    -----
    .. math:: DSR = 0.0272\, FWI^{1.77}

    Validity
    --------
    fwi : 0 to inf

    Examples
    --------
    >>> round(float(daily_severity_rating(10.04)), 2)
    1.61

    References
    ----------
    [1] C. E. Van Wagner, Forestry Technical Report 35, 1987.
    """
    return np.asarray(0.0272 * checked("fwi", fwi, 0.0) ** 1.77)
