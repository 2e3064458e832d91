"""Dense gas along its way: the SLAB model of a plume, a puff, and a plume that becomes a puff.

The conservation equations of mass, species, momentum and energy are averaged over the cloud and
marched downwind or in time. The cloud falls apart under its weight, takes up air by its own shear
and by the turbulence of the air, and becomes passive as its weight is lost; nothing is switched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erf

from anlan_science.dispersion import _slab_profile as profile
from anlan_science.dispersion._slab_air import (
    ATMOSPHERE,
    GAS_CONSTANT,
    Air,
    inverse_length_of,
    make_air,
    stability_of,
)
from anlan_science.dispersion._slab_mixture import Substance, pure
from anlan_science.dispersion._slab_sources import Course, follow_jet, follow_pool, follow_sudden
from anlan_science.dispersion.stability import CLASSES, UnknownClass
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite, note

INFO = ModelInfo(
    id="ermak1990",
    citation=(
        "D. L. Ermak, User's Manual for SLAB: an Atmospheric Dispersion Model for Denser-than-Air "
        "Releases, UCRL-MA-105607, Lawrence Livermore National Laboratory, 1990. The manual was "
        "seen in an abridged edition only; equations and constants as the public program states "
        "them (jvleta/slab-cpp c01d0d7), its listings INPR1 to INPR3 are reproduced."
    ),
    quantity="concentration of a dense gas along its way and over time",
    inputs=("gas", "weather", "mass_rate", "area", "duration"),
    validity={"wind_speed": (0.5, 20.0), "roughness": (1e-5, 2.0), "averaging_time": (0.0, 3600.0)},
    status="verified",
)

#: Where the air is neither stable nor unstable; classes A to F are counted from it.
NEUTRAL = CLASSES.index("D")
#: Steps of the search for a half width.
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Gas:
    """The released substance.

    Attributes
    ----------
    molar_mass : kg/mol.
    heat_capacity : of the vapour at constant pressure, J/(kg K).
    boiling_point : at the pressure of the air, K.
    latent_heat : at the boiling point, J/kg.
    liquid_heat_capacity : J/(kg K).
    liquid_density : at the boiling point, kg/m³.
    saturation_b : constant of Antoine for the natural logarithm, 0 for that of the latent heat, K.
    saturation_c : constant of Antoine added to the temperature, K.
    """

    molar_mass: float
    heat_capacity: float
    boiling_point: float
    latent_heat: float
    liquid_heat_capacity: float
    liquid_density: float
    saturation_b: float = 0.0
    saturation_c: float = 0.0


@dataclass(frozen=True, slots=True)
class Weather:
    """The air and the ground.

    Attributes
    ----------
    wind_speed : mean wind, m/s.
    wind_height : height at which it is measured, m.
    temperature : of the air, K.
    roughness : of the ground, m.
    stability : class A to F; empty when the inverse length is given, -.
    inverse_length : inverse length of Obukhov, 1/m.
    humidity : relative, -.
    pressure : Pa.
    """

    wind_speed: float
    wind_height: float
    temperature: float
    roughness: float
    stability: str = ""
    inverse_length: float = 0.0
    humidity: float = 0.0
    pressure: float = ATMOSPHERE


@dataclass(frozen=True, slots=True)
class Cloud:
    """The course of a cloud: sections of a plume in order, then moments of a puff.

    Attributes
    ----------
    distance : of the section from the source, m.
    time : at which the middle of the cloud is there, s.
    clock : time of the centre below, s.
    middle : distance of the centre of the cloud at that time, m.
    duration : of the passing, s.
    share : of the substance by volume, even over the section, droplets as vapour, -.
    mass_share : of the substance by mass, -.
    temperature : K.
    density : kg/m³.
    speed : of the cloud, m/s.
    height : m.
    centre : height of the centre, m.
    half_width : m.
    core : half width of the even core, m.
    edge : width of the edge across the wind with meandering, m.
    half_length : of a puff, or of the part of a plume released so far, m.
    core_length : half length of the even core, m.
    edge_along : width of the edge along the wind, m.
    spread : over height, m.
    peak : factor of the largest average, -.
    dense : factor of the concentration at a time, -.
    passing : number of sections that are those of a steady plume, -.
    is_sudden : whether it began in an instant, -.
    """

    distance: Floats
    time: Floats
    clock: Floats
    middle: Floats
    duration: Floats
    share: Floats
    mass_share: Floats
    temperature: Floats
    density: Floats
    speed: Floats
    height: Floats
    centre: Floats
    half_width: Floats
    core: Floats
    edge: Floats
    half_length: Floats
    core_length: Floats
    edge_along: Floats
    spread: Floats
    peak: Floats
    dense: Floats
    passing: int
    is_sudden: bool


def _air(weather: Weather, caveats: Caveats | None) -> Air:
    """The air of the model, checked."""
    positive = {
        name: float(finite(name, getattr(weather, name), above=0.0))
        for name in ("wind_speed", "wind_height", "temperature", "roughness", "pressure")
    }
    humidity = float(finite("humidity", weather.humidity, least=0.0))
    if humidity > 1.0:
        raise InvalidInput("humidity: a relative humidity is at most 1")
    rough, inverse = positive["roughness"], float(finite("inverse_length", weather.inverse_length))
    if positive["wind_height"] <= rough:
        raise InvalidInput("wind_height: must lie above the roughness")
    if weather.stability:
        if weather.stability not in CLASSES:
            raise UnknownClass(f"{weather.stability!r} is not one of {', '.join(CLASSES)}")
        stability = float(CLASSES.index(weather.stability) - NEUTRAL)
        inverse = inverse_length_of(stability, rough)
    else:
        stability = stability_of(inverse, rough)
    check_range(caveats, INFO.id, INFO.validity,
                {"wind_speed": positive["wind_speed"], "roughness": rough})  # fmt: skip
    return make_air(
        positive["wind_speed"], positive["wind_height"], positive["temperature"], humidity, rough,
        stability, inverse, positive["pressure"],
    )  # fmt: skip


def _substance(gas: Gas, temperature: float, is_boiling: bool) -> Substance:
    """The substance of the model, checked; released no colder than at its boiling point."""
    given = {
        name: float(finite(name, getattr(gas, name), above=0.0))
        for name in ("molar_mass", "heat_capacity", "boiling_point", "latent_heat",
                     "liquid_heat_capacity", "liquid_density")
    }  # fmt: skip
    b, c = float(finite("saturation_b", gas.saturation_b, least=0.0)), float(gas.saturation_c)
    boiling = given["boiling_point"]
    if b == 0.0:
        b, c = given["latent_heat"] * given["molar_mass"] / GAS_CONSTANT, 0.0
    released = boiling if is_boiling else max(float(finite("temperature", temperature)), boiling)
    return Substance(
        given["molar_mass"], given["heat_capacity"], boiling, given["latent_heat"],
        given["liquid_heat_capacity"], given["liquid_density"], b / (boiling + c), b, c, released,
    )  # fmt: skip


def _cloud(
    course: Course, air: Air, origin: float, averaging_time: float, caveats: Caveats | None
) -> Cloud:
    """The course in arrays, with its concentrations."""
    felt = float(finite("averaging_time", averaging_time, least=0.0)) or 1.0
    check_range(caveats, INFO.id, INFO.validity, {"averaging_time": felt})
    sections, one = course.sections, course.source.substance
    if any(each.top >= air.lid for each in sections):
        note(caveats, INFO.id, "mixed layer", f"the cloud fills it, {air.lid:.0f} m, and is cut")
    if course.was_held:
        note(caveats, INFO.id, "momentum", "the source holds the wind up: speed at its least there")
    edge = profile.edges(course, air, pure(one, air, 0.0).density, felt)
    sigma = profile.sigmas(course)

    def each_of(name: str) -> Floats:
        return np.array([getattr(each, name) for each in sections])

    def mixed(name: str) -> Floats:
        return np.array([getattr(each.mixture, name) for each in sections])

    return Cloud(
        distance=each_of("x") - origin,
        time=np.array(course.felt),
        clock=np.array(course.clock),
        middle=np.array(course.centre) - origin,
        duration=profile.durations(course),
        share=profile.shares(course, air),
        mass_share=mixed("share"),
        temperature=mixed("temperature"),
        density=mixed("density"),
        speed=each_of("speed"),
        height=each_of("height"),
        centre=each_of("centre"),
        half_width=each_of("width"),
        core=each_of("core"),
        edge=edge,
        half_length=each_of("length"),
        core_length=each_of("core_length"),
        edge_along=each_of("beta_along"),
        spread=sigma,
        peak=profile.peaks(course, air, sigma, felt),
        dense=profile.densest(course, air, edge, sigma),
        passing=course.passing,
        is_sudden=course.source.kind == "sudden",
    )


def disperse_pool(
    gas: Gas,
    weather: Weather,
    mass_rate: float,
    area: float,
    duration: float,
    reach: float = 2000.0,
    averaging_time: float = 10.0,
    caveats: Caveats | None = None,
) -> Cloud:
    r"""Cloud of vapour from an evaporating pool on the ground (SLAB, source 1).

    Parameters
    ----------
    gas : Gas
        The substance; it leaves the pool at its boiling point. [-]
    weather : Weather
        The air and the ground. [-]
    mass_rate : float
        Evaporation of the whole pool. [kg/s]
    area : float
        Area of the pool. [m²]
    duration : float
        How long it evaporates. [s]
    reach : float, default 2000
        Distance to which the cloud is followed. [m]
    averaging_time : float, default 10
        Averaging time of the concentrations. [s]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    cloud : Cloud
        Its course, with the middle of the pool at the origin. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible.
    UnknownClass
        The stability is no class.

    Notes
    -----
    .. math:: \frac{d}{dx}(\rho u B h) = \sqrt3 \rho_a (v h + w B) + \tfrac14 q / B_s, \quad
        w = \sqrt3 a k u_* \frac{g(h)}{\phi_h}, \quad
        \frac{dB}{dx} = \frac{\sqrt3 \rho_a v / \rho + V_g}{u}

    A pool that the wind cannot carry away spreads upwind: its half width is sought at which the
    plume just carries its head of gravity. The search of the program depends on the last digit
    there (about one per cent); here it ends only with a source that flows.

    Validity
    --------
    wind_speed : 0.5 to 20 m/s
    roughness : 1e-5 to 2 m
    averaging_time : 0 to 3600 s

    Examples
    --------
    Burro 8 of the program, INPR1: even share of 0.41 at the end of the pool

    >>> methane = Gas(0.016043, 2238.0, 111.7, 509900.0, 3348.5, 424.1)
    >>> night = Weather(1.92, 2.88, 306.0, 2e-4, inverse_length=0.0665, humidity=0.046)
    >>> cloud = disperse_pool(methane, night, 117.0, 657.0, 107.0, 1000.0)
    >>> round(float(cloud.share[10]), 2), cloud.passing
    (0.41, 28)

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990.
    """
    air = _air(weather, caveats)
    substance = _substance(gas, gas.boiling_point, True)
    course = follow_pool(
        substance, air, _positive("mass_rate", mass_rate), _positive("area", area),
        _positive("duration", duration), weather.wind_speed, _positive("reach", reach),
    )  # fmt: skip
    return _cloud(course, air, 0.0, averaging_time, caveats)


def disperse_jet(
    gas: Gas,
    weather: Weather,
    mass_rate: float,
    area: float,
    duration: float,
    height: float,
    temperature: float,
    liquid_share: float = 0.0,
    reach: float = 2000.0,
    averaging_time: float = 10.0,
    caveats: Caveats | None = None,
) -> Cloud:
    r"""Cloud of a horizontal jet in the direction of the wind (SLAB, source 2).

    Parameters
    ----------
    gas : Gas
        The substance. [-]
    weather : Weather
        The air and the ground. [-]
    mass_rate : float
        Release rate. [kg/s]
    area : float
        Area of the jet expanded to the pressure of the air. [m²]
    duration : float
        How long it lasts. [s]
    height : float
        Height of its axis. [m]
    temperature : float
        Of the expanded jet; the boiling point when it holds droplets. [K]
    liquid_share : float, default 0
        Mass share of droplets. [-]
    reach : float, default 2000
        Distance to which the cloud is followed. [m]
    averaging_time : float, default 10
        Averaging time of the concentrations. [s]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    cloud : Cloud
        Its course, with the hole at the origin. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible.
    UnknownClass
        The stability is no class.

    Notes
    -----
    As `disperse_pool`; a jet that does not reach the ground falls or rises with its weight and
    feels neither friction nor heat of the ground until it lands.

    Validity
    --------
    wind_speed : 0.5 to 20 m/s
    roughness : 1e-5 to 2 m
    averaging_time : 0 to 3600 s

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990.
    """
    air = _air(weather, caveats)
    liquid = float(finite("liquid_share", liquid_share, least=0.0))
    if liquid >= 1.0:
        raise InvalidInput("liquid_share: must be below 1")
    at = float(finite("height", height, least=0.0))
    size = _positive("area", area)
    if at > air.lid - 0.5 * size**0.5:
        raise InvalidInput(f"height: above the mixed layer of {air.lid:.0f} m")
    course = follow_jet(
        _substance(gas, temperature, liquid > 0.0), air, _positive("mass_rate", mass_rate), size,
        _positive("duration", duration), at, liquid, _positive("reach", reach),
    )  # fmt: skip
    return _cloud(course, air, 1.0, averaging_time, caveats)


def disperse_sudden(
    gas: Gas,
    weather: Weather,
    mass: float,
    area: float,
    temperature: float,
    liquid_share: float = 0.0,
    reach: float = 2000.0,
    averaging_time: float = 10.0,
    caveats: Caveats | None = None,
) -> Cloud:
    r"""Cloud of a vessel that bursts: it stands on the ground at first (SLAB, source 4).

    Parameters
    ----------
    gas : Gas
        The substance. [-]
    weather : Weather
        The air and the ground. [-]
    mass : float
        Mass in the cloud. [kg]
    area : float
        Area on which it stands. [m²]
    temperature : float
        Of the cloud; the boiling point when it holds droplets. [K]
    liquid_share : float, default 0
        Mass share of droplets. [-]
    reach : float, default 2000
        Distance to which the cloud is followed, as the wind at 2 m goes. [m]
    averaging_time : float, default 10
        Averaging time of the concentrations. [s]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    cloud : Cloud
        Its course, with the middle of the first cloud at the origin. [-]

    Raises
    ------
    InvalidInput
        An input is not finite or physically impossible.
    UnknownClass
        The stability is no class.

    Notes
    -----
    .. math:: \frac{d}{dt}(\rho B_x B h) = \sqrt3 \rho_a (v_x B h + v B_x h + w B_x B), \quad
        4 \rho B_x B h\, m = M

    Validity
    --------
    wind_speed : 0.5 to 20 m/s
    roughness : 1e-5 to 2 m
    averaging_time : 0 to 3600 s

    Examples
    --------
    Six tonnes of methane of the program, INPR3:

    >>> methane = Gas(0.016043, 2238.0, 111.7, 509900.0, 3348.5, 424.1)
    >>> night = Weather(1.92, 2.88, 306.0, 2e-4, inverse_length=0.0665, humidity=0.046)
    >>> cloud = disperse_sudden(methane, night, 6000.0, 900.0, 111.7, reach=1000.0)
    >>> kept = 4 * cloud.half_length * cloud.half_width * cloud.height * cloud.density
    >>> bool(abs(kept * cloud.mass_share / 6000.0 - 1).max() < 1e-9)
    True

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990.
    """
    air = _air(weather, caveats)
    liquid = float(finite("liquid_share", liquid_share, least=0.0))
    if liquid >= 1.0:
        raise InvalidInput("liquid_share: must be below 1")
    course = follow_sudden(
        _substance(gas, temperature, liquid > 0.0), air, _positive("mass", mass), 0.0,
        _positive("area", area), 0.0, liquid, _positive("reach", reach),
    )  # fmt: skip
    return _cloud(course, air, 0.0, averaging_time, caveats)


def _positive(name: str, value: float) -> float:
    return float(finite(name, value, above=0.0))


def _over(known: Floats, values: Floats, at: Floats) -> Floats:
    """Values between the sections: geometric where they are positive, straight elsewhere."""
    order = np.argsort(known, kind="stable")
    x, y = known[order], values[order]
    straight = np.interp(at, x, y)
    empty = np.interp(at, x, (y <= 0.0).astype(float)) > 0.0
    curved = np.exp(np.interp(at, x, np.log(np.where(y > 0.0, y, 1.0))))
    return np.asarray(np.where(empty, straight, curved))


def _within(cloud: Cloud, x: ArrayLike) -> Floats:
    """Distances that the course reaches; farther ones are refused."""
    distance = finite("x", x)
    far = cloud.distance.max()
    if distance.size and distance.max() > far * (1.0 + 1e-12):
        raise InvalidInput(f"x: the cloud is followed to {far:.0f} m only; give a longer reach")
    return distance


def _across(y: Floats, core: Floats, edge: Floats) -> Floats:
    """Profile across or along the wind: even core, soft edges."""
    soft = np.sqrt(2.0) * np.maximum(edge, 1e-12)
    return np.asarray(erf((y + core) / soft) - erf((y - core) / soft))


def _upward(z: Floats, centre: Floats, spread: Floats) -> Floats:
    """Profile over height, mirrored at the ground."""
    wide = np.maximum(spread, 1e-12)
    return np.asarray(
        np.exp(-0.5 * ((z - centre) / wide) ** 2) + np.exp(-0.5 * ((z + centre) / wide) ** 2)
    )


def largest_fraction(cloud: Cloud, x: ArrayLike, y: ArrayLike = 0.0, z: ArrayLike = 0.0) -> Floats:
    r"""Largest concentration at a place while the cloud passes, averaged over the averaging time.

    Parameters
    ----------
    cloud : Cloud
        A course. [-]
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    y : float or ndarray, shape (n,), default 0
        Distance across the wind. [m]
    z : float or ndarray, shape (n,), default 0
        Height above the ground. [m]

    Returns
    -------
    fraction : ndarray, shape (n,) or ()
        Volume fraction; 0 upwind of the cloud, never above 1. [-]

    Raises
    ------
    InvalidInput
        A place lies beyond the reach of the course, or under the ground.

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990, section 2.4.
    """
    distance = _within(cloud, x)
    aside, above = finite("y", y), finite("z", z, least=0.0)
    at = [
        np.interp(distance, cloud.distance, each)
        for each in (cloud.core, cloud.edge, cloud.centre, cloud.spread)
    ]
    found = _over(cloud.distance, cloud.peak, distance)
    found = found * _across(aside, at[0], at[1]) * _upward(above, at[2], at[3])
    return np.asarray(np.where(distance < cloud.distance[0], 0.0, np.minimum(found, 1.0)))


def fraction_at(cloud: Cloud, x: ArrayLike, y: ArrayLike, z: ArrayLike, time: ArrayLike) -> Floats:
    r"""Concentration at a place and time, averaged over the averaging time.

    Parameters
    ----------
    cloud : Cloud
        A course. [-]
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    y : float or ndarray, shape (n,)
        Distance across the wind. [m]
    z : float or ndarray, shape (n,)
        Height above the ground. [m]
    time : float or ndarray, shape (n,)
        Time since the release began. [s]

    Returns
    -------
    fraction : ndarray, shape (n,) or ()
        Volume fraction, never above 1. [-]

    Raises
    ------
    InvalidInput
        A place lies beyond the reach of the course, or a time beyond its end.

    Notes
    -----
    .. math:: c = c_c \left[\mathrm{erf}\frac{x - x_c + b_x}{\sqrt2 \beta_x} -
        \mathrm{erf}\frac{x - x_c - b_x}{\sqrt2 \beta_x}\right] [\ldots y \ldots] [\ldots z \ldots]

    Across and over height the profile is that of the distance; after a release in an instant, and
    along the wind, that of the time.

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990, section 2.4.
    """
    since = finite("time", time, least=0.0)
    if since.size and since.max() > cloud.clock.max() * (1.0 + 1e-12):
        last = cloud.clock.max()
        raise InvalidInput(f"time: the cloud is followed for {last:.0f} s only; give more reach")
    distance = finite("x", x) if cloud.is_sudden else _within(cloud, x)
    known, at = (cloud.clock, since) if cloud.is_sudden else (cloud.distance, distance)
    core, edge, centre, spread = (
        np.interp(at, known, each) for each in (cloud.core, cloud.edge, cloud.centre, cloud.spread)
    )
    middle, length, along = (
        np.interp(since, cloud.clock, each)
        for each in (cloud.middle, cloud.core_length, cloud.edge_along)
    )
    found = _over(known, cloud.dense, at) * _across(distance - middle, length, along)
    found = found * _across(finite("y", y), core, edge)
    found = np.minimum(found * _upward(finite("z", z, least=0.0), centre, spread), 1.0)
    return np.asarray(np.where(distance < cloud.distance[0] - length, 0.0, found))


def half_width_of(cloud: Cloud, x: ArrayLike, level: float, z: float = 0.0) -> Floats:
    r"""Half width of the area in which the largest concentration reaches a level.

    Parameters
    ----------
    cloud : Cloud
        A course. [-]
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    level : float
        Volume fraction. [-]
    z : float, default 0
        Height above the ground. [m]

    Returns
    -------
    half_width : ndarray, shape (n,) or ()
        Distance from the axis at which the level is met; 0 where it is not reached. [m]

    Raises
    ------
    InvalidInput
        The level is not between 0 and 1, or a place is beyond the reach.

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990, section 2.4.
    """
    wanted = float(finite("level", level, above=0.0))
    distance = _within(cloud, x)
    low = np.zeros(distance.shape)
    high = low + 10.0 * (cloud.half_width.max() + cloud.edge.max())
    reached = largest_fraction(cloud, distance, 0.0, z) >= wanted
    for _step in range(HALVINGS):
        middle = 0.5 * (low + high)
        inside = largest_fraction(cloud, distance, middle, z) >= wanted
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return np.asarray(np.where(reached, low, 0.0))
