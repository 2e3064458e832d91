"""Reading of the tables of cases."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def cases(model):
    """Rows of verification/<model>/cases.csv as test parameters."""
    with (HERE / "verification" / model / "cases.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return [pytest.param(row, id="-".join(list(row.values())[:4])) for row in rows]
