"""Combinations, several channels, schedules and the clock: against slow references."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.telemetry import RuleBank, RuleKind, RuleSpec
from anlan_science.telemetry.detectors import jackson_mudholkar1979
from anlan_science.telemetry.rules_combination import evaluate, parse
from anlan_science.telemetry.rules_spec import ChannelModel
from anlan_science.telemetry.tests.reference import ScalarRule
from anlan_science.telemetry.tests.test_rules import cut, run_bank

NAMES = ["a", "b", "c"]
EXPRESSIONS = [
    "[a] and [b]",
    "[a] or [b] and not [c]",
    "not ([a] or [b])",
    "2 of ([a], [b], [c])",
    "2取([a]，[b]，[c]) 且 非 [a]",
]
PLAIN = {
    "[a] and [b]": lambda a, b, c: a and b,
    "[a] or [b] and not [c]": lambda a, b, c: a or (b and not c),
    "not ([a] or [b])": lambda a, b, c: not (a or b),
    "2 of ([a], [b], [c])": lambda a, b, c: a + b + c >= 2,
    "2取([a]，[b]，[c]) 且 非 [a]": lambda a, b, c: (a + b + c >= 2) and not a,
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_means_what_it_says(text):
    postfix = parse(text, NAMES.index)
    states = np.array([[bool(n & 1), bool(n & 2), bool(n & 4)] for n in range(8)])

    assert evaluate(postfix, states).tolist() == [PLAIN[text](*row) for row in states.tolist()]


@pytest.mark.parametrize(
    "text",
    ["", "[a", "[a] [b]", "[a] and", "and [a]", "3 of ([a], [b])", "[a] xor [b]", "(" * 40 + "[a]"],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError):
        parse(text, NAMES.index)


def combined(text, *, on_delay=0.0, off_delay=0.0, points=3):
    """Three hidden limits, of point 0 (twice) and 1 …, and a combination over them."""
    specs = [
        RuleSpec(10 + n, n % points, RuleKind.LIMIT, upper=1.0, dead_band=0.5, hidden=True)
        for n in range(3)
    ]
    return [
        *specs,
        RuleSpec(
            99,
            0,
            RuleKind.COMBINATION,
            on_delay=on_delay,
            off_delay=off_delay,
            expression=parse(text, NAMES.index),
            operands=((10,), (11,), (12,)),
        ),
    ]


def slow_combination(text, specs, rows, off_delay=0.0):
    """Walk reading by reading; at one moment only the last state counts."""
    members = [ScalarRule(spec) for spec in specs[:3]]
    meaning, edges = PLAIN[text], []
    condition = meaning(False, False, False)
    since, active = -math.inf, False
    moments = sorted({time for _p, time, _v, _q in rows})
    for moment in moments:
        changed = False
        for point, time, value, quality in rows:
            if time != moment:
                continue
            for member in members:
                if member.spec.point == point:
                    changed |= member.feed(time, value, quality) is not None
        if not changed:
            continue
        now = meaning(*(member.active for member in members))
        if now != condition:
            condition, since = now, moment
        before = active
        if condition:
            active = True
        elif moment - since >= off_delay:
            active = False
        if active != before:
            edges.append((99, moment, active))
    return edges


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(0, 25).map(float), st.sampled_from([0.0, 0.7, 1.5])
        ),
        max_size=50,
        unique_by=lambda row: row[:2],
    ),
    st.sampled_from(["[a] and [b]", "[a] or [b] and not [c]", "2 of ([a], [b], [c])"]),
    st.lists(st.integers(1, 9), max_size=6),
)
def test_combinations_agree_with_a_slow_walk(rows, text, sizes):
    rows = [(p, t, v, 0) for p, t, v in sorted(rows, key=lambda row: (row[1], row[0]))]
    # A batch never cuts a moment in two: a device sends its points in one message.
    ends = [n for n in range(1, len(rows)) if rows[n][1] != rows[n - 1][1]]
    batches, at = [], 0
    for size in sizes:
        end = next((n for n in ends if n >= at + size), None)
        if end is None:
            break
        batches.append(rows[at:end])
        at = end
    if rows[at:]:
        batches.append(rows[at:])
    specs = combined(text)

    assert run_bank(RuleBank(specs, 3), batches) == slow_combination(text, specs, rows)


def test_a_combination_waits_and_ends_by_the_clock():
    bank = RuleBank(combined("[a] and [b]", on_delay=60, off_delay=30), 3)
    assert run_bank(bank, [[(0, 0.0, 2.0, 0), (1, 5.0, 2.0, 0)]]) == []
    assert len(bank.tick(64.0).edges) == 0
    found = bank.tick(80.0)
    assert (found.edges.time.tolist(), found.edges.rising.tolist()) == ([65.0], [True])
    bank.apply(found)
    assert run_bank(bank, [[(0, 100.0, 0.0, 0)]]) == []
    found = bank.tick(140.0)
    assert (found.edges.time.tolist(), found.edges.rising.tolist()) == ([130.0], [False])


def test_a_combination_over_silence_follows_the_clock():
    specs = [
        RuleSpec(1, 0, RuleKind.MISSING, on_delay=30, hidden=True),
        RuleSpec(2, 1, RuleKind.LIMIT, upper=1.0, hidden=True),
        RuleSpec(3, 0, RuleKind.COMBINATION, expression=(0, 1, "and"), operands=((1,), (2,))),
    ]
    bank = RuleBank(specs, 2, started_at=0.0)
    assert run_bank(bank, [[(1, 10.0, 2.0, 0)]]) == []
    found = bank.tick(31.0)
    assert bank.key[found.edges.rule].tolist() == [3]


def test_combinations_survive_a_restart_without_a_second_alarm():
    specs = combined("[a] and [b]")
    first = RuleBank(specs, 3)
    assert run_bank(first, [[(0, 1.0, 2.0, 0), (1, 1.0, 2.0, 0)]]) == [(99, 1.0, True)]
    again = RuleBank(specs, 3)
    # Hidden limits are warmed up from the store, the combination is known to be on.
    again.apply(again.evaluate(*columns([(0, 1.0, 2.0, 0), (1, 1.0, 2.0, 0)]), 1.0))
    position = again.key.tolist().index(99)
    again.restore(np.array([position]), np.array([1.0]))
    assert run_bank(again, [[(0, 2.0, 2.0, 0)]]) == []
    assert run_bank(again, [[(0, 3.0, 0.0, 0)]]) == [(99, 3.0, False)]

    adopted = RuleBank(specs, 3)
    adopted.adopt(first, np.arange(3))
    assert run_bank(adopted, [[(1, 4.0, 0.0, 0)]]) == [(99, 4.0, False)]


def columns(rows):
    point, time, value, quality = (np.array(c) for c in zip(*rows, strict=True))
    return point.astype(np.int64), time.astype(float), value.astype(float), quality


def learnt(rng, channels=4):
    """A plant of four channels driven by one load, and what was learnt of it."""
    load = rng.normal(size=800)
    gain = np.arange(1.0, channels + 1)
    training = load[:, None] * gain + 0.1 * rng.normal(size=(800, channels)) + 20
    model = jackson_mudholkar1979.learn(training, 0.9)
    return (
        gain,
        model,
        ChannelModel(
            model.mean,
            model.scale,
            model.loadings,
            model.variance,
            jackson_mudholkar1979.t_squared_limit(model, 0.9999),
            jackson_mudholkar1979.squared_error_limit(model, 0.9999),
        ),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 12), max_size=10), st.integers(0, 2**16))
def test_channels_agree_with_a_slow_walk_whatever_the_batches(sizes, seed):
    rng = np.random.default_rng(seed)
    gain, model, known = learnt(rng)
    moments = np.sort(rng.choice(np.arange(1.0, 60), 12, replace=False))
    rows = [
        (channel, float(at), float(20 + gain[channel] * load + rng.choice([0, 0, 3])), 0)
        for at, load in zip(moments, rng.normal(size=12), strict=True)
        for channel in rng.choice(4, rng.integers(1, 5), replace=False).tolist()
    ]
    present, slow, active = [math.nan] * 4, [], False
    for at in moments:
        for channel, time, value, _quality in rows:
            if time == at:
                present[channel] = value
        if any(math.isnan(value) for value in present):
            continue
        inside, outside = jackson_mudholkar1979.distances(model, np.array([present]))
        signal = max(inside[0] / known.t_squared_limit, outside[0] / known.squared_error_limit)
        if (signal >= 1) != active:
            active = not active
            slow.append((7, at, active))
    spec = RuleSpec(7, 0, RuleKind.MULTICHANNEL, upper=1.0, channels=(0, 1, 2, 3), model=known)
    by_moment = [[row for row in rows if row[1] == at] for at in moments]
    batches = [sum(part, []) for part in cut(by_moment, sizes)]

    assert run_bank(RuleBank([spec], 4), batches) == slow


def test_channels_that_are_old_or_unknown_judge_nothing():
    gain, _model, known = learnt(np.random.default_rng(1))
    spec = RuleSpec(
        7, 0, RuleKind.MULTICHANNEL, upper=1.0, channels=(0, 1, 2, 3), model=known, within=60
    )
    bank = RuleBank([spec], 5)
    assert run_bank(bank, [[(0, 1.0, 90.0, 0), (4, 1.0, 1.0, 0)]]) == []
    whole = [(channel, 2.0, 20.0 + gain[channel], 0) for channel in range(1, 4)]
    assert run_bank(bank, [whole]) == [(7, 2.0, True)]
    assert run_bank(bank, [[(0, 500.0, 20.0, 0)]]) == [], "the other channels are too old"


def test_a_rule_out_of_its_schedule_ends_by_the_clock():
    spec = RuleSpec(1, 0, RuleKind.LIMIT, upper=1.0, schedule=0)
    bank = RuleBank([spec], 1, schedules=[np.array([10.0, 20.0])])
    assert run_bank(bank, [[(0, 5.0, 3.0, 0)]]) == []
    assert run_bank(bank, [[(0, 12.0, 3.0, 0)]]) == [(1, 12.0, True)]
    assert len(bank.tick(19.0).edges) == 0
    found = bank.tick(20.0)
    assert found.edges.rising.tolist() == [False]
    bank.apply(found)
    assert len(bank.tick(21.0).edges) == 0


def test_a_repetition_ends_when_its_crossings_are_long_past():
    spec = RuleSpec(1, 0, RuleKind.REPETITION, upper=1.0, repeat=3, within=60)
    bank = RuleBank([spec], 1)
    peaks = [(0, float(t), 2.0 if t % 2 == 0 else 0.0, 0) for t in range(0, 6)]
    assert run_bank(bank, [peaks[:3], peaks[3:]]) == [(1, 4.0, True)]
    assert len(bank.tick(59.0).edges) == 0
    assert bank.tick(61.0).edges.rising.tolist() == [False]


def test_an_unknown_schedule_is_refused():
    with pytest.raises(ValueError, match="schedule"):
        RuleBank([RuleSpec(1, 0, RuleKind.LIMIT, upper=1.0, schedule=2)], 1)
