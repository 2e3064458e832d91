"""Passive plume of a steady source: Gaussian across wind and height, mirrored at the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.dispersion.averaging_time import spread_factor
from anlan_science.dispersion.sigma_sets import get_sigma_set, spreads
from anlan_science.dispersion.stability import StabilityClass
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="gaussian_plume",
    citation=(
        "D. B. Turner, Workbook of Atmospheric Dispersion Estimates, PHS 999-AP-26, 1970, eq. 3.1; "
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, example p. 97 "
        "(reproduced; book not seen, values as stated by a public implementation)."
    ),
    quantity="concentration of a passive plume",
    inputs=("x", "y", "z", "rate", "wind_speed", "height", "stability"),
    validity={"wind_speed": (1.0, 30.0), "height": (0.0, 300.0)},
    status="verified",
)

#: Images on each side once the plume fills the mixing layer; beyond sigma_z = 1.2 h it is uniform.
IMAGES = 6
UNIFORM_FROM = 1.2


def _vertical(z: Floats, height: Floats, sigma_z: Floats, mixing_height: float) -> Floats:
    """Vertical distribution, mirrored at the ground and at the top of the mixing layer. [1/m]"""
    total = np.zeros(np.broadcast_shapes(z.shape, height.shape, sigma_z.shape))
    images = range(-IMAGES, IMAGES + 1) if np.isfinite(mixing_height) else (0,)
    for image in images:
        shift = 2.0 * image * mixing_height if image else 0.0
        total = total + np.exp(-0.5 * ((z - height + shift) / sigma_z) ** 2)
        total = total + np.exp(-0.5 * ((z + height + shift) / sigma_z) ** 2)
    total = total / (np.sqrt(2.0 * np.pi) * sigma_z)
    if np.isfinite(mixing_height):
        total = np.where(sigma_z > UNIFORM_FROM * mixing_height, 1.0 / mixing_height, total)
        total = np.where(z > mixing_height, 0.0, total)
    return np.asarray(total)


def concentration_of_spreads(
    y: ArrayLike,
    z: ArrayLike,
    rate: ArrayLike,
    wind_speed: ArrayLike,
    height: ArrayLike,
    sigma_y: ArrayLike,
    sigma_z: ArrayLike,
    mixing_height: float = np.inf,
) -> Floats:
    r"""Concentration in a steady plume whose spreads are known (Turner 1970, eq. 3.1).

    Parameters
    ----------
    y : float or ndarray, shape (n,)
        Distance across the wind from the axis. [m]
    z : float or ndarray, shape (n,)
        Height above the ground. [m]
    rate : float or ndarray, shape (n,)
        Mass released per time. [kg/s]
    wind_speed : float or ndarray, shape (n,)
        Mean wind at the height of the plume. [m/s]
    height : float or ndarray, shape (n,)
        Height of the axis, plume rise included. [m]
    sigma_y : float or ndarray, shape (n,)
        Standard deviation across the wind, of the averaging time wanted. [m]
    sigma_z : float or ndarray, shape (n,)
        Vertical standard deviation. [m]
    mixing_height : float, default inf
        Top of the mixing layer. [m]

    Returns
    -------
    concentration : ndarray, shape (n,) or ()
        Mass per volume, of the averaging time of sigma_y. [kg/m³]

    Raises
    ------
    InvalidInput
        An input is not finite, a wind or spread not positive, the source above the mixing layer.

    Notes
    -----
    .. math:: c = \frac{Q}{2 \pi u \sigma_y \sigma_z} e^{-y^2 / 2\sigma_y^2}
        \left[ e^{-(z-h)^2 / 2\sigma_z^2} + e^{-(z+h)^2 / 2\sigma_z^2} \right]

    With a mixing layer, images at its top are added; once sigma_z exceeds 1.2 of its height the
    plume fills it evenly. A plume above the layer does not reach the ground and is refused.

    References
    ----------
    [1] D. B. Turner, PHS 999-AP-26, 1970.
    """
    across = finite("sigma_y", sigma_y, above=0.0)
    wind = finite("wind_speed", wind_speed, above=0.0)
    axis = finite("height", height, least=0.0)
    if np.isnan(mixing_height) or (axis > mixing_height).any():
        finite("mixing_height minus height", mixing_height - axis, least=0.0)
    lateral = np.exp(-0.5 * (finite("y", y) / across) ** 2) / (np.sqrt(2.0 * np.pi) * across)
    vertical = _vertical(
        finite("z", z, least=0.0), axis, finite("sigma_z", sigma_z, above=0.0), mixing_height
    )
    result: Floats = finite("rate", rate, least=0.0) / wind * lateral * vertical
    return result


def concentration(
    x: ArrayLike,
    y: ArrayLike,
    z: ArrayLike,
    rate: float,
    wind_speed: float,
    height: float,
    stability: StabilityClass,
    sigma_set: str,
    averaging_time: float = 600.0,
    mixing_height: float = np.inf,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Concentration in the plume of a steady point source, with published spreads.

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind; upwind and at the source the model gives nothing, that is 0. [m]
    y : float or ndarray, shape (n,)
        Distance across the wind from the axis. [m]
    z : float or ndarray, shape (n,)
        Height above the ground. [m]
    rate : float
        Mass released per time. [kg/s]
    wind_speed : float
        Mean wind at the height of the plume. [m/s]
    height : float
        Height of the axis, plume rise included. [m]
    stability : str
        Stability class A to F. [-]
    sigma_set : str
        Identifier of a plume set in ``sigma_sets``. [-]
    averaging_time : float, default 600.0
        Averaging time of the concentration. [s]
    mixing_height : float, default inf
        Top of the mixing layer. [m]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    concentration : ndarray, shape (n,) or ()
        Mass per volume, mean over the averaging time. [kg/m³]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible.
    UnknownSigmaSet
        There is no such set for a plume.

    Notes
    -----
    The crosswind spread of the set (ten minutes) is scaled by the time to the power 0.2,
    see ``averaging_time``.

    Validity
    --------
    wind_speed : 1 to 30 m/s
    height : 0 to 300 m

    Examples
    --------
    CCPS 1999, p. 97 (class F, ground level, 2 m/s, 0.1 kg/s, at 500 m):

    >>> from anlan_science.registry import Caveats
    >>> c = concentration(500.0, 0.0, 0.0, 0.1, 2.0, 0.0, "F", "seinfeld1986", caveats=Caveats())
    >>> f"{float(c):.4e}"
    '1.0347e-04'

    References
    ----------
    [1] D. B. Turner, PHS 999-AP-26, 1970.
    [2] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, p. 97.
    """
    check_range(caveats, INFO.id, INFO.validity, {"wind_speed": wind_speed, "height": height})
    distance = finite("x", x)
    downwind = distance > 0
    inner = distance[downwind]
    reference = get_sigma_set(sigma_set, "plume").averaging_time
    factor = spread_factor(averaging_time, reference, caveats)
    shape = np.broadcast_shapes(distance.shape, np.shape(y), np.shape(z))
    result = np.zeros(shape)
    if inner.size == 0:
        return result
    # Caveats speak of the points downwind only; the others are filled with one of these.
    where = np.where(downwind, distance, inner.flat[0])
    _, sigma_y, sigma_z = spreads(sigma_set, "plume", where, stability, caveats)
    found = concentration_of_spreads(
        y, z, rate, wind_speed, height, sigma_y * factor, sigma_z, mixing_height
    )
    return np.where(np.broadcast_to(downwind, shape), found, 0.0)
