"""Compiles the loops of all models ahead of their first use.

The compiler needs seconds for each; whoever asks for the first route or the first flood should not
wait for it. What is compiled lies beside the sources, for every later process::

    python -m anlan.operations.compiled
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import numpy as np

import anlan_science

HERE = Path(anlan_science.__file__).parent
#: Says which sources, of which place and time, are compiled: the compiler's own cache asks that.
STAMP = HERE / "__pycache__" / "compiled.stamp"


def compile_roads() -> None:
    """The search of ways and the painting of what is reached."""
    from anlan_science.roads.building import Way, build_network
    from anlan_science.roads.dijkstra1959 import Router
    from anlan_science.roads.isochrone import isochrones

    ways = [
        Way(np.array([[119.2, 29.0], [119.201, 29.0]]), "county"),
        Way(np.array([[119.201, 29.0], [119.201, 29.001]]), "county"),
    ]
    network = build_network(ways, ("county",)).network
    router = Router(network, np.full(network.roads, 10.0))
    isochrones(router, router.reach(network.snap(119.2, 29.0), 60.0), [30.0])


def compile_fire() -> None:
    """The spreading front."""
    from anlan_science.fire.finney2002 import arrival_times

    start = np.full((3, 3), np.inf)
    start[1, 1] = 0.0
    arrival_times(np.full((3, 3), 0.5), 0.0, 0.5, 10.0, start)


def compile_flood() -> None:
    """The shallow water over a raster."""
    from anlan_science.flood.audusse2004 import simulate

    simulate(np.zeros((4, 4)), np.ones((4, 4)), 10.0, 1.0)


def compile_risk() -> None:
    """Footprints turned, added up on a raster and at places, and the deaths of each."""
    from anlan_science.risk import cpr18e_1999_risk as risk

    one = np.ones(1)
    scenarios = risk.Scenarios(0 * one, 0 * one, 1e-6 * one, 10.0 * one, np.ones((1, 3, 128, 1)))
    wind = np.full((16, 1), 1.0 / 16.0)
    turned = risk.turn(scenarios, wind)
    risk.risk_of(one, one, turned)
    risk.risk_at(one, one, turned)
    risk.expected_deaths(one, one, one, scenarios, wind)


#: The longest first.
PARTS = (compile_flood, compile_risk, compile_roads, compile_fire)


def sources() -> list[Path]:
    """Return the modules whose loops are compiled."""
    return sorted(HERE.glob("*/_*kernels.py"))


def compile_all() -> None:
    """Compile what is not compiled yet, on two cores at once; nothing to do takes no time."""
    done = hashlib.sha256(version("numba").encode())
    for path in sources():
        stat = path.stat()
        done.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == done.hexdigest():
        return
    began = time.monotonic()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for waiting in [pool.submit(part) for part in PARTS]:
            waiting.result()
    with contextlib.suppress(OSError):  # sources that may not be written beside
        STAMP.parent.mkdir(exist_ok=True)
        STAMP.write_text(done.hexdigest(), encoding="ascii")
    sys.stderr.write(f"models: loops compiled in {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    compile_all()
