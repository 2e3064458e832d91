"""Shape of a fire that started at one point: an ellipse, the longer the stronger the wind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="anderson1983",
    citation=(
        "H. E. Anderson, Predicting wind-driven wild land fire size and shape, USDA Forest "
        "Service, Research Paper INT-305, 1983, with the constant that makes a circle without "
        "wind (M. A. Finney, RMRS-RP-4, 1998) and the ellipse of M. E. Alexander, 1985. Not at "
        "hand; verified against the Behave library of the Missoula Fire Sciences Laboratory."
    ),
    quantity="shape of a surface fire",
    inputs=("effective_wind", "rate"),
    validity={"effective_wind": (0.0, 10.0)},
    status="verified",
)

#: Miles per hour in m/s, and the greatest length to width that is used.
MILE_PER_HOUR, GREATEST_RATIO = 0.44704, 8.0


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Rates of spread of the ellipse, arrays of one shape.

    Attributes
    ----------
    ratio : length over width. [-]
    heading, backing, flanking : with the wind, against it, and half the growth in width. [m/s]
    eccentricity : of the ellipse, with the start in one focus. [-]
    """

    ratio: Floats
    heading: Floats
    backing: Floats
    flanking: Floats
    eccentricity: Floats


def shape_of(
    rate: ArrayLike, effective_wind: ArrayLike, *, caveats: Caveats | None = None
) -> Ellipse:
    r"""Ellipse of a fire from one point; Anderson 1983.

    Parameters
    ----------
    rate : float or ndarray, shape (n,)
        Rate of spread where it is fastest. [m/s]
    effective_wind : float or ndarray, shape (n,)
        Wind at flame height that stands for wind and slope. [m/s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    ellipse : Ellipse, arrays of shape (n,) or ()
        Ratio, eccentricity and rates. [-, m/s]

    Raises
    ------
    InvalidInput
        A value is negative or not finite.
    OutOfValidity
        When the list is strict and the wind leaves its range.

    Notes
    -----
    .. math:: L/W = 0.936 e^{0.1147 U} + 0.461 e^{-0.0692 U} - 0.397, \quad L/W \le 8

    with U in miles per hour, and :math:`R_b = R (1 - e)/(1 + e)`.

    Validity
    --------
    effective_wind : 0 to 10 m/s

    Examples
    --------
    >>> round(float(shape_of(0.1, 5 * 0.44704).ratio), 6)
    1.590064

    References
    ----------
    [1] H. E. Anderson, INT-305, 1983.
    """
    wind = finite("effective_wind", effective_wind, least=0.0)
    head = finite("rate", rate, least=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"effective_wind": wind})
    miles = np.minimum(wind / MILE_PER_HOUR, 100.0)
    ratio = 0.936 * np.exp(0.1147 * miles) + 0.461 * np.exp(-0.0692 * miles) - 0.397
    ratio = np.clip(ratio, 1.0, GREATEST_RATIO)
    eccentricity = np.sqrt(ratio**2 - 1.0) / ratio
    back = head * (1.0 - eccentricity) / (1.0 + eccentricity)
    return Ellipse(
        np.asarray(ratio),
        np.asarray(head),
        np.asarray(back),
        np.asarray((head + back) / (2.0 * ratio)),
        np.asarray(eccentricity),
    )


def rate_towards(ellipse: Ellipse, angle: ArrayLike) -> Floats:
    r"""Rate of spread of the ellipse in a direction from its start; Alexander 1985.

    Parameters
    ----------
    ellipse : Ellipse
        The ellipse. [-]
    angle : float or ndarray, shape (n,)
        Angle from the direction of fastest spread. [°]

    Returns
    -------
    rate : ndarray, shape (n,) or ()
        Rate of spread. [m/s]

    Raises
    ------
    InvalidInput
        An angle is not finite.

    Notes
    -----
    .. math:: R(\theta) = R (1 - e) / (1 - e \cos\theta)

    Examples
    --------
    >>> round(float(rate_towards(shape_of(0.1, 0.0), 123.0)), 3)
    0.1

    References
    ----------
    [1] M. E. Alexander, Estimating the length-to-breadth ratio of elliptical forest fire patterns,
    Proc. 8th Conf. Fire and Forest Meteorology, 287-304, 1985.
    """
    cosine = np.cos(np.radians(finite("angle", angle)))
    e = ellipse.eccentricity
    return np.asarray(ellipse.heading * (1.0 - e) / (1.0 - e * cosine))
