"""Pool fires against measured fires: the scores may not become worse than accepted."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from anlan_science.fire import lngfire1990, pool_fire
from anlan_science.fire.bagster_pittblado1989 import saturation_pressure
from anlan_science.registry import Caveats

HERE = Path(__file__).parent / "validation"
SHARED = Path(__file__).resolve().parents[5] / "shared/data/fire-experiments/Montoir_LNG_Fires"
LIMITS = json.loads((HERE / "limits.json").read_text(encoding="utf-8"))
#: Gauges stood one metre above the ground, upright and turned to the pool.
GAUGE_M, POOL_M = 1.0, 35.0


def scores(observed, predicted):
    """FAC2, geometric mean bias and variance, fractional bias, largest ratio either way."""
    logarithm = np.log(observed / predicted)
    return {
        "count": int(observed.size),
        "fac2": float((abs(logarithm) <= np.log(2)).mean()),
        "mg": float(np.exp(logarithm.mean())),
        "vg": float(np.exp((logarithm**2).mean())),
        "bias": float(2 * (observed - predicted).mean() / (observed + predicted).mean()),
        "max_ratio": float(np.exp(abs(logarithm).max())),
    }


def errors(observed, predicted):
    """Mean and largest error; for angles, of which the ratio says nothing."""
    error = predicted - observed
    return {
        "count": int(observed.size),
        "mean_error": float(error.mean()),
        "max_error": float(abs(error).max()),
    }


def measured(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"reference data not at hand: {path}")
    with path.open(newline="") as lines:
        rows = list(csv.reader(lines))
    head = rows[1] if "Flame" not in name else rows[0]
    body = rows[2:] if "Flame" not in name else rows[1:2]
    numbers = [[float(cell) if cell.strip() else np.nan for cell in row] for row in body]
    return dict(zip(head, np.array(numbers).T, strict=True))


def conditions():
    with (HERE / "data/montoir-1987-conditions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            yield {name: float(value) for name, value in row.items()}


def collect():
    found = {"flux": [], "length": [], "tilt": []}
    for row in conditions():
        test, period = int(row["test"]), int(row["period"])
        table = measured(f"Montoir0{test}.csv")
        bearings = [int(name[2:]) for name in table if name.startswith("r_")]
        places, fluxes = [], []
        for bearing in bearings:
            flux = table[f"HF_p{period}_{bearing}"]
            angle = np.radians(bearing)
            for distance, value in zip(table[f"r_{bearing}"], flux, strict=True):
                if np.isfinite(distance) and np.isfinite(value):
                    places.append([distance * np.sin(angle), distance * np.cos(angle), GAUGE_M])
                    fluxes.append(value * 1e3)
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
        found["flux"] += zip(fluxes, fire.flux, strict=True)
        length = measured(f"Montoir0{test}_Flame_Height.csv")[f"P{period}"][0]
        tilt = measured(f"Montoir0{test}_Flame_Tilt.csv")[f"P{period}"][0]
        found["length"].append((length, fire.length))
        found["tilt"].append((tilt, np.degrees(fire.tilt)))
    return {
        name: (errors if name == "tilt" else scores)(*np.array(pairs).T)
        for name, pairs in found.items()
    }


def test_montoir_fires_of_35_m_stay_within_the_accepted_limits():
    found = collect()
    assert found.keys() == LIMITS["montoir-1987"].keys()
    for name, limits in LIMITS["montoir-1987"].items():
        assert found[name].keys() == limits.keys()
        for score, (low, high) in limits.items():
            assert low <= found[name][score] <= high, (name, score, found[name][score])
