"""Reading of the tables of cases, and the place of the shared data."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[5] / "shared/data"


def cases(model):
    """Rows of verification/<model>/cases.csv as test parameters."""
    with (HERE / "verification" / model / "cases.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return [pytest.param(row, id="-".join(list(row.values())[:4])) for row in rows]


def shared(folder, name):
    """Path of a file of the shared data, or a skip that says what is missing."""
    path = SHARED / folder / name
    if not path.exists():
        pytest.skip(f"the shared data {folder}/{name} is not here")
    return path


def shared_rows(folder, name):
    with shared(folder, name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
