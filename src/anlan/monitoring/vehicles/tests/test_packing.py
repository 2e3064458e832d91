"""Tracks come back as they were packed; their sums, stops and thinned lines are true."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.monitoring.vehicles.packing import (
    Track,
    add_up,
    distance_m,
    empty_track,
    find_stops,
    join,
    pack,
    thin,
    unpack,
)

COLUMNS = ("at", "longitude", "latitude", "speed", "heading")


def track(rows: list[tuple[int, int, int, int, int]]) -> Track:
    table = np.array(rows, np.int64).reshape(-1, 5)
    return Track(table[:, 0], table[:, 1] / 1e6, table[:, 2] / 1e6, table[:, 3] / 10, table[:, 4])


def hour(speed_km_h: float = 54.0, step_s: int = 10, begin: int = 1_795_000_000 // 3600 * 3600):
    """An hour due east at a steady speed."""
    at = begin + np.arange(0, 3600, step_s)
    metres = (at - begin) * speed_km_h / 3.6
    longitude = np.round(119.0 + metres / 97_220, 6)
    n = len(at)
    return Track(at, longitude, np.full(n, 29.0), np.full(n, speed_km_h), np.full(n, 90))


rows = st.lists(
    st.tuples(
        st.integers(1_700_000_000, 1_700_003_599),
        st.integers(-180_000_000, 180_000_000),
        st.integers(-90_000_000, 90_000_000),
        st.integers(0, 65_535),
        st.integers(0, 359),
    ),
    max_size=20,
    unique_by=lambda row: row[0],
).map(sorted)


@given(rows)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_track_comes_back_as_it_was_packed(many):
    before = track(many)
    after = unpack(pack(before))
    assert len(after) == len(before)
    for name in COLUMNS:
        assert np.array_equal(getattr(after, name), getattr(before, name)), name


@given(rows, rows)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_joined_tracks_are_in_order_and_hold_each_second_once(first, second):
    found = join(track(first), track(second))
    assert (np.diff(found.at) > 0).all()
    assert set(found.at.tolist()) == {row[0] for row in first} | {row[0] for row in second}


def test_an_hour_of_driving_takes_few_bytes():
    chance = np.random.default_rng(1)
    smooth = hour()
    real = Track(
        smooth.at,
        smooth.longitude + np.round(chance.normal(0, 20e-6, len(smooth)), 6),
        smooth.latitude + np.round(np.cumsum(chance.normal(0, 40e-6, len(smooth))), 6),
        np.round(smooth.speed + chance.normal(0, 3, len(smooth)), 1),
        (smooth.heading + np.rint(np.cumsum(chance.normal(0, 2, len(smooth))))).astype(int) % 360,
    )
    assert len(pack(real)) / len(real) < 9
    assert len(pack(smooth)) / len(smooth) < 2


def test_sums_of_an_hour():
    sums = add_up(hour(54.0))
    assert sums.distance_km == pytest.approx(54.0, rel=0.01)
    assert sums.driving_s == 3590 and sums.highest_km_h == 54.0
    assert sums.slots == 0b111111111111
    assert add_up(empty_track()).distance_km == 0


def test_a_leap_of_the_receiver_is_no_way():
    there = hour()
    leap = there.longitude.copy()
    leap[100] += 1.0
    sums = add_up(Track(there.at, leap, there.latitude, there.speed, there.heading))
    assert sums.distance_km < 55


def test_stays_are_found_and_a_silent_one_lasts_until_it_drives_on():
    speed = hour().speed.copy()
    speed[60:120] = 0
    there = hour()
    stops = find_stops(Track(there.at, there.longitude, there.latitude, speed, there.heading))
    assert [(stop.begins, stop.ends) for stop in stops] == [(int(there.at[60]), int(there.at[120]))]
    keep = np.r_[0:61, 119:360]
    silent = Track(there.at, there.longitude, there.latitude, speed, there.heading).where(keep)
    assert find_stops(silent)[0].ends - find_stops(silent)[0].begins == 600
    assert find_stops(empty_track()) == []


def test_a_thinned_line_keeps_its_ends_and_its_corner():
    at = np.arange(0, 4000, 2)
    longitude = np.where(at < 2000, 119.0 + at / 1e5, 119.02)
    latitude = np.where(at < 2000, 29.0, 29.0 + (at - 2000) / 1e5)
    n = len(at)
    there = Track(at, longitude, latitude, np.full(n, 40.0), np.zeros(n, int))
    few = thin(there, 100)
    assert len(few) <= 100 and few.at[0] == 0 and few.at[-1] == at[-1]
    gaps = distance_m(
        few.longitude, few.latitude, np.full(len(few), 119.02), np.full(len(few), 29.0)
    )
    assert gaps.min() < 60, "the corner is still there"


def test_a_track_of_another_version_is_not_guessed():
    with pytest.raises(ValueError, match="version"):
        unpack(b"\x09" + bytes(60))
