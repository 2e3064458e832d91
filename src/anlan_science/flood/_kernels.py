"""Compiled loops of the raster solver: free of branches in the cell loop, rows in parallel."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

_FAST: dict[str, Any] = {
    "cache": True,
    "fastmath": {"contract", "arcp", "nsz"},
    "error_model": "numpy",
}


@numba.njit(**_FAST)
def fastest_wave(h, qx, qy, dry, g):  # type: ignore[no-untyped-def]
    """Greatest speed of a wave anywhere. [m/s]"""
    found = 0.0
    for j in range(1, h.shape[0] - 1):
        for i in range(1, h.shape[1] - 1):
            depth = h[j, i]
            if depth > dry:
                speed = max(abs(qx[j, i]), abs(qy[j, i])) / depth
                found = max(found, speed + math.sqrt(g * depth))
    return found


@numba.njit(**_FAST)
def fill_ghosts(h, qx, qy, z, is_open):  # type: ignore[no-untyped-def]
    """Give the cells around the raster what makes their side a wall or open."""
    rows, columns = h.shape[0] - 1, h.shape[1] - 1
    for i in range(1, columns):
        for side, ghost, inner in ((0, 0, 1), (1, rows, rows - 1)):
            h[ghost, i] = h[inner, i]
            z[ghost, i] = z[inner, i]
            qx[ghost, i] = qx[inner, i]
            qy[ghost, i] = qy[inner, i] if is_open[side] else -qy[inner, i]
    for j in range(1, rows):
        for side, ghost, inner in ((2, 0, 1), (3, columns, columns - 1)):
            h[j, ghost] = h[j, inner]
            z[j, ghost] = z[j, inner]
            qx[j, ghost] = qx[j, inner] if is_open[side] else -qx[j, inner]
            qy[j, ghost] = qy[j, inner]


@numba.njit(**_FAST)
def _flux(hl, hr, ul, ur, vl, vr, zl, zr, g):  # type: ignore[no-untyped-def]
    """HLL flux through a face between left and right: mass, momentum of either side, transverse."""
    top = max(zl, zr)
    a = max(0.0, hl + zl - top)
    b = max(0.0, hr + zr - top)
    ca = math.sqrt(g * a)
    cb = math.sqrt(g * b)
    back = min(0.0, min(ul - ca, ur - cb))
    fore = max(0.0, max(ul + ca, ur + cb))
    share = 1.0 / (fore - back + 1e-30)
    qa = a * ul
    qb = b * ur
    pa = 0.5 * g * a * a
    pb = 0.5 * g * b * b
    mass = (fore * qa - back * qb + fore * back * (b - a)) * share
    along = (fore * (qa * ul + pa) - back * (qb * ur + pb) + fore * back * (qb - qa)) * share
    across = mass * (vl if mass > 0.0 else vr)
    return mass, along - pa, along - pb, across


@numba.njit(**_FAST)
def _advance_rows(state, new, z, friction, terms, envelope, first, stop):  # type: ignore[no-untyped-def]
    """One step of the rows from ``first`` to before ``stop``; returns greatest wave and outflow."""
    h, qx, qy = state
    h2, qx2, qy2 = new
    step, width, g, dry, rain, rough = terms
    deepest, fastest, arrival, now, reached = envelope
    last, columns = h.shape[0] - 1, h.shape[1] - 1
    k = step / width
    wet = rain * step
    u = np.empty((2, columns + 1))
    v = np.empty((2, columns + 1))
    # Fluxes through the faces towards the row before: mass, along of this row, across.
    mass_y = np.empty(columns + 1)
    along_y = np.empty(columns + 1)
    across_y = np.empty(columns + 1)
    mass_x = np.empty(columns + 1)
    east_x = np.empty(columns + 1)
    west_x = np.empty(columns + 1)
    across_x = np.empty(columns + 1)
    wave = 0.0
    leak = 0.0
    for i in range(columns + 1):
        for row in range(2):
            d = h[first - 1 + row, i]
            w = max(d, dry)
            limited = 2.0 * d / (d * d + w * w) if d > dry else 0.0
            u[row, i] = qx[first - 1 + row, i] * limited
            v[row, i] = qy[first - 1 + row, i] * limited
    for i in range(1, columns):
        m, _upper, lower, c = _flux(
            h[first - 1, i],
            h[first, i],
            v[0, i],
            v[1, i],
            u[0, i],
            u[1, i],
            z[first - 1, i],
            z[first, i],
            g,
        )
        mass_y[i] = m
        along_y[i] = lower
        across_y[i] = c
    if first == 1:
        for i in range(1, columns):
            leak -= mass_y[i]
    for j in range(first, stop):
        here = (j - first + 1) % 2
        there = 1 - here
        for i in range(columns):
            m, left, right, c = _flux(
                h[j, i],
                h[j, i + 1],
                u[here, i],
                u[here, i + 1],
                v[here, i],
                v[here, i + 1],
                z[j, i],
                z[j, i + 1],
                g,
            )
            mass_x[i] = m
            west_x[i] = left
            east_x[i] = right
            across_x[i] = c
        leak += mass_x[columns - 1] - mass_x[0]
        for i in range(columns + 1):
            d = h[j + 1, i]
            w = max(d, dry)
            limited = 2.0 * d / (d * d + w * w) if d > dry else 0.0
            u[there, i] = qx[j + 1, i] * limited
            v[there, i] = qy[j + 1, i] * limited
        for i in range(1, columns):
            m, upper, lower, c = _flux(
                h[j, i],
                h[j + 1, i],
                v[here, i],
                v[there, i],
                u[here, i],
                u[there, i],
                z[j, i],
                z[j + 1, i],
                g,
            )
            depth = h[j, i] + k * (mass_x[i - 1] - mass_x[i] + mass_y[i] - m) + wet
            a = qx[j, i] + k * (east_x[i - 1] - west_x[i] + across_y[i] - c)
            b = qy[j, i] + k * (along_y[i] - upper + across_x[i - 1] - across_x[i])
            mass_y[i] = m
            along_y[i] = lower
            across_y[i] = c
            h2[j, i] = max(0.0, depth)
            qx2[j, i] = a
            qy2[j, i] = b
        if j == last - 1:
            for i in range(1, columns):
                leak += mass_y[i]
        for i in range(1, columns):
            depth = h2[j, i]
            deepest[j, i] = max(deepest[j, i], depth)
            if depth > dry:
                a = qx2[j, i]
                b = qy2[j, i]
                speed = math.sqrt(a * a + b * b) / depth
                if rough:
                    drag = step * friction[j, i] * speed / (depth * np.cbrt(depth))
                    slower = 1.0 / (1.0 + drag)
                    a *= slower
                    b *= slower
                    speed *= slower
                    qx2[j, i] = a
                    qy2[j, i] = b
                wave = max(wave, max(abs(a), abs(b)) / depth + math.sqrt(g * depth))
                fastest[j, i] = max(fastest[j, i], speed)
                if depth > reached:
                    arrival[j, i] = min(arrival[j, i], now)
            else:
                qx2[j, i] = 0.0
                qy2[j, i] = 0.0
    return wave, leak


# Arrays that are written come as arguments of their own: taken out of a tuple, what the threads
# write is lost (numba 0.68).
@numba.njit(parallel=True, **_FAST)
def advance(state, new, z, friction, terms, envelope, waves, leaks, rows):  # type: ignore[no-untyped-def]
    """One step of all cells into ``new``; envelopes, greatest wave and outflow beside it."""
    last = z.shape[0] - 1
    for block in numba.prange(waves.shape[0]):
        first = 1 + block * rows
        stop = min(first + rows, last)
        wave, leak = _advance_rows(state, new, z, friction, terms, envelope, first, stop)
        waves[block] = wave
        leaks[block] = leak
