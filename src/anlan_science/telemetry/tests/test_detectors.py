"""Detectors that learn: limits hold on noise, faults are found, nothing looks ahead."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_science.telemetry.detectors import burnaev_ishimtsev2016 as shapes
from anlan_science.telemetry.detectors import jackson_mudholkar1979 as components
from anlan_science.telemetry.detectors import lowry1992 as smoothed
from anlan_science.telemetry.lavin_ahmad2015 import PROFILES, normalise, raw_score

CASES = Path(__file__).parent / "verification/lavin_ahmad2015/cases.csv"


def cases():
    with CASES.open() as file:
        return list(csv.DictReader(line for line in file if line[0] != "#"))


def correlated(rows, seed, channels=6):
    """Channels driven by two hidden causes."""
    chance = np.random.default_rng(seed)
    mixing = np.random.default_rng(99).normal(size=(2, channels))
    return chance.normal(size=(rows, 2)) @ mixing + 0.3 * chance.normal(size=(rows, channels))


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c['file']}-{c['profile']}")
def test_published_scores_of_the_benchmark_are_reproduced(case):
    flagged = np.zeros(int(case["rows"]), np.bool_)
    flagged[[int(row) for row in case["flagged"].split()]] = True
    windows = [tuple(map(int, span.split("-"))) for span in case["windows"].split()]

    score = raw_score(flagged, windows, PROFILES[case["profile"]])

    assert score == pytest.approx(float(case["expected_score"]), abs=1e-9)


def test_silence_scores_nothing_and_noise_below_nothing():
    weights = PROFILES["standard"]
    windows = [(600, 640), (900, 940)]
    silence, noise = np.zeros(1000, np.bool_), np.zeros(1000, np.bool_)
    noise[[300, 400, 500]] = True

    assert normalise(raw_score(silence, windows, weights), 2, weights) == 0
    assert normalise(raw_score(noise, windows, weights), 2, weights) < 0


def test_limits_from_theory_hold_on_independent_normal_rows():
    model = components.learn(correlated(4000, 1), share=0.8)
    t_squared, squared_error = components.distances(model, correlated(40_000, 2))

    for distance, limit in (
        (t_squared, components.t_squared_limit(model, 0.99)),
        (squared_error, components.squared_error_limit(model, 0.99)),
    ):
        assert np.mean(distance > limit) == pytest.approx(0.01, abs=0.004)


def test_with_every_direction_kept_t_squared_is_the_mahalanobis_distance():
    training, rows = correlated(300, 3), correlated(5, 4)
    model = components.learn(training, share=1.0)
    difference = rows - training.mean(axis=0)
    expected = np.einsum("ij,jk,ik->i", difference, np.linalg.inv(np.cov(training.T)), difference)

    t_squared, squared_error = components.distances(model, rows)

    assert t_squared == pytest.approx(expected)
    assert squared_error == pytest.approx(np.zeros(5), abs=1e-9)


def test_a_channel_that_never_moved_is_found_when_it_moves():
    training = np.column_stack((correlated(200, 5), np.full(200, 7.0)))
    model = components.learn(training)
    moved = training[:1].copy()
    moved[0, -1] = 12.0

    _t_squared, squared_error = components.distances(model, moved)

    assert squared_error[0] > components.squared_error_limit(model, 0.9999)


@pytest.mark.parametrize("training", [np.empty((2, 3)), np.full((9, 3), np.nan)])
def test_too_few_rows_or_no_numbers_are_refused(training):
    with pytest.raises(ValueError, match="three rows"):
        components.learn(training)


def test_a_broken_correlation_is_found_although_each_channel_stays_in_its_range():
    training = correlated(600, 6)
    model = smoothed.learn_smoothed(training)
    healthy, broken = correlated(300, 7), correlated(300, 8)
    broken[:, 0] = np.roll(broken[:, 0], 150) + training[:, 0].std()

    quiet, carried = smoothed.judge(model, healthy, model.last)
    loud, _carried = smoothed.judge(model, broken, carried)

    assert np.mean(quiet >= 1) < 0.01
    assert np.mean(loud >= 1) > 0.5


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(0, 9))
def test_batches_of_any_size_give_the_same_signal(sizes, seed):
    model = smoothed.learn_smoothed(correlated(200, 9))
    rows = correlated(sum(sizes), seed)
    whole, _end = smoothed.judge(model, rows, model.last)
    parts, carried, begin = [], model.last, 0
    for size in sizes:
        signal, carried = smoothed.judge(model, rows[begin : begin + size], carried)
        parts.append(signal)
        begin += size

    assert np.concatenate(parts) == pytest.approx(whole)
    assert len(smoothed.judge(model, rows[:0], carried)[0]) == 0


def daily(days, seed):
    """A daily curve of 96 readings with noise."""
    at = np.arange(96 * days)
    return np.sin(2 * np.pi * at / 96) + np.random.default_rng(seed).normal(0, 0.05, len(at))


def test_a_day_upside_down_is_strange_though_no_reading_is_extreme():
    value = daily(20, 1)
    value[96 * 15 : 96 * 16] *= -1

    begins = np.flatnonzero(shapes.onsets(shapes.shares(value, 400)))
    begins = begins[begins >= 96 * 10]  # with few shapes seen before, many are new

    inside = (begins >= 96 * 15) & (begins < 96 * 17)
    assert inside.any()
    assert np.count_nonzero(~inside) <= 2


def test_nothing_depends_on_what_comes_later():
    value = daily(12, 3)
    changed = value.copy()
    changed[900:] += 5

    assert shapes.shares(value, 300)[:900] == pytest.approx(shapes.shares(changed, 300)[:900])


def test_shares_of_noise_are_spread_evenly():
    share = shapes.p_values(np.random.default_rng(4).normal(size=5000))[500:]

    assert np.mean(share <= 0.1) == pytest.approx(0.1, abs=0.02)
    assert np.mean(share) == pytest.approx(0.5, abs=0.03)


def test_memory_is_bounded_to_the_latest_values():
    distance = np.concatenate((np.full(100, 9.0), np.full(100, 1.0), [5.0]))

    assert shapes.p_values(distance)[-1] == 0.5
    assert shapes.p_values(distance, memory=100)[-1] == 0.0


@pytest.mark.parametrize("length", [0, 1, 10])
def test_a_stream_that_has_hardly_begun_says_nothing(length):
    share = shapes.shares(np.arange(length, dtype=float), 150)

    assert share.tolist() == [1.0] * length
