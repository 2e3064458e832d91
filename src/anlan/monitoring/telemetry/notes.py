"""What other apps draw into a curve: limits and stretches (alarms, maintenance)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from anlan.kernel.actor import Actor

#: ``source(point_id, since, until, actor)`` returns ``thresholds`` and ``spans`` for the chart.
NoteSource = Callable[[int, datetime, datetime, Actor], Mapping[str, list[dict[str, Any]]]]
_sources: list[NoteSource] = []


def register_curve_notes(source: NoteSource) -> NoteSource:
    """Let an app draw limits and stretches into every curve."""
    _sources.append(source)
    return source


def notes_for(
    point_id: int, since: datetime, until: datetime, actor: Actor
) -> dict[str, list[dict[str, Any]]]:
    """Return everything that is drawn into the curve of a point."""
    found: dict[str, list[dict[str, Any]]] = {"thresholds": [], "spans": []}
    for source in _sources:
        for key, values in source(point_id, since, until, actor).items():
            found.setdefault(key, []).extend(values)
    return found
