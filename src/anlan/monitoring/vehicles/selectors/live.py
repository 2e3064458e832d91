"""Where vehicles are now, for the live map: a compact snapshot, and what moved since."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from asgiref.sync import sync_to_async
from django.db import Error, connection
from numpy.typing import NDArray

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.vehicles.choices import VehicleKind, VehicleState
from anlan.monitoring.vehicles.models import Vehicle

logger = logging.getLogger(__name__)

#: One vehicle in twenty bytes, little-endian: id, place in millionths of a degree, unix seconds,
#: speed in km/h, heading in 256ths of a turn, kind, gravest open level (0 none).
RECORD = np.dtype(
    [
        ("id", "<u4"),
        ("longitude", "<i4"),
        ("latitude", "<i4"),
        ("at", "<u4"),
        ("speed", "u1"),
        ("heading", "u1"),
        ("kind", "u1"),
        ("level", "u1"),
    ]
)
KINDS = tuple(VehicleKind.values)
#: The pulse asks this often. [s]
PULSE_S = 1.0
#: Readings of a batch carry the time of its arrival, and the batch is committed a little later.
OVERLAP = timedelta(seconds=4)
#: How often a stream looks again which vehicles it may show. [s]
SCOPE_S = 60.0
#: A browser that lags this many pulses behind is sent the rest at once by its next snapshot.
QUEUE_LENGTH = 30

_SELECT = (
    "SELECT l.vehicle_id, round(ST_X(l.location) * 1e6)::int, round(ST_Y(l.location) * 1e6)::int, "
    "floor(extract(epoch FROM l.at))::bigint, least(round(l.speed_km_h), 255)::int, "
    "(round(l.heading / 360.0 * 256)::int %% 256), "
    "array_position(%(kinds)s::text[], v.kind::text) - 1, l.level "
    "FROM vehicles_livestate l JOIN vehicles_vehicle v ON v.id = l.vehicle_id "
)


def _records(rows: list[tuple[Any, ...]]) -> NDArray[np.void]:
    return np.array(rows, RECORD) if rows else np.empty(0, RECORD)


def may_show(actor: Actor) -> NDArray[np.int64]:
    """Return the ids of the vehicles an actor may see on the map, ordered."""
    rows = visible(Vehicle, actor).exclude(state=VehicleState.RETIRED).order_by("pk")
    return np.fromiter(rows.values_list("pk", flat=True).iterator(chunk_size=5000), np.int64)


def snapshot(actor: Actor) -> bytes:
    """Return every visible vehicle that was ever heard, as records."""
    allowed = may_show(actor)
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, {"kinds": list(KINDS)})
        records = _records(cursor.fetchall())
    return records[np.isin(records["id"], allowed)].tobytes()


def moved_since(since: datetime) -> NDArray[np.void]:
    """Return the records of all vehicles heard since a moment; the caller narrows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SELECT + "WHERE l.received_at >= %(since)s",
            {"kinds": list(KINDS), "since": since},
        )
        return _records(cursor.fetchall())


@dataclass(eq=False, slots=True)
class _Listener:
    queue: asyncio.Queue[NDArray[np.void]] = field(
        default_factory=lambda: asyncio.Queue(QUEUE_LENGTH)
    )


class Pulse:
    """Asks the database once a second what moved, however many maps are open in this process."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self._told: dict[int, int] = {}

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[asyncio.Queue[NDArray[np.void]]]:
        """Receive what moves until the block ends."""
        listener = _Listener()
        self._listeners.add(listener)
        if self._task is None or self._task.done():
            self._told.clear()
            self._task = asyncio.create_task(self._beat())
        try:
            yield listener.queue
        finally:
            self._listeners.discard(listener)

    async def _beat(self) -> None:
        while self._listeners:
            try:
                found = await sync_to_async(moved_since)(clock.now() - OVERLAP)
            except Error:
                logger.warning("the live map waits for the database")
                await asyncio.sleep(PULSE_S)
                continue
            fresh = self.fresh(found)
            if len(fresh):
                for listener in list(self._listeners):
                    if listener.queue.full():
                        listener.queue.get_nowait()
                    listener.queue.put_nowait(fresh)
            await asyncio.sleep(PULSE_S)

    def fresh(self, records: NDArray[np.void]) -> NDArray[np.void]:
        """Leave out what was told before."""
        ids, moments = records["id"].tolist(), records["at"].tolist()
        new = [self._told.get(i) != at for i, at in zip(ids, moments, strict=True)]
        self._told.update(zip(ids, moments, strict=True))
        return records[np.array(new, np.bool_)] if ids else records


PULSE = Pulse()
