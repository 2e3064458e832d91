"""Least rain intensity at which shallow landslides have been seen: the worldwide update."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="guzzetti2008",
    citation=(
        "F. Guzzetti, S. Peruccacci, M. Rossi, C. P. Stark, The rainfall intensity-duration "
        "control of shallow landslides and debris flows: an update, Landslides 5 (1), 3-17, 2008, "
        "doi:10.1007/s10346-007-0112-1. The constants are taken from reviews that quote the paper; "
        "the printed paper was not at hand."
    ),
    quantity="Least rain intensity seen with shallow landslides",
    inputs=("duration_s",),
    validity={"duration_s": (360.0, 3_600_000.0)},
    status="unverified",
)

#: Factor in mm/h and exponent of the curve, duration in hours.
FACTOR_MM_H = 2.20
EXPONENT = 0.44
_HOUR_S = 3600.0


def least_intensity(duration_s: ArrayLike, *, caveats: Caveats | None = None) -> Floats:
    r"""Mean rain intensity below which landslides were hardly ever seen; Guzzetti et al. 2008.

    Parameters
    ----------
    duration_s : float or ndarray, shape (n,)
        Duration of the rain. [s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    intensity : ndarray, shape (n,) or ()
        Least mean intensity; 1 kg/m² is 1 mm. [kg/(m² s)]

    Raises
    ------
    InvalidInput
        A duration is not finite or not positive.
    OutOfValidity
        When the list is strict and a duration lies outside the range.

    Notes
    -----
    .. math:: I = 2.20\, D^{-0.44} \quad (I \text{ in mm/h}, D \text{ in h})

    The foot of 2,626 events, not a level of warning: many rains above it do nothing.

    Validity
    --------
    duration_s : 360 to 3600000

    Examples
    --------
    >>> round(float(least_intensity(3600.0)) * 3600.0, 2)
    2.2
    """
    duration = finite("duration_s", duration_s, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"duration_s": duration})
    return np.asarray(FACTOR_MM_H * (duration / _HOUR_S) ** -EXPONENT / _HOUR_S)
