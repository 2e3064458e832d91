"""Fires: measured pool fires, flame heights, burning rates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

import anlan_science.fire
from anlan_science.fire import (
    babrauskas1983,
    heskestad1983,
    lngfire1990,
    pool_fire,
    rothermel1972,
)
from anlan_science.fire.anderson1982 import FuelModel
from anlan_science.fire.bagster_pittblado1989 import saturation_pressure
from anlan_science.registry import Caveats
from anlan_science.validation.data import Data, read_rows
from anlan_science.validation.measures import Finding, validated, verified

FIRES = "fire-experiments"
#: Conditions of the fires at Montoir, which the data leaves out.
MONTOIR = Path(anlan_science.fire.__path__[0]) / "tests/validation/data/montoir-1987-conditions.csv"
#: Gauges stood one metre above the ground, upright and turned to the pool.
GAUGE_M, POOL_M = 1.0, 35.0
#: Kerosene grass of the experiment C064, as NIST sets it in firemodels/fds (Validation,
#: CSIRO_Grassland_Fires, public domain): 1.35 kg/m³ over 0.21 m, blades of 0.4 mm, 15.6 MJ/kg,
#: water 6.3 % of the wet mass, wind 4.6 m/s. The moisture of extinction is that of short grass.
GRASS = FuelModel("kerosene grass", (1.35 * 0.21,), (4.0 / 0.4e-3,), (), (), 0.21, 0.12, 15.6e6)
GRASS_MOISTURE, GRASS_WIND = 0.063 / 0.937, 4.6
FUELS = ("Acetone", "Benzene", "Butane", "Ethanol", "Heptane", "Methanol")


def check_montoir(data: Data) -> Iterator[Finding]:
    """Three pool fires of natural gas of 35 m, nine periods of wind.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        Radiation, length, tilt. [-]
    """
    fluxes, lengths, tilts = (list[tuple[float, float]]() for _ in range(3))
    for text in read_rows(MONTOIR):
        row = {name: float(value) for name, value in text.items()}
        test, period = int(row["test"]), int(row["period"])
        folder = f"Montoir_LNG_Fires/Montoir0{test}"
        table = data.columns(FIRES, f"{folder}.csv")
        places, observed = list[list[float]](), list[float]()
        for bearing in (int(name[2:]) for name in table if name.startswith("r_")):
            angle = np.radians(bearing)
            flux = table[f"HF_p{period}_{bearing}"]
            for distance, value in zip(table[f"r_{bearing}"], flux, strict=True):
                if np.isfinite(distance) and np.isfinite(value):
                    places.append([distance * np.sin(angle), distance * np.cos(angle), GAUGE_M])
                    observed.append(float(value) * 1e3)
        kelvin = row["celsius"] + 273.15
        fire = pool_fire.compute_pool_fire(
            places,
            POOL_M,
            row["burning_rate_kg_m2_s"],
            float(lngfire1990.emissive_power(POOL_M)),
            row["wind_speed_m_s"],
            np.radians(row["wind_from_deg"]),
            1.8,
            float(saturation_pressure(kelvin)) * row["humidity_percent"] / 100,
            caveats=Caveats(),
        )
        fluxes += zip(observed, fire.flux, strict=True)
        for pairs, name, value in (
            (lengths, "Flame_Height", fire.length),
            (tilts, "Flame_Tilt", np.degrees(fire.tilt)),
        ):
            seen = data.columns(FIRES, f"{folder}_{name}.csv", heads=1)[f"P{period}"][0]
            pairs.append((float(seen), float(value)))
    experiment = "Montoir 1987, three LNG pool fires of 35 m"
    chain = ("thomas1963", "aga1974", "solid_flame", "lngfire1990", "bagster_pittblado1989")
    note = "limits are those of dispersion; the field has none of its own"
    for quantity, models, pairs in (
        ("radiation at gauges", chain, fluxes),
        ("flame length", ("thomas1963",), lengths),
    ):
        seen, value = np.array(pairs).T
        yield validated(FIRES, experiment, quantity, models, seen, value, note=note)
    seen, value = np.array(tilts).T
    metrics = {"bias": float((value - seen).mean()), "max_error": float(abs(value - seen).max())}
    yield Finding(FIRES, experiment, "tilt [°]", ("aga1974",), seen.size, metrics, {},
                  "an angle has no ratio: mean and largest difference")  # fmt: skip


def check_flame_heights(data: Data) -> Iterator[Finding]:
    """The published table of flame heights by power.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        Heskestad's column. [-]
    """
    table = data.columns(FIRES, "Heskestad_Flame_Height/flame_lengths.csv", heads=1)
    diameter = 2.0 / np.sqrt(np.pi)
    height = heskestad1983.flame_height(table["Q"] * 1e3, diameter, caveats=Caveats())
    # The table carries the constants to three digits; near zero the difference counts.
    tall = table["Heskestad"] > 1.0
    yield verified(FIRES, "flame heights, table of NIST", "height over diameter",
                   ("heskestad1983",), table["Heskestad"][tall], (height / diameter)[tall],
                   1e-3)  # fmt: skip


def burning_rates(data: Data) -> dict[str, tuple[float, float]]:
    """Measured and predicted burning rates of pools of one metre.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    rates : dict
        Measured and predicted by fuel. [kg/(m² s)]
    """
    measured = data.columns(FIRES, "Pool_Fires/Pool_Fires_Exp.csv", heads=1)
    return {
        fuel: (float(measured[fuel][0]), float(babrauskas1983.burning_rate(fuel.lower(), 1.0)))
        for fuel in FUELS
    }


def check_burning_rates(data: Data) -> Iterator[Finding]:
    """Burning rates of six liquids.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        All six fuels. [-]
    """
    seen, value = np.array(list(burning_rates(data).values())).T
    note = "ethanol is half of what newer pools show; limits are those of dispersion"
    yield validated(FIRES, "six liquids in pools of one metre", "burning rate", ("babrauskas1983",),
                    seen, value, note=note)  # fmt: skip


def check_grass_fire(data: Data) -> Iterator[Finding]:
    """How fast the front of a grass fire ran.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        The mean rate from the first to the last place that was seen. [-]
    """
    seen = data.columns(FIRES, "CSIRO_Grassland_Fires/Case_C064_exp.csv")
    measured = float(np.ptp(seen["Front"]) / np.ptp(seen["Time"]))
    bed = rothermel1972.make_bed(GRASS, GRASS_MOISTURE)
    rate = float(rothermel1972.spread(bed, GRASS_WIND, caveats=Caveats()).rate)
    yield Finding(FIRES, "CSIRO grass fire C064, 1986", "rate of spread, predicted over measured",
                  ("rothermel1972",), 1, {"ratio": rate / measured}, {"ratio": (0.5, 2.0)},
                  "the wind is taken as that at the flame; extinction of short grass")  # fmt: skip
