"""Sums, weighted means, modified scores and limits of components against printed tables."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from anlan_science.telemetry.detectors.jackson_mudholkar1979 import (
    distances,
    learn,
    squared_error_limit,
    t_squared_limit,
)
from anlan_science.telemetry.iglewicz_hoaglin1993 import modified_z_score
from anlan_science.telemetry.page1954 import two_sided
from anlan_science.telemetry.roberts1959 import score_batch
from anlan_science.telemetry.segments import split

HERE = Path(__file__).parent / "verification"


def columns(model):
    with (HERE / model / "cases.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if line[0] != "#"))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def test_the_cumulative_sums_of_the_printed_table():
    table = columns("page1954")
    zero = np.zeros(1)
    runs = split(np.zeros(table["reading"].size, dtype=np.int64))

    high, low = two_sided(table["reading"] - 99.0, np.array([1.0]), zero, zero, runs)

    assert high == pytest.approx(table["expected_high"], abs=1e-9)
    assert low == pytest.approx(table["expected_low"], abs=1e-9)


def test_the_modified_scores_of_the_printed_table():
    table = columns("iglewicz_hoaglin1993")
    sample = np.tile(table["value"], (table["value"].size, 1))

    assert modified_z_score(table["value"], sample) == pytest.approx(
        table["expected_score"], rel=2e-5, abs=5e-5
    )


def test_another_code_weighs_mean_and_variance_alike():
    table = columns("roberts1959")
    reading, mean, variance = table.values()
    runs = split(np.zeros(reading.size, dtype=np.int64))
    zero, never = np.zeros(1), np.zeros(1, dtype=np.int64)

    score, last, spread, seen = score_batch(
        reading, runs, np.array([0.2]), never, zero, zero, never
    )

    expected = (reading[2:] - mean[1:-1]) / np.sqrt(variance[1:-1])
    assert np.isnan(score[:2]).all()
    assert score[2:] == pytest.approx(expected, rel=1e-12)
    assert (last[0], spread[0]) == pytest.approx((mean[-1], variance[-1]), rel=1e-12)
    assert seen[0] == reading.size


def test_another_code_draws_the_limits_of_components_alike():
    people = np.loadtxt(HERE / "jackson_mudholkar1979/people.csv", delimiter=",", skiprows=1)
    table = columns("jackson_mudholkar1979")
    count, channels = people.shape
    eigenvalues = np.sort(np.linalg.eigvalsh(np.corrcoef(people.T)))[::-1]
    for kept, confidence, error, t_squared in zip(*table.values(), strict=True):
        model = learn(people, float(eigenvalues[: int(kept)].sum() / channels) - 1e-9)
        within, from_it = distances(model, people)

        assert model.variance.size == kept
        assert squared_error_limit(model, confidence) == pytest.approx(error, rel=1e-5, abs=1e-8)
        new_rows = t_squared * (count + 1) / count
        assert t_squared_limit(model, confidence) == pytest.approx(new_rows, rel=1e-7)
        assert within.sum() == pytest.approx((count - 1) * kept)
        assert from_it.sum() == pytest.approx((count - 1) * model.residual.sum())
