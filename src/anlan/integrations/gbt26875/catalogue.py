"""Systems, parts, analogue values and bits of GB/T 26875.3-2011."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Analogue:
    """A kind of analogue value (table 6): one unit of the wire is ``step`` of its unit."""

    code: int
    name: str
    unit: str
    step: float
    quantity: str


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def analogues() -> Mapping[int, Analogue]:
    """Return the kinds of analogue values by code."""
    return {
        int(row["code"]): Analogue(
            int(row["code"]), row["name"], row["unit"], float(row["step"]), row["quantity"]
        )
        for row in _rows("analogues")
    }


@lru_cache(maxsize=8)
def bits(owner: str) -> Mapping[str, int]:
    """Return the bits of a state by name: of a system, a part, the device, or an operation."""
    return {row["name"]: int(row["bit"]) for row in _rows("bits") if row["owner"] == owner}


@lru_cache(maxsize=1)
def systems() -> Mapping[int, str]:
    """Return the kinds of fire systems (table 4)."""
    return {int(row["code"]): row["name"] for row in _rows("systems")}


@lru_cache(maxsize=1)
def parts() -> Mapping[int, str]:
    """Return the kinds of parts (table 5)."""
    return {int(row["code"]): row["name"] for row in _rows("parts")}


@lru_cache(maxsize=1)
def types() -> Mapping[int, str]:
    """Return the types of data units (table 3)."""
    return {int(row["code"]): row["name"] for row in _rows("types")}
