"""The county's own figures of the alarm desk and the risk index, with their basis."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def desk() -> dict[str, Any]:
    """Return what makes a storm, and how fast people answer."""
    found: dict[str, Any] = json.loads((DATA / "desk.json").read_text(encoding="utf-8"))
    return found


@cache
def risk_formula() -> dict[str, Any]:
    """Return the weights of the risk index."""
    found: dict[str, Any] = json.loads((DATA / "risk_index.json").read_text(encoding="utf-8"))
    return found
