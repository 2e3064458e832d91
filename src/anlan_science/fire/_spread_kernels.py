"""Compiled loop of the fire front: the earliest way to each cell from or between neighbours."""

from __future__ import annotations

import heapq
import math
from typing import Any

import numba

_EXACT: dict[str, Any] = {"cache": True, "error_model": "numpy"}


@numba.njit(**_EXACT)
def _time(head, north, east, eccentricity, dj, di):  # type: ignore[no-untyped-def]
    """Time over a step in one cell, by its ellipse; infinite where nothing burns."""
    if head <= 0.0:
        return math.inf
    along = dj * north + di * east
    return (math.sqrt(dj * dj + di * di) - eccentricity * along) / (head * (1.0 - eccentricity))


@numba.njit(**_EXACT)
def _straight(head, north, east, eccentricity, j, i, dj, di):  # type: ignore[no-untyped-def]
    """Time over a straight way: each piece by the cell it lies in, so that no break is jumped."""
    pieces = max(abs(dj), abs(di))
    total = 0.0
    for piece in range(pieces + 1):
        # Half away from zero, the same for both signs, so that the way is symmetric.
        mj = j + int(math.copysign(math.floor(abs(dj) * piece / pieces + 0.5), dj))
        mi = i + int(math.copysign(math.floor(abs(di) * piece / pieces + 0.5), di))
        part = _time(head[mj, mi], north[mj, mi], east[mj, mi], eccentricity[mj, mi], dj, di)
        total += part * (0.5 if piece in (0, pieces) else 1.0) / pieces
    return total


@numba.njit(**_EXACT)
def _between(cell_of, one, other, straight, times):  # type: ignore[no-untyped-def]
    """Earliest arrival from a point between two burning neighbours, on the line that joins them.

    ``one`` and ``other`` are the steps from each to the cell, ``straight`` their own ways.
    """
    head, north, east, eccentricity = cell_of
    # From the first neighbour to the second one steps by (gj, gi).
    gj = one[0] - other[0]
    gi = one[1] - other[1]
    length = math.sqrt(gj * gj + gi * gi)
    uj = -gj / length
    ui = -gi / length
    along = one[0] * uj + one[1] * ui
    off = abs(one[0] * ui - one[1] * uj)
    bend = eccentricity * (north * uj + east * ui)
    bend -= head * (1.0 - eccentricity) * (times[1] - times[0]) / length
    if abs(bend) >= 1.0:
        return math.inf
    share = (bend * off / math.sqrt(1.0 - bend * bend) - along) / length
    if share <= 0.0 or share >= 1.0:
        return math.inf
    own = _time(head, north, east, eccentricity, one[0], one[1])
    own_other = _time(head, north, east, eccentricity, other[0], other[1])
    # What the ways of both neighbours cost beyond the ellipse of the cell itself.
    beyond = (1.0 - share) * straight[0] / own + share * straight[1] / own_other
    way = _time(head, north, east, eccentricity, one[0] - share * gj, one[1] - share * gi)
    return (1.0 - share) * times[0] + share * times[1] + beyond * way


@numba.njit(**_EXACT)
def burn(arrival, head, north, east, eccentricity, steps, latest):  # type: ignore[no-untyped-def]
    """Spread ``arrival`` over the raster, earliest cell first; cells are of unit side."""
    rows, columns = head.shape
    ways = len(steps)
    queue = [(0.0, 0, 0)]
    queue.clear()
    for j in range(rows):
        for i in range(columns):
            if arrival[j, i] < math.inf:
                heapq.heappush(queue, (arrival[j, i], j, i))
    while queue:
        time, j, i = heapq.heappop(queue)
        if time > arrival[j, i]:
            continue
        for k in range(ways):
            dj = steps[k, 0]
            di = steps[k, 1]
            jj = j + dj
            ii = i + di
            if jj < 0 or jj >= rows or ii < 0 or ii >= columns or arrival[jj, ii] <= time:
                continue
            straight = _straight(head, north, east, eccentricity, j, i, dj, di)
            if straight == math.inf:
                continue
            best = time + straight
            cell_of = (head[jj, ii], north[jj, ii], east[jj, ii], eccentricity[jj, ii])
            for beside in (k - 1, k + 1):
                ej = steps[beside % ways, 0]
                ei = steps[beside % ways, 1]
                oj = jj - ej
                oi = ii - ei
                if oj < 0 or oj >= rows or oi < 0 or oi >= columns:
                    continue
                if arrival[oj, oi] == math.inf:
                    continue
                other = _straight(head, north, east, eccentricity, oj, oi, ej, ei)
                if other == math.inf:
                    continue
                found = _between(
                    cell_of,
                    (float(dj), float(di)),
                    (float(ej), float(ei)),
                    (straight, other),
                    (time, arrival[oj, oi]),
                )
                best = min(best, found)
            # A hair earlier is no reason to go over everything again.
            if best < arrival[jj, ii] * (1.0 - 1e-12) and best <= latest:
                arrival[jj, ii] = best
                heapq.heappush(queue, (best, jj, ii))
