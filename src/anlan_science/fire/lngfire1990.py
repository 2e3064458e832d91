"""Surface emissive power of flames of liquefied natural gas."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="lngfire1990",
    citation=(
        "S. Atallah and J. N. Shah, LNGFIRE: a thermal radiation model for LNG fires, Gas Research "
        "Institute, GRI-89/0176, Chicago, 1990. The report was not at hand; no printed worked "
        "value was found."
    ),
    quantity="surface emissive power of a pool flame of liquefied natural gas",
    inputs=("diameter",),
    validity={"diameter": (1.0, 35.0)},
    status="unverified",
)

#: Power of an opaque flame, and how soon the flame becomes opaque. [W/m², 1/m]
FLAME, DEPTH_PER_M = 190e3, 0.3


def emissive_power(diameter: ArrayLike, *, caveats: Caveats | None = None) -> Floats:
    r"""Radiation leaving the surface of the flame, averaged over it; Lngfire 1990.

    Parameters
    ----------
    diameter : float or ndarray, shape (n,)
        Diameter of the pool. [m]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    power : ndarray, shape (n,) or ()
        Surface emissive power. [W/m²]

    Raises
    ------
    InvalidInput
        A diameter is not greater than zero.
    OutOfValidity
        When the list is strict and a diameter leaves the range.

    Notes
    -----
    .. math:: E = 190 (1 - e^{-0.3 D})

    in kW/m²: wide flames of natural gas are opaque, and little soot hides them up to 35 m.

    Validity
    --------
    diameter : 1.0 to 35.0

    Examples
    --------
    >>> round(float(emissive_power(20.0)) / 1e3, 1)
    189.5

    References
    ----------
    [1] S. Atallah and J. N. Shah, GRI-89/0176, 1990.
    """
    width = finite("diameter", diameter, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"diameter": width})
    thin = np.exp(-DEPTH_PER_M * width)
    return np.asarray(FLAME * (1.0 - thin))
