"""Was every reading stored, once, as it was sent? And how soon were crossings known?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from anlan.demonstration.benchmarks.ingest_publisher import Order, readings_of
from anlan.demonstration.benchmarks.ingest_world import CROSSING
from anlan.monitoring.telemetry.public import from_ms, read_stored

#: Compared at once. [ms]
_STRETCH_MS = 20_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Readings sent and not stored, stored more than once, stored with another value."""

    stored: int
    lost: int
    doubled: int
    wrong: int
    alarms: Mapping[str, Any]


def _log(order: Order) -> dict[str, NDArray[np.int64]]:
    with np.load(order.out) as found:
        return {name: found[name] for name in found.files}


def compare(
    given: Sequence[Order], ids: NDArray[np.int64], seen: Mapping[tuple[int, int], float]
) -> Comparison:
    """Compare logs of publishers with the tables, stretch by stretch."""
    flat, logs = ids.ravel(), [_log(order) for order in given]
    starts = [int(log["at_ms"].min()) for log in logs if len(log["at_ms"])]
    ends = [int(log["at_ms"].max()) for log in logs if len(log["at_ms"])]
    lost = doubled = wrong = stored = 0
    at = min(starts)
    while at <= max(ends):
        until = at + _STRETCH_MS
        sent = [_sent_between(o, log, at, until) for o, log in zip(given, logs, strict=True)]
        # Messages of several instants reach beyond the stretch they begin in.
        reach = max((int(times.max(initial=0)) for _p, times, _v in sent), default=0)
        points = flat[np.concatenate([p for p, _t, _v in sent])]
        times = np.concatenate([t for _p, t, _v in sent])
        values = np.concatenate([v for _p, _t, v in sent])
        found = read_stored(from_ms(at), from_ms(max(until, reach + 1)))
        wanted = _keys(points, times, at)
        had = _keys(found.point, found.at_ms, at)
        order = np.argsort(had, kind="stable")
        had, had_values = had[order], found.value[order]
        first = np.ones(len(had), np.bool_)
        first[1:] = had[1:] != had[:-1]
        mine = np.isin(had, wanted)
        stored += int(np.count_nonzero(mine & first))
        doubled += int(np.count_nonzero(mine & ~first))
        place = np.searchsorted(had, wanted)
        place[place == len(had)] = 0
        there = had[place] == wanted if len(had) else np.zeros(len(wanted), np.bool_)
        lost += int(np.count_nonzero(~there))
        if len(had):
            shown = had_values[place]
            wrong += int(np.count_nonzero(there & (shown != values) & (shown != CROSSING)))
        at = until
    return Comparison(stored, lost, doubled, wrong, _alarms(logs, ids, seen))


def _keys(point: NDArray[np.int64], at_ms: NDArray[np.int64], since_ms: int) -> NDArray[np.int64]:
    return point << 32 | (at_ms - since_ms)


def _sent_between(
    order: Order, log: dict[str, NDArray[np.int64]], since: int, until: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    rows = (log["at_ms"] >= since) & (log["at_ms"] < until)
    return readings_of(order, log["device"][rows], log["turn"][rows], log["at_ms"][rows])


def _alarms(
    logs: Sequence[dict[str, NDArray[np.int64]]],
    ids: NDArray[np.int64],
    seen: Mapping[tuple[int, int], float],
) -> dict[str, Any]:
    """Latencies from the reading's moment to the moment its crossing could be read by others."""
    delays, missing = [], 0
    for log in logs:
        for device, point, at_ms in log["crossings"].tolist():
            found = seen.get((int(ids[device, point]), at_ms))
            if found is None:
                missing += 1
            else:
                delays.append(found - at_ms)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM alarms_alarmtrigger")
        raised = int(cursor.fetchone()[0])
    share = np.percentile(delays, [50, 99]) if delays else [None, None]
    return {
        "alarm_p50_ms": None if share[0] is None else round(float(share[0]), 1),
        "alarm_p99_ms": None if share[1] is None else round(float(share[1]), 1),
        "crossings": len(delays) + missing,
        "crossings_missing": missing,
        "crossings_unplanted": raised - len(delays),
    }
