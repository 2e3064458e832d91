"""Scores are counted as an officer would count them."""

from __future__ import annotations

import pytest

from anlan_science.telemetry import score_alarms, score_points


def test_repeated_alarms_in_one_window_count_once_and_false_ones_each():
    score = score_alarms([1, 2, 11, 15, 31], [(10, 20), (30, 40), (50, 60)], 0, 86400)

    assert (score.hits, score.misses, score.false_alarms) == (2, 1, 2)
    assert score.delays_s == (1.0, 1.0)
    assert score.mean_delay_s == 1.0
    assert score.false_alarms_per_day == 2.0
    assert score.recall == pytest.approx(2 / 3)


def test_a_stream_without_labels_or_alarms_has_no_rates_to_divide():
    score = score_alarms([], [], 0, 0)

    assert (score.mean_delay_s, score.recall, score.false_alarms_per_day) == (None, None, None)
    assert score_points([], []).f1 == 1.0
