"""Substance, weather and course of a cloud of the SLAB model, as they are given and told.

D. L. Ermak, UCRL-MA-105607, 1990; the model is ``ermak1990``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

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
from anlan_science.dispersion._slab_sources import Course
from anlan_science.dispersion.stability import CLASSES, UnknownClass
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite, note

#: Name and range of the model.
MODEL = "ermak1990"
VALIDITY: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"wind_speed": (0.5, 20.0), "roughness": (1e-5, 2.0), "averaging_time": (0.0, 3600.0)}
)
#: Where the air is neither stable nor unstable; classes A to F are counted from it.
NEUTRAL = CLASSES.index("D")


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


def read_air(weather: Weather, caveats: Caveats | None) -> Air:
    """Return the air of the model, checked."""
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
    check_range(caveats, MODEL, VALIDITY,
                {"wind_speed": positive["wind_speed"], "roughness": rough})  # fmt: skip
    return make_air(
        positive["wind_speed"], positive["wind_height"], positive["temperature"], humidity, rough,
        stability, inverse, positive["pressure"],
    )  # fmt: skip


def read_substance(gas: Gas, temperature: float, is_boiling: bool) -> Substance:
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


def describe(
    course: Course, air: Air, origin: float, averaging_time: float, caveats: Caveats | None
) -> Cloud:
    """The course in arrays, with its concentrations."""
    felt = float(finite("averaging_time", averaging_time, least=0.0)) or 1.0
    check_range(caveats, MODEL, VALIDITY, {"averaging_time": felt})
    sections, one = course.sections, course.source.substance
    if any(each.top >= air.lid for each in sections):
        note(caveats, MODEL, "mixed layer", f"the cloud fills it, {air.lid:.0f} m, and is cut")
    if course.was_held:
        note(caveats, MODEL, "momentum", "the source holds the wind up: speed at its least there")
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


def positive(name: str, value: float) -> float:
    """Return a number above zero, or refuse it."""
    return float(finite(name, value, above=0.0))
