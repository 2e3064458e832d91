"""A flood that was observed: Merewether, Newcastle, June 2007, among 60 houses.

Terrain, houses and levels as in the reference data; inflow 19.7 m³/s within 10 m of the culvert,
which the case study of ANUGA places at E 382265, N 6354280; steady state.
"""

from __future__ import annotations

import os

import pytest

from anlan_science.validation.tests.reference import reference
from anlan_science.validation.water import ACCEPTED_LEVEL, INFLOW, levels, merewether, solve

#: Cells of the survey that make one of the simulation; 1 takes minutes (ANLAN_VERIFY=1).
COARSE = 1 if os.environ.get("ANLAN_VERIFY") else 2
DURATION_S = 1000.0 if COARSE == 1 else 400.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_the_observed_levels_are_met():
    problem, marks = merewether(reference(), COARSE, DURATION_S)
    flood = solve(problem)
    errors = levels(problem.bed + flood.deepest, marks)

    assert errors.size == 5
    assert abs(errors).max() < ACCEPTED_LEVEL, errors
    assert flood.entered == pytest.approx(INFLOW * DURATION_S)
    kept = flood.entered - flood.left
    assert flood.depth.sum() * problem.cell**2 == pytest.approx(kept, rel=1e-9)
