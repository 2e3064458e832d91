"""How far the store is closed, sealed and compacted, as who reads and writes must know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from anlan.monitoring.telemetry.constants import WATERMARK_LOCK
from anlan.monitoring.telemetry.models import BEGINNING
from anlan.monitoring.telemetry.moments import unix_ms

_BEGINNING_MS = unix_ms(BEGINNING)


@dataclass(frozen=True, slots=True)
class Books:
    """Watermarks in unix milliseconds, and how often readings were moved."""

    minutes_until: int = _BEGINNING_MS
    sealed_until: int = _BEGINNING_MS
    compacted_until: int = _BEGINNING_MS
    moves: int = 0


def read_books(cursor: Any) -> Books:
    """Return the books as they stand."""
    cursor.execute(
        "SELECT minutes_until, sealed_until, compacted_until, moves FROM telemetry_rollup"
    )
    row = cursor.fetchone()
    if row is None:
        return Books()
    minutes, sealed, compacted, moves = row
    return Books(unix_ms(minutes), unix_ms(sealed), unix_ms(compacted), moves)


def hold_books() -> Books:
    """Return the books; until the transaction ends none of the watermarks moves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [WATERMARK_LOCK])
        return read_books(cursor)
