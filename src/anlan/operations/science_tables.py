"""The tables that come with the platform beside the reference data: GB 18218-2018 and NFPA 497.

Read as files, without Django, so that ``anlan science verify`` needs no database.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import anlan
from anlan_science.validation.data import Data, read_rows
from anlan_science.validation.measures import Finding, verified

SUPERVISION = Path(anlan.__path__[0]) / "supervision"
STANDARD, CHEMICALS = "gb18218-2018", "chem-safety"
#: Our table, the copy's, the columns that name a row in both, and the numbers compared.
TABLES = (
    ("table1_substances.csv", "table1_named_chemicals.csv", "number", "no", ("threshold_t",)),
    (
        "table2_classes.csv",
        "table2_table4_classes.csv",
        "symbol",
        "symbol",
        ("threshold_t", "beta"),
    ),
    ("table3_gases.csv", "table3_beta_toxic_gases.csv", "cas", "cas", ("beta",)),
)
KELVIN = 273.15
#: Flash points stand in whole degrees Celsius in the catalogue.
WHOLE_DEGREE = 0.6


def check_standard_tables(data: Data) -> Iterator[Finding]:
    """Thresholds and factors of the major-hazard module, row by row."""
    for ours, theirs, own, key, names in TABLES:
        mine = {row[own]: row for row in read_rows(SUPERVISION / "installations/data" / ours)}
        rows = data.rows(STANDARD, theirs)
        pairs = [
            (float(row[name]), float(mine[row[key]][name]) if row[key] in mine else float("nan"))
            for row in rows
            for name in names
        ]
        published, found = zip(*pairs, strict=True)
        yield verified(STANDARD, f"second-hand copy of the standard, {theirs}",
                       f"{', '.join(names)} in the platform's {ours}", ("gb18218_2018",),
                       published, found, 0.0)  # fmt: skip


def check_catalogue(data: Data) -> Iterator[Finding]:
    """Explosive limits and flash points of the substance catalogue against NFPA 497-2008."""
    path = data.path(CHEMICALS, "NFPA 497 2008.tsv")
    with path.open(encoding="utf-8", newline="") as lines:
        known = {row["CAS"]: row for row in csv.DictReader(lines, delimiter="\t")}
    catalogue = read_rows(SUPERVISION / "chemicals/data/chemicals.csv")
    for quantity, mine, theirs, scale, zero, tolerance in (
        ("lower explosive limit [%]", "lel_percent", "LFL", 100.0, 0.0, 0.051),
        ("upper explosive limit [%]", "uel_percent", "UFL", 100.0, 0.0, 0.051),
        ("flash point [°C]", "flash_point_c", "T_flash", 1.0, KELVIN, WHOLE_DEGREE),
    ):
        pairs = [
            (float(known[row["cas"]][theirs]) * scale - zero, float(row[mine]))
            for row in catalogue
            if "NFPA 497" in row[f"{mine}_source"] and known.get(row["cas"], {}).get(theirs)
        ]
        published, found = zip(*pairs, strict=True)
        yield verified(CHEMICALS, "NFPA 497-2008", f"{quantity} of the substance catalogue", (),
                       published, found, tolerance, is_absolute=True,
                       note="of the rows that name this source")  # fmt: skip
