"""Damage to buildings by intensity: mean grade and the shares of all grades."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="lagomarsino_giovinazzi2006",
    citation=(
        "S. Lagomarsino and S. Giovinazzi, Macroseismic and mechanical models for the "
        "vulnerability and damage assessment of current buildings, Bulletin of Earthquake "
        "Engineering 4(4), 415-443, 2006, doi:10.1007/s10518-006-9024-z; shares of the grades "
        "binomial as in F. Braga et al., 1982. Not at hand: constants and indices are as commonly "
        "cited. Made for the European scale EMS-98, whose degrees are taken for those of GB/T "
        "17742."
    ),
    quantity="damage to buildings by intensity",
    inputs=("intensity", "building"),
    validity={"intensity": (5.0, 12.0)},
    status="unverified",
)

#: Most likely vulnerability index of each kind of building.
VULNERABILITY = MappingProxyType(
    {
        "rubble stone": 0.873,
        "adobe": 0.840,
        "simple stone": 0.740,
        "massive stone": 0.616,
        "brick with wooden floors": 0.740,
        "brick with concrete floors": 0.616,
        "confined masonry": 0.451,
        "concrete frame, not designed": 0.644,
        "concrete frame, moderately designed": 0.484,
        "concrete frame, well designed": 0.324,
        "concrete walls, not designed": 0.544,
        "concrete walls, moderately designed": 0.384,
        "concrete walls, well designed": 0.224,
        "steel": 0.324,
        "wood": 0.447,
    }
)
#: Grades from none through slight, moderate, heavy and very heavy damage to destruction.
GRADES = 5
#: Ductility index of ordinary buildings.
DUCTILITY = 2.3


def mean_damage(
    intensity: ArrayLike, vulnerability: ArrayLike, *, caveats: Caveats | None = None
) -> Floats:
    r"""Mean grade of damage; Lagomarsino and Giovinazzi 2006.

    Parameters
    ----------
    intensity : float or ndarray, shape (n,)
        Intensity. [degrees of intensity]
    vulnerability : float or ndarray, shape (n,)
        Vulnerability index, see ``VULNERABILITY``. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    mean : ndarray, shape (n,) or ()
        Mean grade, 0 to 5. [-]

    Raises
    ------
    InvalidInput
        A value is not finite.
    OutOfValidity
        When the list is strict and the intensity leaves its range.

    Notes
    -----
    .. math:: \mu = 2.5 \left[1 + \tanh\frac{I + 6.25 V - 13.1}{2.3}\right]

    Validity
    --------
    intensity : 5 to 12

    Examples
    --------
    >>> round(float(mean_damage(13.1 - 6.25 * 0.84, 0.84)), 9)
    2.5

    References
    ----------
    [1] S. Lagomarsino and S. Giovinazzi, Bull. Earthquake Engineering 4(4), 415-443, 2006.
    """
    degree = finite("intensity", intensity)
    check_range(caveats, INFO.id, INFO.validity, {"intensity": degree})
    index = finite("vulnerability", vulnerability)
    return np.asarray(2.5 * (1.0 + np.tanh((degree + 6.25 * index - 13.1) / DUCTILITY)))


def damage_matrix(intensity: ArrayLike, building: str, *, caveats: Caveats | None = None) -> Floats:
    r"""Shares of buildings in every grade of damage, a row for each intensity.

    Parameters
    ----------
    intensity : float or ndarray, shape (n,)
        Intensity. [degrees of intensity]
    building : str
        Kind of building, one of ``VULNERABILITY``. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    shares : ndarray, shape (n, 6) or (6,)
        Share of grade 0 (none) to 5 (destruction); each row adds up to one. [-]

    Raises
    ------
    InvalidInput
        The building is not known, or a value is not finite.
    OutOfValidity
        When the list is strict and the intensity leaves its range.

    Notes
    -----
    .. math:: p_k = \binom{5}{k} (\mu/5)^k (1 - \mu/5)^{5-k}

    Examples
    --------
    >>> damage_matrix(9.0, "adobe").round(2).tolist()
    [0.0, 0.02, 0.1, 0.28, 0.38, 0.21]

    References
    ----------
    [1] S. Lagomarsino and S. Giovinazzi, Bull. Earthquake Engineering 4(4), 415-443, 2006.
    """
    if building not in VULNERABILITY:
        raise InvalidInput(f"building: no vulnerability is known for {building!r}")
    share = mean_damage(intensity, VULNERABILITY[building], caveats=caveats)[..., None] / GRADES
    grade = np.arange(GRADES + 1)
    ways = np.array([math.comb(GRADES, k) for k in range(GRADES + 1)], dtype=np.float64)
    return np.asarray(ways * share**grade * (1.0 - share) ** (GRADES - grade))


def collapse_share(shares: ArrayLike) -> Floats:
    r"""Share of buildings that collapse.

    Parameters
    ----------
    shares : ndarray, shape (..., 6)
        Shares of the grades, see ``damage_matrix``. [-]

    Returns
    -------
    collapse : ndarray, shape (...)
        Share of grade 5. [-]

    Raises
    ------
    InvalidInput
        There are not six grades, or a share is negative or not finite.

    Notes
    -----
    .. math:: r = p_5

    Grade 4 (very heavy damage) is left out: its houses stand, if barely.

    Examples
    --------
    >>> float(collapse_share([0.0, 0.0, 0.0, 0.25, 0.25, 0.5]))
    0.5
    """
    rows = finite("shares", shares, least=0.0)
    if rows.ndim < 1 or rows.shape[-1] != GRADES + 1:
        raise InvalidInput("shares: six grades")
    return np.asarray(rows[..., GRADES])
