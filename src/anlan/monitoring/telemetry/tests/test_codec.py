"""Whatever is packed comes out again, bit by bit."""

from __future__ import annotations

import math
import struct

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.monitoring.telemetry.codec import pack, pack_numbers, unpack, unpack_numbers
from anlan.monitoring.telemetry.contracts import Readings

BASE = 1_795_000_000_000
values = st.one_of(
    st.floats(width=64),
    st.integers(-(10**6), 10**6).map(lambda n: n / 100),
    st.sampled_from([math.nan, -0.0, 0.0, math.inf, -math.inf, 5e-324, 1e22, 2.0**53, 0.1 + 0.2]),
    st.just(struct.unpack(">d", b"\x7f\xf8\0\0\0\0\0\1")[0]),  # a NaN of another make
)
rows = st.dictionaries(
    st.tuples(st.integers(0, 200), st.integers(0, 4_000_000)),
    st.tuples(values, st.integers(0, 2)),
    min_size=1,
    max_size=40,
)
#: Machines of tests are busy at times.
patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def readings_of(found):
    ordered = sorted(found.items())
    return Readings(
        np.array([p for (p, _t), _v in ordered], np.int64),
        np.array([BASE + t for (_p, t), _v in ordered], np.int64),
        np.array([v for _k, (v, _q) in ordered], np.float64),
        np.array([q for _k, (_v, q) in ordered], np.int16),
    )


def same(left, right):
    return (
        left.point.tolist() == right.point.tolist()
        and left.at_ms.tolist() == right.at_ms.tolist()
        and left.value.tobytes() == right.value.tobytes()
        and left.quality.tolist() == right.quality.tolist()
    )


def join(parts):
    return Readings(
        np.concatenate([p.point for p in parts]),
        np.concatenate([p.at_ms for p in parts]),
        np.concatenate([p.value for p in parts]),
        np.concatenate([p.quality for p in parts]),
    )


@patient
@given(rows)
def test_blocks_give_back_what_they_were_given(found):
    readings = readings_of(found)
    blocks = list(pack(readings, BASE))

    assert same(join([unpack(b.number, BASE, b.data) for b in blocks]), readings)
    assert sum(block.readings for block in blocks) == len(readings)
    for block in blocks:
        mine = readings.where(readings.point >> 6 == block.number)
        assert (block.first_ms, block.last_ms) == (mine.at_ms.min(), mine.at_ms.max())


@patient
@given(rows, st.integers(0, 200))
def test_one_point_of_a_block_is_its_own_readings(found, point):
    readings = readings_of(found)
    parts = [unpack(b.number, BASE, b.data, point) for b in pack(readings, BASE)]
    parts = [part for part in parts if len(part) and part.point[0] == point]

    mine = readings.where(readings.point == point)
    assert same(join(parts), mine) if parts else not len(mine)


@patient
@given(st.lists(st.integers(0, 2**64 - 1)))
def test_numbers_of_any_length(numbers):
    data, starts = pack_numbers(np.array(numbers, np.uint64))

    assert unpack_numbers(data).tolist() == numbers
    assert len(starts) == len(numbers) + 1


def test_a_sensor_takes_about_two_bytes_a_reading():
    chance = np.random.default_rng(3)
    points, each = 64, 200
    steps = chance.integers(-20, 21, (points, each)).cumsum(axis=1)
    readings = Readings(
        np.repeat(np.arange(points), each),
        (BASE + np.arange(each) * 10_000 + chance.integers(0, 30, (points, each))).ravel(),
        (steps / 100).ravel(),
        np.zeros(points * each, np.int16),
    )
    (block,) = pack(readings, BASE)

    assert len(block.data) / block.readings < 2.3
