"""The p-median: optima of the OR-Library, everything tried on small cases, bad input."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from anlan_science.registry import InvalidInput
from anlan_science.siting.revelle_swain1970 import p_median

SHARED = Path(__file__).resolve().parents[5] / "shared/data/facility-pmedian"


@pytest.mark.parametrize(("name", "optimum"), [("pmed1", 5819), ("pmed20", 1789)])
def test_the_optimum_of_the_or_library_is_found_and_proven(name, optimum):
    path = SHARED / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"the shared data facility-pmedian/{name}.txt is not here")
    (size, _edges, number), *edges = np.loadtxt(path.read_text().split("\n"), ndmin=2).astype(int)
    graph = np.full((size, size), np.inf)
    for i, j, cost in edges:
        graph[i - 1, j - 1] = graph[j - 1, i - 1] = cost
    found = p_median(floyd_warshall(graph), number)
    assert found.is_optimal
    assert found.total == optimum


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans(), st.integers(1, 4))
def test_nothing_better_is_found_by_trying_everything(seed, is_whole, number):
    chance = np.random.default_rng(seed)
    costs = chance.random((12, 8)) * 100.0
    weights = chance.random(12) * 10.0
    if is_whole:
        costs, weights = np.round(costs), np.round(weights)
    found = p_median(costs, number, weights)
    weighted = costs * weights[:, None]
    best = min(weighted[:, list(some)].min(axis=1).sum() for some in combinations(range(8), number))
    assert found.total == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert found.is_optimal
    assert found.sites.size == number
    assert (costs[np.arange(12), found.assigned] == costs[:, found.sites].min(axis=1)).all()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"costs": [1.0]}, "row for each place"),
        ({"costs": [[-1.0]]}, "less than 0"),
        ({"number": 3}, "between 1 and 2"),
        ({"weights": [1.0, 2.0, 3.0]}, "one for each place"),
    ],
)
def test_bad_input_is_refused_in_words(changed, words):
    good = {"costs": [[1.0, 2.0], [2.0, 1.0]], "number": 1}
    with pytest.raises(InvalidInput, match=words):
        p_median(**(good | changed))
