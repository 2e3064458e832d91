"""What codes of HJ 212-2017 mean: factors with their units, marks of data, commands."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from anlan.integrations.gateway.contracts import UNCERTAIN

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Factor:
    """A monitored factor of annex B."""

    code: str
    name: str
    former_code: str
    unit: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command of table 9: ``kind`` data, upload, notice, request or answer."""

    cn: str
    kind: str
    meaning: str
    #: The statistic a factor is meant by when the point's address names none.
    statistic: str


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def factors() -> Mapping[str, Factor]:
    """Return the factors by code; former codes of HJ/T 212-2005 lead to them too."""
    found: dict[str, Factor] = {}
    for row in _rows("factors"):
        factor = Factor(row["code"], row["name"], row["former_code"], row["unit"], row["quantity"])
        found[factor.code] = factor
        if factor.former_code:
            found.setdefault(factor.former_code, factor)
    return found


@lru_cache(maxsize=1)
def commands() -> Mapping[str, Command]:
    """Return the commands by number."""
    return {
        row["cn"]: Command(row["cn"], row["kind"], row["meaning"], row["statistic"])
        for row in _rows("commands")
    }


@lru_cache(maxsize=1)
def _qualities() -> Mapping[str, int]:
    return {row["flag"]: int(row["quality"]) for row in _rows("flags")}


def quality_of(flag: str) -> int:
    """Return the quality a mark of table 8 gives; a mark nobody knows is not trusted."""
    return _qualities().get(flag, UNCERTAIN)
