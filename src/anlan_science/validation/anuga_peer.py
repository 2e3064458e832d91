"""Calculates floods with ANUGA in a process of its own; reads and writes JSON.

Run by ``peers.ask`` with the folder of the peer in front of the path: the package itself never
imports it. Every square of the raster becomes two triangles; what is told of a square is the mean
of both.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
import time
import warnings
from typing import Any

import numpy as np


def _calculate(anuga: Any, flood: dict[str, Any]) -> dict[str, Any]:
    """What ANUGA gives for one flood, with its own defaults."""
    bed = np.array(flood["bed"])
    rows, columns = bed.shape
    cell = flood["cell"]
    mesh = importlib.import_module("anuga.abstract_2d_finite_volumes.mesh_factory")
    domain = anuga.Domain(*mesh.rectangular(columns, rows, columns * cell, rows * cell))
    domain.set_store(False)
    domain.g = flood["gravity"]
    places = domain.get_centroid_coordinates()
    column = np.minimum((places[:, 0] / cell).astype(int), columns - 1)
    # Rows count from the north, ANUGA's coordinate from the south.
    row = rows - 1 - np.minimum((places[:, 1] / cell).astype(int), rows - 1)
    square = row * columns + column

    def spread(values: Any) -> Any:
        return np.broadcast_to(np.array(values, dtype=float), bed.shape).ravel()[square]

    ground = spread(bed)
    domain.set_quantity("elevation", ground, location="centroids")
    domain.set_quantity("friction", spread(flood["roughness"]), location="centroids")
    domain.set_quantity("stage", ground + spread(flood["depth"]), location="centroids")
    wall, open_side = anuga.Reflective_boundary(domain), anuga.Transmissive_boundary(domain)
    names = ("top", "bottom", "left", "right")
    domain.set_boundary(
        {n: open_side if each else wall for n, each in zip(names, flood["open"], strict=True)}
    )
    if flood["sources"]:
        into = np.isin(square, [r * columns + c for r, c in flood["sources"]])
        rate = flood["inflow"] / (into.sum() * cell**2 / 2.0)
        anuga.Rate_operator(domain, rate=rate, indices=np.flatnonzero(into))
    started = time.perf_counter()
    steps = 0
    for _time in domain.evolve(yieldstep=flood["duration"] / 4.0, finaltime=flood["duration"]):
        steps += domain.number_of_steps
    seconds = time.perf_counter() - started

    def gathered(values: Any) -> Any:
        total = np.bincount(square, values, bed.size) / np.bincount(square, minlength=bed.size)
        return total.reshape(bed.shape).tolist()

    depth = np.maximum(domain.quantities["stage"].centroid_values - ground, 0.0)
    return {"depth": gathered(depth), "cells": ground.size, "steps": steps, "seconds": seconds}


def main() -> None:
    """Read floods, write depths, steps and seconds.

    Parameters
    ----------
    None

    Returns
    -------
    None
        The numbers go to the standard output. [-]
    """
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(sys.stderr):
        anuga = importlib.import_module("anuga")
        asked = json.load(sys.stdin)
        found = [_calculate(anuga, each) for each in asked]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
