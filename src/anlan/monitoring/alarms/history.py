"""Stored readings as the engine saw them, for learning and back-tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np

from anlan.monitoring.telemetry.public import Readings, read_stored
from anlan_science.telemetry.segments import Floats, Ints

#: One piece of history read at once.
PIECE = timedelta(hours=6)


def replay(point_ids: Sequence[int], since: datetime, until: datetime) -> Iterator[Readings]:
    """Yield the readings of points piece by piece; ``point`` is the place in ``point_ids``."""
    ids = np.array(point_ids, np.int64)
    order = np.argsort(ids)
    begin = since
    while begin < until:
        end = min(begin + PIECE, until)
        found = read_stored(begin, end, point_ids)
        if len(found):
            dense = order[np.searchsorted(ids[order], found.point)]
            yield Readings(dense, found.at_ms, found.value, found.quality)
        begin = end


def rows_of(point_ids: Sequence[int], since: datetime, until: datetime) -> tuple[Ints, Floats]:
    """Return (unix ms, one column a point): the newest good value of each at every moment.

    Moments before every point spoke once are left out.
    """
    moments: list[Ints] = []
    columns: list[Floats] = []
    carried = np.full(len(point_ids), np.nan)
    for readings in replay(point_ids, since, until):
        good = (readings.quality < 2) & np.isfinite(readings.value)
        readings = readings.where(good)
        if not len(readings):
            continue
        at, place = np.unique(readings.at_ms, return_inverse=True)
        piece = np.full((len(at), len(point_ids)), np.nan)
        piece[place, readings.point] = readings.value
        newest = np.where(np.isnan(piece), -1, np.arange(len(at))[:, None])
        np.maximum.accumulate(newest, axis=0, out=newest)
        filled = piece[np.maximum(newest, 0), np.arange(len(point_ids))]
        filled = np.where(newest < 0, carried, filled)
        carried = filled[-1]
        known = ~np.isnan(filled).any(axis=1)
        moments.append(at[known])
        columns.append(filled[known])
    if not moments:
        return np.empty(0, np.int64), np.empty((0, len(point_ids)))
    return np.concatenate(moments), np.concatenate(columns)
