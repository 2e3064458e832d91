"""What stands beside the compiled science computes the same; the toxic case is a map layer."""

from __future__ import annotations

import json

import numpy as np
import pytest

from anlan.demonstration.benchmarks import science
from anlan_science.flood.audusse2004 import simulate
from anlan_science.risk.cpr18e_1999_risk import individual_risk


def test_the_plain_risk_field_agrees(monkeypatch):
    monkeypatch.setattr(science, "SIDE", 40)
    side, site, rose = science.make_site(scenarios=2)
    both = sum(science.plain_risk(side, site, rose, scenario) for scenario in range(2))
    compiled = individual_risk(side, side, site, rose, 1)
    assert compiled.max() > 0
    assert compiled == pytest.approx(both, rel=1e-9, abs=1e-16)


def test_the_plain_water_agrees():
    chance = np.random.default_rng(6)
    bed = chance.uniform(0, 0.3, (30, 34))
    depth = np.where(np.arange(34) < 12, 3.0, 1.0) * np.ones((30, 1)) - bed
    found, time = science.plain_water(depth, bed, 5.0, 9)
    run = simulate(bed, depth, 5.0, time)
    assert found.sum() == pytest.approx(depth.sum(), rel=1e-12)
    assert found == pytest.approx(run.depth, abs=1e-9)


def test_the_toxic_case_gives_closed_zones_within_each_other():
    case = json.loads(science.toxic_case())
    reach = [feature["properties"]["reach_m"] for feature in case["features"]]
    assert 0 < reach[0] < reach[1] < reach[2]
    for feature in case["features"]:
        ring = feature["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        # Wind from the south-west carries to the north-east.
        assert max(x for x, _y in ring) > 122.26
        assert max(y for _x, y in ring) > 43.65
