"""Flashing two-phase flow through a short nozzle: the omega method of Leung."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="leung1986",
    citation=(
        "J. C. Leung, A generalized correlation for one-component homogeneous equilibrium flashing "
        "choked flow, AIChE Journal 32(10), 1743-1746, 1986, doi:10.1002/aic.690321019; API 520 "
        "part I, annex on two-phase flow, example of a two-phase system (omega 1.482). Neither "
        "seen; the numbers of the example as they stand in a public worksheet."
    ),
    quantity="mass flux of a two-phase mixture",
    inputs=("pressure", "density", "omega", "ambient_pressure"),
    validity={"omega": (0.1, 100.0)},
    status="verified",
)


@dataclass(frozen=True, slots=True)
class TwoPhaseFlux:
    """Flow of a flashing mixture in a nozzle.

    Attributes
    ----------
    mass_flux : kg/(m² s), without a discharge factor.
    choked : whether the pressure outside no longer matters.
    throat_pressure : Pa.
    """

    mass_flux: Floats
    choked: NDArray[np.bool_]
    throat_pressure: Floats


def omega_saturated(
    vapour_volume_fraction: float,
    density: float,
    liquid_heat_capacity: float,
    temperature: float,
    pressure: float,
    latent_heat: float,
    specific_volume_change: float,
) -> float:
    r"""Expansion parameter of a mixture in equilibrium, from its properties (Leung 1986).

    Parameters
    ----------
    vapour_volume_fraction : float
        Share of the vapour in the volume inside; 0 for saturated liquid. [-]
    density : float
        Density of the mixture inside. [kg/m³]
    liquid_heat_capacity : float
        Specific heat of the liquid. [J/(kg K)]
    temperature : float
        Temperature inside. [K]
    pressure : float
        Pressure inside, absolute. [Pa]
    latent_heat : float
        Heat of evaporation. [J/kg]
    specific_volume_change : float
        Specific volume of the vapour less that of the liquid. [m³/kg]

    Returns
    -------
    omega : float
        Expansion parameter. [-]

    Raises
    ------
    InvalidInput
        An input is impossible.

    Notes
    -----
    .. math:: \omega = \alpha_0 + \rho_0 c_p T_0 p_0 (v_{fg} / h_{fg})^2

    References
    ----------
    [1] J. C. Leung, AIChE Journal 32(10), 1743-1746, 1986.
    """
    share = float(finite("vapour_volume_fraction", vapour_volume_fraction, least=0.0))
    if share > 1.0:
        raise InvalidInput("vapour_volume_fraction: no value may be greater than 1")
    change = float(finite("specific_volume_change", specific_volume_change, above=0.0))
    change = change / float(finite("latent_heat", latent_heat, above=0.0))
    product = float(finite("density", density, above=0.0))
    product *= float(finite("liquid_heat_capacity", liquid_heat_capacity, above=0.0))
    product *= float(finite("temperature", temperature, above=0.0))
    return share + product * float(finite("pressure", pressure, above=0.0)) * change**2


def omega_from_expansion(volume: float, volume_at_ninety: float) -> float:
    r"""Expansion parameter from the specific volume at nine tenths of the pressure (API 520).

    Parameters
    ----------
    volume : float
        Specific volume inside. [m³/kg]
    volume_at_ninety : float
        Specific volume after a flash at constant entropy to 0.9 of the pressure. [m³/kg]

    Returns
    -------
    omega : float
        Expansion parameter. [-]

    Raises
    ------
    InvalidInput
        A volume is not positive, or the mixture does not expand.

    Notes
    -----
    .. math:: \omega = 9 (v_9 / v_0 - 1)

    Examples
    --------
    >>> round(omega_from_expansion(0.3116, 0.3629), 3)
    1.482

    References
    ----------
    [1] API 520 part I, annex on two-phase flow.
    """
    first = float(finite("volume", volume, above=0.0))
    return 9.0 * (float(finite("volume_at_ninety", volume_at_ninety, least=first)) / first - 1.0)


def critical_ratio(omega: float) -> float:
    r"""Pressure in the throat over that inside when the flow is choked (Leung 1986).

    Parameters
    ----------
    omega : float
        Expansion parameter. [-]

    Returns
    -------
    ratio : float
        Critical pressure ratio. [-]

    Raises
    ------
    InvalidInput
        The parameter is not positive.

    Notes
    -----
    Root of

    .. math:: \eta^2 + (\omega^2 - 2\omega)(1 - \eta)^2 + 2\omega^2 \ln\eta
        + 2\omega^2 (1 - \eta) = 0

    Examples
    --------
    >>> round(critical_ratio(1.482), 2), round(critical_ratio(1.0), 4)
    (0.66, 0.6065)

    References
    ----------
    [1] J. C. Leung, AIChE Journal 32(10), 1743-1746, 1986.
    """
    w = float(finite("omega", omega, above=0.0))

    def residual(eta: float) -> float:
        square = (w**2 - 2.0 * w) * (1.0 - eta) ** 2
        return float(eta**2 + square + 2.0 * w**2 * (np.log(eta) + 1.0 - eta))

    return float(brentq(residual, 1e-12, 1.0, xtol=1e-14))


def mass_flux(
    pressure: float,
    density: float,
    omega: float,
    ambient_pressure: ArrayLike,
    caveats: Caveats | None = None,
) -> TwoPhaseFlux:
    r"""Mass flux of a saturated mixture or liquid through a nozzle (Leung 1986).

    Parameters
    ----------
    pressure : float
        Pressure inside, absolute. [Pa]
    density : float
        Density of the mixture inside. [kg/m³]
    omega : float
        Expansion parameter. [-]
    ambient_pressure : float or ndarray, shape (n,)
        Pressure outside, absolute. [Pa]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    flux : TwoPhaseFlux
        Flux, choking and pressure in the throat. [SI units]

    Raises
    ------
    InvalidInput
        An input is impossible, or the pressure outside exceeds that inside.

    Notes
    -----
    .. math:: G = \sqrt{p_0 \rho_0}
        \frac{\sqrt{-2 [\omega \ln\eta + (\omega - 1)(1 - \eta)]}}{\omega (1/\eta - 1) + 1}

    with the ratio of the throat, critical or outside. Equilibrium needs a path of about 0.1 m;
    through a shorter hole the liquid does not flash and ``liquid_orifice`` applies.

    Validity
    --------
    omega : 0.1 to 100

    References
    ----------
    [1] J. C. Leung, AIChE Journal 32(10), 1743-1746, 1986.
    """
    inside = float(finite("pressure", pressure, above=0.0))
    rho = float(finite("density", density, above=0.0))
    limit = critical_ratio(omega)
    check_range(caveats, INFO.id, INFO.validity, {"omega": omega})
    outer = finite("ambient_pressure", ambient_pressure, least=0.0) / inside
    if (outer > 1.0).any():
        raise InvalidInput("pressure: the pressure outside exceeds that inside")
    eta = np.maximum(outer, limit)
    driving = np.maximum(-2.0 * (omega * np.log(eta) + (omega - 1.0) * (1.0 - eta)), 0.0)
    flux = np.sqrt(inside * rho * driving) / (omega * (1.0 / eta - 1.0) + 1.0)
    return TwoPhaseFlux(np.asarray(flux), np.asarray(outer <= limit), np.asarray(eta * inside))
