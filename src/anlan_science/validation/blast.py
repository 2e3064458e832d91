"""Explosions and what they and fires do to people: curves, worked values, hand calculations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from anlan_science.explosion import ccps1994_tnt, kingery_bulmash1984, tang_baker1999
from anlan_science.harm import (
    cpr16e_1992_thermal,
    eisenberg1975_thermal,
    lees1994,
    probit,
    tsao_perry1979,
)
from anlan_science.registry import Caveats
from anlan_science.validation.data import Data
from anlan_science.validation.measures import Finding, validated, verified

CURVES, PROBITS = "blast-curves", "probit-oracles"
ATMOSPHERE, SOUND = 101325.0, 340.0
#: Digitised points of printed curves: on average within 5 % (README of the data), each within 20 %.
CURVE_LIMITS = {"mg": (0.95, 1.05), "max_factor": (1.0, 1.2)}
THERMAL = {
    "Eisenberg": ("eisenberg1975_thermal", eisenberg1975_thermal),
    "Tsao & Perry": ("tsao_perry1979", tsao_perry1979),
    "TNO": ("cpr16e_1992_thermal", cpr16e_1992_thermal),
    "Lees": ("lees1994", lees1994),
}


def check_curves(data: Data) -> Iterator[Finding]:
    """TNT and vapour clouds: digitised curves, as HyRAM+ uses them, and worked values.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        One for each family of curves and each worked value. [-]
    """
    for name, quantity in (("tnt_peak_overpressure", "overpressure"), ("tnt_impulse", "impulse")):
        rows = data.rows(CURVES, f"{name}.csv")
        scaled, expected = np.array([[float(each) for each in row.values()] for row in rows]).T
        inside = (scaled > 0.0674) & (scaled < 40.0)
        tnt = kingery_bulmash1984.compute_blast(scaled[inside], 1.0)
        note = "the unit of the file is taken as atm s/kg^(1/3)" if quantity == "impulse" else ""
        yield validated(CURVES, "TNT on the ground, curve of CCPS digitised for HyRAM+", quantity,
                        ("kingery_bulmash1984",), expected[inside],
                        getattr(tnt, quantity) / ATMOSPHERE, CURVE_LIMITS, note)  # fmt: skip
    energy = 1e9
    length = np.cbrt(energy / ATMOSPHERE)
    for name, quantity, unit in (
        ("bst_peak_overpressure", "overpressure", ATMOSPHERE),
        ("bst_impulse", "impulse", energy ** (1 / 3) * ATMOSPHERE ** (2 / 3) / SOUND),
    ):
        rows = data.rows(CURVES, f"{name}.csv")
        table = np.array([[float(each) for each in row.values()] for row in rows])
        published, found = [np.empty(0)], [np.empty(0)]
        for mach in np.unique(table[:, 0]):
            _mach, scaled, expected = table[table[:, 0] == mach].T
            low = tang_baker1999.SHOCK_FROM if mach >= tang_baker1999.SHOCK_MACH else 0.1
            inside = (scaled >= low) & (scaled <= 9.5)
            cloud = tang_baker1999.compute_blast(
                scaled[inside] * length, energy, float(mach), caveats=Caveats()
            )
            published.append(expected[inside])
            found.append(getattr(cloud, quantity) / unit)
        yield validated(CURVES, "vapour cloud, curves of nine flame speeds digitised for HyRAM+",
                        quantity, ("tang_baker1999",), np.concatenate(published),
                        np.concatenate(found), CURVE_LIMITS)  # fmt: skip
    worked = {row["case"]: float(row["expected"]) for row in data.rows(CURVES, "worked_values.csv")}
    mass = ccps1994_tnt.equivalent_mass(1.0, 1.2e8, 0.03)
    yield verified(CURVES, "worked value of HyRAM+", "mass of TNT", ("ccps1994_tnt",),
                   worked["tnt_equivalent_mass"], mass, 1e-9)  # fmt: skip
    total = tang_baker1999.blast_energy(1.0, 1.2e8)
    yield verified(CURVES, "worked values of HyRAM+", "energy and scaled distance",
                   ("tang_baker1999",), [worked["bst_energy"], worked["bst_scaled_distance"]],
                   [total, float(tang_baker1999.scaled_distance(1.0, total))], 1e-9)  # fmt: skip


def probit_values(data: Data) -> Iterator[tuple[str, str, float, float]]:
    """Hand calculations of harm by heat, and the package beside them.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    values : iterator of (str, str, float, float)
        Model, quantity, published, found. [-]
    """
    for row in data.rows(PROBITS, "thermal_probits.csv"):
        expected = float(row["expected"])
        if row["kind"] == "thermal":
            model, module = THERMAL[row["model"]]
            yield model, "probit", expected, float(module.fatality_probit(1e7))
        elif row["kind"] == "thermal dose":
            yield "harm.probit", "dose", expected, float(probit.thermal_dose(5.0, 30.0))
        elif row["model"] == "Eisenberg":
            dose = probit.thermal_dose(15796.170691, 60.0)
            share = probit.share_of_probit(eisenberg1975_thermal.fatality_probit(dose))
            yield "eisenberg1975_thermal", "share of deaths", expected, float(share)
        else:
            yield "harm.probit", "share", expected, float(probit.share_of_probit(5.0))


def check_probits(data: Data) -> Iterator[Finding]:
    """Hand calculations of harm by heat.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        One for each row. [-]
    """
    for model, quantity, expected, found in probit_values(data):
        yield verified(PROBITS, "hand calculation of HyRAM+", quantity, (model,), expected, found,
                       1e-6, is_absolute=True)  # fmt: skip
