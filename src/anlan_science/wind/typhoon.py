"""A typhoon as a whole: wind near the ground around its centre, and the value it destroys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, finite
from anlan_science.wind import eberenz2021, emanuel2011, holland1980

#: The models bound here.
MODELS: tuple[ModelInfo, ...] = (holland1980.INFO, emanuel2011.INFO, eberenz2021.INFO)
#: Wind near the ground over the gradient wind, over the sea.
SURFACE = 0.9


@dataclass(frozen=True, slots=True)
class WindField:
    """Wind near the ground at each place.

    Attributes
    ----------
    speed : mean of a minute at 10 m. [m/s]
    comes_from : direction the wind comes from, clockwise from north. [rad]
    """

    speed: Floats
    comes_from: Floats


@dataclass(frozen=True, slots=True)
class WindDamage:
    """Wind and damage at each place; low and high are both ways of fitting the damage.

    Attributes
    ----------
    wind : mean of a minute at 10 m. [m/s]
    low : share of the value destroyed. [-]
    high : share of the value destroyed. [-]
    lost_low : value destroyed, all places together. [as value]
    lost_high : value destroyed, all places together. [as value]
    """

    wind: Floats
    low: Floats
    high: Floats
    lost_low: float
    lost_high: float


def wind_field(
    east: ArrayLike,
    north: ArrayLike,
    radius: float,
    shape: float,
    pressure_drop: float,
    latitude: float,
    moves_to: float = 0.0,
    translation: float = 0.0,
    surface: float = SURFACE,
    *,
    caveats: Caveats | None = None,
) -> WindField:
    r"""Wind near the ground around the centre of a typhoon.

    Parameters
    ----------
    east : float or ndarray, shape (n,)
        Places, to the east of the centre. [m]
    north : float or ndarray, shape (n,)
        Places, to the north of the centre. [m]
    radius : float
        Radius of the largest wind. [m]
    shape : float
        Shape parameter of ``holland1980``. [-]
    pressure_drop : float
        Pressure around the typhoon less that in its centre. [Pa]
    latitude : float
        Latitude of the centre, south negative. [rad]
    moves_to : float, default 0
        Direction the centre moves to, clockwise from north. [rad]
    translation : float, default 0
        Speed of the centre. [m/s]
    surface : float, default ``SURFACE``
        Wind near the ground over the gradient wind; less over land. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    field : WindField
        Speed and direction. [m/s, rad]

    Raises
    ------
    InvalidInput
        A value is negative, zero or not finite.
    OutOfValidity
        When the list is strict and the shape leaves its range.

    Notes
    -----
    The wind of ``holland1980`` turns around the centre, against the clock in the north; the speed
    of the centre is added whole out to the radius and falls as radius over distance beyond, as
    CLIMADA does after Mouton and Nordbeck. The wind does not turn inwards.

    Examples
    --------
    >>> import math
    >>> still = wind_field([75e3, -75e3], 0.0, 75e3, 1.6, 4000.0, math.radians(22.0))
    >>> [round(float(each), 2) for each in still.speed]
    [38.92, 38.92]
    """
    x, y = np.broadcast_arrays(finite("east", east), finite("north", north))
    far = np.hypot(x, y)
    near = float(finite("radius", radius, above=0.0))
    share = float(finite("surface", surface, above=0.0))
    turning = share * holland1980.gradient_wind(
        far, near, shape, pressure_drop, latitude, caveats=caveats
    )
    # Against the clock in the north: a place in the east has wind to the north.
    side = 1.0 if latitude >= 0.0 else -1.0
    along = np.where(far > 0.0, far, 1.0)
    moving = float(finite("translation", translation, least=0.0))
    carried = moving * np.minimum(1.0, near / along)
    carried = np.where(far > 0.0, carried, moving)
    heading = float(finite("moves_to", moves_to))
    to_east = -side * turning * y / along + carried * np.sin(heading)
    to_north = side * turning * x / along + carried * np.cos(heading)
    comes_from = np.arctan2(-to_east, -to_north) % (2.0 * np.pi)
    return WindField(np.asarray(np.hypot(to_east, to_north)), np.asarray(comes_from))


def wind_damage(
    wind: ArrayLike,
    value: ArrayLike,
    region: str = "china mainland",
    *,
    caveats: Caveats | None = None,
) -> WindDamage:
    """What a wind destroys of the value at each place, as a band.

    Parameters
    ----------
    wind : float or ndarray, shape (n,)
        Largest wind of a minute at each place, from ``wind_field`` or a forecast. [m/s]
    value : float or ndarray, shape (n,)
        Value there: money, floor area or number of houses. [any]
    region : str, default "china mainland"
        One of the regions of ``eberenz2021``. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    damage : WindDamage
        Wind, shares and the value destroyed. [m/s, -, -, as value, as value]

    Raises
    ------
    InvalidInput
        The region is not known, or a value is negative or not finite.
    OutOfValidity
        When the list is strict and the wind leaves its range.

    Notes
    -----
    The share is one of value: of houses it is as many as would be destroyed if damage were whole.

    Examples
    --------
    >>> found = wind_damage([20.0, 50.0], [1000.0, 1000.0])
    >>> round(found.lost_low, 1), round(found.lost_high, 1)
    (21.3, 81.4)
    """
    speed, worth = np.broadcast_arrays(
        finite("wind", wind, least=0.0), finite("value", value, least=0.0)
    )
    shares = eberenz2021.regional_damage(speed, region, caveats=caveats)
    return WindDamage(
        np.asarray(speed),
        shares.low,
        shares.high,
        float((shares.low * worth).sum()),
        float((shares.high * worth).sum()),
    )
