"""Jets of hydrogen and their flames: concentration, length, radiation; beside HyRAM+ too.

Every experiment is a list of releases that both we and HyRAM+ can calculate.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import brentq

from anlan_science.dispersion import houf_schefer2008
from anlan_science.fire import hankinson_lowesmith2012, panda_hecht2017, schefer2006
from anlan_science.registry import Caveats, Floats
from anlan_science.sources import johnston2005, yuceil_otugen2002
from anlan_science.validation.data import Data
from anlan_science.validation.measures import Finding, validated

FOLDER = "hydrogen-experiments"
JET = ("johnston2005", "yuceil_otugen2002", "houf_schefer2008")
LENGTH = ("johnston2005", "yuceil_otugen2002", "schefer2006")
FLUX = (*LENGTH, "panda_hecht2017", "hankinson_lowesmith2012")
#: Hydrogen and air; the heat of combustion is the lower one. [kg/mol], [-], [J/kg]
HYDROGEN, HEAT_RATIO, HEAT_OF_COMBUSTION = 0.00201588, 1.405, 119.96e6
AIR, GAS_CONSTANT, ATMOSPHERE = 0.0289652, 8.31446261815324, 101325.0
#: Jets of S. Han et al., 2013: pressures [Pa] by figure, diameters [m] by column, 293 K.
HAN = {"a": 100e5, "b": 200e5, "c": 300e5, "d": 400e5}
HAN_DIAMETERS = {1: 0.5e-3, 3: 0.7e-3, 5: 1.0e-3}
#: Jet of W. Houf and R. Schefer, 2008: diameter, flow of 22.9 l/min, 294 K, 100 kPa, upward.
SMALL_DIAMETER, SMALL_FLOW, SMALL_AIR, SMALL_PRESSURE = 1.905e-3, 22.9e-3 / 60.0, 294.0, 1e5
SMALL_HEIGHTS = (10, 25, 50, 75, 100)
#: Blow-down of R. W. Schefer et al., 2006, and W. Houf and R. Schefer, 2007: time [s] and mass flow
#: [kg/s]; hole, temperatures in the vessel (assumed by HyRAM+) and outside, place of the gauges.
BLOWDOWN = {5: 57.3e-3, 20: 23.17e-3, 40: 6.92e-3, 60: 2.07e-3, 70: 1.13e-3}
BLOWDOWN_DIAMETER, BLOWDOWN_GAS, BLOWDOWN_AIR, GAUGES_M = 7.94e-3, 270.0, 293.0, 1.82
#: Below this pressure the flow is not choked. [Pa]
CHOKED_FROM = 2.1e5
#: Mogi et al., 2005: distances of the gauges by column, nozzles.
MOGI = {0: 1.5, 8: 2.5, 16: 3.5}
MOGI_DIAMETERS = (2e-3, 0.8e-3, 0.4e-3)
#: Left out: shares below this part of the one on the axis, fluxes below this. [-], [W/m²]
LEAST_SHARE, LEAST_FLUX = 0.1, 50.0
#: Places along a flame at which the largest flux is sought.
PLACES = 30


@dataclass(frozen=True, slots=True)
class Release:
    """One release and where it was measured.

    Attributes
    ----------
    kind : "axis", "profile", "length", "flux" or "largest flux".
    diameter : of the hole, m.
    pressure : in the vessel, Pa.
    temperature : in the vessel, K.
    air_temperature : K.
    air_pressure : Pa.
    mass_rate : of a flow that is not choked, otherwise 0, kg/s.
    is_upward : upward, or level.
    places : distances along the axis, distances from it, or parts of the flame's length.
    aside : distance of the gauges from the axis, or of the section from the hole, m.
    observed : as measured.
    """

    kind: str
    diameter: float
    pressure: float
    temperature: float
    air_temperature: float
    air_pressure: float
    mass_rate: float
    is_upward: bool
    places: tuple[float, ...]
    aside: float
    observed: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Experiment:
    """Releases whose measurements are compared together."""

    name: str
    quantity: str
    models: tuple[str, ...]
    releases: tuple[Release, ...]
    note: str = ""


def _columns(data: Data, name: str, heads: int) -> list[list[float]]:
    """Columns of numbers of a digitised figure, as long as each is."""
    with data.path(FOLDER, name).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))[heads:]
    wide = max(len(row) for row in rows)
    return [[float(row[k]) for row in rows if k < len(row) and row[k].strip()] for k in range(wide)]


def _axis(data: Data) -> Experiment:
    releases = list[Release]()
    for figure, pressure in HAN.items():
        columns = _columns(data, f"han-2013-fig3{figure}.csv", 3)
        for column, diameter in HAN_DIAMETERS.items():
            if figure == "d" and column == 5:
                continue
            x, y = columns[2 * column - 2], columns[2 * column - 1]
            releases.append(
                Release(
                    "axis",
                    diameter,
                    pressure,
                    293.0,
                    293.0,
                    ATMOSPHERE,
                    0.0,
                    False,
                    tuple(x),
                    0.0,
                    tuple(y),
                )  # fmt: skip
            )
    return Experiment(
        "Han 2013, figure 3: 0.5 to 1 mm, 100 to 400 bar", "volume fraction on the axis", JET,
        tuple(releases), "the figure for 400 bar and 1 mm has no points",
    )  # fmt: skip


def _profiles(data: Data) -> Experiment:
    columns = _columns(data, "houfschefer-2008-fig5.csv", 2)
    density = SMALL_PRESSURE * HYDROGEN / (GAS_CONSTANT * SMALL_AIR)
    releases = list[Release]()
    for n, height in enumerate(SMALL_HEIGHTS):
        x, y = np.array(columns[2 * n]), np.array(columns[2 * n + 1])
        kept = y >= LEAST_SHARE * y.max()
        releases.append(
            Release(
                "profile",
                SMALL_DIAMETER,
                SMALL_PRESSURE,
                SMALL_AIR,
                SMALL_AIR,
                SMALL_PRESSURE,
                density * SMALL_FLOW,
                True,
                tuple(np.abs(x[kept]) * 1e-3),
                height * SMALL_DIAMETER,
                tuple(y[kept]),
            )  # fmt: skip
        )
    return Experiment("Houf and Schefer 2008, figure 5: 1.9 mm, 134 m/s, upward",
                      "mass share across the jet", JET[2:], tuple(releases))  # fmt: skip


@cache
def _vessel(flow: float) -> tuple[float, float]:
    """Pressure in the vessel and, where the flow is not choked, the flow itself."""

    def lacking(pressure: float) -> float:
        found = johnston2005.choked_release(
            BLOWDOWN_DIAMETER, pressure, BLOWDOWN_GAS, HYDROGEN, HEAT_RATIO,
            johnston2005.HYDROGEN_COVOLUME, caveats=Caveats(),
        )  # fmt: skip
        return found.mass_rate - flow

    if lacking(CHOKED_FROM) > 0.0:
        return ATMOSPHERE, flow
    return float(brentq(lacking, CHOKED_FROM, 1e8)), 0.0


def _blowdown(kind: str, time: int, places: Floats, observed: Floats) -> Release:
    pressure, flow = _vessel(BLOWDOWN[time])
    return Release(kind, BLOWDOWN_DIAMETER, pressure, BLOWDOWN_GAS, BLOWDOWN_AIR, ATMOSPHERE, flow,
                   True, tuple(places), GAUGES_M, tuple(observed))  # fmt: skip


def _lengths(data: Data) -> Experiment:
    columns = _columns(data, "houfschefer-2007-fig5.csv", 3)
    when, length = np.array(columns[0]), np.array(columns[1])
    releases = list[Release]()
    for time in BLOWDOWN:
        near = np.abs(when - time) < 1.0
        if near.any():
            releases.append(
                _blowdown("length", time, np.array([0.0]), np.array([length[near].mean()]))
            )
    return Experiment("Houf and Schefer 2007, figure 5: blow-down of 7.94 mm", "flame length",
                      LENGTH, tuple(releases))  # fmt: skip


def _fluxes(data: Data) -> Experiment:
    columns = _columns(data, "schefer-2006-fig8.csv", 3)
    releases = list[Release]()
    for n, time in enumerate(BLOWDOWN):
        x, y = np.array(columns[4 * n]), 1e3 * np.array(columns[4 * n + 1])
        kept = y > LEAST_FLUX
        releases.append(_blowdown("flux", time, x[kept], y[kept]))
    return Experiment("Schefer 2006, figure 8: blow-down of 7.94 mm, 5 to 70 s",
                      "radiation along the flame", FLUX, tuple(releases))  # fmt: skip


def _mogi(data: Data) -> Experiment:
    columns = _columns(data, "mogi-2005-fig9.csv", 4)
    releases, along = list[Release](), tuple(np.linspace(0.0, 1.0, PLACES))
    for first, aside in MOGI.items():
        for n, diameter in enumerate(MOGI_DIAMETERS):
            flows, fluxes = columns[first + 2 * n], columns[first + 2 * n + 1]
            for flow, flux in zip(flows, fluxes, strict=True):
                pressure = _pressure_of(diameter, flow)
                releases.append(
                    Release(
                        "largest flux",
                        diameter,
                        pressure,
                        293.0,
                        293.0,
                        ATMOSPHERE,
                        0.0,
                        False,
                        along,
                        aside,
                        (flux,),
                    )  # fmt: skip
                )
    return Experiment("Mogi 2005, figure 9: 0.4 to 2 mm, gauges at 1.5 to 3.5 m",
                      "largest radiation beside the flame", FLUX, tuple(releases))  # fmt: skip


def _pressure_of(diameter: float, flow: float) -> float:
    """Pressure in the vessel from which a flow leaves a nozzle. [Pa]"""

    def lacking(pressure: float) -> float:
        found = johnston2005.choked_release(
            diameter, pressure, 293.0, HYDROGEN, HEAT_RATIO, johnston2005.HYDROGEN_COVOLUME,
            caveats=Caveats(),
        )  # fmt: skip
        return found.mass_rate - flow

    return float(brentq(lacking, CHOKED_FROM, 1e9))


def experiments(data: Data) -> tuple[Experiment, ...]:
    """The experiments with hydrogen that the models reach.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    experiments : tuple of Experiment
        In the order of the report. [-]
    """
    return (_axis(data), _profiles(data), _lengths(data), _fluxes(data), _mogi(data))


def predict(release: Release) -> Floats:
    """What our models give for a release.

    Parameters
    ----------
    release : Release
        The release. [-]

    Returns
    -------
    predicted : ndarray, shape (n,)
        As many values as were observed. [as observed]
    """
    air = release.air_pressure * AIR / (GAS_CONSTANT * release.air_temperature)
    ambient = release.air_pressure * HYDROGEN / (GAS_CONSTANT * release.air_temperature)
    caveats = Caveats()
    if release.mass_rate:
        density = release.air_pressure * HYDROGEN / (GAS_CONSTANT * release.temperature)
        speed = release.mass_rate / (density * np.pi / 4.0 * release.diameter**2)
        size, flow = release.diameter, release.mass_rate
    else:
        hole = johnston2005.choked_release(
            release.diameter, release.pressure, release.temperature, HYDROGEN, HEAT_RATIO,
            johnston2005.HYDROGEN_COVOLUME, ambient_pressure=release.air_pressure, caveats=caveats,
        )  # fmt: skip
        nozzle = yuceil_otugen2002.notional_nozzle(
            hole.pressure, hole.temperature, hole.density, hole.velocity, hole.mass_rate, HYDROGEN,
            HEAT_RATIO, johnston2005.HYDROGEN_COVOLUME, ambient_pressure=release.air_pressure,
        )  # fmt: skip
        size, speed, density, flow = (
            nozzle.diameter, nozzle.velocity, nozzle.density, nozzle.mass_rate
        )  # fmt: skip
    if release.kind in {"axis", "profile"}:
        far = 1.1 * max(*release.places, release.aside, 20.0 * size) / size
        jet = houf_schefer2008.follow_jet(
            size, speed, ambient, air, np.pi / 2 if release.is_upward else 0.0, far, density,
            caveats,
        )  # fmt: skip
        if release.kind == "axis":
            return houf_schefer2008.axis_fraction(jet, release.places)
        return houf_schefer2008.radial_share(jet, release.aside, release.places)
    flame = schefer2006.jet_flame(
        size, speed, density, air, release.air_temperature, caveats=caveats
    )
    if release.kind == "length":
        return np.array([flame.length])
    share = panda_hecht2017.radiant_share(
        flame.residence_time, schefer2006.HYDROGEN_FLAME, caveats=caveats
    )
    along = np.array(release.places) * flame.length
    points = np.column_stack([np.full(along.size, release.aside), along, np.zeros(along.size)])
    found = hankinson_lowesmith2012.flux_at(
        points, (0.0, 0.0, 0.0), (0.0, flame.length, 0.0),
        float(share) * flow * HEAT_OF_COMBUSTION,
    )  # fmt: skip
    return found.max(keepdims=True) if release.kind == "largest flux" else found


def together(experiment: Experiment) -> tuple[Floats, Floats]:
    """Everything measured and predicted in an experiment.

    Parameters
    ----------
    experiment : Experiment
        One of ``experiments``. [-]

    Returns
    -------
    observed : ndarray, shape (n,)
        Measured. [any]
    predicted : ndarray, shape (n,)
        Calculated. [as observed]
    """
    observed = np.concatenate([each.observed for each in experiment.releases])
    return observed, np.concatenate([predict(each) for each in experiment.releases])


def as_plain(release: Release) -> dict[str, Any]:
    """A release for another program, as plain values.

    Parameters
    ----------
    release : Release
        The release. [-]

    Returns
    -------
    plain : dict
        Its attributes. [-]
    """
    return {name: getattr(release, name) for name in Release.__slots__ if name != "observed"}


def check_hydrogen(data: Data) -> Iterator[Finding]:
    """Jets and jet flames of hydrogen.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        One for each experiment. [-]
    """
    for each in experiments(data):
        yield validated(FOLDER, each.name, each.quantity, each.models, *together(each),
                        note=each.note)  # fmt: skip
