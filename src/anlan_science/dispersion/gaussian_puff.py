"""Passive puff released in an instant, carried with the wind and mirrored at the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.dispersion.sigma_sets import spreads
from anlan_science.dispersion.stability import StabilityClass
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="gaussian_puff",
    citation=(
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, AIChE, 1999, example "
        "p. 101 (reproduced; book not seen, values as stated by a public implementation)."
    ),
    quantity="concentration of a passive puff",
    inputs=("x", "y", "z", "time", "mass", "wind_speed", "height", "stability"),
    validity={"wind_speed": (1.0, 30.0), "height": (0.0, 300.0)},
    status="verified",
)


def concentration_of_spreads(
    from_centre: ArrayLike,
    y: ArrayLike,
    z: ArrayLike,
    mass: ArrayLike,
    height: ArrayLike,
    sigma_x: ArrayLike,
    sigma_y: ArrayLike,
    sigma_z: ArrayLike,
) -> Floats:
    r"""Concentration in a puff whose spreads are known.

    Parameters
    ----------
    from_centre : float or ndarray, shape (n,)
        Distance along the wind from the centre of the puff. [m]
    y : float or ndarray, shape (n,)
        Distance across the wind from the axis. [m]
    z : float or ndarray, shape (n,)
        Height above the ground. [m]
    mass : float or ndarray, shape (n,)
        Mass released. [kg]
    height : float or ndarray, shape (n,)
        Height of the centre. [m]
    sigma_x : float or ndarray, shape (n,)
        Standard deviation along the wind. [m]
    sigma_y : float or ndarray, shape (n,)
        Standard deviation across the wind. [m]
    sigma_z : float or ndarray, shape (n,)
        Vertical standard deviation. [m]

    Returns
    -------
    concentration : ndarray, shape (n,) or ()
        Mass per volume, instantaneous. [kg/m³]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible.

    Notes
    -----
    .. math:: c = \frac{m}{(2\pi)^{3/2} \sigma_x \sigma_y \sigma_z}
        e^{-\xi^2 / 2\sigma_x^2} e^{-y^2 / 2\sigma_y^2}
        \left[ e^{-(z-h)^2 / 2\sigma_z^2} + e^{-(z+h)^2 / 2\sigma_z^2} \right]

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999.
    """
    along = finite("sigma_x", sigma_x, above=0.0)
    across = finite("sigma_y", sigma_y, above=0.0)
    above = finite("sigma_z", sigma_z, above=0.0)
    level = finite("z", z, least=0.0)
    centre = finite("height", height, least=0.0)
    mirrored = np.exp(-0.5 * ((level - centre) / above) ** 2)
    mirrored = mirrored + np.exp(-0.5 * ((level + centre) / above) ** 2)
    result: Floats = (
        finite("mass", mass, least=0.0)
        / ((2.0 * np.pi) ** 1.5 * along * across * above)
        * np.exp(-0.5 * (finite("from_centre", from_centre) / along) ** 2)
        * np.exp(-0.5 * (finite("y", y) / across) ** 2)
        * mirrored
    )
    return result


def concentration(
    x: ArrayLike,
    y: ArrayLike,
    z: ArrayLike,
    time: ArrayLike,
    mass: float,
    wind_speed: float,
    height: float,
    stability: StabilityClass,
    sigma_set: str = "ccps1999_puff",
    caveats: Caveats | None = None,
) -> Floats:
    r"""Concentration in the puff of a sudden release, with published spreads.

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind of the release. [m]
    y : float or ndarray, shape (n,)
        Distance across the wind from the axis. [m]
    z : float or ndarray, shape (n,)
        Height above the ground. [m]
    time : float or ndarray, shape (n,)
        Time since the release, greater than zero. [s]
    mass : float
        Mass released. [kg]
    wind_speed : float
        Wind that carries the puff. [m/s]
    height : float
        Height of the release. [m]
    stability : str
        Stability class A to F. [-]
    sigma_set : str, default "ccps1999_puff"
        Identifier of a puff set in ``sigma_sets``. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    concentration : ndarray, shape (n,) or ()
        Mass per volume, instantaneous. [kg/m³]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible.
    UnknownSigmaSet
        There is no such set for a puff.

    Notes
    -----
    The spreads are those of the distance that the centre has travelled, wind times time.

    Validity
    --------
    wind_speed : 1 to 30 m/s
    height : 0 to 300 m

    Examples
    --------
    CCPS 1999, p. 101 (1 kg, class F, 2 m/s, centre at 500 m):

    >>> f"{float(concentration(500.0, 0.0, 0.0, 250.0, 1.0, 2.0, 0.0, 'F')):.4e}"
    '2.2500e-03'

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, p. 101.
    """
    wind = finite("wind_speed", wind_speed, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"wind_speed": wind, "height": height})
    travelled = wind * finite("time", time, above=0.0)
    sigma_x, sigma_y, sigma_z = spreads(sigma_set, "puff", travelled, stability, caveats)
    return concentration_of_spreads(
        finite("x", x) - travelled, y, z, mass, height, sigma_x, sigma_y, sigma_z
    )
