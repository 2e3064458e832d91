"""Share of its power that a jet flame of gas without soot radiates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="panda_hecht2017",
    citation=(
        "P. P. Panda and E. S. Hecht, Ignition and flame characteristics of cryogenic hydrogen "
        "releases, Int. J. Hydrogen Energy 42, 775-785, 2017, doi:10.1016/j.ijhydene.2016.08.051; "
        "absorption of hydrogen flames: A. Molina, R. W. Schefer and W. G. Houf, Proc. Combustion "
        "Institute 31, 2565-2572, 2007. Papers not seen; as HyRAM+ (ced0b5f) states it."
    ),
    quantity="radiant share of a jet flame of gas",
    inputs=("residence_time", "flame_temperature", "absorption"),
    validity={"residence_time": (1e-4, 2.0)},
    status="verified",
)

#: Mean absorption of the products of hydrogen. [1/m]
HYDROGEN_ABSORPTION = 0.23
COEFFICIENT, EXPONENT = 9.45e-9, 0.47


def radiant_share(
    residence_time: ArrayLike,
    flame_temperature: float,
    absorption: float = HYDROGEN_ABSORPTION,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Share of the power of a flame that leaves as radiation (Panda and Hecht 2017).

    Parameters
    ----------
    residence_time : float or ndarray, shape (n,)
        Time of the gas in the flame. [s]
    flame_temperature : float
        Adiabatic temperature of the flame. [K]
    absorption : float, default that of hydrogen
        Mean coefficient of absorption of the products. [1/m]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    share : ndarray, shape (n,) or ()
        Radiant share. [-]

    Raises
    ------
    InvalidInput
        An input is impossible.

    Notes
    -----
    .. math:: \chi = 9.45 \cdot 10^{-9} (\tau a T^4)^{0.47}, \quad \tau \text{ in ms}

    Validity
    --------
    residence_time : 1e-4 to 2 s

    Examples
    --------
    >>> round(float(radiant_share(0.1, 2382.0)), 3)
    0.092

    References
    ----------
    [1] P. P. Panda and E. S. Hecht, Int. J. Hydrogen Energy 42, 775-785, 2017.
    """
    time = finite("residence_time", residence_time, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"residence_time": time})
    hot = float(finite("flame_temperature", flame_temperature, above=0.0))
    dim = float(finite("absorption", absorption, above=0.0))
    return np.asarray(COEFFICIENT * (1e3 * time * dim * hot**4) ** EXPONENT)
