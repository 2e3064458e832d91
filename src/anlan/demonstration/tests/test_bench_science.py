"""What stands beside the compiled science computes the same; the toxic case is a map layer."""

from __future__ import annotations

import json

import numpy as np
import pytest

from anlan.demonstration.benchmarks import science, science_peers
from anlan.demonstration.benchmarks.science_toxic import CASES, measure_toxic, toxic_layer
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
    case = json.loads(toxic_layer())
    assert {"ermak1990", "liquid_orifice"} <= set(case["models"])
    reach = [feature["properties"]["reach_m"] for feature in case["features"]]
    # The last is the area that the wavering wind may reach.
    assert 0 < reach[0] < reach[1] < reach[2] == reach[3]
    for feature in case["features"]:
        ring = feature["geometry"]["coordinates"][0][0]
        assert ring[0] == ring[-1]
        # Wind from the south-west carries to the north-east.
        assert max(x for x, _y in ring) > 122.26
        assert max(y for _x, y in ring) > 43.65


def test_a_program_that_may_not_be_installed_is_named_with_the_reason(monkeypatch):
    monkeypatch.delenv("ANLAN_PEERS", raising=False)
    missing = science_peers.measure_peers()
    assert [each["name"].split(": ")[1].split()[0] for each in missing] == [
        "landlab",
        "ANUGA",
        "HyRAM+",
    ]
    assert all("ANLAN_PEERS=1" in each["missing"] for each in missing)


def test_a_program_beside_ours_has_the_same_problem_and_its_ratio(monkeypatch):
    # A program that takes ten times as long and finds the same.
    def ours(problem):
        return 0.02, science_peers.solve(problem)

    def told(_peer, asked):
        found = []
        for each in asked:
            problem = science_peers.dam(len(each["bed"]), each["duration"])
            taken, flood = ours(problem)
            found.append(
                {
                    "depth": flood.depth.tolist(),
                    "cells": flood.depth.size,
                    "steps": flood.steps,
                    "seconds": 10.0 * taken,
                }
            )
        return found

    monkeypatch.setattr(science_peers, "SIDE", 24)
    monkeypatch.setattr(science_peers, "_ours", ours)
    monkeypatch.setattr(science_peers, "ask", told)
    entry = science_peers._water(science_peers.LANDLAB, 24)
    assert entry["cells"] == {"ours": 576, "theirs": 576}
    assert entry["steps"]["ours"] == entry["steps"]["theirs"] > 0
    assert entry["mean_difference_m"] == 0.0
    assert entry["ratio"] == entry["ratio_of_updates"] == 10.0


def test_every_toxic_case_is_measured_and_the_slowest_counts():
    found = measure_toxic(rounds=1)
    assert set(found["toxic_cases"]) == set(CASES)
    assert found["toxic_case_ms"] == max(found["toxic_cases"].values())
