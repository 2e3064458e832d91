"""Elements, station classes and functions of SL 651-2014."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

DATA_REPORT, TEST_REPORT, MANUAL_REPORT, PICTURE_REPORT = "data", "test", "manual", "picture"


@dataclass(frozen=True, slots=True)
class ElementType:
    """An element of annex C: how it is led, named and measured."""

    lead: int
    identifier: str
    name: str
    unit: str
    kind: str  # bcd, bytes, words, bits, hhmm; time, station, step, manual, picture, bulk
    digits: int
    decimals: int
    quantity: str

    @property
    def octets(self) -> int:
        """Bytes of BCD that hold its digits."""
        return (self.digits + 1) // 2


@dataclass(frozen=True, slots=True)
class Function:
    """A function of annex B: what its report carries, and whether the centre answers."""

    code: int
    meaning: str
    carries: str
    is_answered: bool


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def elements() -> Mapping[int, ElementType]:
    """Return the elements by their leading byte."""
    return {
        int(row["lead"], 16): ElementType(
            int(row["lead"], 16),
            row["identifier"],
            row["name"],
            row["unit"],
            row["kind"],
            int(row["digits"] or 0),
            int(row["decimals"] or 0),
            row["quantity"],
        )
        for row in _rows("elements")
    }


@lru_cache(maxsize=1)
def by_identifier() -> Mapping[str, ElementType]:
    """Return the elements by their ASCII identifier, capitals only."""
    return {element.identifier.upper(): element for element in elements().values()}


@lru_cache(maxsize=1)
def functions() -> Mapping[int, Function]:
    """Return the functions by code."""
    return {
        int(row["code"], 16): Function(
            int(row["code"], 16), row["meaning"], row["carries"], row["is_answered"] == "true"
        )
        for row in _rows("functions")
    }


@lru_cache(maxsize=1)
def station_classes() -> Mapping[int, str]:
    """Return the classes of stations by their code (which is that of their letter)."""
    return {int(row["code"], 16): row["kind"] for row in _rows("stations")}
