"""Design storm: the hyetograph of which every duration has the intensity of its formula."""

from __future__ import annotations

import numpy as np

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="keifer_chu1957",
    citation=(
        "C. J. Keifer, H. H. Chu, Synthetic storm pattern for drainage design, Journal of the "
        "Hydraulics Division ASCE 83(HY4), 1957; with the intensity formula of GB 50014-2021 "
        "clause 4.1.9, q = 167 A1 (1 + C lg P) / (t + b)^n (printed text of neither at hand). "
        "The defining property, rain of every duration around the peak, is tested."
    ),
    quantity="rain intensity of a design storm",
    inputs=("base", "shift", "exponent", "duration"),
    validity={"exponent": (0.4, 1.2), "peak_share": (0.1, 0.9)},
    status="verified",
)

_MINUTE_S = 60.0


def mean_intensity(
    duration: float,
    return_period: float,
    base: float,
    factor: float,
    shift: float,
    exponent: float,
) -> float:
    r"""Mean intensity of the heaviest rain of a duration, as the formula of a city gives it.

    Parameters
    ----------
    duration : float
        Duration. [s]
    return_period : float
        Return period P. [a]
    base : float
        A1 of the city's formula: millimetres per minute at one year. [mm/min]
    factor : float
        C of the city's formula. [-]
    shift : float
        b of the city's formula. [min]
    exponent : float
        n of the city's formula. [-]

    Returns
    -------
    intensity : float
        Mean intensity over the duration. [m/s]

    Raises
    ------
    InvalidInput
        An input is not finite or not positive.

    Examples
    --------
    >>> round(mean_intensity(3600.0, 1.0, 10.0, 0.8, 10.0, 0.7) * 3.6e6, 1)
    30.7
    """
    minutes = float(finite("duration", duration, above=0.0)) / _MINUTE_S
    years = float(finite("return_period", return_period, above=0.0))
    grown = float(finite("base", base, above=0.0)) * (1.0 + factor * np.log10(years))
    later = minutes + float(finite("shift", shift, least=0.0))
    return float(grown / later ** float(finite("exponent", exponent, above=0.0))) / 1000.0 / 60.0


def design_storm(
    duration: float,
    step: float,
    return_period: float,
    base: float,
    factor: float,
    shift: float,
    exponent: float,
    peak_share: float = 0.4,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Intensity of each step of a storm; Keifer and Chu 1957.

    Parameters
    ----------
    duration : float
        Length of the storm. [s]
    step : float
        Length of a step; divides the storm. [s]
    return_period : float
        Return period P. [a]
    base : float
        A1 of the city's formula. [mm/min]
    factor : float
        C of the city's formula. [-]
    shift : float
        b of the city's formula. [min]
    exponent : float
        n of the city's formula. [-]
    peak_share : float, default 0.4
        Share of the storm before its peak. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    intensity : ndarray, shape (steps,)
        Mean intensity of each step. [m/s]

    Raises
    ------
    InvalidInput
        An input is not finite or not positive, the steps do not fill the storm.
    OutOfValidity
        When the list is strict and an input lies outside its range.

    Notes
    -----
    The rain from the begin of the storm is that of the formula for the time left to the peak,
    taken from the peak outwards: before it over :math:`t / r`, after it over :math:`t / (1 - r)`.
    Steps are exact means, so that the whole storm has the depth of its duration.

    Validity
    --------
    exponent : 0.4 to 1.2
    peak_share : 0.1 to 0.9

    Examples
    --------
    >>> storm = design_storm(7200.0, 300.0, 10.0, 10.0, 0.8, 10.0, 0.7)
    >>> bool(np.isclose(storm.mean(), mean_intensity(7200.0, 10.0, 10.0, 0.8, 10.0, 0.7)))
    True

    References
    ----------
    [1] C. J. Keifer, H. H. Chu, J. Hydraulics Div. ASCE 83(HY4), 1957.
    """
    length = float(finite("duration", duration, above=0.0))
    width = float(finite("step", step, above=0.0))
    number = round(length / width)
    if number < 1 or abs(number * width - length) > 1e-9 * length:
        raise InvalidInput("step: must divide the duration")
    share = float(finite("peak_share", peak_share, above=0.0))
    if share >= 1.0:
        raise InvalidInput("peak_share: must lie between 0 and 1")
    check_range(caveats, INFO.id, INFO.validity, {"exponent": exponent, "peak_share": peak_share})
    peak = share * length
    times = np.linspace(-peak, length - peak, number + 1)

    def depth(span: float) -> float:
        """Depth of the heaviest rain of a duration."""
        if span <= 0.0:
            return 0.0
        return span * mean_intensity(span, return_period, base, factor, shift, exponent)

    # Depth between a moment and the peak, with its sign.
    around = np.array(
        [
            -share * depth(-time / share) if time < 0.0 else (1 - share) * depth(time / (1 - share))
            for time in times
        ]
    )
    return np.asarray(np.diff(around) / width)
