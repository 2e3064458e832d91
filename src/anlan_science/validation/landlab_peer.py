"""Calculates floods with the overland flow of landlab in a process of its own; JSON in and out.

Run by ``peers.ask`` with the folder of the peer in front of the path: the package itself never
imports it. The raster gets a rim of one node: closed at a wall, with the bed of its neighbour where
water may leave.
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

#: Depth of the film that the component needs everywhere; taken off what is told. [m]
FILM = 1e-5


def _is_steep(bed: Any, cell: float) -> bool:
    """Whether the ground has steps that need the component's own measures against them."""
    return any(bool((abs(np.diff(bed, axis=axis)) > cell).any()) for axis in (0, 1))


def _calculate(landlab: Any, flow: Any, flood: dict[str, Any]) -> dict[str, Any]:
    """What de Almeida's scheme gives for one flood, with the defaults of landlab."""
    # Rows count from the north, nodes from the south.
    bed = np.array(flood["bed"])[::-1]
    rows, columns = bed.shape
    grid = landlab.RasterModelGrid((rows + 2, columns + 2), xy_spacing=flood["cell"])

    def rimmed(values: Any) -> Any:
        whole = np.broadcast_to(np.array(values, dtype=float), bed.shape)
        return np.pad(whole, 1, mode="edge").ravel()

    def flipped(values: Any) -> Any:
        return np.broadcast_to(np.array(values, dtype=float), bed.shape)[::-1]

    grid.add_field("topographic__elevation", rimmed(bed), at="node")
    grid.add_field("surface_water__depth", rimmed(flipped(flood["depth"])), at="node")
    north, south, west, east = (not each for each in flood["open"])
    grid.set_closed_boundaries_at_grid_edges(east, north, west, south)
    rough = rimmed(flipped(flood["roughness"]))
    grid.add_field("mannings_n", rough[grid.nodes_at_link].mean(axis=1), at="link")
    rain = np.zeros(grid.number_of_nodes)
    for row, column in flood["sources"]:
        node = (rows - row) * (columns + 2) + column + 1
        rain[node] = flood["inflow"] / len(flood["sources"]) / flood["cell"] ** 2
    routing = flow(
        grid,
        h_init=FILM,
        mannings_n="mannings_n",
        g=flood["gravity"],
        rainfall_intensity=rain,
        steep_slopes=_is_steep(bed, flood["cell"]),
    )
    depth = grid.at_node["surface_water__depth"]
    passed, steps = 0.0, 0
    started = time.perf_counter()
    while passed < flood["duration"] and np.isfinite(depth).all():
        passed += routing.overland_flow(min(routing.calc_time_step(), flood["duration"] - passed))
        steps += 1
    seconds = time.perf_counter() - started

    def gathered(values: Any) -> Any:
        inner = values.reshape(rows + 2, columns + 2)[1:-1, 1:-1]
        return np.maximum(np.where(np.isfinite(inner), inner, 1e9) - FILM, 0.0)[::-1]

    return {
        "depth": gathered(depth).tolist(), "cells": bed.size, "steps": steps, "seconds": seconds,
    }  # fmt: skip


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
        landlab = importlib.import_module("landlab")
        flow = importlib.import_module("landlab.components").OverlandFlow
        asked = json.load(sys.stdin)
        found = [_calculate(landlab, flow, each) for each in asked]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
