"""Flashing two-phase flow through a horizontal pipe with friction, in equilibrium."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, InvalidInput, check_range, finite
from anlan_science.sources import leung1986

INFO = ModelInfo(
    id="leung_grolmes1987",
    citation=(
        "J. C. Leung and M. A. Grolmes, The discharge of two-phase flashing flow in a horizontal "
        "duct, AIChE Journal 33(3), 524-527, 1987, doi:10.1002/aic.690330316. Not seen; its "
        "balance of momentum integrated here, with a nozzle without friction at the inlet. No "
        "published case."
    ),
    quantity="mass flux of a two-phase mixture in a pipe",
    inputs=("pressure", "density", "omega", "friction", "ambient_pressure"),
    validity={"omega": (0.5, 200.0), "friction": (0.0, 100.0)},
    status="unverified",
)

#: Where the closed form is taken at its limit.
NEAR_ONE = 1e-6
#: A flux this little below that of the nozzle needs no pipe.
SHORTEST = 1e-9


@dataclass(frozen=True, slots=True)
class PipeFlux:
    """Flow of a flashing mixture in a pipe.

    Attributes
    ----------
    mass_flux : kg/(m² s).
    choked : whether the pressure outside no longer matters.
    exit_pressure : Pa.
    """

    mass_flux: float
    choked: bool
    exit_pressure: float


def _volume(share: float, omega: float) -> float:
    """Specific volume over that inside, at a share of the pressure."""
    return omega * (1.0 / share - 1.0) + 1.0


def _nozzle(share: float, omega: float) -> float:
    """Scaled flux through a nozzle down to a share of the pressure."""
    driving = -2.0 * (omega * np.log(share) + (omega - 1.0) * (1.0 - share))
    return float(np.sqrt(max(driving, 0.0))) / _volume(share, omega)


def _friction(flux: float, omega: float, outside: float) -> tuple[float, float]:
    """Friction of the pipe that lets a scaled flux pass, and the share of pressure at its end."""
    critical = leung1986.critical_ratio(omega)
    first = float(brentq(lambda share: _nozzle(share, omega) - flux, critical, 1.0, xtol=1e-15))
    last = min(max(outside, flux * np.sqrt(omega)), first)
    rest = 1.0 - omega
    if abs(rest) < NEAR_ONE:
        pushed, ratio = 0.5 * (first**2 - last**2), 1.0
    else:
        ratio = (rest * last + omega) / (rest * first + omega)
        pushed = (first - last) / rest + omega / rest**2 * np.log(ratio)
    return float(2.0 / flux**2 * pushed - 2.0 * np.log(ratio * first / last)), float(last)


def mass_flux(
    pressure: float,
    density: float,
    omega: float,
    friction: float,
    ambient_pressure: float = 101325.0,
    caveats: Caveats | None = None,
) -> PipeFlux:
    r"""Mass flux of a saturated mixture or liquid through a pipe (Leung and Grolmes 1987).

    Parameters
    ----------
    pressure : float
        Pressure inside, absolute. [Pa]
    density : float
        Density of the mixture inside. [kg/m³]
    omega : float
        Expansion parameter, see ``leung1986``. [-]
    friction : float
        Four times the friction factor of Fanning times length over diameter, bends included. [-]
    ambient_pressure : float, default 101325.0
        Pressure outside, absolute. [Pa]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    flux : PipeFlux
        Flux, choking and pressure at the end of the pipe. [SI units]

    Raises
    ------
    InvalidInput
        An input is impossible, or the pressure outside exceeds that inside.

    Notes
    -----
    .. math:: \frac{4 f L}{D} = \frac{2}{G_*^2} \left[ \frac{\eta_1 - \eta_2}{1 - \omega} +
        \frac{\omega}{(1-\omega)^2} \ln \frac{(1-\omega)\eta_2 + \omega}
        {(1-\omega)\eta_1 + \omega} \right] - 2 \ln \left[ \frac{(1-\omega)\eta_2 + \omega}
        {(1-\omega)\eta_1 + \omega} \frac{\eta_1}{\eta_2} \right], \quad
        \eta_2 \ge G_* \sqrt\omega

    The first share of the pressure is that of a nozzle with the same flux. At omega 1 it is the
    isothermal flow of an ideal gas.

    Validity
    --------
    omega : 0.5 to 200
    friction : 0 to 100

    Examples
    --------
    A pipe of a hundred diameters, friction factor 0.005, lets three quarters pass:

    >>> nozzle, pipe = (mass_flux(7e5, 1400.0, 10.0, f).mass_flux for f in (0.0, 2.0))
    >>> round(pipe / nozzle, 2)
    0.77

    References
    ----------
    [1] J. C. Leung and M. A. Grolmes, AIChE Journal 33(3), 524-527, 1987.
    """
    inside = float(finite("pressure", pressure, above=0.0))
    rho = float(finite("density", density, above=0.0))
    loss = float(finite("friction", friction, least=0.0))
    w = float(finite("omega", omega, above=0.0))
    outside = float(finite("ambient_pressure", ambient_pressure, least=0.0)) / inside
    if outside > 1.0:
        raise InvalidInput("pressure: the pressure outside exceeds that inside")
    check_range(caveats, INFO.id, INFO.validity, {"omega": w, "friction": loss})
    free = leung1986.mass_flux(inside, rho, w, outside * inside, caveats=Caveats())
    scale = float(np.sqrt(inside * rho))
    most = float(free.mass_flux) / scale
    if loss == 0.0 or most == 0.0 or _friction(most * (1.0 - SHORTEST), w, outside)[0] >= loss:
        return PipeFlux(most * scale, bool(free.choked), float(free.throat_pressure))
    least = most / np.sqrt(1.0 + loss)
    while _friction(least, w, outside)[0] < loss:
        least *= 0.5
    found = float(
        brentq(lambda flux: _friction(flux, w, outside)[0] - loss, least, most * (1.0 - SHORTEST))
    )
    last = _friction(found, w, outside)[1]
    return PipeFlux(found * scale, last > outside, last * inside)
