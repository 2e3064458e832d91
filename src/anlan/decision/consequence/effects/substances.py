"""Substance data and levels of harm from the tables in ``data``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from anlan.kernel.tables import read_csv
from anlan_science.harm import cpr18e_1999, turner_fairhurst1993, withers_lees1985
from anlan_science.risk import cozzani_salzano2004, landucci2009

DATA = Path(__file__).parent.parent / "data"
#: Temperatures of the vapour pressure columns. [K]
TEMPERATURES = tuple(range(253, 324, 10))


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of a table in ``data`` without its remarks."""
    return read_csv(DATA / name)


@dataclass(frozen=True, slots=True)
class Substance:
    """What the models ask of a substance; None where no datum is known."""

    cas: str
    taken_from: str
    molar_mass: float  # kg/mol
    boiling_point: float  # K
    critical_temperature: float  # K
    heat_of_vaporisation: float  # J/kg
    liquid_heat_capacity: float | None  # J/(kg K)
    boiling_density: float | None  # of the liquid at its boiling point, kg/m³
    heat_ratio: float | None
    lower_limit: float | None  # volume fraction
    heat_of_combustion: float | None  # J/kg
    fuel: str
    vapour_pressures: tuple[float | None, ...]  # Pa at TEMPERATURES

    def vapour_pressure(self, temperature: float) -> float | None:
        """Return the saturation pressure [Pa]; None for a gas that cannot be liquid there."""
        known = [
            (1.0 / t, np.log(p))
            for t, p in zip(TEMPERATURES, self.vapour_pressures, strict=True)
            if p is not None
        ]
        if len(known) < 2 or temperature >= self.critical_temperature:
            return None
        inverse, logarithm = zip(*reversed(known), strict=True)
        return float(np.exp(np.interp(1.0 / temperature, inverse, logarithm)))


@dataclass(frozen=True, slots=True)
class Level:
    """Where a zone is drawn: value, what it means, where it comes from."""

    zone: int
    value: float
    unit: str
    label: str
    source: str
    is_verified: bool
    minutes: int | None = None


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def substances() -> Mapping[str, Substance]:
    """Return the substances with data, by CAS number."""
    found = {}
    for row in rows("substances.csv"):
        numbers = {
            name: _number(row[name]) for name in row if name not in ("cas", "taken_from", "fuel")
        }
        molar_mass, boiling = numbers["molar_mass_kg_mol"], numbers["boiling_point_k"]
        critical, latent = (
            numbers["critical_temperature_k"],
            numbers["heat_of_vaporisation_j_kg"],
        )
        assert molar_mass and boiling and critical and latent
        found[row["cas"]] = Substance(
            cas=row["cas"],
            taken_from=row["taken_from"],
            molar_mass=molar_mass,
            boiling_point=boiling,
            critical_temperature=critical,
            heat_of_vaporisation=latent,
            liquid_heat_capacity=numbers["liquid_heat_capacity_j_kg_k"],
            boiling_density=numbers["boiling_density_kg_m3"],
            heat_ratio=numbers["heat_ratio"],
            lower_limit=numbers["lower_limit"],
            heat_of_combustion=numbers["heat_of_combustion_j_kg"],
            fuel=row["fuel"],
            vapour_pressures=tuple(numbers[f"vapour_pressure_pa_{t}k"] for t in TEMPERATURES),
        )
    return found


@cache
def zone_levels(effect: str) -> tuple[Level, ...]:
    """Return the levels of an effect other than poisoning, gravest first."""
    return tuple(
        Level(
            int(row["zone"]),
            float(row["value"]),
            row["unit"],
            row["label_zh"],
            row["source"],
            row["is_verified"] == "1",
        )
        for row in rows("zone_levels.csv")
        if row["effect"] == effect
    )


@cache
def _toxic() -> Mapping[tuple[str, int], tuple[Level, ...]]:
    found: dict[tuple[str, int], list[Level]] = {}
    for row in rows("harm_levels.csv"):
        zone = 4 - int(row["level"][-1])
        found.setdefault((row["cas"], zone), []).append(
            Level(
                zone,
                float(row["ppm"]),
                "ppm",
                f"{row['level']} ({row['minutes']} min)",
                row["source"],
                row["is_verified"] == "1",
                int(row["minutes"]),
            )
        )
    return {key: tuple(sorted(value, key=lambda x: x.minutes or 0)) for key, value in found.items()}


def toxic_levels(cas: str, exposure_s: float) -> tuple[Level, ...]:
    """Return AEGL-3, -2, -1 for the shortest published time that holds the exposure."""
    chosen = []
    for zone in (1, 2, 3):
        known = _toxic().get((cas, zone))
        if known:
            fitting = [x for x in known if (x.minutes or 0) * 60 >= exposure_s]
            chosen.append(fitting[0] if fitting else known[-1])
    return tuple(chosen)


#: Exponent of the toxic load where none is published, for times shorter than those of the levels
#: (NRC, Standing Operating Procedures for Developing AEGLs, 2001).
UNKNOWN_EXPONENT = 3.0


def load_exponent(cas: str) -> float:
    """Return n of the toxic load C^n t of a substance, at least one."""
    if cas == "7782-50-5":
        return withers_lees1985.EXPONENT
    for table in (cpr18e_1999.TABLE, turner_fairhurst1993.TABLE):
        if cas in table:
            return max(table[cas].exponent, 1.0)
    return UNKNOWN_EXPONENT


@cache
def domino_levels(effect: str) -> Mapping[str, Level]:
    """Return the escalation thresholds of an effect by kind of vessel, those of the science."""
    if effect == "thermal":
        found = {
            "atmospheric": landucci2009.THRESHOLD[landucci2009.Vessel.ATMOSPHERIC],
            "pressure": landucci2009.THRESHOLD[landucci2009.Vessel.PRESSURISED],
        }
        info, unit = landucci2009.INFO, "kW/m²"
    elif effect == "overpressure":
        table = cozzani_salzano2004.TABLE
        atmospheric = table[cozzani_salzano2004.Neighbour.ATMOSPHERIC].threshold
        pressurised = table[cozzani_salzano2004.Neighbour.PRESSURISED].threshold
        assert atmospheric is not None and pressurised is not None
        found = {"atmospheric": atmospheric, "pressure": pressurised}
        info, unit = cozzani_salzano2004.INFO, "kPa"
    else:
        return {}
    return {
        vessel: Level(0, value / 1000.0, unit, vessel, info.id, info.status == "verified")
        for vessel, value in found.items()
    }
