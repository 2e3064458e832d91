"""The door of the telemetry store."""

from __future__ import annotations

from anlan.monitoring.telemetry.choices import CurveLevel, Fate
from anlan.monitoring.telemetry.contracts import Curve, LatestValue, Readings
from anlan.monitoring.telemetry.moments import from_ms, unix_ms
from anlan.monitoring.telemetry.notes import register_curve_notes
from anlan.monitoring.telemetry.selectors.readings import (
    connection_of,
    get_curve,
    list_latest,
    list_readings_since,
)
from anlan.monitoring.telemetry.selectors.slices import read_stored
from anlan.monitoring.telemetry.services.compaction import compact
from anlan.monitoring.telemetry.services.rollup import begin_books, roll_up
from anlan.monitoring.telemetry.services.store import Writer, Written, columns

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
    "compact",
    "connection_of",
    "from_ms",
    "get_curve",
    "list_latest",
    "list_readings_since",
    "read_stored",
    "register_curve_notes",
    "roll_up",
    "unix_ms",
]
