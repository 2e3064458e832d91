"""A flood that was observed: Merewether, Newcastle, June 2007, among 60 houses.

Terrain, houses and levels as in the shared data; inflow 19.7 m³/s within 10 m of the culvert, which
the case study of ANUGA places at E 382265, N 6354280; steady state.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from anlan_science.flood.audusse2004 import Inflow, simulate

SHARED = Path(__file__).resolve().parents[5] / "shared/data/flood-merewether-2007"
#: Cells of the survey that make one of the simulation; 1 takes minutes (ANLAN_VERIFY=1).
COARSE = 1 if os.environ.get("ANLAN_VERIFY") else 2
DURATION_S = 1000.0 if COARSE == 1 else 400.0
#: The observed peaks came without the uncertainty of such marks. [m]
LIMIT_M = 0.3

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def terrain():
    """Heights from north to south, size of a cell, west and south edge."""
    text = zipfile.ZipFile(SHARED / "topography1.zip").read("topography1.asc").decode()
    lines = text.splitlines()
    head = {key: float(value) for key, value in (line.split() for line in lines[:6])}
    heights = np.loadtxt(io.StringIO("\n".join(lines[6:])))
    rows = heights.shape[0] // COARSE * COARSE
    columns = heights.shape[1] // COARSE * COARSE
    # The south edge moves when rows are left over: cut at the north instead.
    heights = heights[heights.shape[0] - rows :, :columns]
    known = np.where(heights > -999.0, heights, np.nan)
    shape = (rows // COARSE, COARSE, columns // COARSE, COARSE)
    with np.errstate(all="ignore"):
        coarse = np.nanmean(known.reshape(shape), axis=(1, 3))
    # Outside the survey is high ground.
    ground = np.where(np.isnan(coarse), np.nanmax(coarse), coarse)
    return ground, head["cellsize"] * COARSE, head["xllcorner"], head["yllcorner"]


def ring(path):
    return [(float(x), float(y)) for x, y in csv.reader(path.open(encoding="utf-8"))]


def test_the_observed_levels_are_met():
    if not SHARED.exists():
        pytest.skip("the shared data flood-merewether-2007 is not here")
    shapely = pytest.importorskip("shapely")
    ground, cell, west, south = terrain()
    rows, columns = ground.shape
    x, y = np.meshgrid(
        west + (np.arange(columns) + 0.5) * cell, south + (rows - np.arange(rows) - 0.5) * cell
    )

    def within(path):
        return shapely.contains_xy(shapely.Polygon(ring(path)), x, y)

    for house in sorted((SHARED / "houses").glob("*.csv")):
        ground[within(house)] += 3.0
    roughness = np.where(within(SHARED / "Road/RoadPolygon.csv"), 0.02, 0.04)
    source = np.argwhere(np.hypot(x - 382265.0, y - 6354280.0) <= 10.0).tolist()
    inflows = [Inflow(row, column, (0.0,), (19.7 / len(source),)) for row, column in source]
    flood = simulate(
        ground,
        0.0,
        cell,
        DURATION_S,
        roughness=roughness,
        inflows=inflows,
        sides=("open", "wall", "wall", "open"),
    )
    marks = list(csv.reader((SHARED / "Observations/ObservationPoints.csv").open()))[1:]
    errors = {}
    for easting, northing, name, _draft, final, _tuflow in marks:
        row = int((south + rows * cell - float(northing)) / cell)
        column = int((float(easting) - west) / cell)
        level = ground[row, column] + flood.deepest[row, column]
        errors[name.strip()] = round(level - float(final), 2)
    assert len(errors) == 5
    assert max(map(abs, errors.values())) < LIMIT_M, errors
    assert flood.entered == pytest.approx(19.7 * DURATION_S)
    assert flood.depth.sum() * cell**2 == pytest.approx(flood.entered - flood.left, rel=1e-9)
