"""Energy of a bursting gas vessel, by the heating of its gas at constant volume."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="brode1959",
    citation=(
        "H. L. Brode, Blast wave from a spherical charge, Physics of Fluids 2(2), 217-229, 1959, "
        "doi:10.1063/1.1705911; use for vessels after CCPS 1994. The paper was not at hand."
    ),
    quantity="energy of a bursting gas vessel",
    inputs=("pressure", "volume", "heat_capacity_ratio", "ambient_pressure"),
    status="unverified",
)


def burst_energy(
    pressure: ArrayLike,
    volume: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    ambient_pressure: float = 101325.0,
) -> Floats:
    r"""Energy that raises the gas from ambient to burst pressure at constant volume; Brode 1959.

    Parameters
    ----------
    pressure : float or ndarray, shape (n,)
        Absolute pressure at the burst. [Pa]
    volume : float or ndarray, shape (n,)
        Volume of the gas. [m³]
    heat_capacity_ratio : float or ndarray, shape (n,)
        Ratio of the heat capacities of the gas, above 1. [-]
    ambient_pressure : float, default 101325
        Absolute pressure of the air around. [Pa]

    Returns
    -------
    energy : ndarray, shape (n,) or ()
        Energy. [J]

    Raises
    ------
    InvalidInput
        A value is impossible, or the burst pressure is below that of the air.

    Notes
    -----
    .. math:: E = (p_1 - p_0) V / (\gamma - 1)

    An upper bound: the ideal gas does not give it all to blast. Flashing liquid is not included.

    Examples
    --------
    >>> round(float(burst_energy(1.1e6, 10.0, 1.4, 1e5)) / 1e6, 6)
    25.0

    References
    ----------
    [1] H. L. Brode, Physics of Fluids 2(2), 217-229, 1959.
    """
    burst = finite("pressure", pressure, above=0.0)
    around = finite("ambient_pressure", ambient_pressure, above=0.0)
    if (burst < around).any():
        raise InvalidInput("pressure must not be below ambient_pressure")
    gamma = finite("heat_capacity_ratio", heat_capacity_ratio, above=1.0)
    return np.asarray((burst - around) * finite("volume", volume, above=0.0) / (gamma - 1.0))
