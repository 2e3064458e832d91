"""The door of the telemetry store."""

from __future__ import annotations

from anlan.monitoring.telemetry.choices import CurveLevel, Fate
from anlan.monitoring.telemetry.contracts import Curve, LatestValue, Readings
from anlan.monitoring.telemetry.notes import register_curve_notes
from anlan.monitoring.telemetry.selectors.readings import (
    connection_of,
    get_curve,
    list_latest,
    list_readings_since,
)
from anlan.monitoring.telemetry.services.rollup import begin_books
from anlan.monitoring.telemetry.services.store import Writer, Written, columns, from_ms, unix_ms

__all__ = [
    "Curve",
    "CurveLevel",
    "Fate",
    "LatestValue",
    "Readings",
    "Writer",
    "Written",
    "begin_books",
    "columns",
    "connection_of",
    "from_ms",
    "get_curve",
    "list_latest",
    "list_readings_since",
    "register_curve_notes",
    "unix_ms",
]
