"""Compiled loops of the risk field: every cell adds the scenarios in one order, on any core."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

# No fast-math: the order of the additions is part of the result.
_EXACT: dict[str, Any] = {"cache": True, "error_model": "numpy"}
#: Rows of the raster that one core does before it takes the next ones.
BLOCK = 16


@numba.njit(parallel=True, **_EXACT)
def turn(harm, frequency, wind, shifts, offsets, table):  # type: ignore[no-untyped-def]
    """Sum each footprint over classes and winds into ``table`` (scenario, ring, bearing)."""
    scenarios, rings, bearings, classes = harm.shape
    for index in numba.prange(scenarios * rings):
        s = index // rings
        r = index % rings
        spread = np.zeros((bearings, classes))
        for a in range(bearings):
            for o in offsets:
                from_bearing = (a - o) % bearings
                for c in range(classes):
                    spread[a, c] += harm[s, r, from_bearing, c]
        share = frequency[s] / len(offsets)
        for d in range(wind.shape[0]):
            for a in range(bearings):
                there = (a + shifts[d]) % bearings
                total = 0.0
                for c in range(classes):
                    total += wind[d, c] * spread[a, c]
                table[s, r, there] += share * total


@numba.njit(**_EXACT)
def _place(dx, dy, step, bearings):  # type: ignore[no-untyped-def]
    """Ring and bearing just below a place, and the shares of the ones just above."""
    far = math.sqrt(dx * dx + dy * dy) / step
    turn_of = math.atan2(dx, dy) * (bearings / (2.0 * math.pi))
    if turn_of < 0.0:
        turn_of += bearings
    ring = int(far)
    bearing = int(turn_of)
    return ring, bearing % bearings, far - ring, turn_of - bearing


@numba.njit(parallel=True, **_EXACT)
def add_up(x, y, place_x, place_y, step, table, field):  # type: ignore[no-untyped-def]
    """Risk at every cell: the turned footprints of all scenarios, looked up between four points."""
    scenarios, rings, bearings = table.shape
    rows, columns = field.shape
    for block in numba.prange((rows + BLOCK - 1) // BLOCK):
        for s in range(scenarios):
            reach = (rings - 1) * step[s]
            for j in range(block * BLOCK, min((block + 1) * BLOCK, rows)):
                dy = y[j] - place_y[s]
                if abs(dy) >= reach:
                    continue
                for i in range(columns):
                    dx = x[i] - place_x[s]
                    if dx * dx + dy * dy >= reach * reach:
                        continue
                    ring, a, u, v = _place(dx, dy, step[s], bearings)
                    if ring >= rings - 1:
                        continue
                    b = a + 1 if a + 1 < bearings else 0
                    low = table[s, ring, a] * (1.0 - v) + table[s, ring, b] * v
                    high = table[s, ring + 1, a] * (1.0 - v) + table[s, ring + 1, b] * v
                    field[j, i] += low * (1.0 - u) + high * u


@numba.njit(**_EXACT)
def at_places(x, y, place_x, place_y, step, table, found):  # type: ignore[no-untyped-def]
    """Risk at single places: the sums of ``add_up`` in the same order, so the same digits."""
    scenarios, rings, bearings = table.shape
    for p in range(len(x)):
        for s in range(scenarios):
            dx = x[p] - place_x[s]
            dy = y[p] - place_y[s]
            reach = (rings - 1) * step[s]
            if dx * dx + dy * dy >= reach * reach:
                continue
            ring, a, u, v = _place(dx, dy, step[s], bearings)
            if ring >= rings - 1:
                continue
            b = a + 1 if a + 1 < bearings else 0
            low = table[s, ring, a] * (1.0 - v) + table[s, ring, b] * v
            high = table[s, ring + 1, a] * (1.0 - v) + table[s, ring + 1, b] * v
            found[p] += low * (1.0 - u) + high * u


@numba.njit(parallel=True, **_EXACT)
def count(x, y, people, place_x, place_y, step, harm, shifts, offsets, deaths):  # type: ignore[no-untyped-def]
    """Expected deaths of every scenario, wind and class, into ``deaths`` (s, wind, class)."""
    scenarios, rings, bearings, classes = harm.shape
    for s in numba.prange(scenarios):
        reach = (rings - 1) * step[s]
        for p in range(len(people)):
            dx = x[p] - place_x[s]
            dy = y[p] - place_y[s]
            if dx * dx + dy * dy >= reach * reach:
                continue
            ring, a, u, v = _place(dx, dy, step[s], bearings)
            if ring >= rings - 1:
                continue
            n = people[p]
            p00 = n * (1.0 - u) * (1.0 - v)
            p01 = n * (1.0 - u) * v
            p10 = n * u * (1.0 - v)
            p11 = n * u * v
            for d in range(len(shifts)):
                for o in range(len(offsets)):
                    here = (a - shifts[d] - offsets[o]) % bearings
                    after = here + 1 if here + 1 < bearings else 0
                    wind = d * len(offsets) + o
                    for c in range(classes):
                        deaths[s, wind, c] += (
                            p00 * harm[s, ring, here, c]
                            + p01 * harm[s, ring, after, c]
                            + p10 * harm[s, ring + 1, here, c]
                            + p11 * harm[s, ring + 1, after, c]
                        )
