"""What the rules of a bank compare with their limits, and what they remember for it."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from anlan_science.telemetry import iglewicz_hoaglin1993, page1954, roberts1959
from anlan_science.telemetry.compare import beyond_limits
from anlan_science.telemetry.rules_spec import RuleKind, RuleSpec, Writes
from anlan_science.telemetry.segments import Bools, Floats, Ints, Segments, split

if TYPE_CHECKING:
    from anlan_science.telemetry.rules import RuleBank

#: Age of a crossing that never was. [s]
LONG_AGO = 1e15
_LEARNERS = (RuleKind.EWMA, RuleKind.CUSUM)


class SignalState:
    """What rules remember of earlier readings; ``slot`` leads from a rule to its rows."""

    def __init__(self, specs: Sequence[RuleSpec]) -> None:
        kind = np.array([s.kind for s in specs], np.int64)
        rules = len(specs)
        self.kind = kind
        self.window = np.array([s.window for s in specs], np.int64)
        self.weight = np.array([s.weight for s in specs], np.float64)
        self.allowance = np.array([s.allowance for s in specs], np.float64)
        self.dead_band = np.array([s.dead_band for s in specs], np.float64)
        self.repeat = np.array([s.repeat for s in specs], np.int64)
        self.slot = np.full(rules, -1, np.int64)
        robust = self._give_slots((RuleKind.ROBUST_Z,))
        learners = self._give_slots(_LEARNERS)
        again = self._give_slots((RuleKind.REPETITION,))
        widest = int(self.window[kind == RuleKind.ROBUST_Z].max(initial=1))
        most = int(self.repeat[kind == RuleKind.REPETITION].max(initial=1))
        self.history = np.full((robust, widest), np.nan)
        self.mean = np.zeros(learners)
        self.spread = np.zeros(learners)
        self.count = np.zeros(learners, np.int64)
        self.high = np.zeros(learners)
        self.low = np.zeros(learners)
        #: Whether the limits of a repetition are crossed now, and its latest crossings.
        self.crossed = np.zeros(again, np.bool_)
        self.crossings = np.full((again, most), -inf)
        #: Up to when each multichannel rule was judged.
        self.judged_until = np.full(rules, -inf)

    def _give_slots(self, kinds: Sequence[RuleKind]) -> int:
        members = np.flatnonzero(np.isin(self.kind, kinds))
        self.slot[members] = np.arange(len(members))
        return len(members)

    def adopt(self, other: SignalState, number: int, former: int) -> None:
        """Take over what a rule remembered in a former bank."""
        self.judged_until[number] = other.judged_until[former]
        slot, old = self.slot[number], other.slot[former]
        if slot < 0 or old < 0:
            return
        kind = self.kind[number]
        if kind == RuleKind.ROBUST_Z:
            _copy_tail(self.history, slot, other.history, old)
        elif kind == RuleKind.REPETITION:
            self.crossed[slot] = other.crossed[old]
            _copy_tail(self.crossings, slot, other.crossings, old)
        else:
            for name in ("mean", "spread", "count", "high", "low"):
                getattr(self, name)[slot] = getattr(other, name)[old]

    def nth_latest(self, rules: Ints) -> Floats:
        """Return when each repetition was crossed for the n-th time before last; -inf: never."""
        found = np.full(len(rules), -inf)
        again = np.flatnonzero(self.kind[rules] == RuleKind.REPETITION)
        slot = self.slot[rules[again]]
        width = self.crossings.shape[1]
        found[again] = self.crossings[slot, width - self.repeat[rules[again]]]
        return found


def _copy_tail(target: Floats, slot: int, source: Floats, old: int) -> None:
    width = min(target.shape[1], source.shape[1])
    target[slot, -width:] = source[old, -width:]


def signals_of(
    bank: RuleBank,
    state: SignalState,
    rule: Ints,
    time: Floats,
    value: Floats,
    before_time: Floats,
    before_value: Floats,
    writes: Writes,
) -> tuple[Floats, Floats]:
    """Signal of each row and since when its condition would hold.

    Parameters
    ----------
    bank : RuleBank
        The rules. [-]
    state : SignalState
        What they remember; not changed. [-]
    rule : ndarray of int, shape (n,)
        Position in the bank of each row, sorted. [-]
    time : ndarray, shape (n,)
        Event time, ascending within a rule. [s]
    value : ndarray, shape (n,)
        Reading. [any]
    before_time : ndarray, shape (n,)
        Time of the reading before. [s]
    before_value : ndarray, shape (n,)
        The reading before. [as value]
    writes : list
        State to take over is added here. [-]

    Returns
    -------
    signal : ndarray, shape (n,)
        What is compared with the limits; NaN: nothing to compare. [any]
    begins : ndarray, shape (n,)
        Since when a condition that begins at this row holds. [s]
    """
    kind = bank.kind[rule]
    signal, begins = value.copy(), time.copy()
    rows = np.flatnonzero(kind == RuleKind.RATE)
    if len(rows):
        signal[rows] = (value[rows] - before_value[rows]) / (time[rows] - before_time[rows])
    rows = np.flatnonzero(kind == RuleKind.STUCK)
    if len(rows):
        signal[rows] = np.abs(value[rows] - before_value[rows])
        still = signal[rows] <= bank._low[rule[rows]]
        begins[rows] = np.where(still, before_time[rows], time[rows])
    rows = np.flatnonzero(kind == RuleKind.ROBUST_Z)
    if len(rows):
        runs = split(rule[rows])
        slot = state.slot[runs.series]
        signal[rows], history = iglewicz_hoaglin1993.score_batch(
            value[rows], runs, state.history[slot], state.window[runs.series]
        )
        writes.append(("history", slot, history))
    rows = np.flatnonzero(kind == RuleKind.EWMA)
    if len(rows):
        signal[rows] = _ewma(state, split(rule[rows]), value[rows], writes)
    rows = np.flatnonzero(kind == RuleKind.CUSUM)
    if len(rows):
        signal[rows] = _cusum(state, split(rule[rows]), value[rows], writes)
    rows = np.flatnonzero(kind == RuleKind.REPETITION)
    if len(rows):
        signal[rows] = _repetition(bank, state, rule[rows], time[rows], value[rows], writes)
    return signal, begins


def _ewma(state: SignalState, runs: Segments, value: Floats, writes: Writes) -> Floats:
    """Standard deviations from the exponentially weighted mean."""
    slot = state.slot[runs.series]
    score, mean, variance, count = roberts1959.score_batch(
        value,
        runs,
        state.weight[runs.series],
        state.window[runs.series],
        state.mean[slot],
        state.spread[slot],
        state.count[slot],
    )
    writes += [("mean", slot, mean), ("spread", slot, variance), ("count", slot, count)]
    return score


def _cusum(state: SignalState, runs: Segments, value: Floats, writes: Writes) -> Floats:
    """Larger of the two cumulative sums; NaN while the baseline is learnt."""
    slot = state.slot[runs.series]
    standardised, count, mean, squares = page1954.learn_baseline(
        value,
        runs,
        state.window[runs.series],
        state.count[slot],
        state.mean[slot],
        state.spread[slot],
    )
    allowance = state.allowance[runs.series]
    learning = np.isnan(standardised)
    high, low = page1954.two_sided(
        np.where(learning, 0.0, standardised),
        allowance,
        state.high[slot],
        state.low[slot],
        runs,
    )
    writes += [("mean", slot, mean), ("spread", slot, squares), ("count", slot, count)]
    writes += [("high", slot, high[runs.last]), ("low", slot, low[runs.last])]
    return np.where(learning, np.nan, np.maximum(high, low))


def _repetition(
    bank: RuleBank,
    state: SignalState,
    rule: Ints,
    time: Floats,
    value: Floats,
    writes: Writes,
) -> Floats:
    """Age of the n-th latest crossing of the limits; ``LONG_AGO`` while there were fewer."""
    runs = split(rule)
    slot = state.slot[runs.series]
    crossed = _crossed(bank, state, rule, value, runs)
    before = np.empty_like(crossed)
    before[1:] = crossed[:-1]
    before[runs.start] = state.crossed[slot]
    new = crossed & ~before
    total = np.cumsum(new)
    first: Ints = (total - new)[runs.start]  # crossings of the segments before each segment
    so_far: Ints = total - first[runs.row_segment]
    moments = time[new]
    repeat = state.repeat[rule]
    width = state.crossings.shape[1]
    inside = so_far >= repeat
    place = np.where(inside, first[runs.row_segment] + so_far - repeat, 0)
    ring = np.where(inside, 0, width - (repeat - so_far))
    carried = state.crossings[slot[runs.row_segment], ring]
    nth = np.where(inside, moments[place] if len(moments) else -inf, carried)
    writes.append(("crossed", slot, crossed[runs.last]))
    ring_after = _push(state.crossings[slot], moments, so_far[runs.last], first)
    writes.append(("crossings", slot, ring_after))
    return np.minimum(time - nth, LONG_AGO)


def _crossed(
    bank: RuleBank, state: SignalState, rule: Ints, value: Floats, runs: Segments
) -> Bools:
    band = state.dead_band[rule]
    return beyond_limits(
        value,
        bank.lower[rule],
        bank.upper[rule],
        bank.lower[rule] + band,
        bank.upper[rule] - band,
        state.crossed[state.slot[runs.series]],
        runs,
    )


def _push(ring: Floats, moments: Floats, number: Ints, first: Ints) -> Floats:
    """Append each segment's crossings to its ring; the oldest fall out."""
    width = ring.shape[1]
    place = np.arange(width)[None, :] + number[:, None]  # in (ring, then new ones)
    old = place < width
    kept = np.take_along_axis(ring, np.where(old, place, 0), axis=1)
    fresh = np.where(old, 0, first[:, None] + place - width)
    return np.where(old, kept, moments[fresh] if len(moments) else -inf)
