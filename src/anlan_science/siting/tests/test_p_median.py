"""The p-median: optima of the OR-Library, everything tried on small cases, bad input."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.registry import InvalidInput
from anlan_science.siting.revelle_swain1970 import p_median
from anlan_science.validation.people import OPTIMA, solve
from anlan_science.validation.tests.reference import reference


@pytest.mark.parametrize("name", OPTIMA)
def test_the_optimum_of_the_or_library_is_found_and_proven(name):
    found = solve(reference(), name)
    assert found.is_optimal
    assert found.total == OPTIMA[name]


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
