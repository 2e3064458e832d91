"""How far wind tilts a pool flame."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.fire.thomas1963 import wind_ratio
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats

INFO = ModelInfo(
    id="aga1974",
    citation=(
        "American Gas Association, LNG safety program, interim report on phase II work, project "
        "IS-3-1, Arlington, 1974. The report was not at hand; no printed worked value was found."
    ),
    quantity="tilt of a pool flame in wind",
    inputs=("diameter", "burning_rate", "wind_speed", "vapour_density"),
    # Validated with the fires of Montoir, see docs/models/fire.md.
    status="unverified",
)


def flame_tilt(
    diameter: ArrayLike, burning_rate: ArrayLike, wind_speed: ArrayLike, vapour_density: float
) -> Floats:
    r"""Angle between the axis of the flame and the vertical, leaning downwind; AGA 1974.

    Parameters
    ----------
    diameter : float or ndarray, shape (n,)
        Diameter of the pool. [m]
    burning_rate : float or ndarray, shape (n,)
        Mass burnt. [kg/(m² s)]
    wind_speed : float or ndarray, shape (n,)
        Wind at 1.6 m in the source; wind at 10 m tilts more. [m/s]
    vapour_density : float
        Density of the fuel vapour at the boiling point. [kg/m³]

    Returns
    -------
    tilt : ndarray, shape (n,) or ()
        Tilt, 0 upright to less than π/2. [rad]

    Raises
    ------
    InvalidInput
        A value is impossible.

    Notes
    -----
    .. math:: \cos\theta = 1 \text{ for } u^* \le 1, \quad \cos\theta = u^{*-1/2} \text{ above}

    Examples
    --------
    >>> round(float(flame_tilt(20.0, 0.1, 6.0, 1.8)), 2)
    0.92

    References
    ----------
    [1] American Gas Association, project IS-3-1, 1974.
    """
    ratio = wind_ratio(diameter, burning_rate, wind_speed, vapour_density)
    return np.asarray(np.arccos(np.maximum(ratio, 1.0) ** -0.5))
