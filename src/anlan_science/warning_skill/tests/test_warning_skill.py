"""Ratios of warnings against tables as usually quoted, and the pairing of warnings and events."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_science.registry import InvalidInput
from anlan_science.warning_skill.donaldson1975 import (
    critical_success_index,
    false_alarm_ratio,
    hit_rate,
)
from anlan_science.warning_skill.matching import match_warnings

CASES = Path(__file__).parent / "verification/donaldson1975/cases.csv"
counts = st.integers(0, 1000)


def test_quoted_tables_are_reproduced():
    with CASES.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert rows
    for row in rows:
        hits, misses, false = (float(row[k]) for k in ("hits", "misses", "false_alarms"))
        assert hit_rate(hits, misses) == pytest.approx(float(row["hit_rate"]), rel=2e-3)
        far = false_alarm_ratio(hits, false)
        assert far == pytest.approx(float(row["false_alarm_ratio"]), rel=2e-3)
        csi = critical_success_index(hits, misses, false)
        assert csi == pytest.approx(float(row["critical_success_index"]), rel=2e-3)


@given(counts, counts, counts)
def test_the_index_is_the_hardest_of_the_three(hits, misses, false):
    csi = critical_success_index(hits, misses, false)
    if hits + misses and hits + false:
        assert csi <= hit_rate(hits, misses) + 1e-12
        assert csi <= 1 - false_alarm_ratio(hits, false) + 1e-12


def test_without_anything_there_is_no_ratio():
    assert np.isnan(hit_rate(0, 0)) and np.isnan(false_alarm_ratio(0, 0))
    assert np.isnan(critical_success_index([0], [0], [0])).all()
    with pytest.raises(InvalidInput):
        hit_rate(-1, 0)


def test_lead_time_counts_from_the_earliest_warning():
    found = match_warnings([(0, 10), (5, 20), (90, 95)], [18.0, 200.0, 88.0], valid_s=10, late_s=3)
    assert found.lead_s[0] == 18.0 and np.isnan(found.lead_s[1]) and found.lead_s[2] == -2.0
    assert found.is_false.tolist() == [False, False, False]
    assert (found.hits, found.misses, found.false_alarms) == (2, 1, 0)
    assert found.median_lead_s == 8.0


def test_no_warning_and_no_event():
    nothing = match_warnings([], [], valid_s=0)
    assert (nothing.hits, nothing.misses, nothing.false_alarms) == (0, 0, 0)
    assert np.isnan(nothing.median_lead_s)
    assert match_warnings([], [1.0], valid_s=0).misses == 1
    assert match_warnings([(0, 1)], [], valid_s=0).false_alarms == 1
    for warnings, valid in (([(2, 1)], 0), ([(0, 1)], -1)):
        with pytest.raises(InvalidInput):
            match_warnings(warnings, [1.0], valid_s=valid)
