"""Compiled loops on the road network: the earliest arrival, and painting what is reached."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

# Without the lock of the interpreter, so that several searches run at once.
_FREE: dict[str, Any] = {"cache": True, "error_model": "numpy", "nogil": True}


@numba.njit(**_FREE)
def _push(keys, items, size, key, item):  # type: ignore[no-untyped-def]
    """Put an entry into the heap."""
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if keys[above] <= key:
            break
        keys[place] = keys[above]
        items[place] = items[above]
        place = above
    keys[place] = key
    items[place] = item


@numba.njit(**_FREE)
def _pop(keys, items, size):  # type: ignore[no-untyped-def]
    """Take the first entry out; its place is filled by the last one."""
    last = size - 1
    key = keys[last]
    item = items[last]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= last:
            break
        if below + 1 < last and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[place] = keys[below]
        items[place] = items[below]
        place = below
    keys[place] = key
    items[place] = item


@numba.njit(**_FREE)
def search(  # type: ignore[no-untyped-def]
    starts, ends, roads, times, seeds, seed_times, leaf_starts, leaves, leaf_times, wanted, limit,
    arrival, before,
):  # fmt: skip
    """Earliest arrival at junctions and, behind them, at leaves (places on roads).

    Numbers from ``len(starts) - 1`` on are leaves. ``before`` gets the link taken last, of a leaf
    the junction it was reached from. Ends after ``wanted`` leaves (0: never) or at the limit.
    """
    junctions = starts.size - 1
    room = seeds.size + ends.size + leaves.size + 1
    keys = np.empty(room, np.float64)
    items = np.empty(room, np.int32)
    done = np.zeros(arrival.size, np.bool_)
    size = 0
    for k in range(seeds.size):
        if seed_times[k] < arrival[seeds[k]]:
            arrival[seeds[k]] = seed_times[k]
            _push(keys, items, size, seed_times[k], seeds[k])
            size += 1
    found = 0
    while size > 0:
        key = keys[0]
        node = items[0]
        _pop(keys, items, size)
        size -= 1
        if done[node]:
            continue
        if key > limit:
            break
        done[node] = True
        if node >= junctions:
            found += 1
            if found == wanted:
                break
            continue
        for k in range(leaf_starts[node], leaf_starts[node + 1]):
            leaf = junctions + leaves[k]
            at = key + leaf_times[k]
            if at < arrival[leaf]:
                arrival[leaf] = at
                before[leaf] = node
                _push(keys, items, size, at, leaf)
                size += 1
        for link in range(starts[node], starts[node + 1]):
            end = ends[link]
            at = key + times[roads[link]]
            if at < arrival[end]:
                arrival[end] = at
                before[end] = link
                _push(keys, items, size, at, end)
                size += 1
    # What was seen but not settled is not known.
    for node in range(arrival.size):
        if not done[node]:
            arrival[node] = math.inf


@numba.njit(**_FREE)
def paint(  # type: ignore[no-untyped-def]
    tail, head, one_way, times, shape_starts, points, arrival, limit, west, south, cell, field
):
    """Write the earliest arrival into every cell of the raster that a reached road runs through."""
    for road in range(tail.size):
        first = arrival[tail[road]]
        second = math.inf if one_way[road] else arrival[head[road]]
        if (first > limit and second > limit) or times[road] == math.inf:
            continue
        total = 0.0
        for k in range(shape_starts[road], shape_starts[road + 1] - 1):
            total += math.hypot(points[k + 1, 0] - points[k, 0], points[k + 1, 1] - points[k, 1])
        passed = 0.0
        for k in range(shape_starts[road], shape_starts[road + 1] - 1):
            dx = points[k + 1, 0] - points[k, 0]
            dy = points[k + 1, 1] - points[k, 1]
            piece = math.hypot(dx, dy)
            steps = int(piece / cell) + 1
            for s in range(steps + 1):
                share = 0.0 if total == 0.0 else (passed + piece * s / steps) / total
                at = min(first + share * times[road], second + (1.0 - share) * times[road])
                i = int((points[k, 0] + dx * s / steps - west) / cell)
                j = int((points[k, 1] + dy * s / steps - south) / cell)
                if at < field[j, i]:
                    field[j, i] = at
            passed += piece
