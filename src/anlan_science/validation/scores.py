"""The scores of the last verification, for showing beside results.

``scores.json`` is written by ``make verify`` together with docs/models/validation.md.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

SCORES = Path(__file__).with_name("scores.json")


@cache
def _read() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(SCORES.read_text(encoding="utf-8"))
    return found


def scores_of(model_id: str) -> list[dict[str, Any]]:
    """Validation scores of a model.

    Parameters
    ----------
    model_id : str
        Identifier. [-]

    Returns
    -------
    scores : list of dict
        Experiment, quantity, metrics and verdict; empty when no experiment is at hand. [-]

    Examples
    --------
    >>> scores_of("no_such_model")
    []
    """
    return _read().get(model_id, [])
