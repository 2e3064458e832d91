"""The bank agrees with the scalar reference, whatever the batches."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.telemetry import RuleBank, RuleKind, RuleSpec
from anlan_science.telemetry.rules_signals import signals_of
from anlan_science.telemetry.tests.reference import ScalarRule

GRID = st.integers(-20, 20).map(lambda n: n / 4)  # exact in binary: no quarrel over rounding
PLAIN = [RuleKind.LIMIT, RuleKind.RATE, RuleKind.STUCK, RuleKind.REPETITION]
#: Rules hold from 5 to 12 and from 20 to 30.
SCHEDULE = [5.0, 12.0, 20.0, 30.0]
STATISTICAL = [RuleKind.ROBUST_Z, RuleKind.EWMA, RuleKind.CUSUM]


@st.composite
def plain_specs(draw, points):
    specs = []
    for key in range(draw(st.integers(1, 6))):
        low, high = sorted((draw(GRID), draw(GRID)))
        specs.append(
            RuleSpec(
                key=key,
                point=draw(st.integers(0, points - 1)),
                kind=draw(st.sampled_from(PLAIN)),
                lower=draw(st.sampled_from([low, -math.inf])),
                upper=draw(st.sampled_from([high, math.inf])),
                dead_band=draw(st.sampled_from([0.0, 0.25, 1.0])),
                on_delay=draw(st.sampled_from([0.0, 1.0, 3.0])),
                off_delay=draw(st.sampled_from([0.0, 2.0])),
                clear_lower=draw(st.sampled_from([math.nan, math.nan, low + 0.5])),
                clear_upper=draw(st.sampled_from([math.nan, math.nan, high - 0.5])),
                repeat=draw(st.integers(1, 4)),
                within=draw(st.sampled_from([0.0, 5.0, 30.0])),
                schedule=draw(st.sampled_from([-1, -1, 0])),
            )
        )
    return specs


readings = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 40).map(float),
        st.one_of(GRID, st.sampled_from([math.nan, math.inf])),
        st.sampled_from([0, 0, 0, 1, 2]),
    ),
    max_size=60,
)


def run_bank(bank, batches):
    """Feed batches; return edges as (key, time, rising) in a canonical order."""
    edges = []
    for batch in batches:
        point, time, value, quality = (np.array(c) for c in zip(*batch, strict=True))
        evaluation = bank.evaluate(
            point.astype(np.int64), time.astype(float), value.astype(float), quality, 0.0
        )
        edges += [
            (int(bank.key[r]), float(t), bool(up))
            for r, t, up in zip(
                evaluation.edges.rule, evaluation.edges.time, evaluation.edges.rising, strict=True
            )
        ]
        bank.apply(evaluation)
    return sorted(edges)


def run_reference(specs, batches):
    rules = [ScalarRule(spec, schedule=SCHEDULE if spec.schedule == 0 else None) for spec in specs]
    edges = []
    for batch in batches:
        for point, time, value, quality in sorted(batch, key=lambda r: (r[0], r[1])):
            for rule in rules:
                if rule.spec.point == point:
                    edge = rule.feed(time, value, quality)
                    if edge is not None:
                        edges.append((rule.spec.key, time, edge))
    return sorted(edges)


def cut(rows, sizes):
    batches, at = [], 0
    for size in [*sizes, len(rows)]:
        if rows[at : at + size]:
            batches.append(rows[at : at + size])
        at += size
    return batches


@settings(max_examples=400, deadline=None)
@given(st.data(), readings, st.lists(st.integers(1, 9), max_size=8))
def test_plain_rules_agree_with_the_scalar_reference(data, rows, sizes):
    specs = data.draw(plain_specs(3))
    batches = cut(rows, sizes)

    bank = RuleBank(specs, 3, schedules=[np.array(SCHEDULE)])
    assert run_bank(bank, batches) == run_reference(specs, batches)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.floats(-5, 5, width=16), min_size=1, max_size=150),
    st.sampled_from(STATISTICAL),
    st.sampled_from([6, 10, 20]),
    st.lists(st.integers(1, 40), max_size=8),
)
def test_statistical_signals_agree_with_the_scalar_reference(values, kind, window, sizes):
    spec = RuleSpec(key=1, point=0, kind=kind, upper=1e9, window=window, weight=0.2)
    bank, rule = RuleBank([spec], 1), ScalarRule(spec)
    rows = [(0, float(i), v, 0) for i, v in enumerate(values)]
    for batch in cut(rows, sizes):
        _points, time, value, _quality = (np.array(c) for c in zip(*batch, strict=True))
        number = np.zeros(len(batch), np.int64)
        expected = []
        for t, v in zip(time, value, strict=True):
            expected.append(rule._signal(t, v)[0])
        writes = []
        state = bank._state.signals
        signal, _begins = signals_of(bank, state, number, time, value, time - 1, value, writes)
        for name, where, new in writes:
            getattr(state, name)[where] = new
        np.testing.assert_allclose(signal, expected, rtol=1e-6, atol=1e-6)


def test_a_batch_in_one_piece_equals_the_same_batch_in_pieces():
    rng = np.random.default_rng(7)
    specs = [
        RuleSpec(
            k, k % 5, kind, lower=-2.5, upper=2.5, on_delay=k % 3, window=12, repeat=2, within=400
        )
        for k, kind in enumerate([*PLAIN, *STATISTICAL] * 3)
    ]
    n = 4000
    rows = [
        (int(p), float(i), float(v), 0)
        for i, (p, v) in enumerate(zip(rng.integers(0, 5, n), rng.normal(size=n), strict=True))
    ]
    whole = run_bank(RuleBank(specs, 5), [rows])
    pieces = run_bank(RuleBank(specs, 5), cut(rows, [37] * 100))

    assert whole == pieces
    assert {key for key, _t, _up in whole} >= {0, 1, 3, 4, 6}


def test_evaluating_twice_without_applying_gives_the_same():
    bank = RuleBank([RuleSpec(1, 0, RuleKind.LIMIT, upper=1.0)], 1)
    batch = (np.array([0]), np.array([1.0]), np.array([2.0]), np.array([0]), 1.0)

    first, second = bank.evaluate(*batch), bank.evaluate(*batch)

    assert len(first.edges) == len(second.edges) == 1
    bank.apply(first)
    assert len(bank.evaluate(*batch).edges) == 0


def test_a_restored_rule_is_not_raised_again_and_still_clears():
    bank = RuleBank([RuleSpec(1, 0, RuleKind.LIMIT, upper=1.0, dead_band=0.5)], 1)
    bank.restore(np.array([0]), np.array([0.0]))

    assert run_bank(bank, [[(0, 1.0, 3.0, 0)], [(0, 2.0, 0.2, 0)]]) == [(1, 2.0, False)]


def test_silence_switches_by_the_clock_and_a_reading_ends_it():
    bank = RuleBank([RuleSpec(1, 0, RuleKind.MISSING, on_delay=60)], 1, started_at=1000.0)
    assert len(bank.tick(1059.0).edges) == 0
    silent = bank.tick(1060.0)
    assert silent.edges.rising.tolist() == [True]
    bank.apply(silent)
    assert len(bank.tick(1070.0).edges) == 0
    bank.apply(
        bank.evaluate(np.array([0]), np.array([1071.0]), np.array([0.0]), np.array([0]), 1071.0)
    )
    assert bank.tick(1072.0).edges.rising.tolist() == [False]


def test_extremes_name_the_reading_farthest_beyond_the_limits():
    bank = RuleBank([RuleSpec(1, 0, RuleKind.LIMIT, upper=1.0, lower=-1.0)], 1)
    time = np.arange(4.0)
    found = bank.evaluate(
        np.zeros(4, np.int64), time, np.array([1.2, 4.0, 2.0, 0.0]), np.zeros(4, int), 0.0
    ).extremes

    assert (found.value.tolist(), found.time.tolist()) == ([4.0], [1.0])


def test_reloading_keeps_the_state_of_unchanged_rules():
    old = RuleBank([RuleSpec(1, 0, RuleKind.LIMIT, upper=1.0)], 1)
    run_bank(old, [[(0, 1.0, 3.0, 0)]])
    new = RuleBank(
        [RuleSpec(1, 1, RuleKind.LIMIT, upper=1.0), RuleSpec(2, 0, RuleKind.LIMIT, upper=2.0)], 2
    )
    new.adopt(old, np.array([-1, 0]))

    assert run_bank(new, [[(1, 2.0, 3.0, 0)]]) == []
    assert run_bank(new, [[(1, 3.0, 0.0, 0)]]) == [(1, 3.0, False)]


def test_a_rule_on_an_unknown_point_is_refused():
    with pytest.raises(ValueError, match="outside"):
        RuleBank([RuleSpec(1, 5, RuleKind.LIMIT, upper=1.0)], 2)
