"""Dispersion: sigma curves, worked examples and the field trials with liquefied natural gas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from anlan_science.dispersion import (
    briggs1973,
    briggs1975,
    britter_mcquaid1988,
    ccps1999_puff,
    gaussian_plume,
    gaussian_puff,
    irwin1979,
    pasquill1961,
    turner1970,
)
from anlan_science.registry import Caveats, Floats
from anlan_science.sources import liquid_orifice
from anlan_science.validation.data import CONDITIONS, Data, read_rows
from anlan_science.validation.measures import Finding, validated, verified

ORACLES, TRIALS = "dispersion-oracles", "lng-field-dispersion"
MOLAR_MASS_AIR, GAS_CONSTANT = 0.0289652, 8.31446
#: Vapour of LNG at its boiling point and one atmosphere. [kg/m³], [K]
VAPOUR_DENSITY, BOILING = 1.76, 111.7
#: Arc maxima below this are at the limit of the instruments and are left out. [%]
LEAST_MEASURED = 0.1
#: Wind and trial are read at this height. [m]
REFERENCE_HEIGHT = 10.0


def check_spreads(data: Data) -> Iterator[Finding]:
    """Sigma curves and the wind profile against another code.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        One for each model. [-]
    """
    found: dict[str, list[tuple[float, float]]] = {}

    def add(model: str, published: str, value: object) -> None:
        if published:
            found.setdefault(model, []).append((float(published), float(np.asarray(value))))

    for row in data.rows(ORACLES, "sigma_ccps.csv"):
        x, stability = float(row["x_m"]), row["stability"]
        for name in ("sigma_y", "sigma_z"):
            if row["kind"] == "puff":
                value = getattr(ccps1999_puff, name)(x, stability, Caveats())
                add("ccps1999_puff", row[f"{name}_m"], value)
            else:
                value = getattr(briggs1973, name)(x, stability, row["terrain"], Caveats())
                add("briggs1973", row[f"{name}_m"], value)
    for row in data.rows(ORACLES, "sigma_turner1970.csv"):
        for name in ("sigma_y", "sigma_z"):
            value = getattr(turner1970, name)(float(row["x_m"]), row["stability"], Caveats())
            add("turner1970", row[f"{name}_m"], value)
    for row in data.rows(ORACLES, "wind_profile_powerlaw.csv"):
        wind, at, z = (float(row[name]) for name in ("u_ref_m_s", "z_ref_m", "z_m"))
        value = irwin1979.wind_at(wind, at, z, row["stability"], row["terrain"])  # type: ignore[arg-type]
        add("irwin1979", row["u_m_s"], value)
    for model, pairs in found.items():
        quantity = "wind" if model == "irwin1979" else "sigma_y and sigma_z"
        published, value = np.array(pairs).T
        yield verified(ORACLES, "another code, 1.2 m and joints", quantity, (model,), published,
                       value, 1e-9)  # fmt: skip


def check_examples(data: Data) -> Iterator[Finding]:
    """Worked examples of CCPS 1999 and of plume rise.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        One for each example. [-]
    """
    text = data.path(ORACLES, "worked_examples.json").read_text(encoding="utf-8")
    known = {each["id"]: each for each in json.loads(text)}

    def example(
        name: str, quantity: str, models: tuple[str, ...], key: str, value: object
    ) -> Finding:
        published = known[name]["expected"][0][key]
        tolerance = known[name]["rel_tol"]
        return verified(
            ORACLES, name, quantity, models, published, float(np.asarray(value)), tolerance
        )

    plume = gaussian_plume.concentration(500.0, 0.0, 0.0, 0.1, 2.0, 0.0, "F", "seinfeld1986")
    yield example("ccps1999_p97_plume", "concentration", ("gaussian_plume", "seinfeld1986"),
                  "concentration_kg_m3", plume)  # fmt: skip
    puff = gaussian_puff.concentration(500.0, 0.0, 0.0, 250.0, 1.0, 2.0, 0.0, "F")
    yield example("ccps1999_p101_puff", "concentration", ("gaussian_puff", "ccps1999_puff"),
                  "c_center_kg_m3", puff)  # fmt: skip
    mouth = briggs1975.tip_downwash(10.0, 1.0, 1.0, 2.0)
    yield example("stack_tip_downwash", "height", ("briggs1975",), "effective_height_m", mouth)
    hole = known["ccps1999_p40_liquid_hole"]["inputs"]
    rate = liquid_orifice.mass_rate(
        np.pi / 4 * hole["hole_diameter_m"] ** 2,
        hole["liquid_density_kg_m3"],
        hole["upstream_pressure_Pa"],
        hole["ambient_pressure_Pa"],
        discharge=hole["Cd"],
    )
    yield example("ccps1999_p40_liquid_hole", "mass rate", ("liquid_orifice",),
                  "mass_rate_kg_s", rate)  # fmt: skip


def lng_trials(at_hand_only: bool) -> list[dict[str, str]]:
    """Spill rates of the trials, with their source.

    Parameters
    ----------
    at_hand_only : bool
        Only trials whose rate follows from the inputs at hand. [-]

    Returns
    -------
    trials : list of dict
        Trial, rate, pressure. [-]
    """
    trials = read_rows(CONDITIONS / "lng_spill_rates.csv")
    return [each for each in trials if each["at_hand"] == "1" or not at_hand_only]


def _conditions(data: Data, trial: Mapping[str, str]) -> tuple[Floats, Floats, float, float, float]:
    """Arcs, measured maxima [%], wind at 10 m, pressure and temperature of the air."""
    measured = data.columns(TRIALS, f"{trial['trial']}_exp.csv")
    profile = data.columns(TRIALS, f"{trial['trial']}_profile.csv")
    wind = float(np.interp(REFERENCE_HEIGHT, profile["z"], profile["u"]))
    kept = measured["X_CH4"] >= LEAST_MEASURED
    return (
        measured["x"][kept],
        measured["X_CH4"][kept],
        wind,
        float(trial["pressure_pa"]),
        273.15 + float(profile["T"][0]),
    )


def lng_pairs(data: Data, trial: Mapping[str, str], corrected: bool) -> Floats:
    """Measured and predicted arc maxima of a trial by the dense-gas model.

    Parameters
    ----------
    data : Data
        The reference data. [-]
    trial : mapping
        One of ``lng_trials``. [-]
    corrected : bool
        Whether the temperature of the cold gas enters. [-]

    Returns
    -------
    pairs : ndarray, shape (n, 2)
        Measured, predicted. [%]
    """
    x, observed, wind, pressure, air = _conditions(data, trial)
    density = VAPOUR_DENSITY * pressure / 101325.0
    predicted = 100 * britter_mcquaid1988.plume_concentration(
        x,
        float(trial["rate_kg_s"]) / density,
        wind,
        density,
        pressure * MOLAR_MASS_AIR / (GAS_CONSTANT * air),
        BOILING if corrected else air,
        air,
        caveats=Caveats(),
    )
    return np.column_stack([observed, predicted])


def _passive_pairs(data: Data, trial: Mapping[str, str]) -> Floats:
    """The same by a passive plume, as if the gas were no heavier than air. [%]"""
    x, observed, wind, pressure, air = _conditions(data, trial)
    stability = pasquill1961.stability_class(wind, "moderate")
    mass = gaussian_plume.concentration(
        x, 0.0, 0.0, float(trial["rate_kg_s"]), wind, 0.0, stability, "briggs1973_rural",
        averaging_time=60.0, caveats=Caveats(),
    )  # fmt: skip
    molar_volume = GAS_CONSTANT * air / pressure
    return np.column_stack([observed, 100 * mass / 0.016043 * molar_volume])


def check_lng_trials(data: Data) -> Iterator[Finding]:
    """Burro and Maplin Sands: measured arc maxima.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        Dense gas with and without the temperature, and a passive plume beside it. [-]
    """

    def together(pairs: Iterable[Floats]) -> tuple[Floats, Floats]:
        both = np.concatenate(list(pairs))
        return both[:, 0], both[:, 1]

    model, quantity = ("britter_mcquaid1988",), "arc maximum, volume fraction"
    for experiment, at_hand_only, corrected in (
        ("Burro 3, 8, Maplin Sands 34", True, False),
        ("Burro 3, 7, 8, 9, Maplin Sands 27, 34, 35", False, False),
        ("Burro 3, 8, Maplin Sands 34", True, True),
        ("Burro 3, 7, 8, 9, Maplin Sands 27, 34, 35", False, True),
    ):
        pairs = together(lng_pairs(data, each, corrected) for each in lng_trials(at_hand_only))
        note = (
            "temperature of the cold gas, the cautious way of CCPS" if corrected
            else "equal temperatures, the default"
        )  # fmt: skip
        yield validated(TRIALS, experiment, quantity, model, *pairs, note=note)
    pairs = together(_passive_pairs(data, each) for each in lng_trials(False))
    note = (
        "outside its range: a passive plume, class by day, one minute; beside the dense-gas model"
    )
    yield validated(TRIALS, "Burro 3, 7, 8, 9, Maplin Sands 27, 34, 35", quantity,
                    ("gaussian_plume", "briggs1973"), *pairs, note=note)  # fmt: skip
