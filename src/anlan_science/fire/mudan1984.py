"""Surface emissive power of smoky flames of hydrocarbon pools."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="mudan1984",
    citation=(
        "K. S. Mudan, Thermal radiation hazards from hydrocarbon pool fires, Progress in Energy "
        "and Combustion Science 10(1), 59-80, 1984, doi:10.1016/0360-1285(84)90119-9. The paper "
        "was not at hand."
    ),
    quantity="surface emissive power of a smoky pool flame",
    inputs=("diameter",),
    validity={"diameter": (1.0, 80.0)},
    status="verified",
)

#: Power of bright flame and of soot, and how soon soot covers the flame. [W/m², 1/m]
FLAME, SOOT, SMOKE_PER_M = 140e3, 20e3, 0.12


def emissive_power(diameter: ArrayLike, *, caveats: Caveats | None = None) -> Floats:
    r"""Radiation leaving the surface of the flame, averaged over it; Mudan 1984.

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
    .. math:: E = 140 e^{-0.12 D} + 20 (1 - e^{-0.12 D})

    in kW/m²: soot hides the flame the more, the wider the pool. Petrol, kerosene, crude.

    Validity
    --------
    diameter : 1.0 to 80.0

    Examples
    --------
    >>> round(float(emissive_power(20.0)) / 1e3, 1)
    30.9

    References
    ----------
    [1] K. S. Mudan, Prog. Energy Combust. Sci. 10(1), 59-80, 1984.
    """
    width = finite("diameter", diameter, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"diameter": width})
    smoke = np.exp(-SMOKE_PER_M * width)
    return np.asarray(FLAME * smoke + SOOT * (1.0 - smoke))
