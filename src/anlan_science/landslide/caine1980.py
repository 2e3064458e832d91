"""Rain intensity above which shallow landslides and debris flows have begun: Caine's curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="caine1980",
    citation=(
        "N. Caine, The rainfall intensity-duration control of shallow landslides and debris "
        "flows, Geografiska Annaler 62 A (1-2), 23-27, 1980, doi:10.2307/520449. The constants "
        "are taken from reviews that quote the paper; the printed paper was not at hand."
    ),
    quantity="Critical rain intensity for shallow landslides",
    inputs=("duration_s",),
    validity={"duration_s": (600.0, 864_000.0)},
    status="unverified",
)

#: Factor in mm/h and exponent of the curve, duration in hours.
FACTOR_MM_H = 14.82
EXPONENT = 0.39
_HOUR_S = 3600.0


def critical_intensity(duration_s: ArrayLike, *, caveats: Caveats | None = None) -> Floats:
    r"""Mean rain intensity above which slopes have failed worldwide; Caine 1980.

    Parameters
    ----------
    duration_s : float or ndarray, shape (n,)
        Duration of the rain. [s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    intensity : ndarray, shape (n,) or ()
        Critical mean intensity; 1 kg/m² is 1 mm. [kg/(m² s)]

    Raises
    ------
    InvalidInput
        A duration is not finite or not positive.
    OutOfValidity
        When the list is strict and a duration lies outside the range.

    Notes
    -----
    .. math:: I = 14.82\, D^{-0.39} \quad (I \text{ in mm/h}, D \text{ in h})

    An envelope of 73 events on slopes that nobody had disturbed; cut and terraced slopes fail
    earlier, so that a warning begins at a share of the curve.

    Validity
    --------
    duration_s : 600 to 864000

    Examples
    --------
    >>> round(float(critical_intensity(3600.0)) * 3600.0, 2)
    14.82
    """
    duration = finite("duration_s", duration_s, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"duration_s": duration})
    return np.asarray(FACTOR_MM_H * (duration / _HOUR_S) ** -EXPONENT / _HOUR_S)


def critical_depth(duration_s: ArrayLike, *, caveats: Caveats | None = None) -> Floats:
    r"""Rain depth above which slopes have failed within a duration; Caine 1980.

    Parameters
    ----------
    duration_s : float or ndarray, shape (n,)
        Duration of the rain. [s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    depth : ndarray, shape (n,) or ()
        Critical depth; 1 kg/m² is 1 mm. [kg/m²]

    Raises
    ------
    InvalidInput
        A duration is not finite or not positive.
    OutOfValidity
        When the list is strict and a duration lies outside the range.

    Notes
    -----
    .. math:: E = I D = 14.82\, D^{0.61}

    Validity
    --------
    duration_s : 600 to 864000

    Examples
    --------
    >>> round(float(critical_depth(86_400.0)), 1)
    103.0
    """
    duration = finite("duration_s", duration_s, above=0.0)
    return np.asarray(critical_intensity(duration, caveats=caveats) * duration)
