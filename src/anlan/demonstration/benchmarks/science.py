"""Speed of the science: risk field, shallow water, a toxic release with its zones, fire weather.

Each compiled part stands beside the same sum written plainly in NumPy, measured in the same run
on a share of the work and scaled to all of it; both must agree.
"""

from __future__ import annotations

import math
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from anlan.demonstration.benchmarks.science_peers import measure_peers
from anlan.demonstration.benchmarks.science_toxic import measure_toxic
from anlan_science.fire_weather.grid import compute_grid
from anlan_science.flood.audusse2004 import simulate
from anlan_science.registry import Floats
from anlan_science.risk.cpr18e_1999_risk import Scenarios, individual_risk, tabulate

#: Raster, events, directions and classes of the promise.
SIDE, SCENARIOS, DIRECTIONS, CLASSES = 1000, 100, 16, 6
#: Width of a cell, and rings and bearings of a footprint that covers the whole raster. [m]
CELL, RINGS, BEARINGS = 10.0, 161, 256
ROUNDS = 5


def _best(work: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Least time of several rounds after one that compiles, and of the processors. [s]"""
    work()
    taken = []
    for _ in range(rounds):
        started, busy = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - started, time.process_time() - busy))
    walls, busies = zip(*taken, strict=True)
    return min(walls), min(busies)


def make_site(scenarios: int = SCENARIOS, seed: int = 5) -> tuple[Floats, Scenarios, Floats]:
    """Side of a raster, scenarios whose footprints reach over all of it, and a wind rose."""
    chance = np.random.default_rng(seed)
    side = (np.arange(SIDE) - (SIDE - 1) / 2) * CELL
    step = 1.5 * SIDE * CELL / (RINGS - 1)
    harm = np.empty((scenarios, RINGS, BEARINGS, CLASSES))
    for stability in range(CLASSES):
        width, length = 0.45 - 0.06 * stability, 600.0 + 300.0 * stability

        def plume(x: Floats, y: Floats, width: float = width, length: float = length) -> Floats:
            across = y / (width * np.maximum(np.abs(x), 1.0))
            return np.asarray((x > 0) * np.exp(-0.5 * across**2 - np.hypot(x, y) / length))

        harm[..., stability] = tabulate(plume, step, RINGS, BEARINGS)
    places = chance.uniform(-0.2, 0.2, (2, scenarios)) * SIDE * CELL
    often = 10.0 ** chance.uniform(-7, -4, scenarios)
    rose = chance.dirichlet(np.ones(DIRECTIONS * CLASSES)).reshape(DIRECTIONS, CLASSES)
    return (
        np.asarray(side),
        Scenarios(places[0], places[1], often, np.full(scenarios, step), harm),
        rose,
    )


def plain_risk(side: Floats, site: Scenarios, rose: Floats, scenario: int) -> Floats:
    """The risk field of one scenario written plainly: one turned footprint after the other."""
    dx, dy = np.meshgrid(side - site.x[scenario], side - site.y[scenario])
    ring = np.hypot(dx, dy) / site.step[scenario]
    near = np.minimum(ring.astype(np.int64), RINGS - 2)
    u = ring - near
    field = np.zeros_like(dx)
    for direction in range(DIRECTIONS):
        turn = np.arctan2(dx, dy) / (2.0 * math.pi) - direction / DIRECTIONS - 0.5
        bearing = (turn % 1.0) * BEARINGS
        a = bearing.astype(np.int64)
        v = bearing - a
        a %= BEARINGS
        b = (a + 1) % BEARINGS
        for stability in range(CLASSES):
            p = site.harm[scenario, :, :, stability]
            low = p[near, a] * (1.0 - v) + p[near, b] * v
            high = p[near + 1, a] * (1.0 - v) + p[near + 1, b] * v
            chance = site.frequency[scenario] * rose[direction, stability]
            field += np.where(ring < RINGS - 1, chance * (low * (1.0 - u) + high * u), 0.0)
    return np.asarray(field)


def measure_risk_field() -> dict[str, Any]:
    """The field of the promise, its memory, whether it repeats itself, and the plain version."""
    side, site, rose = make_site()
    fields: list[Floats] = []
    seconds, busy = _best(lambda: fields.append(individual_risk(side, side, site, rose, 1)), 2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    one = Scenarios(site.x[:1], site.y[:1], site.frequency[:1], site.step[:1], site.harm[:1])
    compiled = individual_risk(side, side, one, rose, 1)
    started = time.perf_counter()
    plain = plain_risk(side, site, rose, 0)
    plain_s = (time.perf_counter() - started) * SCENARIOS
    return {
        "risk_field_s": round(seconds, 2),
        "risk_field_cpu_s": round(busy, 2),
        "risk_field_peak_mb": round(peak),
        "risk_field_same_every_run": all((field == fields[0]).all() for field in fields),
        "risk_field_difference": float(abs(compiled - plain).max() / plain.max()),
        "risk_field_numpy_s": round(plain_s, 1),
    }


def measure_fire_weather() -> dict[str, Any]:
    """One day of the whole Canadian system on a grid."""
    chance = np.random.default_rng(2)
    shape = (SIDE, SIDE)
    weather = (
        chance.uniform(275, 310, shape),
        chance.uniform(0.1, 1.0, shape),
        chance.uniform(0, 15, shape),
        chance.choice([0.0, 0.0, 2.0, 20.0], shape),
    )
    codes = (
        chance.uniform(60, 95, shape),
        chance.uniform(1, 90, shape),
        chance.uniform(9, 500, shape),
    )
    seconds, busy = _best(lambda: compute_grid(codes, *weather, 7))
    return {"fwi_ms": round(1000 * seconds, 1), "fwi_cpu_ms": round(1000 * busy, 1)}


def _plain_faces(h: Floats, q: Floats, p: Floats, z: Floats, g: float) -> tuple[Floats, ...]:
    """Fluxes over the faces of rows after Audusse, plainly: mass, both sides, transverse."""
    left, right = (slice(None), slice(None, -1)), (slice(None), slice(1, None))
    u = np.where(h > 1e-6, q / np.maximum(h, 1e-6), 0.0)
    v = np.where(h > 1e-6, p / np.maximum(h, 1e-6), 0.0)
    top = np.maximum(z[left], z[right])
    a = np.maximum(0.0, h[left] + z[left] - top)
    b = np.maximum(0.0, h[right] + z[right] - top)
    ca, cb = np.sqrt(g * a), np.sqrt(g * b)
    back = np.minimum(0.0, np.minimum(u[left] - ca, u[right] - cb))
    fore = np.maximum(0.0, np.maximum(u[left] + ca, u[right] + cb))
    share = 1.0 / (fore - back + 1e-30)
    qa, qb, pa, pb = a * u[left], b * u[right], 0.5 * g * a * a, 0.5 * g * b * b
    mass = (fore * qa - back * qb + fore * back * (b - a)) * share
    along = (
        fore * (qa * u[left] + pa) - back * (qb * u[right] + pb) + fore * back * (qb - qa)
    ) * share
    return mass, along - pa, along - pb, mass * np.where(mass > 0.0, v[left], v[right])


def plain_water(depth: Floats, bed: Floats, cell: float, steps: int) -> tuple[Floats, float]:
    """The same scheme in NumPy, walls around, no friction, no rain: depth, and the time reached."""
    g, now = 9.80665, 0.0
    h, qx, qy = depth.copy(), np.zeros_like(depth), np.zeros_like(depth)
    z = np.pad(bed, 1, "edge")
    for _ in range(steps):
        wet = np.maximum(h, 1e-6)
        speed = np.maximum(abs(qx), abs(qy)) / wet + np.sqrt(g * h)
        k = 0.45 / float(speed.max())
        now += k * cell
        hh = np.pad(h, 1, "edge")
        qq, pp = np.pad(qx, 1, "edge"), np.pad(qy, 1, "edge")
        qq[:, 0], qq[:, -1], pp[0], pp[-1] = -qq[:, 1], -qq[:, -2], -pp[1], -pp[-2]
        m, west, east, side = _plain_faces(hh[1:-1], qq[1:-1], pp[1:-1], z[1:-1], g)
        columns = [np.asarray(array[:, 1:-1].T) for array in (hh, pp, qq, z)]
        turned = _plain_faces(columns[0], columns[1], columns[2], columns[3], g)
        n, south, north, across = (flux.T for flux in turned)
        h = np.maximum(0.0, h - k * (m[:, 1:] - m[:, :-1] + n[1:] - n[:-1]))
        qx = qx - k * (west[:, 1:] - east[:, :-1] + across[1:] - across[:-1])
        qy = qy - k * (south[1:] - north[:-1] + side[:, 1:] - side[:, :-1])
    return h, now


def measure_water() -> dict[str, Any]:
    """A dam that breaks in the middle of a rough plain: cells times steps in a second."""
    chance = np.random.default_rng(4)
    bed = np.cumsum(chance.normal(0, 0.002, (SIDE, SIDE)), axis=1)
    depth = np.where(np.hypot(*np.meshgrid(*[np.arange(SIDE) - SIDE / 2] * 2)) < 200, 4.0, 1.0)
    runs: list[Any] = []
    seconds, busy = _best(lambda: runs.append(simulate(bed, depth, CELL, 30.0)), 2)
    updates = runs[-1].steps * SIDE * SIDE / 1e6
    started = time.perf_counter()
    plain_water(depth, bed, CELL, 3)
    plain = 3 * SIDE * SIDE / 1e6 / (time.perf_counter() - started)
    return {
        "swe_mcells_per_s": round(updates / seconds, 1),
        "swe_mcells_per_cpu_s": round(updates / busy, 1),
        "swe_numpy_mcells_per_s": round(plain, 2),
    }


def run() -> dict[str, Any]:
    """All figures; ``peers`` says what stood beside."""
    risk = measure_risk_field()
    water = measure_water()
    return {
        **risk,
        **water,
        **measure_toxic(),
        **measure_fire_weather(),
        "peers": [
            {
                "name": "risk field in NumPy, one scenario of a hundred, scaled",
                "ratio": round(risk["risk_field_numpy_s"] / risk["risk_field_s"], 1),
            },
            {
                "name": "shallow water in NumPy, three steps",
                "ratio": round(water["swe_mcells_per_s"] / water["swe_numpy_mcells_per_s"], 1),
            },
            *measure_peers(),
        ],
    }
