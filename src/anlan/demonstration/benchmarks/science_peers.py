"""Other people's programs beside the science, on the same machine in the same run.

Water: a dam that breaks over a rough plain in landlab and in ANUGA, with as many cells as here and
for the same time. Jets: releases of hydrogen in HyRAM+. A program that is not to be installed is
named with the reason; nothing fails.
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from anlan_science.flood.audusse2004 import Flood
from anlan_science.validation import jets
from anlan_science.validation.peers import ANUGA, HYRAM, LANDLAB, Peer, PeerMissing, ask
from anlan_science.validation.water import Problem, solve
from anlan_science.validation.water_peers import as_plain

#: Cells of a side, width of the plain, time simulated. [-], [m], [s]
SIDE, PLAIN, DURATION = 400, 4000.0, 120.0
#: Depth behind the round dam and before it, its radius over the width, Manning's n.
DEEP, SHALLOW, RADIUS, ROUGHNESS = 4.0, 1.0, 0.2, 0.03
ROUNDS = 3
#: Pressures [Pa] and holes [m] of the jets, and the places on their axes. [m]
PRESSURES, HOLES, PLACES = (1e7, 2e7, 4e7), (0.5e-3, 1e-3), tuple(np.linspace(0.5, 8.0, 16))


def dam(side: int, duration: float = DURATION) -> Problem:
    """A round dam that breaks in the middle of a wet plain, on a raster of any fineness."""
    cell = PLAIN / side
    middle = (np.arange(side) + 0.5) * cell - PLAIN / 2
    behind = np.hypot(*np.meshgrid(middle, middle)) < RADIUS * PLAIN
    depth = np.where(behind, DEEP, SHALLOW)
    return Problem(np.zeros((side, side)), depth, cell, duration, roughness=ROUGHNESS)


def _ours(problem: Problem) -> tuple[float, Flood]:
    started = time.perf_counter()
    flood = solve(problem)
    return time.perf_counter() - started, flood


def _water(peer: Peer, side: int) -> dict[str, Any]:
    """One program on the dam with as many cells as ours; ``side`` squares make them."""
    entry: dict[str, Any] = {"name": f"shallow water: {peer.title} {peer.version}"}
    problem = dam(side)
    told, found = [], []
    # The small one wakes threads and caches; in turns, so that a disturbance meets both.
    small, plain = dam(20, 10.0), as_plain(problem)
    solve(small)
    try:
        for _ in range(ROUNDS):
            told.append(ask(peer, [as_plain(small), plain])[1])
            found.append(_ours(dam(SIDE)))
    except PeerMissing as missing:
        return entry | {"missing": str(missing)}
    best = min(told, key=lambda each: float(each["seconds"]))
    seconds, flood = min(found, key=lambda each: each[0])
    ours, theirs = flood.steps * SIDE**2 / seconds, best["steps"] * best["cells"] / best["seconds"]
    same = flood.depth if side == SIDE else solve(problem).depth
    return entry | {
        "simulated_s": DURATION,
        "cells": {"ours": SIDE**2, "theirs": best["cells"]},
        "steps": {"ours": flood.steps, "theirs": best["steps"]},
        "seconds": {"ours": round(seconds, 3), "theirs": round(best["seconds"], 3)},
        "mcells_per_s": {"ours": round(ours / 1e6, 1), "theirs": round(theirs / 1e6, 2)},
        "ratio": round(best["seconds"] / seconds, 1),
        "ratio_of_updates": round(ours / theirs, 1),
        "mean_difference_m": round(float(np.abs(np.array(best["depth"]) - same).mean()), 4),
    }


def _jets() -> dict[str, Any]:
    """Concentration on the axis of jets: our time of a case beside that of HyRAM+."""
    releases = [
        jets.Release(
            "axis", hole, pressure, 293.0, 293.0, jets.ATMOSPHERE, 0.0, False, PLACES, 0.0, ()
        )
        for pressure in PRESSURES
        for hole in HOLES
    ]
    entry: dict[str, Any] = {"name": f"hydrogen jets: {HYRAM.title} {HYRAM.version}"}
    try:
        told = ask(HYRAM, [jets.as_plain(each) for each in [releases[0], *releases]])
    except PeerMissing as missing:
        return entry | {"missing": str(missing)}
    jets.predict(releases[0])
    started = time.perf_counter()
    found = [jets.predict(each) for each in releases]
    ours = (time.perf_counter() - started) / len(releases)
    theirs = float(np.mean(told["seconds"][1:]))
    share = np.concatenate(found) / np.concatenate([np.array(each) for each in told["values"][1:]])
    return entry | {
        "cases": len(releases),
        "ms_per_case": {"ours": round(1000 * ours, 2), "theirs": round(1000 * theirs, 2)},
        "ratio": round(theirs / ours, 1),
        "ours_over_theirs": [round(float(share.min()), 2), round(float(share.max()), 2)],
    }


def measure_peers() -> list[dict[str, Any]]:
    """Each program with its figures, or why there are none."""
    return [
        _water(LANDLAB, SIDE),
        # Two triangles make a square of ANUGA's mesh: as many triangles as we have squares.
        _water(ANUGA, round(SIDE / math.sqrt(2.0))),
        _jets(),
    ]
