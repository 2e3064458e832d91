"""Apps that look at every batch of fresh readings: vehicles' tracks, rain sums, products.

An observer runs in the transaction that stores the batch, so that what it writes is written
exactly once; it must work on whole arrays and be cheap. A fault of one observer is logged and
never stops the readings of the county.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from anlan.monitoring.telemetry.public import Readings

logger = logging.getLogger(__name__)

#: ``observe(readings, point_ids, received_at)``: ``readings.point`` indexes ``point_ids``.
BatchObserver = Callable[[Readings, Sequence[int], datetime], None]
_observers: dict[str, BatchObserver] = {}
_late: dict[str, BatchObserver] = {}


def register_batch_observer(name: str, observe: BatchObserver) -> None:
    """Let an app look at every batch of fresh readings, under a name; the latest stands."""
    _observers[name] = observe


def register_late_observer(name: str, observe: BatchObserver) -> None:
    """Let an app also see readings that came after newer ones of their point: kept, not judged."""
    _late[name] = observe


def observe_batch(readings: Readings, point_ids: Sequence[int], received_at: datetime) -> None:
    """Show fresh readings to every observer, in the running transaction."""
    _show(_observers, readings, point_ids, received_at)


def observe_late(readings: Readings, point_ids: Sequence[int], received_at: datetime) -> None:
    """Show late readings to who asked for them, in the running transaction."""
    _show(_late, readings, point_ids, received_at)


def _show(
    observers: dict[str, BatchObserver],
    readings: Readings,
    point_ids: Sequence[int],
    received_at: datetime,
) -> None:
    if not observers or not len(readings):
        return
    for name, observe in observers.items():
        try:
            with transaction.atomic():
                observe(readings, point_ids, received_at)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("observer %s failed on a batch of %d readings", name, len(readings))
