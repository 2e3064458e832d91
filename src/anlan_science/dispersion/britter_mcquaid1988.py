"""Dense gas released at ground level: the nomograms of the Britter and McQuaid workbook."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite, note

INFO = ModelInfo(
    id="britter_mcquaid1988",
    citation=(
        "R. E. Britter and J. McQuaid, Workbook on the Dispersion of Dense Gases, HSE Contract "
        "Research Report 17/1988; straight pieces of the nomograms and example p. 122 of CCPS, "
        "Guidelines for Consequence Analysis of Chemical Releases, 1999. Neither seen: pieces and "
        "examples (LNG of the Burro trials, ammonia of Potchefstroom) read in a public "
        "implementation (GasDispersion, 27ac300), the distance of 367 m as quoted from the example."
    ),
    quantity="concentration of a dense gas",
    inputs=("x", "volume_rate", "wind_speed", "gas_density", "air_density"),
    validity={"alpha": (-1.0, 1.0), "wind_speed": (1.0, 15.0)},
    status="verified",
)

#: Gravity. [m/s²]
GRAVITY = 9.80616
#: Plume: beta = slope * alpha + intercept up to alpha (limit, slope, intercept), by level of
#: concentration; CCPS 1999, straight pieces of the workbook's figure 8.
PLUME: dict[float, tuple[tuple[float, float, float], ...]] = {
    0.100: ((-0.55, 0.0, 1.75), (-0.14, 0.24, 1.88), (np.inf, -0.50, 1.78)),
    0.050: ((-0.68, 0.0, 1.92), (-0.29, 0.36, 2.16), (-0.18, 0.0, 2.06), (np.inf, -0.56, 1.96)),
    0.020: ((-0.69, 0.0, 2.08), (-0.31, 0.45, 2.39), (-0.16, 0.0, 2.25), (np.inf, -0.54, 2.16)),
    0.010: ((-0.70, 0.0, 2.25), (-0.29, 0.49, 2.59), (-0.20, 0.0, 2.45), (np.inf, -0.52, 2.35)),
    0.005: ((-0.67, 0.0, 2.40), (-0.28, 0.59, 2.80), (-0.15, 0.0, 2.63), (np.inf, -0.48, 2.56)),
    0.002: ((-0.69, 0.0, 2.60), (-0.25, 0.39, 2.87), (-0.13, 0.0, 2.77), (np.inf, -0.50, 2.71)),
}
#: Puff: the same for a sudden release, straight pieces of the workbook's figure 9.
PUFF: dict[float, tuple[tuple[float, float, float], ...]] = {
    0.100: ((-0.44, 0.0, 0.70), (0.43, 0.26, 0.81), (np.inf, 0.0, 0.93)),
    0.050: ((-0.56, 0.0, 0.85), (0.31, 0.26, 1.00), (np.inf, -0.12, 1.12)),
    0.020: ((-0.66, 0.0, 0.95), (0.32, 0.36, 1.19), (np.inf, -0.26, 1.38)),
    0.010: ((-0.71, 0.0, 1.15), (0.37, 0.34, 1.39), (np.inf, -0.38, 1.66)),
    0.005: ((-0.52, 0.0, 1.48), (0.24, 0.26, 1.62), (np.inf, -0.30, 1.75)),
    0.002: ((0.27, 0.0, 1.83), (np.inf, -0.32, 1.92)),
    0.001: ((-0.10, 0.0, 2.075), (np.inf, -0.27, 2.05)),
}
#: Near the source c/c0 = k / (k + x²) in scaled distance, up to the second number.
PLUME_NEAR = (306.0, 30.0)
PUFF_NEAR = (3.24, 3.0)
#: Below these the release is passive from the start, workbook section 3.6.
PASSIVE_PLUME, PASSIVE_PUFF = 0.15, 0.20


def _beta(pieces: tuple[tuple[float, float, float], ...], alpha: float) -> float:
    """Logarithm of the scaled distance of one level of concentration."""
    for limit, slope, intercept in pieces:
        if alpha <= limit:
            return slope * alpha + intercept
    raise AssertionError("the last piece has no limit")


def _scaled_concentration(
    scaled: Floats,
    alpha: float,
    table: dict[float, tuple[tuple[float, float, float], ...]],
    near: tuple[float, float],
) -> Floats:
    """Concentration over the initial one: near field, nomogram, inverse square beyond it."""
    levels = np.array(list(table))
    betas = np.array([_beta(pieces, alpha) for pieces in table.values()])
    k, near_end = near
    start = min(near_end, 10.0 ** betas[0])
    # Linear in the logarithm of distance between the levels, as CCPS interpolates; where the
    # nomogram begins before the near field ends, the near field is cut there.
    knots = np.concatenate([[np.log10(start)], betas]) if start == near_end else betas
    values = np.concatenate([[k / (k + start**2)], levels]) if start == near_end else levels
    safe = np.maximum(scaled, 1e-9)
    result = np.interp(np.log10(safe), knots, values)
    result = np.where(scaled < start, np.maximum(k / (k + scaled**2), values[0]), result)
    end = 10.0 ** betas[-1]
    return np.asarray(np.where(scaled > end, levels[-1] * (end / safe) ** 2, result))


def _mole_fraction(fraction: Floats, temperature_ratio: float) -> Floats:
    """Volume fraction at one temperature from the one of a cold release, workbook section 5.5."""
    return np.asarray(fraction / (fraction + (1.0 - fraction) * temperature_ratio))


def reduced_gravity(gas_density: float, air_density: float) -> float:
    r"""Gravity acting on the excess density of the released gas.

    Parameters
    ----------
    gas_density : float
        Density of the gas as it is released. [kg/m³]
    air_density : float
        Density of the air. [kg/m³]

    Returns
    -------
    gravity : float
        g (rho - rho_a) / rho_a. [m/s²]

    Raises
    ------
    InvalidInput
        A density is not positive, or the gas is no denser than air.

    Examples
    --------
    >>> round(reduced_gravity(1.76, 1.22), 2)
    4.34

    References
    ----------
    [1] R. E. Britter and J. McQuaid, HSE CRR 17/1988.
    """
    air = float(finite("air_density", air_density, above=0.0))
    gas = float(finite("gas_density", gas_density, above=air))
    return GRAVITY * (gas - air) / air


def _plume_alpha(
    volume_rate: float, wind_speed: float, gravity: float, caveats: Caveats | None
) -> tuple[float, float]:
    """Parameter of the nomogram and length scale of a plume; caveats where it does not hold."""
    scale = float(np.sqrt(volume_rate / wind_speed))
    alpha = 0.2 * float(np.log10(gravity**2 * volume_rate / wind_speed**5))
    check_range(caveats, INFO.id, INFO.validity, {"alpha": alpha, "wind_speed": wind_speed})
    strength = (gravity * volume_rate / (wind_speed**3 * scale)) ** (1.0 / 3.0)
    if strength < PASSIVE_PLUME:
        note(caveats, INFO.id, "buoyancy", f"{strength:.3g} below 0.15: passive from the start")
    return alpha, scale


def plume_concentration(
    x: ArrayLike,
    volume_rate: float,
    wind_speed: float,
    gas_density: float,
    air_density: float,
    gas_temperature: float = 288.15,
    air_temperature: float = 288.15,
    initial_fraction: float = 1.0,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Largest concentration at ground level in the plume of a steady release of dense gas.

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind of the source. [m]
    volume_rate : float
        Volume of gas (and of air entrained at the source) released per time. [m³/s]
    wind_speed : float
        Mean wind 10 m above the ground. [m/s]
    gas_density : float
        Density as released. [kg/m³]
    air_density : float
        Density of the air. [kg/m³]
    gas_temperature : float, default 288.15
        Temperature as released. [K]
    air_temperature : float, default 288.15
        Temperature of the air. [K]
    initial_fraction : float, default 1.0
        Share of the substance in the released volume. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    fraction : ndarray, shape (n,) or ()
        Volume fraction on the axis, mean over some seconds to minutes as in the trials. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible, or the gas is no denser than air.

    Notes
    -----
    .. math:: \alpha = \tfrac15 \log_{10} \frac{g'^2 q}{u^5}, \quad
        \beta = \log_{10} \frac{x}{\sqrt{q/u}}, \quad
        c = \frac{c'}{c' + (1 - c') T_g / T_a}

    Between the levels of the nomogram c' is linear in beta; beyond the last it falls with x⁻²;
    within 30 scales c' = 306 / (306 + (x/D)²). The nomogram holds over flat open ground and while
    the release lasts longer than 2.5 x/u. With the temperatures of a cold release (the procedure
    of CCPS) the LNG trials are over-predicted by a factor of about two; with equal temperatures,
    the default, the bias is small: see docs/models/britter_mcquaid1988.md.

    Validity
    --------
    alpha : -1 to 1
    wind_speed : 1 to 15 m/s

    Examples
    --------
    CCPS 1999, p. 122: LNG, 0.23 m³/s of liquid, 10.9 m/s; 5 % at 367 m:

    >>> c = plume_concentration(367.0, 0.23 * 425.6 / 1.76, 10.9, 1.76, 1.184, 111.15, 298.0)
    >>> round(float(c), 3)
    0.051

    References
    ----------
    [1] R. E. Britter and J. McQuaid, HSE CRR 17/1988.
    [2] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, p. 122.
    """
    rate = float(finite("volume_rate", volume_rate, above=0.0))
    wind = float(finite("wind_speed", wind_speed, above=0.0))
    gravity = reduced_gravity(gas_density, air_density)
    ratio = float(finite("gas_temperature", gas_temperature, above=0.0)) / float(
        finite("air_temperature", air_temperature, above=0.0)
    )
    alpha, scale = _plume_alpha(rate, wind, gravity, caveats)
    scaled = finite("x", x, least=0.0) / scale
    share = _scaled_concentration(scaled, alpha, PLUME, PLUME_NEAR)
    return float(finite("initial_fraction", initial_fraction, above=0.0)) * _mole_fraction(
        share, ratio
    )


def plume_half_width(
    x: ArrayLike, volume_rate: float, wind_speed: float, gas_density: float, air_density: float
) -> Floats:
    r"""Half width of the plume of a steady release of dense gas.

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind of the source. [m]
    volume_rate : float
        Volume of gas released per time. [m³/s]
    wind_speed : float
        Mean wind 10 m above the ground. [m/s]
    gas_density : float
        Density as released. [kg/m³]
    air_density : float
        Density of the air. [kg/m³]

    Returns
    -------
    half_width : ndarray, shape (n,) or ()
        Distance of the edge from the axis; outside it the model gives nothing. [m]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible, or the gas is no denser than air.

    Notes
    -----
    .. math:: L_h = D + 8 l_b + 2.5 (l_b x^2)^{1/3}, \quad l_b = g' q / u^3, \; D = \sqrt{q/u}

    The plume reaches D/2 + 2 l_b upwind of the source.

    References
    ----------
    [1] R. E. Britter and J. McQuaid, HSE CRR 17/1988.
    """
    rate = float(finite("volume_rate", volume_rate, above=0.0))
    wind = float(finite("wind_speed", wind_speed, above=0.0))
    length = reduced_gravity(gas_density, air_density) * rate / wind**3
    distance = finite("x", x, least=0.0)
    return np.asarray(np.sqrt(rate / wind) + 8.0 * length + 2.5 * np.cbrt(length * distance**2))


def plume_height(half_width: ArrayLike, share: ArrayLike, scale: ArrayLike) -> Floats:
    r"""Depth of the plume from continuity, the concentration taken as even across it.

    Parameters
    ----------
    half_width : float or ndarray, shape (n,)
        Half width of the plume. [m]
    share : float or ndarray, shape (n,)
        Concentration over the initial one, before the correction for temperature. [-]
    scale : float or ndarray, shape (n,)
        Length scale of the source, root of volume rate over wind. [m]

    Returns
    -------
    height : ndarray, shape (n,) or ()
        Depth of the plume. [m]

    Raises
    ------
    InvalidInput
        An input is not positive or not finite.

    Notes
    -----
    .. math:: L_v = D^2 / (2 L_h c')

    References
    ----------
    [1] R. E. Britter and J. McQuaid, HSE CRR 17/1988.
    """
    wide = finite("half_width", half_width, above=0.0)
    even = finite("share", share, above=0.0)
    return np.asarray(finite("scale", scale, above=0.0) ** 2 / (2.0 * wide * even))


def puff_concentration(
    x: ArrayLike,
    volume: float,
    wind_speed: float,
    gas_density: float,
    air_density: float,
    gas_temperature: float = 288.15,
    air_temperature: float = 288.15,
    initial_fraction: float = 1.0,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Largest concentration when the cloud of a sudden release of dense gas arrives.

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind of the source. [m]
    volume : float
        Volume of gas (and of air mixed in at once) released. [m³]
    wind_speed : float
        Mean wind 10 m above the ground. [m/s]
    gas_density : float
        Density as released. [kg/m³]
    air_density : float
        Density of the air. [kg/m³]
    gas_temperature : float, default 288.15
        Temperature as released. [K]
    air_temperature : float, default 288.15
        Temperature of the air. [K]
    initial_fraction : float, default 1.0
        Share of the substance in the released volume. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    fraction : ndarray, shape (n,) or ()
        Volume fraction near the ground, instantaneous. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible, or the gas is no denser than air.

    Notes
    -----
    .. math:: \alpha = \tfrac12 \log_{10} \frac{g' V^{1/3}}{u^2}, \quad
        \beta = \log_{10} \frac{x}{V^{1/3}}

    Validity
    --------
    alpha : -1 to 1
    wind_speed : 1 to 15 m/s

    References
    ----------
    [1] R. E. Britter and J. McQuaid, HSE CRR 17/1988.
    """
    amount = float(finite("volume", volume, above=0.0))
    wind = float(finite("wind_speed", wind_speed, above=0.0))
    gravity = reduced_gravity(gas_density, air_density)
    ratio = float(finite("gas_temperature", gas_temperature, above=0.0)) / float(
        finite("air_temperature", air_temperature, above=0.0)
    )
    scale = float(np.cbrt(amount))
    alpha = 0.5 * float(np.log10(gravity * scale / wind**2))
    check_range(caveats, INFO.id, INFO.validity, {"alpha": alpha, "wind_speed": wind})
    if (strength := float(np.sqrt(gravity * scale)) / wind) < PASSIVE_PUFF:
        note(caveats, INFO.id, "buoyancy", f"{strength:.3g} below 0.2: passive from the start")
    scaled = finite("x", x, least=0.0) / scale
    share = _scaled_concentration(scaled, alpha, PUFF, PUFF_NEAR)
    return float(finite("initial_fraction", initial_fraction, above=0.0)) * _mole_fraction(
        share, ratio
    )


def puff_front(
    time: ArrayLike, volume: float, wind_speed: float, gas_density: float, air_density: float
) -> tuple[Floats, Floats]:
    r"""Centre and radius of the cloud of a sudden release of dense gas.

    Parameters
    ----------
    time : float or ndarray, shape (n,)
        Time since the release. [s]
    volume : float
        Volume of gas released. [m³]
    wind_speed : float
        Mean wind 10 m above the ground. [m/s]
    gas_density : float
        Density as released. [kg/m³]
    air_density : float
        Density of the air. [kg/m³]

    Returns
    -------
    centre : ndarray, shape (n,) or ()
        Distance of the centre downwind. [m]
    radius : ndarray, shape (n,) or ()
        Radius of the cloud; its front is at centre plus radius. [m]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible, or the gas is no denser than air.

    Notes
    -----
    .. math:: x_c = 0.4 u t, \quad R^2 = R_0^2 + 1.2 t \sqrt{g' V}, \quad R_0^3 = 3 V / 4\pi

    References
    ----------
    [1] R. E. Britter and J. McQuaid, HSE CRR 17/1988.
    """
    since = finite("time", time, least=0.0)
    amount = float(finite("volume", volume, above=0.0))
    gravity = reduced_gravity(gas_density, air_density)
    first = np.cbrt(3.0 * amount / (4.0 * np.pi))
    radius = np.sqrt(first**2 + 1.2 * since * np.sqrt(gravity * amount))
    return np.asarray(0.4 * finite("wind_speed", wind_speed, above=0.0) * since), radius
