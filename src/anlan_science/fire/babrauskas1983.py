"""How fast a liquid burns from a pool, by fuel and diameter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="babrauskas1983",
    citation=(
        "V. Babrauskas, Estimating large pool fire burning rates, Fire Technology 19(4), 251-261, "
        "1983, doi:10.1007/BF02380810. The paper was not at hand; constants of "
        "US NRC, NUREG-1805, 2004; liquefied gases as commonly cited."
    ),
    quantity="burning rate of a liquid pool",
    inputs=("fuel", "diameter"),
    validity={"diameter": (0.2, 50.0)},
    status="verified",
)


@dataclass(frozen=True, slots=True)
class Fuel:
    """Rate of an endless pool, and how fast it is reached with the diameter.

    Attributes
    ----------
    rate : burning rate of a very large pool, kg/(m² s).
    growth : extinction coefficient times mean beam length corrector, 1/m; 0 for alcohols, whose
        rate the source gives without growth.
    """

    rate: float
    growth: float


#: Table of the source; lng and lpg were not found in a second print. Alcohols: the value for pools
#: above 0.6 m, without growth.
FUELS: dict[str, Fuel] = {
    "lng": Fuel(0.078, 1.1),
    "lpg": Fuel(0.099, 1.4),
    "butane": Fuel(0.078, 2.7),
    "benzene": Fuel(0.085, 2.7),
    "hexane": Fuel(0.074, 1.9),
    "heptane": Fuel(0.101, 1.1),
    "xylene": Fuel(0.090, 1.4),
    "acetone": Fuel(0.041, 1.9),
    "gasoline": Fuel(0.055, 2.1),
    "kerosene": Fuel(0.039, 3.5),
    "methanol": Fuel(0.017, 0.0),
    "ethanol": Fuel(0.015, 0.0),
}


def burning_rate(fuel: str, diameter: ArrayLike, *, caveats: Caveats | None = None) -> Floats:
    r"""Burning rate of a pool in still air; Babrauskas 1983.

    Parameters
    ----------
    fuel : str
        One of ``FUELS``. [-]
    diameter : float or ndarray, shape (n,)
        Diameter of the pool. [m]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    rate : ndarray, shape (n,) or ()
        Mass burnt. [kg/(m² s)]

    Raises
    ------
    InvalidInput
        The fuel is not in the table, or a diameter is not greater than zero.
    OutOfValidity
        When the list is strict and a diameter leaves the range.

    Notes
    -----
    .. math:: m = m_\infty (1 - e^{-k\beta D})

    Validity
    --------
    diameter : 0.2 to 50

    Examples
    --------
    >>> round(float(burning_rate("benzene", 1.0)), 4)
    0.0793

    References
    ----------
    [1] V. Babrauskas, Fire Technology 19(4), 251-261, 1983.
    """
    if fuel not in FUELS:
        raise InvalidInput(f"no burning rate for {fuel}")
    width = finite("diameter", diameter, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"diameter": width})
    row = FUELS[fuel]
    if row.growth == 0.0:
        return np.full_like(width, row.rate)
    return np.asarray(-row.rate * np.expm1(-row.growth * width))
