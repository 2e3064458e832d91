"""Share of a superheated liquid that flashes, and what stays in the air as droplets."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="flash_fraction",
    citation=(
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, AIChE, 1999, section "
        "2.1.2 (flash from a heat balance; droplets as a multiple of the flash, rule of T. A. "
        "Kletz). Not seen."
    ),
    quantity="vapour and droplets of a flashing liquid",
    inputs=("temperature", "boiling_point", "heat_capacity", "latent_heat"),
    validity={"superheat": (0.0, 150.0)},
    status="unverified",
)


def flash_fraction(
    temperature: ArrayLike,
    boiling_point: ArrayLike,
    heat_capacity: ArrayLike,
    latent_heat: ArrayLike,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Share of the liquid that evaporates at once when its pressure falls to the one outside.

    Parameters
    ----------
    temperature : float or ndarray, shape (n,)
        Temperature of the liquid before. [K]
    boiling_point : float or ndarray, shape (n,)
        Boiling point at the pressure outside. [K]
    heat_capacity : float or ndarray, shape (n,)
        Specific heat of the liquid, mean between the two. [J/(kg K)]
    latent_heat : float or ndarray, shape (n,)
        Heat of evaporation, mean between the two. [J/kg]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    fraction : ndarray, shape (n,) or ()
        Mass that flashes over the mass released; 0 for a liquid below its boiling point. [-]

    Raises
    ------
    InvalidInput
        An input is not positive or not finite.

    Notes
    -----
    .. math:: f = 1 - \exp\left( -\frac{c_p (T - T_b)}{h_{fg}} \right)

    Validity
    --------
    superheat : 0 to 150 K

    Examples
    --------
    >>> round(float(flash_fraction(298.15, 239.8, 4700.0, 1.25e6)), 3)
    0.197

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, section 2.1.2.
    """
    above = finite("temperature", temperature, above=0.0)
    superheat = np.maximum(above - finite("boiling_point", boiling_point, above=0.0), 0.0)
    check_range(caveats, INFO.id, INFO.validity, {"superheat": superheat})
    warmth = finite("heat_capacity", heat_capacity, above=0.0) * superheat
    return np.asarray(-np.expm1(-warmth / finite("latent_heat", latent_heat, above=0.0)))


def rain_out(flash: ArrayLike, droplets_per_vapour: ArrayLike = 1.0) -> Floats:
    r"""Share of the release that falls to the ground and forms a pool.

    Parameters
    ----------
    flash : float or ndarray, shape (n,)
        Share that flashes. [-]
    droplets_per_vapour : float or ndarray, shape (n,), default 1.0
        Mass of droplets that stay in the air over the mass flashed; 1 is the rule of Kletz. [-]

    Returns
    -------
    fraction : ndarray, shape (n,) or ()
        Mass that rains out over the mass released. [-]

    Raises
    ------
    InvalidInput
        An input is negative or not finite, or the flash above 1.

    Notes
    -----
    .. math:: r = \max(0, 1 - f (1 + k))

    From half a flash on, all of the release stays in the air.

    Examples
    --------
    >>> rain_out([0.0, 0.2, 0.5]).round(3).tolist()
    [1.0, 0.6, 0.0]

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, section 2.1.2.
    """
    share = finite("flash", flash, least=0.0)
    finite("1 - flash", 1.0 - share, least=0.0)
    carried = share * (1.0 + finite("droplets_per_vapour", droplets_per_vapour, least=0.0))
    return np.asarray(np.maximum(1.0 - carried, 0.0))
