"""Dead of an earthquake by the share of houses that collapse."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="ma_xie2000",
    citation=(
        "Ma Yuhong and Xie Lili, Methodologies for assessment of earthquake casualty "
        "(地震人员伤亡估算方法研究), Earthquake Engineering and Engineering Vibration 20(4), "
        "140-147, 2000. Not at hand: the constants are as commonly cited."
    ),
    quantity="dead of an earthquake",
    inputs=("collapse", "people", "density", "at_night"),
    validity={"collapse": (0.0, 1.0)},
    status="unverified",
)

#: lg of the share of dead = slope · collapse^exponent - constant.
SLOPE, EXPONENT, CONSTANT = 9.0, 0.1, 10.07
#: Factor of the density of people: fewest persons per km² of each step, and the factor.
DENSITY_STEPS: tuple[tuple[float, float], ...] = ((0, 0.8), (50, 1.0), (200, 1.1), (500, 1.2))
#: Factor of the night by degree of intensity; by day it is 1.
NIGHT: dict[int, float] = {6: 17.0, 7: 8.0, 8: 4.0, 9: 2.0, 10: 1.5}


def death_share(collapse: ArrayLike) -> Floats:
    r"""Share of people who die by day at middling density; Ma and Xie 2000.

    Parameters
    ----------
    collapse : float or ndarray, shape (n,)
        Share of houses that collapse, 0 to 1. [-]

    Returns
    -------
    share : ndarray, shape (n,) or ()
        Share of the people there; 0 where nothing collapses. [-]

    Raises
    ------
    InvalidInput
        A share lies outside 0 to 1.

    Notes
    -----
    .. math:: \lg r_d = 9.0\, r_c^{0.1} - 10.07

    Examples
    --------
    >>> round(float(death_share(1.0)), 4), float(death_share(0.0))
    (0.0851, 0.0)

    References
    ----------
    [1] Ma Y. and Xie L., Earthquake Engineering and Engineering Vibration 20(4), 140-147, 2000.
    """
    fallen = finite("collapse", collapse, least=0.0)
    if (fallen > 1.0).any():
        raise InvalidInput("collapse: a share is not greater than one")
    share = 10.0 ** (SLOPE * fallen**EXPONENT - CONSTANT)
    return np.asarray(np.where(fallen > 0.0, share, 0.0))


def expected_dead(
    collapse: ArrayLike,
    people: ArrayLike,
    density: ArrayLike,
    intensity: ArrayLike,
    *,
    at_night: bool,
) -> Floats:
    r"""Dead to be expected; Ma and Xie 2000.

    Parameters
    ----------
    collapse : float or ndarray, shape (n,)
        Share of houses that collapse, 0 to 1. [-]
    people : float or ndarray, shape (n,)
        People there. [persons]
    density : float or ndarray, shape (n,)
        Density of people. [persons/km²]
    intensity : float or ndarray, shape (n,)
        Intensity. [degrees of intensity]
    at_night : bool
        Whether people are in bed. [-]

    Returns
    -------
    dead : ndarray, shape (n,) or ()
        Dead, never more than the people. [persons]

    Raises
    ------
    InvalidInput
        A value is negative or not finite, or a share above one.

    Notes
    -----
    .. math:: N = f_\rho f_t r_d P

    The factor of the night is that of the nearest degree, 6 below and 10 above the table.

    Examples
    --------
    >>> round(float(expected_dead(0.3, 10_000, 120.0, 9.0, at_night=True)), 1)
    162.2

    References
    ----------
    [1] Ma Y. and Xie L., Earthquake Engineering and Engineering Vibration 20(4), 140-147, 2000.
    """
    share = death_share(collapse)
    number = finite("people", people, least=0.0)
    steps = np.array([step for step, _factor in DENSITY_STEPS])
    factors = np.array([factor for _step, factor in DENSITY_STEPS])
    dense = finite("density", density, least=0.0)
    crowd = factors[np.searchsorted(steps, dense, side="right") - 1]
    degree = finite("intensity", intensity)
    night = np.ones_like(degree)
    if at_night:
        nearest = np.clip(np.rint(degree).astype(np.int64), min(NIGHT), max(NIGHT))
        night = np.array([NIGHT[key] for key in sorted(NIGHT)])[nearest - min(NIGHT)]
    return np.asarray(np.minimum(number, crowd * night * share * number))
