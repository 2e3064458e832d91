"""Water: closed solutions of moving water, and a flood that was observed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from anlan_science.flood.audusse2004 import GRAVITY as STANDARD_GRAVITY
from anlan_science.flood.audusse2004 import Flood, Inflow, Side, simulate
from anlan_science.registry import Floats
from anlan_science.validation.data import Data
from anlan_science.validation.measures import Finding

ANALYTIC, MEREWETHER = "flood-analytic", "flood-merewether-2007"
SOLVER = ("audusse2004",)
RITTER = "dam break on a dry bed, Ritter"
THACKER = "swinging parabolic basin, Thacker"
FLOOD = "Merewether 2007, five observed peaks among 60 houses"
#: Gravity of the closed solutions, [m/s²]; height of the dam. [m]
GRAVITY, DAM = 9.8, 10.0
#: Mean error of the depth over the greatest depth that the data's README accepts.
ACCEPTED_SHARE = 0.05
#: Cells of the survey in one of the simulation, and its time. [-], [s]
COARSE, DURATION = 2, 400.0
#: Accepted difference of a peak level; the marks came without an uncertainty. [m]
ACCEPTED_LEVEL = 0.3
#: The culvert's inflow, as the case study of ANUGA places it. [m³/s], [m], [m]
INFLOW, CULVERT, AROUND = 19.7, (382265.0, 6354280.0), 10.0


@dataclass(frozen=True, slots=True)
class Problem:
    """Water over ground, as any solver can be asked for it.

    Attributes
    ----------
    bed : height of the ground, rows from north to south. [m]
    depth : depth of water at the start. [m]
    cell : side of a square cell. [m]
    duration : time simulated. [s]
    gravity : m/s².
    roughness : Manning's n. [s/m^(1/3)]
    sources : cells among which the inflow is shared.
    inflow : steady inflow. [m³/s]
    is_open : whether water may leave at the first row, last row, first column, last column.
    """

    bed: Floats
    depth: Floats
    cell: float
    duration: float
    gravity: float = GRAVITY
    roughness: Floats | float = 0.0
    sources: tuple[tuple[int, int], ...] = ()
    inflow: float = 0.0
    is_open: tuple[bool, bool, bool, bool] = (False, False, False, False)


def _side(is_open: bool) -> Side:
    return "open" if is_open else "wall"


def solve(problem: Problem) -> Flood:
    """What ``audusse2004`` gives for a problem.

    Parameters
    ----------
    problem : Problem
        The problem. [-]

    Returns
    -------
    flood : Flood
        State at the end and envelopes. [m, m/s, s]
    """
    north, south, west, east = (_side(each) for each in problem.is_open)
    share = problem.inflow / max(len(problem.sources), 1)
    return simulate(
        problem.bed,
        problem.depth,
        problem.cell,
        problem.duration,
        roughness=problem.roughness,
        inflows=[Inflow(row, column, (0.0,), (share,)) for row, column in problem.sources],
        sides=(north, south, west, east),
        gravity=problem.gravity,
    )


def _columns(rows: list[dict[str, str]]) -> dict[str, Floats]:
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def dam_break(data: Data) -> tuple[Problem, Floats]:
    """A dam of 10 m breaks on a dry bed, and the depths after 20 s; Ritter 1892.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    case : tuple of Problem and ndarray, shape (n,)
        The problem and the closed solution. [m]
    """
    t = _columns(data.rows(ANALYTIC, "dam_break_dry_h10_t20.csv"))
    x = t["x_m"]
    start = np.where(x < 0.0, 10.0, 0.0)[None, :]
    return Problem(np.zeros((1, x.size)), start, float(x[1] - x[0]), 20.0), t["depth_m"]


def parabolic_basin(data: Data) -> Iterator[tuple[Problem, Floats]]:
    """Water that swings in a parabolic basin; Thacker 1981.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    cases : iterator of (Problem, ndarray)
        For each printed time the problem up to then and the closed solution. [-, m]
    """
    t = _columns(data.rows(ANALYTIC, "parabolic_basin_thacker.csv"))
    first, *others = (t["t_s"] == time for time in np.unique(t["t_s"]))
    width = float(t["x_m"][first][1] - t["x_m"][first][0])
    bed, start = t["bed_m"][first][None, :], t["depth_m"][first][None, :]
    for row in others:
        yield Problem(bed, start, width, float(t["t_s"][row][0])), t["depth_m"][row]


def mean_error(cases: Iterable[tuple[Floats, Floats]], deepest: float) -> float:
    """Mean error of the depth over the greatest depth, at the worst of several times.

    Parameters
    ----------
    cases : iterable of (ndarray, ndarray)
        Closed solution and found. [m]
    deepest : float
        Greatest depth. [m]

    Returns
    -------
    error : float
        The largest mean error. [-]
    """
    return max(float(np.abs(found - known).mean() / deepest) for known, found in cases)


def _closed(experiment: str, cases: list[tuple[Problem, Floats]], deepest: float) -> Finding:
    pairs = [(known, solve(problem).depth[0]) for problem, known in cases]
    points = sum(known.size for known, _ in pairs)
    return Finding(ANALYTIC, experiment, "mean error of depth over greatest depth", SOLVER, points,
                   {"error": mean_error(pairs, deepest)},
                   {"error": (0.0, ACCEPTED_SHARE)})  # fmt: skip


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
    yield _closed(RITTER, [dam_break(data)], DAM)
    basin = list(parabolic_basin(data))
    yield _closed(THACKER, basin, max(float(known.max()) for _problem, known in basin))


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


@dataclass(frozen=True, slots=True)
class Mark:
    """A level that was observed: where in the raster, how high, and what TUFLOW found. [m]"""

    name: str
    row: int
    column: int
    observed: float
    tuflow: float


def merewether(data: Data, coarse: int, duration: float) -> tuple[Problem, tuple[Mark, ...]]:
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
    case : tuple of Problem and tuple of Mark
        The problem and the observed peaks. [-]
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
    near = np.argwhere(np.hypot(x - CULVERT[0], y - CULVERT[1]) <= AROUND).tolist()
    problem = Problem(
        ground, np.zeros_like(ground), cell, duration, STANDARD_GRAVITY, roughness,
        tuple((row, column) for row, column in near), INFLOW, (True, False, False, True),
    )  # fmt: skip
    with (folder / "Observations/ObservationPoints.csv").open(encoding="utf-8") as lines:
        rows_of_marks = list(csv.reader(lines))[1:]
    marks = tuple(
        Mark(
            name.strip(),
            int((south + rows * cell - float(northing)) / cell),
            int((float(easting) - west) / cell),
            float(final),
            float(tuflow),
        )
        for easting, northing, name, _draft, final, tuflow in rows_of_marks
    )
    return problem, marks


def levels(level: Floats, marks: Iterable[Mark]) -> Floats:
    """Found minus observed level at the marks.

    Parameters
    ----------
    level : ndarray, shape (rows, columns)
        Highest level of each cell. [m]
    marks : iterable of Mark
        The observed peaks. [-]

    Returns
    -------
    errors : ndarray, shape (n,)
        In the order of the marks. [m]
    """
    return np.array([float(level[mark.row, mark.column]) - mark.observed for mark in marks])


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
    problem, marks = merewether(data, COARSE, DURATION)
    values = levels(problem.bed + solve(problem).deepest, marks)
    metrics = {"bias": float(values.mean()), "max_error": float(np.abs(values).max())}
    yield Finding(MEREWETHER, FLOOD, "level [m]", SOLVER, values.size, metrics,
                  {"max_error": (0.0, ACCEPTED_LEVEL)},
                  "cells of 2 m, steady inflow of 19.7 m³/s")  # fmt: skip
