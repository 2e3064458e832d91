"""A bank of rules evaluated over batches of readings; all state in arrays.

``RuleBank.evaluate`` changes nothing: it returns the edges (a rule switching on or off) together
with the new state, which ``RuleBank.apply`` takes over. A caller who stores readings and alarms in
one database transaction applies after the commit, and simply evaluates again after a failure.

Times are event times. A reading not later than the latest evaluated one of its point is kept out:
rules follow the course of events, stored late data do not rewrite it. Readings marked bad and
values that are not finite are not judged; any reading counts as a sign of life.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from math import inf

import numpy as np

from anlan_science.telemetry import iglewicz_hoaglin1993, page1954, roberts1959
from anlan_science.telemetry.compare import beyond_limits, delayed
from anlan_science.telemetry.segments import Bools, Floats, Ints, Segments, shift, split

#: Quality of a reading from which it is not judged.
BAD_QUALITY = 2


class RuleKind(IntEnum):
    """What a rule looks at."""

    LIMIT = 1  # the value itself: upper, lower or both (outside a range)
    RATE = 2  # change per second between neighbouring readings
    STUCK = 3  # the value does not move by more than ``upper`` for ``on_delay``
    MISSING = 4  # no reading for ``on_delay``
    ROBUST_Z = 5  # modified z-score over the last ``window`` readings
    EWMA = 6  # standard deviations from the exponentially weighted mean
    CUSUM = 7  # cumulative sum of deviations from the learnt mean


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """One rule bound to one point.

    Attributes
    ----------
    key : number by which the caller knows the rule.
    point : dense index of the point, from 0.
    kind : what is compared with the limits.
    lower, upper : limits of the signal; infinite for none. [as signal]
    dead_band : how far inside the limits the signal must return. [as signal]
    on_delay, off_delay : how long the condition must hold or be absent. [s]
    window : earlier readings of ROBUST_Z; readings learnt from by EWMA and CUSUM. [-]
    weight : weight of the newest reading in EWMA. [-]
    allowance : slack of CUSUM in standard deviations. [-]
    """

    key: int
    point: int
    kind: RuleKind
    lower: float = -inf
    upper: float = inf
    dead_band: float = 0.0
    on_delay: float = 0.0
    off_delay: float = 0.0
    window: int = 60
    weight: float = 0.1
    allowance: float = 0.5


@dataclass(frozen=True, slots=True)
class Edges:
    """Rules that switched, in order of time.

    Attributes
    ----------
    rule : position of the rule in the bank, shape (e,).
    time : event time, shape (e,). [s]
    value : reading that caused it, NaN for missing data, shape (e,). [as value]
    signal : what was compared with the limits, shape (e,). [as signal]
    rising : True when the rule switched on, shape (e,).
    """

    rule: Ints
    time: Floats
    value: Floats
    signal: Floats
    rising: Bools

    def __len__(self) -> int:
        return len(self.rule)


@dataclass(frozen=True, slots=True)
class Extremes:
    """For each rule that was on during the batch, the reading farthest beyond its limits."""

    rule: Ints
    time: Floats
    value: Floats


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a batch did: edges, extremes and the state to take over."""

    edges: Edges
    extremes: Extremes
    judged: int
    _writes: tuple[tuple[str, Ints, np.ndarray], ...] = ()


@dataclass(slots=True)
class _State:
    """State arrays; the first three by point, the next three by rule, then by statistic slot."""

    last_time: Floats
    last_value: Floats
    last_arrival: Floats
    condition: Bools
    since: Floats
    active: Bools
    history: Floats = field(default_factory=lambda: np.empty((0, 1)))
    mean: Floats = field(default_factory=lambda: np.empty(0))
    spread: Floats = field(default_factory=lambda: np.empty(0))
    count: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    high: Floats = field(default_factory=lambda: np.empty(0))
    low: Floats = field(default_factory=lambda: np.empty(0))


class RuleBank:
    """Rules of many points and their state.

    Rules are ordered by point, so that the rules of a point are neighbours.
    """

    def __init__(self, specs: Iterable[RuleSpec], points: int, started_at: float = 0.0) -> None:
        ordered: Sequence[RuleSpec] = sorted(specs, key=lambda spec: (spec.point, spec.key))
        self.specs = ordered
        self.points = points
        rules = len(ordered)
        self.key = np.array([s.key for s in ordered], np.int64)
        self.point = np.array([s.point for s in ordered], np.int64)
        self.kind = np.array([s.kind for s in ordered], np.int64)
        self.lower = np.array([s.lower for s in ordered], np.float64)
        self.upper = np.array([s.upper for s in ordered], np.float64)
        self.dead_band = np.array([s.dead_band for s in ordered], np.float64)
        self.on_delay = np.array([s.on_delay for s in ordered], np.float64)
        self.off_delay = np.array([s.off_delay for s in ordered], np.float64)
        self.window = np.array([s.window for s in ordered], np.int64)
        self.weight = np.array([s.weight for s in ordered], np.float64)
        self.allowance = np.array([s.allowance for s in ordered], np.float64)
        if rules and (self.point.min() < 0 or self.point.max() >= points):
            raise ValueError("a rule names a point outside 0 … points - 1")
        self._rules_of_point = np.bincount(self.point, minlength=points).astype(np.int64)
        self._first_rule = np.concatenate(([0], np.cumsum(self._rules_of_point)))
        # A stuck rule is a limit on the movement between readings: at or below ``upper``.
        stuck = self.kind == RuleKind.STUCK
        self._low = np.where(stuck, np.where(np.isfinite(self.upper), self.upper, 0.0), self.lower)
        self._high = np.where(stuck, inf, self.upper)
        self._slot = np.full(rules, -1, np.int64)
        sizes = {}
        for kind in (RuleKind.ROBUST_Z, RuleKind.EWMA, RuleKind.CUSUM):
            members = np.flatnonzero(self.kind == kind)
            self._slot[members] = np.arange(len(members))
            sizes[kind] = len(members)
        learners = np.flatnonzero((self.kind == RuleKind.EWMA) | (self.kind == RuleKind.CUSUM))
        self._slot[learners] = np.arange(len(learners))
        windows = self.window[self.kind == RuleKind.ROBUST_Z]
        self._state = _State(
            last_time=np.full(points, -inf),
            last_value=np.full(points, np.nan),
            last_arrival=np.full(points, started_at),
            condition=np.zeros(rules, np.bool_),
            since=np.full(rules, -inf),
            active=np.zeros(rules, np.bool_),
            history=np.full((sizes[RuleKind.ROBUST_Z], int(windows.max(initial=1))), np.nan),
            mean=np.zeros(len(learners)),
            spread=np.zeros(len(learners)),
            count=np.zeros(len(learners), np.int64),
            high=np.zeros(len(learners)),
            low=np.zeros(len(learners)),
        )

    def __len__(self) -> int:
        return len(self.key)

    @property
    def active(self) -> Bools:
        """Whether each rule is on."""
        return self._state.active

    def restore(self, rules: Ints, since: Floats) -> None:
        """Set which rules are on, so that no alarm known to be open is raised again.

        Rules not named are off; whether their condition holds, and since when, stays.

        Parameters
        ----------
        rules : ndarray of int, shape (r,)
            Positions in the bank. [-]
        since : ndarray, shape (r,)
            Since when each is on. [s]

        Returns
        -------
        none : None
            The bank is changed in place. [-]
        """
        self._state.active[:] = False
        self._state.active[rules] = True
        new = rules[~self._state.condition[rules]]
        self._state.condition[new] = True
        self._state.since[new] = since[np.isin(rules, new)]

    def adopt(self, other: RuleBank, points: Ints) -> None:
        """Take over the state of a former bank for unchanged rules and known points.

        Parameters
        ----------
        other : RuleBank
            The bank that ran until now. [-]
        points : ndarray of int, shape (p,)
            For each point of this bank its index in ``other``, or -1. [-]

        Returns
        -------
        none : None
            The bank is changed in place. [-]
        """
        mine, theirs = self._state, other._state
        here = np.flatnonzero(points >= 0)
        there = points[here]
        for name in ("last_time", "last_value", "last_arrival"):
            getattr(mine, name)[here] = getattr(theirs, name)[there]
        position = {spec.key: number for number, spec in enumerate(other.specs)}
        for number, spec in enumerate(self.specs):
            former = position.get(spec.key)
            if former is None or points[spec.point] != other.specs[former].point:
                continue
            mine.condition[number] = theirs.condition[former]
            mine.since[number] = theirs.since[former]
            mine.active[number] = theirs.active[former]
            slot, old = self._slot[number], other._slot[former]
            if slot < 0 or old < 0 or spec.kind != other.specs[former].kind:
                continue
            if spec.kind == RuleKind.ROBUST_Z:
                width = min(mine.history.shape[1], theirs.history.shape[1])
                mine.history[slot, -width:] = theirs.history[old, -width:]
            else:
                for name in ("mean", "spread", "count", "high", "low"):
                    getattr(mine, name)[slot] = getattr(theirs, name)[old]

    def evaluate(
        self,
        point: Ints,
        time: Floats,
        value: Floats,
        quality: Ints,
        received_at: float,
    ) -> Evaluation:
        """Judge a batch of readings without changing the bank.

        Parameters
        ----------
        point : ndarray of int, shape (n,)
            Dense index of the point of each reading. [-]
        time : ndarray, shape (n,)
            Event time. [s]
        value : ndarray, shape (n,)
            Measured values. [any]
        quality : ndarray of int, shape (n,)
            0 good, 1 uncertain, 2 bad. [-]
        received_at : float
            When the batch arrived. [s]

        Returns
        -------
        evaluation : Evaluation
            Edges, extremes and the state for ``apply``. [-]
        """
        writes: list[tuple[str, Ints, np.ndarray]] = []
        seen = np.unique(point)
        writes.append(("last_arrival", seen, np.full(len(seen), received_at)))
        usable = (quality < BAD_QUALITY) & np.isfinite(value)
        usable &= time > self._state.last_time[point]
        point, time, value = point[usable], time[usable], value[usable]
        order = np.lexsort((time, point))
        point, time, value = point[order], time[order], value[order]
        repeated = np.zeros(len(point), np.bool_)
        repeated[1:] = (point[1:] == point[:-1]) & (time[1:] == time[:-1])
        if repeated.any():
            point, time, value = point[~repeated], time[~repeated], value[~repeated]
        if not len(point):
            return Evaluation(_no_edges(), _no_extremes(), 0, tuple(writes))
        runs = split(point)
        before_time = shift(time, runs, self._state.last_time[runs.series])
        before_value = shift(value, runs, self._state.last_value[runs.series])
        writes.append(("last_time", runs.series, time[runs.last]))
        writes.append(("last_value", runs.series, value[runs.last]))

        rule, row = self._pair_with_rules(point)
        keep = self._worth_looking_at(rule, value[row])
        rule, row = rule[keep], row[keep]
        if not len(rule):
            return Evaluation(_no_edges(), _no_extremes(), len(point), tuple(writes))
        by_rule = np.argsort(rule, kind="stable")
        rule, row = rule[by_rule], row[by_rule]
        runs = split(rule)
        signal, begins = self._signals(
            rule, time[row], value[row], before_time[row], before_value[row], writes
        )
        evaluation = self._switch(runs, rule, time[row], value[row], signal, begins, writes)
        return Evaluation(*evaluation, len(point), tuple(writes))

    def tick(self, now: float) -> Evaluation:
        """Judge silence: rules on missing data switch by the clock, not by readings.

        Parameters
        ----------
        now : float
            Present time. [s]

        Returns
        -------
        evaluation : Evaluation
            Edges and the state for ``apply``. [-]
        """
        rules = np.flatnonzero(self.kind == RuleKind.MISSING)
        silence = now - self._state.last_arrival[self.point[rules]]
        missing = silence >= self.on_delay[rules]
        changed = missing != self._state.active[rules]
        rules, missing, silence = rules[changed], missing[changed], silence[changed]
        edges = Edges(
            rules, np.full(len(rules), now), np.full(len(rules), np.nan), silence, missing
        )
        writes = (
            ("active", rules, missing),
            ("condition", rules, missing),
            ("since", rules, np.full(len(rules), now)),
        )
        return Evaluation(edges, _no_extremes(), 0, writes)

    def apply(self, evaluation: Evaluation) -> None:
        """Take over the state that an evaluation left.

        Parameters
        ----------
        evaluation : Evaluation
            Result of the latest ``evaluate`` or ``tick``. [-]

        Returns
        -------
        none : None
            The bank is changed in place. [-]
        """
        for name, where, values in evaluation._writes:
            getattr(self._state, name)[where] = values

    def _pair_with_rules(self, point: Ints) -> tuple[Ints, Ints]:
        """Return (rule, row) for every rule of every row's point."""
        number = self._rules_of_point[point]
        row = np.repeat(np.arange(len(point)), number)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
        return self._first_rule[point[row]] + offset, row

    def _worth_looking_at(self, rule: Ints, value: Floats) -> Bools:
        """Leave out limit rules at rest none of whose readings comes near a limit."""
        kind = self.kind[rule]
        at_rest = ~(self._state.condition | self._state.active)
        crossing = (value >= self.upper[rule]) | (value <= self.lower[rule])
        stirred = ~at_rest
        stirred[rule[crossing]] = True
        plain = kind == RuleKind.LIMIT
        return np.where(plain, stirred[rule], kind != RuleKind.MISSING)

    def _signals(
        self,
        rule: Ints,
        time: Floats,
        value: Floats,
        before_time: Floats,
        before_value: Floats,
        writes: list[tuple[str, Ints, np.ndarray]],
    ) -> tuple[Floats, Floats]:
        """Return the signal of each row and since when its condition would hold."""
        kind = self.kind[rule]
        signal, begins = value.copy(), time.copy()
        rows = np.flatnonzero(kind == RuleKind.RATE)
        if len(rows):
            signal[rows] = (value[rows] - before_value[rows]) / (time[rows] - before_time[rows])
        rows = np.flatnonzero(kind == RuleKind.STUCK)
        if len(rows):
            signal[rows] = np.abs(value[rows] - before_value[rows])
            begins[rows] = np.where(
                signal[rows] <= self._low[rule[rows]], before_time[rows], time[rows]
            )
        rows = np.flatnonzero(kind == RuleKind.ROBUST_Z)
        if len(rows):
            runs = split(rule[rows])
            slot = self._slot[runs.series]
            signal[rows], history = iglewicz_hoaglin1993.score_batch(
                value[rows], runs, self._state.history[slot], self.window[runs.series]
            )
            writes.append(("history", slot, history))
        rows = np.flatnonzero(kind == RuleKind.EWMA)
        if len(rows):
            signal[rows] = self._ewma(split(rule[rows]), value[rows], writes)
        rows = np.flatnonzero(kind == RuleKind.CUSUM)
        if len(rows):
            signal[rows] = self._cusum(split(rule[rows]), value[rows], writes)
        return signal, begins

    def _ewma(
        self, runs: Segments, value: Floats, writes: list[tuple[str, Ints, np.ndarray]]
    ) -> Floats:
        """Standard deviations from the exponentially weighted mean."""
        state, slot = self._state, self._slot[runs.series]
        score, mean, variance, count = roberts1959.score_batch(
            value,
            runs,
            self.weight[runs.series],
            self.window[runs.series],
            state.mean[slot],
            state.spread[slot],
            state.count[slot],
        )
        writes += [("mean", slot, mean), ("spread", slot, variance), ("count", slot, count)]
        return score

    def _cusum(
        self, runs: Segments, value: Floats, writes: list[tuple[str, Ints, np.ndarray]]
    ) -> Floats:
        """Larger of the two cumulative sums; NaN while the baseline is learnt."""
        state, slot = self._state, self._slot[runs.series]
        standardised, count, mean, squares = page1954.learn_baseline(
            value,
            runs,
            self.window[runs.series],
            state.count[slot],
            state.mean[slot],
            state.spread[slot],
        )
        allowance = self.allowance[runs.series]
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

    def _switch(
        self,
        runs: Segments,
        rule: Ints,
        time: Floats,
        value: Floats,
        signal: Floats,
        begins: Floats,
        writes: list[tuple[str, Ints, np.ndarray]],
    ) -> tuple[Edges, Extremes]:
        """Compare signals with limits, apply delays, collect edges and extremes."""
        state = self._state
        low, high = self._low[rule], self._high[rule]
        condition = beyond_limits(
            signal, low, high, self.dead_band[rule], state.condition[runs.series], runs
        )
        active, since = delayed(
            condition,
            time,
            begins,
            self.on_delay[rule],
            self.off_delay[rule],
            state.condition[runs.series],
            state.since[runs.series],
            state.active[runs.series],
            runs,
        )
        last = runs.last
        writes += [
            ("condition", runs.series, condition[last]),
            ("since", runs.series, since[last]),
            ("active", runs.series, active[last]),
        ]
        before = np.empty_like(active)
        before[1:] = active[:-1]
        before[runs.start] = state.active[runs.series]
        rows = np.flatnonzero(active != before)
        rows = rows[np.argsort(time[rows], kind="stable")]
        edges = Edges(rule[rows], time[rows], value[rows], signal[rows], active[rows])
        return edges, _extremes(runs, rule, time, value, signal, active, low, high)


def _extremes(
    runs: Segments,
    rule: Ints,
    time: Floats,
    value: Floats,
    signal: Floats,
    active: Bools,
    low: Floats,
    high: Floats,
) -> Extremes:
    """Row farthest beyond the limits of each rule that is on in any row."""
    if not active.any():
        return _no_extremes()
    beyond = np.maximum(signal - high, low - signal)
    beyond = np.where(active & ~np.isnan(beyond), beyond, -inf)
    farthest = np.maximum.reduceat(beyond, runs.start)
    hit = (beyond == farthest[runs.row_segment]) & (beyond > -inf)
    rows = np.flatnonzero(hit)
    _first, pick = np.unique(rule[rows], return_index=True)
    rows = rows[pick]
    return Extremes(rule[rows], time[rows], value[rows])


def _no_edges() -> Edges:
    none = np.empty(0)
    return Edges(np.empty(0, np.int64), none, none, none, np.empty(0, np.bool_))


def _no_extremes() -> Extremes:
    return Extremes(np.empty(0, np.int64), np.empty(0), np.empty(0))
