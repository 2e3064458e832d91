"""Dense gas along its way: another code of the same model, and trials with natural gas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from anlan_science.dispersion import ermak1990
from anlan_science.registry import Caveats, Floats
from anlan_science.validation.data import CONDITIONS, Data, read_rows
from anlan_science.validation.measures import Finding, validated, verified

ORACLES, TRIALS = "dispersion-oracles", "lng-field-dispersion"
MODEL = ("ermak1990",)
#: Evaporation of liquefied natural gas on water in these trials. [kg/(m² s)]
EVAPORATION = 0.167
#: Height of the lowest instruments, averaging time, height of the wind, farthest arc.
SENSOR_M, AVERAGING_S, WIND_M, FAR_M = 1.0, 10.0, 3.0, 1500.0
#: Arc maxima below this are at the limit of the instruments and are left out. [%]
LEAST_MEASURED = 0.1
METHANE = ermak1990.Gas(0.016043, 2238.0, 111.7, 509900.0, 3348.5, 424.1)
#: Jet of ammonia with droplets: problem 2 of the program.
AMMONIA = ermak1990.Gas(0.017031, 2045.9, 239.57, 1170000.0, 4611.8, 603.0, 2976.01)
DESERT = ermak1990.Weather(4.5, 2.0, 306.2, 0.003, inverse_length=0.0221, humidity=0.213)
#: Columns of the listing of problem 2 that are compared.
COLUMNS: Mapping[str, int] = {
    "height": 2, "half_width": 3, "core": 4, "share": 7, "density": 8, "temperature": 9,
    "speed": 10, "mass_share": 12,
}  # fmt: skip


def check_listings(data: Data) -> Iterator[Finding]:
    """Listings of another code of SLAB: a jet of ammonia, and a jet of cold methane.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        Sections of the one, concentrations at places and times of the other. [-]
    """
    listed = np.loadtxt(data.path(ORACLES, "slab_inpr2_out.txt"))
    cloud = ermak1990.disperse_jet(
        AMMONIA, DESERT, 107.87, 0.93, 381.0, 1.0, 239.57, 0.81, 2800.0, AVERAGING_S
    )
    found = np.column_stack([getattr(cloud, name) for name in COLUMNS])
    yield verified(ORACLES, "SLAB problem 2, jet of ammonia", "eight columns of 61 sections", MODEL,
                   listed[:, list(COLUMNS.values())], found, 1e-5)  # fmt: skip
    molar = 1.76 * 8.31446261815324 * 111.15 / 101325.0
    methane = ermak1990.Gas(molar, 2240.0, 111.66, 509880.0, 3349.0, 425.6)
    night = ermak1990.Weather(10.9, 10.0, 298.0, 1.0, stability="F")
    cloud = ermak1990.disperse_jet(
        methane, night, 0.23 * 425.6, np.pi / 4, 174.0, 0.0, 111.66, 0.0, 2000.0, AVERAGING_S
    )
    rows = np.loadtxt(data.path(ORACLES, "slab_burro_z0.txt"))[1:]
    rows = rows[rows[:, 4] > 0.001]
    fraction = ermak1990.fraction_at(cloud, rows[:, 0], 0.0, 0.0, rows[:, 1])
    yield verified(ORACLES, "SLAB, jet of cold methane", "fraction on the axis at a time", MODEL,
                   rows[:, 4], fraction, 0.01, note="printed places and times have three digits; "
                   "the other code draws its own curves between sections")  # fmt: skip


def slab_trials() -> list[dict[str, str]]:
    """Source and weather of ten trials.

    Returns
    -------
    trials : list of dict
        As in the file of conditions. [-]
    """
    return read_rows(CONDITIONS / "lng_trials.csv")


def slab_pairs(data: Data, trial: Mapping[str, str]) -> Floats:
    """Measured and predicted arc maxima of a trial by SLAB.

    Parameters
    ----------
    data : Data
        The reference data. [-]
    trial : mapping
        One of ``slab_trials``. [-]

    Returns
    -------
    pairs : ndarray, shape (n, 2)
        Measured, predicted. [%]
    """
    known = {
        name: float(text)
        for name, text in trial.items()
        if text and name not in {"trial", "arcs_m", "arc_maxima_pct"}
    }
    if trial["arcs_m"]:
        x, observed = (
            np.array(trial[name].split(), float) for name in ("arcs_m", "arc_maxima_pct")
        )
    else:
        measured = data.columns(TRIALS, f"{trial['trial']}_exp.csv")
        kept = measured["X_CH4"] >= LEAST_MEASURED
        x, observed = measured["x"][kept], measured["X_CH4"][kept]
    weather = ermak1990.Weather(
        known["wind_3m_m_s"], WIND_M, known["air_c"] + 273.15, known["roughness_m"],
        inverse_length=1.0 / known["obukhov_length_m"], humidity=known["humidity_pct"] / 100.0,
        pressure=known["pressure_pa"],
    )  # fmt: skip
    area = np.pi * known["radius_m"] ** 2
    cloud = ermak1990.disperse_pool(
        METHANE, weather, EVAPORATION * area, area, known["duration_s"], FAR_M, AVERAGING_S,
        Caveats(),
    )  # fmt: skip
    predicted = 100.0 * ermak1990.largest_fraction(cloud, x, 0.0, SENSOR_M)
    return np.column_stack([observed, predicted])


def check_lng_trials(data: Data) -> Iterator[Finding]:
    """Burro, Coyote and Maplin Sands: measured arc maxima.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        All ten trials, and each series. [-]
    """
    pairs = {each["trial"]: slab_pairs(data, each) for each in slab_trials()}
    note = "one metre above the ground, ten seconds; stability as measured"
    for experiment, series in (
        ("Burro 3, 7, 8, 9, Coyote 3, 5, 6, Maplin Sands 27, 34, 35", ""),
        ("Burro 3, 7, 8, 9", "Burro"),
        ("Coyote 3, 5, 6", "Coyote"),
        ("Maplin Sands 27, 34, 35", "Maplin"),
    ):
        both = np.concatenate([found for name, found in pairs.items() if name.startswith(series)])
        yield validated(TRIALS, experiment, "arc maximum, volume fraction", MODEL,
                        both[:, 0], both[:, 1], note=note)  # fmt: skip
