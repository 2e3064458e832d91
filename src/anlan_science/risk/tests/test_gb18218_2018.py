"""GB 18218-2018: published cases, and what must hold for any unit."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_science.risk.gb18218_2018 import (
    EXPOSURE_STEPS,
    LEVEL_BOUNDS,
    InvalidQuantity,
    exposure_factor,
    grade_unit,
    grading_index,
    identification_index,
    level_of,
    shares,
)

CASES = Path(__file__).parent / "verification/gb18218_2018/cases.csv"
quantities = st.floats(0, 1e4)
thresholds = st.sampled_from([0.3, 0.75, 1.0, 5.0, 10.0, 20.0, 50.0, 200.0, 500.0, 5000.0])
betas = st.sampled_from([1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 10.0, 20.0])
units = st.lists(st.tuples(quantities, thresholds, betas), min_size=1, max_size=12)
alphas = st.sampled_from([0.5, 1.0, 1.2, 1.5, 2.0])


def cases():
    with CASES.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return [pytest.param(row, id=row["case"]) for row in rows]


def floats(text):
    return [float(part) for part in text.split(";")]


def columns(unit):
    return (list(column) for column in zip(*unit, strict=True))


@pytest.mark.parametrize("row", cases())
def test_worked_cases_are_reproduced(row):
    result = grade_unit(
        floats(row["quantity_t"]),
        floats(row["threshold_t"]),
        floats(row["beta"]),
        int(row["persons"] or 0),
    )

    assert result.s == pytest.approx(float(row["expected_s"]), abs=0.005)
    if row["expected_r"]:
        assert result.r == pytest.approx(float(row["expected_r"]), abs=0.005)
    assert result.level == int(row["expected_level"])


@given(units, alphas, st.integers(0, 11), st.floats(0, 1e4))
def test_more_of_a_substance_never_lowers_r(unit, alpha, index, more):
    q, limit, beta = columns(unit)
    before = grading_index(q, limit, beta, alpha)
    q[index % len(q)] += more

    assert grading_index(q, limit, beta, alpha) >= before


@given(units, units, alphas)
def test_r_of_two_units_together_is_the_sum(first, second, alpha):
    together = grading_index(*columns([*first, *second]), alpha)

    apart = grading_index(*columns(first), alpha) + grading_index(*columns(second), alpha)
    assert together == pytest.approx(apart, rel=1e-12, abs=1e-12)


@given(units, alphas, st.floats(1e-3, 1e3))
def test_the_unit_of_mass_does_not_matter(unit, alpha, factor):
    q, limit, beta = columns(unit)
    scaled = grading_index(np.multiply(q, factor), np.multiply(limit, factor), beta, alpha)

    assert scaled == pytest.approx(grading_index(q, limit, beta, alpha), rel=1e-12, abs=1e-12)


@given(units, alphas, st.randoms(use_true_random=False))
def test_the_order_of_the_substances_does_not_matter(unit, alpha, random):
    mixed = list(unit)
    random.shuffle(mixed)

    assert grading_index(*columns(mixed), alpha) == grading_index(*columns(unit), alpha)
    q, limit, _beta = columns(unit)
    q2, limit2, _beta2 = columns(mixed)
    assert identification_index(q2, limit2) == identification_index(q, limit)


@given(units, alphas)
def test_no_substance_no_risk_and_factors_of_one_leave_s(unit, alpha):
    q, limit, beta = columns(unit)

    assert grading_index(np.zeros(len(q)), limit, beta, alpha) == 0
    ones = np.ones(len(q))
    assert grading_index(q, limit, ones, 1.0) == identification_index(q, limit)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_people_never_lower_alpha(one, other):
    fewer, more = sorted((one, other))

    assert exposure_factor(fewer)[0] <= exposure_factor(more)[0]
    assert exposure_factor(one)[0] in {factor for _lower, factor in EXPOSURE_STEPS}


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_greater_r_is_never_a_milder_level(one, other):
    low, high = sorted((one, other))

    assert level_of(low)[0] >= level_of(high)[0]


@pytest.mark.parametrize(
    ("persons", "alpha"),
    [
        (0, 0.5),
        (1, 1.0),
        (29, 1.0),
        (30, 1.2),
        (49, 1.2),
        (50, 1.5),
        (99, 1.5),
        (100, 2.0),
        (10**6, 2.0),
    ],
)
def test_steps_of_alpha(persons, alpha):
    assert exposure_factor(persons).tolist() == [alpha]


@pytest.mark.parametrize("bound", LEVEL_BOUNDS)
def test_a_bound_belongs_to_the_graver_level(bound):
    assert level_of(bound)[0] == level_of(math.nextafter(bound, 0))[0] - 1


def test_the_level_is_given_only_from_s_of_one():
    assert grade_unit(5.0, 5.0, 4.0, 0).level == 4
    assert grade_unit(math.nextafter(5.0, 0), 5.0, 4.0, 0).level == 0


def test_scalars_arrays_and_an_empty_unit():
    assert shares(10.0, 5.0).tolist() == [2.0]
    assert identification_index([], []) == 0.0
    assert grading_index([], [], [], 1.0) == 0.0
    assert grade_unit([], [], [], 500).level == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (-1.0, 5.0, 1.0, 1.0),
        (math.nan, 5.0, 1.0, 1.0),
        (math.inf, 5.0, 1.0, 1.0),
        (1.0, 0.0, 1.0, 1.0),
        (1.0, math.nan, 1.0, 1.0),
        (1.0, 5.0, 0.0, 1.0),
        (1.0, 5.0, 1.0, 0.0),
    ],
)
def test_impossible_values_are_refused_and_never_clipped(arguments):
    with pytest.raises(InvalidQuantity):
        grading_index(*arguments)


def test_negative_people_are_refused():
    with pytest.raises(InvalidQuantity):
        exposure_factor(-1)
