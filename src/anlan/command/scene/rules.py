"""Within how many minutes a scene has to be visible, from ``data/visibility.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class VisibilityRule:
    """The time allowed from the report to the first picture, with its source."""

    within: timedelta
    text: str
    legal_basis: str
    is_verified: bool


@cache
def visibility_rule() -> VisibilityRule:
    """Return the rule in force."""
    path = Path(__file__).parent / "data" / "visibility.csv"
    with path.open(encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    return VisibilityRule(
        within=timedelta(minutes=int(row["minutes"])),
        text=row["text"],
        legal_basis=row["legal_basis"],
        is_verified=row["is_verified"] == "True",
    )
