"""Rate of spread of a surface fire by fuel, moisture, wind and slope."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.fire.anderson1982 import BTU, FOOT, POUND, FuelModel
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite, note

INFO = ModelInfo(
    id="rothermel1972",
    citation=(
        "R. C. Rothermel, A mathematical model for predicting fire spread in wildland fuels, USDA "
        "Forest Service, Research Paper INT-115, 1972, with the changes of F. A. Albini, GTR "
        "INT-30, 1976; equations as collected by P. L. Andrews, RMRS-GTR-371, 2018. Not at hand; "
        "verified against the tests of the Behave library of the Missoula Fire Sciences "
        "Laboratory."
    ),
    quantity="rate of spread of a surface fire",
    inputs=("fuel", "dead_moisture", "live_moisture", "wind_speed", "slope"),
    validity={"wind_speed": (0.0, 20.0), "slope": (0.0, 1.0)},
    status="verified",
)

#: Density, total and effective mineral content of the wood of all models. [lb/ft³], [-]
DENSITY, MINERAL, EFFECTIVE_MINERAL = 32.0, 0.0555, 0.010
#: Bounds of the classes of surface to volume that share a load (Albini 1976). [1/ft]
SIZE_BOUNDS = (16.0, 48.0, 96.0, 192.0, 1200.0)
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Bed:
    """A bed of fuel at its moisture: what wind and slope then act on.

    Attributes
    ----------
    rate : rate of spread without wind and slope. [m/s]
    reaction_intensity : heat released by the flaming front. [W/m²]
    residence : time for which the front flames. [s]
    wind_factor, wind_exponent : wind raises the rate by factor · (wind in ft/min)^exponent. [-]
    slope_factor : slope raises the rate by factor · tan². [-]
    live_extinction : moisture at which live fuel no longer burns; NaN without live fuel. [-]
    surface : characteristic surface to volume. [1/m]
    """

    rate: float
    reaction_intensity: float
    residence: float
    wind_factor: float
    wind_exponent: float
    slope_factor: float
    live_extinction: float
    surface: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Spread where it is fastest, arrays of one shape.

    Attributes
    ----------
    rate : rate of spread. [m/s]
    towards : direction, clockwise from north; 0 where there is neither wind nor slope. [°]
    effective_wind : wind on flat ground that would drive the fire as fast. [m/s]
    """

    rate: Floats
    towards: Floats
    effective_wind: Floats


def _damping(moisture: float, extinction: float) -> float:
    """Moisture damping (Rothermel 1972, eq. 29). [-]"""
    if moisture >= extinction:
        return 0.0
    ratio = moisture / extinction
    return 1.0 - 2.59 * ratio + 5.11 * ratio**2 - 3.52 * ratio**3


def _net_load(load: Floats, surface: Floats, share: Floats) -> float:
    """Load without minerals, weighted by classes of size (Albini 1976). [lb/ft²]"""
    size = np.searchsorted(SIZE_BOUNDS, surface, side="right")
    weight = np.array([share[size == own].sum() for own in size])
    return float((weight * load).sum() * (1.0 - MINERAL))


def _live_extinction(
    dead: tuple[Floats, Floats, Floats], live: tuple[Floats, Floats], extinction: float
) -> float:
    """Moisture of extinction of live fuel (Rothermel 1972, eq. 88, after Albini 1976). [-]"""
    load, surface, moisture = dead
    fine = load * np.exp(-138.0 / surface)
    fuel = live[0] * np.exp(-500.0 / live[1])
    if not fine.sum():
        return extinction
    ratio = fine.sum() / fuel.sum()
    mean = (fine * moisture).sum() / fine.sum()
    return float(max(2.9 * ratio * (1.0 - mean / extinction) - 0.226, extinction))


def _moistures(name: str, moisture: ArrayLike, classes: int) -> Floats:
    """One moisture for each class."""
    return np.broadcast_to(finite(name, moisture, least=0.0), (classes,)).astype(np.float64)


def make_bed(fuel: FuelModel, dead_moisture: ArrayLike, live_moisture: ArrayLike = 1.0) -> Bed:
    r"""Spread without wind and slope, and what they act on; Rothermel 1972, Albini 1976.

    Parameters
    ----------
    fuel : FuelModel
        Loads and surfaces, see ``anderson1982``. [-]
    dead_moisture : float or ndarray, shape (n,)
        Water over dry mass of each class of dead fuel. [-]
    live_moisture : float or ndarray, shape (m,), default 1.0
        Water over dry mass of each class of live fuel. [-]

    Returns
    -------
    bed : Bed
        The bed at this moisture. [-]

    Raises
    ------
    InvalidInput
        A moisture is negative or not finite, there is no load, or the classes do not fit.

    Notes
    -----
    .. math:: R_0 = \frac{I_R \xi}{\rho_b \varepsilon Q_{ig}}

    Computed in the units of the source.

    Examples
    --------
    >>> from anlan_science.fire.anderson1982 import FUELS
    >>> round(make_bed(FUELS[1], 0.08).rate * 60.0, 2)
    1.21

    References
    ----------
    [1] R. C. Rothermel, INT-115, 1972. [2] F. A. Albini, GTR INT-30, 1976.
    """
    if not fuel.dead_load and not fuel.live_load:
        raise InvalidInput("fuel: there is nothing to burn")
    loads = [np.array(rows) / (POUND / FOOT**2) for rows in (fuel.dead_load, fuel.live_load)]
    surfaces = [np.array(rows) * FOOT for rows in (fuel.dead_surface, fuel.live_surface)]
    try:
        moistures = [
            _moistures("dead_moisture", dead_moisture, loads[0].size),
            _moistures("live_moisture", live_moisture, loads[1].size),
        ]
    except ValueError as error:
        raise InvalidInput(f"moisture: {error}") from error
    areas = [w * s / DENSITY for w, s in zip(loads, surfaces, strict=True)]
    total = sum(float(area.sum()) for area in areas)
    depth = fuel.depth / FOOT
    live_extinction = math.nan
    if loads[1].size:
        live_extinction = _live_extinction(
            (loads[0], surfaces[0], moistures[0]), (loads[1], surfaces[1]), fuel.extinction
        )
    minerals = min(1.0, 0.174 * EFFECTIVE_MINERAL**-0.19)
    sigma, heat_of_front, sink = 0.0, 0.0, 0.0
    for load, surface, area, moisture, extinction in zip(
        loads, surfaces, areas, moistures, (fuel.extinction, live_extinction), strict=True
    ):
        if not load.size:
            continue
        share = area / area.sum()
        part = float(area.sum()) / total
        sigma += part * float((share * surface).sum())
        damping = _damping(float((share * moisture).sum()), extinction)
        energy = fuel.heat / BTU * POUND
        heat_of_front += _net_load(load, surface, share) * energy * damping * minerals
        to_ignite = 250.0 + 1116.0 * moisture
        sink += part * float((share * np.exp(-138.0 / surface) * to_ignite).sum())
    packing = sum(float(load.sum()) for load in loads) / depth / DENSITY
    relative = packing / (3.348 * sigma**-0.8189)
    swift = 133.0 * sigma**-0.7913
    reaction = sigma**1.5 / (495.0 + 0.0594 * sigma**1.5)
    reaction *= relative**swift * math.exp(swift * (1.0 - relative))
    intensity = reaction * heat_of_front
    flux_ratio = math.exp((0.792 + 0.681 * math.sqrt(sigma)) * (packing + 0.1))
    flux_ratio /= 192.0 + 0.2595 * sigma
    sink *= packing * DENSITY
    wind = 7.47 * math.exp(-0.133 * sigma**0.55) * relative ** -(0.715 * math.exp(-3.59e-4 * sigma))
    return Bed(
        rate=intensity * flux_ratio / sink * FOOT / _MINUTE,
        reaction_intensity=intensity * BTU / FOOT**2 / _MINUTE,
        residence=384.0 / sigma * _MINUTE,
        wind_factor=wind,
        wind_exponent=0.02526 * sigma**0.54,
        slope_factor=5.275 * packing**-0.3,
        live_extinction=live_extinction,
        surface=sigma / FOOT,
    )


def spread(
    bed: Bed,
    wind_speed: ArrayLike = 0.0,
    wind_from: ArrayLike = 0.0,
    slope: ArrayLike = 0.0,
    aspect: ArrayLike = 0.0,
    *,
    caveats: Caveats | None = None,
) -> Spread:
    r"""Fastest spread under wind and slope together; Rothermel 1972, as vectors.

    Parameters
    ----------
    bed : Bed
        The bed, see ``make_bed``. [-]
    wind_speed : float or ndarray, shape (n,), default 0
        Wind at the height of the middle of the flame. [m/s]
    wind_from : float or ndarray, shape (n,), default 0
        Direction the wind comes FROM, clockwise from north. [°]
    slope : float or ndarray, shape (n,), default 0
        Steepness, rise over run. [-]
    aspect : float or ndarray, shape (n,), default 0
        Direction in which the slope falls, clockwise from north. [°]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    spread : Spread, arrays of shape (n,) or ()
        Rate, direction and effective wind. [m/s, °, m/s]

    Raises
    ------
    InvalidInput
        A value is not finite, or wind or slope is negative.
    OutOfValidity
        When the list is strict and an input leaves its range.

    Notes
    -----
    .. math:: R = R_0 (1 + |\vec\phi_w + \vec\phi_s|), \quad \phi_w = C U^B (\beta/\beta_o)^{-E},
        \quad \phi_s = 5.275 \beta^{-0.3} \tan^2\varphi

    Above 0.9 times the reaction intensity (Btu/ft²/min) the source holds the wind factor constant;
    here the rate goes on to grow and a caveat says so.

    Validity
    --------
    wind_speed : 0 to 20 m/s
    slope : 0 to 1

    Examples
    --------
    >>> from anlan_science.fire.anderson1982 import FUELS
    >>> grass = spread(make_bed(FUELS[1], 0.08), 2.2352, 270.0)
    >>> round(float(grass.rate) * 3600.0 / 20.1168), round(float(grass.towards))
    (81, 90)

    References
    ----------
    [1] R. C. Rothermel, INT-115, 1972. [2] P. L. Andrews, RMRS-GTR-371, 2018.
    """
    wind = finite("wind_speed", wind_speed, least=0.0)
    steep = finite("slope", slope, least=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"wind_speed": wind, "slope": steep})
    downwind = np.radians(finite("wind_from", wind_from) + 180.0)
    upslope = np.radians(finite("aspect", aspect) + 180.0)
    per_minute = wind / FOOT * _MINUTE
    by_wind = bed.wind_factor * per_minute**bed.wind_exponent
    by_slope = bed.slope_factor * steep**2
    east = by_wind * np.sin(downwind) + by_slope * np.sin(upslope)
    north = by_wind * np.cos(downwind) + by_slope * np.cos(upslope)
    both = np.hypot(east, north)
    effective = (both / bed.wind_factor) ** (1.0 / bed.wind_exponent)
    limit = 0.9 * bed.reaction_intensity / (BTU / FOOT**2 / _MINUTE)
    if effective.size and bed.rate > 0 and effective.max() > limit:
        most = float(effective.max()) * FOOT / _MINUTE
        note(caveats, INFO.id, "effective_wind", f"{most:g} m/s above the limit of the source")
    # A hair of rounding is no direction.
    towards = np.where(both > 1e-12, np.degrees(np.arctan2(east, north)) % 360.0, 0.0)
    return Spread(
        rate=np.asarray(bed.rate * (1.0 + both)),
        towards=np.asarray(towards),
        effective_wind=np.asarray(effective * FOOT / _MINUTE),
    )
