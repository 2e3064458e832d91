"""Reading the committed tables of the demonstration and the catalogue of substances."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files

from .model import Chemical, Value

DATA = files("anlan.demonstration") / "data"
CATALOGUE = files("anlan.supervision.chemicals") / "data" / "chemicals.csv"

SECTORS = files("anlan.supervision.enterprises") / "data" / "sectors.csv"

UNITS = {
    "molar_mass_g_mol": "g/mol",
    "lel_percent": "%",
    "uel_percent": "%",
    "flash_point_c": "°C",
    "boiling_point_c": "°C",
    "liquid_density_kg_m3": "kg/m³",
    "vapour_density_air": "1",
    "idlh_ppm": "ppm",
    "oel_mac_mg_m3": "mg/m³",
    "oel_twa_mg_m3": "mg/m³",
    "oel_stel_mg_m3": "mg/m³",
    "threshold_t": "t",
}


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table of the demonstration."""
    text = (DATA / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


@cache
def sectors() -> dict[str, dict[str, str]]:
    """Sectors by code: what the platform knows of them and how the demonstration mixes them."""
    text = SECTORS.read_text(encoding="utf-8")
    known = {row["code"]: row for row in csv.DictReader(io.StringIO(text))}
    return {row["code"]: {**known[row["code"]], **row} for row in rows("sectors")}


def parts(text: str, separator: str = ";") -> tuple[str, ...]:
    """The pieces of a list written in one cell."""
    return tuple(piece for piece in text.split(separator) if piece)


@cache
def chemicals() -> tuple[Chemical, ...]:
    """The catalogue of substances."""
    text = CATALOGUE.read_text(encoding="utf-8")
    catalogue = []
    for row in csv.DictReader(io.StringIO(text)):
        values = {
            name: Value(
                float(row[name]), unit, row[f"{name}_source"], row[f"{name}_verified"] == "yes"
            )
            for name, unit in UNITS.items()
            if row[name]
        }
        catalogue.append(
            Chemical(
                cas=row["cas"],
                name=row["name"],
                english_name=row["english_name"],
                un_number=row["un_number"],
                formula=row["formula"],
                state=row["state"],
                hazards=parts(row["hazards"]),
                first_actions=row["first_actions"],
                values=values,
            )
        )
    return tuple(catalogue)


@cache
def chemical(cas: str) -> Chemical:
    """One substance of the catalogue."""
    return next(c for c in chemicals() if c.cas == cas)
