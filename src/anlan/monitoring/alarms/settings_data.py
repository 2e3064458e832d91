"""The county's own figures of the alarm desk and the risk index, with their basis.

What a setting holds, by kind:

* ladder: by level its steps in order, each ``{role, within_s}``;
* clocks: by level ``{verify_min, dispose_min, close_min}``;
* storm and watch: plain figures.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from anlan.monitoring.alarms.models import AlarmSetting

DATA = Path(__file__).parent / "data"


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return found


def risk_formula() -> dict[str, Any]:
    """Return the weights of the risk index."""
    return _read("risk_index.json")


def setting(kind: str) -> AlarmSetting:
    """Return the version in use; unsaved, what the platform comes with, where there is none."""
    found = AlarmSetting.objects.filter(kind=kind, is_current=True).first()
    return found or starting_setting(kind)


def starting_setting(kind: str) -> AlarmSetting:
    """Return the first version as the platform comes with it, unsaved."""
    given = _read("settings.json")[kind]
    return AlarmSetting(
        kind=kind,
        content=given["content"],
        basis=given["legal_basis"],
        basis_verified=given["is_verified"],
    )


def figures(kind: str) -> dict[str, Any]:
    """Return the figures in use."""
    content: dict[str, Any] = setting(kind).content
    return content
