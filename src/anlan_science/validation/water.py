"""Water: closed solutions of moving water, and a flood that was observed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from anlan_science.flood.audusse2004 import Flood, Inflow, simulate
from anlan_science.registry import Floats
from anlan_science.validation.data import Data
from anlan_science.validation.measures import Finding

ANALYTIC, MEREWETHER = "flood-analytic", "flood-merewether-2007"
SOLVER = ("audusse2004",)
GRAVITY = 9.8
#: Mean error of the depth over the greatest depth that the data's README accepts.
ACCEPTED_SHARE = 0.05
#: Accepted difference of a peak level; the marks came without an uncertainty. [m]
ACCEPTED_LEVEL = 0.3
#: The culvert's inflow, as the case study of ANUGA places it. [m³/s], [m], [m]
INFLOW, CULVERT, AROUND = 19.7, (382265.0, 6354280.0), 10.0


def _columns(rows: list[dict[str, str]]) -> dict[str, Floats]:
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def dam_break(data: Data) -> tuple[Floats, Floats]:
    """Depths 20 s after a dam of 10 m broke on a dry bed.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    depths : tuple of two ndarray, shape (n,)
        Closed solution and found. [m]
    """
    t = _columns(data.rows(ANALYTIC, "dam_break_dry_h10_t20.csv"))
    x = t["x_m"]
    start = np.where(x < 0.0, 10.0, 0.0)[None, :]
    flood = simulate(np.zeros((1, x.size)), start, float(x[1] - x[0]), 20.0, gravity=GRAVITY)
    return t["depth_m"], flood.depth[0]


def parabolic_basin(data: Data) -> Iterator[tuple[float, Floats, Floats]]:
    """Depths of water that swings in a parabolic basin.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    depths : iterator of (float, ndarray, ndarray)
        Time, closed solution, found. [s, m, m]
    """
    t = _columns(data.rows(ANALYTIC, "parabolic_basin_thacker.csv"))
    first, *others = (t["t_s"] == time for time in np.unique(t["t_s"]))
    width = float(t["x_m"][first][1] - t["x_m"][first][0])
    for row in others:
        time = float(t["t_s"][row][0])
        flood = simulate(
            t["bed_m"][first][None, :], t["depth_m"][first][None, :], width, time, gravity=GRAVITY
        )
        yield time, t["depth_m"][row], flood.depth[0]


def _mean_error(experiment: str, pairs: list[tuple[Floats, Floats]], deepest: float) -> Finding:
    shares = [float(np.abs(found - known).mean() / deepest) for known, found in pairs]
    points = sum(known.size for known, _ in pairs)
    return Finding(ANALYTIC, experiment, "mean error of depth over greatest depth", SOLVER, points,
                   {"error": max(shares)}, {"error": (0.0, ACCEPTED_SHARE)})  # fmt: skip


def check_closed_solutions(data: Data) -> Iterator[Finding]:
    """Ritter's dam break and Thacker's basin.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        Mean errors of the depth. [-]
    """
    yield _mean_error("dam break on a dry bed, Ritter", [dam_break(data)], 10.0)
    basin = list(parabolic_basin(data))
    deepest = max(float(known.max()) for _time, known, _found in basin)
    pairs = [(known, found) for _time, known, found in basin]
    yield _mean_error("swinging parabolic basin, Thacker", pairs, deepest)


def _terrain(folder: Path, coarse: int) -> tuple[Floats, float, float, float]:
    """Heights from north to south, size of a cell, west and south edge."""
    text = zipfile.ZipFile(folder / "topography1.zip").read("topography1.asc").decode()
    lines = text.splitlines()
    head = {key: float(value) for key, value in (line.split() for line in lines[:6])}
    heights = np.loadtxt(io.StringIO("\n".join(lines[6:])))
    rows = heights.shape[0] // coarse * coarse
    columns = heights.shape[1] // coarse * coarse
    # The south edge moves when rows are left over: cut at the north instead.
    heights = heights[heights.shape[0] - rows :, :columns]
    known = np.where(heights > -999.0, heights, np.nan)
    shape = (rows // coarse, coarse, columns // coarse, coarse)
    with np.errstate(all="ignore"):
        counted = np.isfinite(known).reshape(shape).sum(axis=(1, 3))
        total = np.nan_to_num(known).reshape(shape).sum(axis=(1, 3))
        mean = np.where(counted > 0, total / counted, np.nan)
    # Outside the survey is high ground.
    ground = np.where(np.isnan(mean), np.nanmax(mean), mean)
    return ground, head["cellsize"] * coarse, head["xllcorner"], head["yllcorner"]


def merewether(data: Data, coarse: int, duration: float) -> tuple[dict[str, float], Flood, float]:
    """The flood of Merewether, Newcastle, June 2007, among 60 houses; steady inflow.

    Parameters
    ----------
    data : Data
        The reference data. [-]
    coarse : int
        Cells of the survey, of one metre, that make one of the simulation. [-]
    duration : float
        Time simulated. [s]

    Returns
    -------
    result : tuple of dict, Flood and float
        Found minus observed level by mark, the flood, the size of a cell. [m]
    """
    import shapely

    folder = data.path(MEREWETHER)
    ground, cell, west, south = _terrain(folder, coarse)
    rows, columns = ground.shape
    x, y = np.meshgrid(
        west + (np.arange(columns) + 0.5) * cell, south + (rows - np.arange(rows) - 0.5) * cell
    )

    def within(path: Path) -> Floats:
        with path.open(encoding="utf-8") as lines:
            ring = [(float(a), float(b)) for a, b in csv.reader(lines)]
        return np.asarray(shapely.contains_xy(shapely.Polygon(ring), x, y))

    for house in sorted((folder / "houses").glob("*.csv")):
        ground[within(house)] += 3.0
    roughness = np.where(within(folder / "Road/RoadPolygon.csv"), 0.02, 0.04)
    source = np.argwhere(np.hypot(x - CULVERT[0], y - CULVERT[1]) <= AROUND).tolist()
    inflows = [Inflow(row, column, (0.0,), (INFLOW / len(source),)) for row, column in source]
    flood = simulate(
        ground,
        0.0,
        cell,
        duration,
        roughness=roughness,
        inflows=inflows,
        sides=("open", "wall", "wall", "open"),
    )
    with (folder / "Observations/ObservationPoints.csv").open(encoding="utf-8") as lines:
        marks = list(csv.reader(lines))[1:]
    errors = {}
    for easting, northing, name, _draft, final, _tuflow in marks:
        row = int((south + rows * cell - float(northing)) / cell)
        column = int((float(easting) - west) / cell)
        level = ground[row, column] + flood.deepest[row, column]
        errors[name.strip()] = float(level) - float(final)
    return errors, flood, cell


def check_merewether(data: Data) -> Iterator[Finding]:
    """The observed peak levels at Merewether, on cells of two metres.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        Mean and largest difference of the level. [-]
    """
    errors, _flood, _cell = merewether(data, 2, 400.0)
    values = np.array(list(errors.values()))
    metrics = {"bias": float(values.mean()), "max_error": float(np.abs(values).max())}
    yield Finding(MEREWETHER, "Merewether 2007, five observed peaks among 60 houses",
                  "level [m]", SOLVER, values.size, metrics, {"max_error": (0.0, ACCEPTED_LEVEL)},
                  "cells of 2 m, steady inflow of 19.7 m³/s")  # fmt: skip
