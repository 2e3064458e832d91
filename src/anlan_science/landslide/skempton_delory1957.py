"""Stability of a long slope with water flowing parallel to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="skempton_delory1957",
    citation=(
        "A. W. Skempton, F. A. DeLory, Stability of natural slopes in London clay, Proceedings of "
        "the 4th International Conference on Soil Mechanics and Foundation Engineering, London, "
        "vol. 2, 378-381, 1957 (not at hand); limits tested: dry sand at tan(phi) / tan(slope), "
        "saturated sand at about half of it."
    ),
    quantity="factor of safety of a slope",
    inputs=("slope", "soil_depth", "cohesion", "friction_angle", "wet_share", "soil_weight"),
    validity={"slope": (5.0, 60.0), "soil_depth": (0.2, 10.0)},
    status="verified",
)

#: Unit weight of water. [N/m³]
WATER_WEIGHT = 9806.65


def factor_of_safety(
    slope: ArrayLike,
    soil_depth: ArrayLike,
    cohesion: ArrayLike,
    friction_angle: ArrayLike,
    wet_share: ArrayLike,
    soil_weight: ArrayLike = 18_000.0,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Factor of safety of an infinite slope; Skempton and DeLory 1957.

    Parameters
    ----------
    slope : float or ndarray, shape (n,)
        Inclination. [°]
    soil_depth : float or ndarray, shape (n,)
        Depth of the slip surface, measured vertically. [m]
    cohesion : float or ndarray, shape (n,)
        Effective cohesion, roots included. [Pa]
    friction_angle : float or ndarray, shape (n,)
        Effective angle of friction. [°]
    wet_share : float or ndarray, shape (n,)
        Height of the water table over the slip surface, as a share of the depth. [-]
    soil_weight : float or ndarray, shape (n,), default 18000
        Unit weight of the soil. [N/m³]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    factor : ndarray, shape (n,)
        Resisting over driving stress; below 1 the slope fails. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or impossible, a slope is flat or vertical.
    OutOfValidity
        When the list is strict and an input lies outside its range.

    Notes
    -----
    .. math::

       F = \frac{c' + (\gamma - m \gamma_w)\, z \cos^2\beta \tan\varphi'}
                {\gamma z \sin\beta \cos\beta}

    Validity
    --------
    slope : 5 to 60
    soil_depth : 0.2 to 10

    Examples
    --------
    >>> round(float(factor_of_safety(30.0, 2.0, 0.0, 30.0, 0.0)), 6)
    1.0

    References
    ----------
    [1] A. W. Skempton, F. A. DeLory, Proc. 4th ICSMFE, vol. 2, 1957.
    """
    angle = finite("slope", slope, above=0.0)
    if (angle >= 90.0).any():
        raise InvalidInput("slope: must be less than 90")
    depth = finite("soil_depth", soil_depth, above=0.0)
    wet = finite("wet_share", wet_share, least=0.0)
    if (wet > 1.0).any():
        raise InvalidInput("wet_share: must not be more than 1")
    weight = finite("soil_weight", soil_weight, above=0.0)
    held = finite("cohesion", cohesion, least=0.0)
    phi = finite("friction_angle", friction_angle, least=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"slope": angle, "soil_depth": depth})
    beta = np.radians(angle)
    normal = (weight - wet * WATER_WEIGHT) * depth * np.cos(beta) ** 2
    driving = weight * depth * np.sin(beta) * np.cos(beta)
    return np.asarray((held + normal * np.tan(np.radians(phi))) / driving)
