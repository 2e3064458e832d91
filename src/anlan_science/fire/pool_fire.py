"""A pool fire as a whole: from pool and wind to the radiation at targets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.fire import aga1974, bagster_pittblado1989, solid_flame, thomas1963
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, finite

#: The models bound here; the emissive power comes from one the caller chooses.
MODELS: tuple[ModelInfo, ...] = (
    thomas1963.INFO,
    aga1974.INFO,
    solid_flame.INFO,
    bagster_pittblado1989.INFO,
)


@dataclass(frozen=True, slots=True)
class PoolFire:
    """Flame length [m], tilt [rad], and the flux [W/m²] at each target."""

    length: float
    tilt: float
    flux: Floats


def compute_pool_fire(
    targets: ArrayLike,
    diameter: float,
    burning_rate: float,
    emissive_power: float,
    wind_speed: float = 0.0,
    wind_from: float = 0.0,
    vapour_density: float = 1.8,
    vapour_pressure: float = 1000.0,
    *,
    caveats: Caveats | None = None,
) -> PoolFire:
    r"""Radiation of a round pool fire at upright targets turned to the pool.

    Parameters
    ----------
    targets : ndarray, shape (n, 3)
        Places of the targets: x east, y north, z up, from the middle of the pool. [m]
    diameter : float
        Diameter of the pool. [m]
    burning_rate : float
        Mass burnt. [kg/(m² s)]
    emissive_power : float
        Surface emissive power, from ``mudan1984`` or ``lngfire1990``. [W/m²]
    wind_speed : float, default 0
        Wind at 10 m. [m/s]
    wind_from : float, default 0
        Direction the wind comes from, clockwise from north. [rad]
    vapour_density : float, default 1.8
        Density of the fuel vapour at the boiling point; 1.8 for natural gas. [kg/m³]
    vapour_pressure : float, default 1000
        Partial pressure of water vapour in the air. [Pa]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    fire : PoolFire, flux of shape (n,)
        Flame and flux. [m, rad, W/m²]

    Raises
    ------
    InvalidInput
        A value is impossible, or a target is inside the flame.
    OutOfValidity
        When the list is strict and a model leaves its range.

    Notes
    -----
    .. math:: q = \tau F E

    The way through air is counted from the edge of the pool. The length the wind drags the base
    of the flame over the edge is left out, as the size of the flame was measured without it.

    Examples
    --------
    >>> fire = compute_pool_fire([[0.0, 60.0, 1.0]], 20.0, 0.1, 150e3)
    >>> round(fire.length, 1), round(float(fire.flux[0]) / 1e3, 1)
    (36.9, 6.7)
    """
    places = finite("targets", targets)
    length = thomas1963.flame_length(diameter, burning_rate, wind_speed, caveats=caveats)
    tilt = aga1974.flame_tilt(diameter, burning_rate, wind_speed, vapour_density)
    normals = -places * np.array([1.0, 1.0, 0.0])
    view = solid_flame.view_factor(
        places,
        normals,
        diameter,
        float(length),
        float(tilt),
        float(finite("wind_from", wind_from)) + np.pi,
    )
    way = np.hypot(places[:, 0], places[:, 1]) - diameter / 2.0
    through = bagster_pittblado1989.transmissivity(way, vapour_pressure, caveats=caveats)
    power = float(finite("emissive_power", emissive_power, above=0.0))
    return PoolFire(float(length), float(tilt), np.asarray(power * view * through))
