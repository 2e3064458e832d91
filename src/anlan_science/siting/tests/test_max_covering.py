"""Maximal covering: everything tried on small cases, the p-median as a second way, bad input."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.registry import InvalidInput
from anlan_science.siting.church_revelle1974 import max_covering
from anlan_science.siting.revelle_swain1970 import p_median

TRACTS = Path(__file__).parent / "verification/church_revelle1974/cases.csv"


def test_another_code_reaches_as_many_people_of_san_francisco():
    with TRACTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    reached = [set(row["sites"].split()) for row in rows]
    stores = sorted(set().union(*reached), key=int)
    covers = np.array([[store in some for store in stores] for some in reached])
    people = np.array([float(row["people"]) for row in rows])
    found = max_covering(covers, 4, people)

    assert covers.shape == (205, 16) and people.sum() == 955113.0
    assert found.is_optimal and found.covered == 875247.0
    assert (~covers[:, found.sites].any(axis=1)).sum() == 21


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_nothing_covers_more_when_everything_is_tried(seed, number):
    chance = np.random.default_rng(seed)
    covers = chance.random((15, 8)) < 0.25
    weights = np.round(chance.random(15) * 10.0, 1)
    found = max_covering(covers, number, weights)
    best = max(
        weights[covers[:, list(some)].any(axis=1)].sum() for some in combinations(range(8), number)
    )
    assert found.is_optimal
    assert found.covered == pytest.approx(best)
    assert found.covered == pytest.approx(weights[covers[:, found.sites].any(axis=1)].sum())
    assert (np.diff(found.added) <= 1e-9).all()


def test_the_p_median_of_uncovered_weight_gives_the_same():
    chance = np.random.default_rng(7)
    places, sites = chance.random((120, 2)), chance.random((40, 2))
    covers = np.hypot(*(places[:, None] - sites).transpose(2, 0, 1)) < 0.13
    weights = np.round(chance.random(120) * 900.0)
    found = max_covering(covers, 6, weights)
    median = p_median(~covers, 6, weights)
    assert found.is_optimal and median.is_optimal
    assert found.covered == pytest.approx(weights.sum() - median.total)


def test_sites_that_add_nothing_are_left_out():
    found = max_covering([[True, True, False], [False, False, False]], 3)
    assert found.sites.size == 1 and found.covered == 1.0 and found.is_optimal
    assert max_covering([[False, False]], 1).sites.size == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"covers": [True]}, "row for each place"),
        ({"number": 3}, "between 1 and 2"),
        ({"weights": [1.0, 2.0, 3.0]}, "one for each place"),
        ({"weights": -1.0}, "less than 0"),
    ],
)
def test_bad_input_is_refused_in_words(changed, words):
    good = {"covers": [[True, False], [False, True]], "number": 1}
    with pytest.raises(InvalidInput, match=words):
        max_covering(**(good | changed))
