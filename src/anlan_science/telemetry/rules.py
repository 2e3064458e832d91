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
from dataclasses import dataclass
from math import inf

import numpy as np

from anlan_science.telemetry.compare import beyond_limits, delayed
from anlan_science.telemetry.rules_channels import Channels
from anlan_science.telemetry.rules_combination import Combinations
from anlan_science.telemetry.rules_signals import SignalState, signals_of
from anlan_science.telemetry.rules_spec import (
    BAD_QUALITY,
    Edges,
    Evaluation,
    Extremes,
    RuleKind,
    RuleSpec,
    Writes,
)
from anlan_science.telemetry.segments import Bools, Floats, Ints, Segments, shift, split

__all__ = ["Edges", "Evaluation", "Extremes", "RuleBank", "RuleKind", "RuleSpec"]

#: Rule, time, reading, signal, since when: rows sorted by rule, then time.
_Columns = tuple[Ints, Floats, Floats, Floats, Floats]
#: Kinds that are not judged reading by reading of one point.
_NOT_BY_READING = (RuleKind.MISSING, RuleKind.COMBINATION, RuleKind.MULTICHANNEL)
#: Kinds that switch by the clock, too.
_BY_CLOCK = (RuleKind.MISSING, RuleKind.COMBINATION, RuleKind.REPETITION)


@dataclass(slots=True)
class _State:
    """State arrays: by point, then by rule, then by operand of combinations."""

    last_time: Floats
    last_value: Floats
    last_arrival: Floats
    condition: Bools
    since: Floats
    active: Bools
    operand_count: Ints
    signals: SignalState


class RuleBank:
    """Rules of many points and their state.

    Rules are ordered by point, so that the rules of a point are neighbours.
    """

    def __init__(
        self,
        specs: Iterable[RuleSpec],
        points: int,
        started_at: float = 0.0,
        schedules: Sequence[Floats] = (),
    ) -> None:
        """Take rules over points 0 … points - 1.

        A schedule is an ascending array of moments [s]: rules hold from the first to the second,
        from the third to the fourth, and so on.
        """
        ordered: Sequence[RuleSpec] = sorted(specs, key=lambda spec: (spec.point, spec.key))
        self.specs = ordered
        self.points = points
        self.schedules = schedules
        rules = len(ordered)
        self.key = np.array([s.key for s in ordered], np.int64)
        self.point = np.array([s.point for s in ordered], np.int64)
        self.kind = np.array([s.kind for s in ordered], np.int64)
        self.lower = np.array([s.lower for s in ordered], np.float64)
        self.upper = np.array([s.upper for s in ordered], np.float64)
        self.on_delay = np.array([s.on_delay for s in ordered], np.float64)
        self.off_delay = np.array([s.off_delay for s in ordered], np.float64)
        self.within = np.array([s.within for s in ordered], np.float64)
        self.schedule = np.array([s.schedule for s in ordered], np.int64)
        self.hidden = np.array([s.hidden for s in ordered], np.bool_)
        if rules and (self.point.min() < 0 or self.point.max() >= points):
            raise ValueError("a rule names a point outside 0 … points - 1")
        if rules and self.schedule.max() >= len(schedules):
            raise ValueError("a rule names a schedule that is not given")
        self._rules_of_point = np.bincount(self.point, minlength=points).astype(np.int64)
        self._first_rule = np.concatenate(([0], np.cumsum(self._rules_of_point)))
        self._set_limits()
        self._by_reading = ~np.isin(self.kind, _NOT_BY_READING)
        self._plain = self.kind == RuleKind.LIMIT
        self._clocked = np.flatnonzero(np.isin(self.kind, _BY_CLOCK) | (self.schedule >= 0))
        self._scheduled = bool((self.schedule >= 0).any())
        self.channels = Channels(ordered, points)
        self.combinations = Combinations(ordered)
        self._state = _State(
            last_time=np.full(points, -inf),
            last_value=np.full(points, np.nan),
            last_arrival=np.full(points, started_at),
            condition=np.zeros(rules, np.bool_),
            since=np.full(rules, -inf),
            active=np.zeros(rules, np.bool_),
            operand_count=np.zeros(self.combinations.terms, np.int64),
            signals=SignalState(ordered),
        )
        self._settle_combinations()

    def _set_limits(self) -> None:
        """Work out where the condition of each rule begins and where it ends."""
        dead_band = np.array([s.dead_band for s in self.specs], np.float64)
        clear_lower = np.array([s.clear_lower for s in self.specs], np.float64)
        clear_upper = np.array([s.clear_upper for s in self.specs], np.float64)
        # A stuck rule is a limit on the movement between readings: at or below ``upper``.
        stuck = self.kind == RuleKind.STUCK
        still = np.where(np.isfinite(self.upper), self.upper, 0.0)
        # A repetition is a limit on the age of the n-th latest crossing.
        again = self.kind == RuleKind.REPETITION
        band = np.where(again, 0.0, dead_band)
        self._low = np.where(stuck, still, np.where(again, self.within, self.lower))
        self._high = np.where(stuck | again, inf, self.upper)
        given = ~(stuck | again)
        self._clear_low = np.where(given & ~np.isnan(clear_lower), clear_lower, self._low + band)
        self._clear_high = np.where(given & ~np.isnan(clear_upper), clear_upper, self._high - band)

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
        self._state.active[~self.hidden] = False
        self._state.active[rules] = True
        new = rules[~self._state.condition[rules]]
        self._state.condition[new] = True
        self._state.since[new] = since[np.isin(rules, new)]
        self._settle_combinations()

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
            if spec.kind == other.specs[former].kind:
                mine.signals.adopt(theirs.signals, number, former)
        self._settle_combinations()

    def _settle_combinations(self) -> None:
        """Count the operands that are on, and set the conditions that follow from them."""
        state, rules = self._state, self.combinations.rules
        state.operand_count = self.combinations.count(state.active)
        if not len(rules):
            return
        holds = self.combinations.conditions(state.operand_count)
        changed = rules[holds != state.condition[rules]]
        state.condition[rules] = holds
        state.since[changed] = state.last_arrival.max(initial=-inf)

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
        writes: Writes = []
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
            return Evaluation(Edges.none(), Extremes.none(), 0, tuple(writes))
        runs = split(point)
        before_time = shift(time, runs, self._state.last_time[runs.series])
        before_value = shift(value, runs, self._state.last_value[runs.series])
        writes.append(("last_time", runs.series, time[runs.last]))
        writes.append(("last_value", runs.series, value[runs.last]))

        rule, row = self._pair_with_rules(point)
        keep = self._worth_looking_at(rule, value[row])
        rule, row = rule[keep], row[keep]
        by_rule = np.argsort(rule, kind="stable")
        rule, row = rule[by_rule], row[by_rule]
        signal, begins = signals_of(
            self,
            self._state.signals,
            rule,
            time[row],
            value[row],
            before_time[row],
            before_value[row],
            writes,
        )
        at, shown = time[row], value[row]
        if len(self.channels):
            rule, at, shown, signal, begins = self._with_channels(
                point, time, value, (rule, at, shown, signal, begins)
            )
        if not len(rule):
            return Evaluation(Edges.none(), Extremes.none(), len(point), tuple(writes))
        edges, extremes = self._switch(split(rule), rule, at, shown, signal, begins, writes)
        edges = self._combined(edges, writes)
        return Evaluation(edges, extremes, len(point), tuple(writes))

    def _with_channels(
        self,
        point: Ints,
        time: Floats,
        value: Floats,
        columns: tuple[Ints, Floats, Floats, Floats, Floats],
    ) -> tuple[Ints, Floats, Floats, Floats, Floats]:
        """Add the rows of multichannel rules; all stay sorted by rule, then time."""
        state = self._state
        rule, at, signal = self.channels.rows(point, time, value, state.last_time, state.last_value)
        # Messages of one device may come in several batches: no sample before the latest judged.
        fresh = at >= state.signals.judged_until[rule]
        rule, at, signal = rule[fresh], at[fresh], signal[fresh]
        more = (rule, at, signal, signal, at)
        joined = [np.concatenate(pair) for pair in zip(columns, more, strict=True)]
        order = np.argsort(joined[0], kind="stable")
        first, second, third, fourth, fifth = (column[order] for column in joined)
        return first, second, third, fourth, fifth

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
        rules, state = self._clocked, self._state
        kind = self.kind[rules]
        condition, since = state.condition[rules].copy(), state.since[rules].copy()
        silence = np.where(
            kind == RuleKind.MISSING, now - state.last_arrival[self.point[rules]], np.nan
        )
        missing = kind == RuleKind.MISSING
        changed = missing & ((silence >= self.on_delay[rules]) != condition)
        again = kind == RuleKind.REPETITION
        if again.any():
            age = now - state.signals.nth_latest(rules)
            changed |= again & condition & (age > self.within[rules])
        condition ^= changed
        since[changed] = now
        if self._scheduled:
            over = ~self._allowed(rules, np.full(len(rules), now)) & condition
            condition &= ~over
            since[over] = now
        held, active = now - since, state.active[rules]
        on_delay = np.where(missing, 0.0, self.on_delay[rules])
        # A reading switches rules on; only silence and combinations are judged by the clock.
        rising = ~active & condition & (held >= on_delay)
        rising &= missing | (kind == RuleKind.COMBINATION)
        falling = active & ~condition & (held >= np.where(missing, 0.0, self.off_delay[rules]))
        switched = np.flatnonzero(rising | falling)
        delay = np.where(rising, on_delay, np.where(missing, 0.0, self.off_delay[rules]))
        moment = np.where(np.isfinite(since), since + delay, now)
        edges = Edges(
            rules[switched],
            moment[switched],
            np.full(len(switched), np.nan),
            silence[switched],
            rising[switched],
        )
        writes: Writes = [
            ("condition", rules, condition),
            ("since", rules, since),
            ("active", rules, (active | rising) & ~falling),
        ]
        edges = edges.where(np.argsort(edges.time, kind="stable"))
        return Evaluation(self._combined(edges, writes), Extremes.none(), 0, tuple(writes))

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
        state = self._state
        for name, where, values in evaluation._writes:
            array = getattr(state, name, None)
            if array is None:
                array = getattr(state.signals, name)
            array[where] = values

    def _pair_with_rules(self, point: Ints) -> tuple[Ints, Ints]:
        """Return (rule, row) for every rule of every row's point."""
        number = self._rules_of_point[point]
        row = np.repeat(np.arange(len(point)), number)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
        return self._first_rule[point[row]] + offset, row

    def _worth_looking_at(self, rule: Ints, value: Floats) -> Bools:
        """Leave out limit rules at rest none of whose readings comes near a limit."""
        at_rest = ~(self._state.condition | self._state.active)
        crossing = (value >= self.upper[rule]) | (value <= self.lower[rule])
        stirred = ~at_rest
        stirred[rule[crossing]] = True
        return np.where(self._plain[rule], stirred[rule], self._by_reading[rule])

    def _allowed(self, rule: Ints, time: Floats) -> Bools:
        """Whether the schedule of each rule lets it hold at each moment."""
        allowed = np.ones(len(rule), np.bool_)
        schedule = self.schedule[rule]
        for number in np.unique(schedule[schedule >= 0]).tolist():
            rows = schedule == number
            place = np.searchsorted(self.schedules[number], time[rows], side="right")
            allowed[rows] = place % 2 == 1
        return allowed

    def _combined(self, edges: Edges, writes: Writes) -> Edges:
        """Add what combinations of the switched rules do; leave out what is hidden."""
        state = self._state
        if len(self.combinations) and len(edges):
            rule, time, condition = self.combinations.follow(edges, state.operand_count, writes)
            if len(rule):
                if self._scheduled:
                    condition &= self._allowed(rule, time)
                nothing = np.full(len(rule), np.nan)
                more, _active = self._delay(
                    split(rule), rule, time, nothing, nothing, time, condition, writes
                )
                edges = edges.joined(more)
        return edges.where(~self.hidden[edges.rule]) if self.hidden.any() else edges

    def _switch(
        self,
        runs: Segments,
        rule: Ints,
        time: Floats,
        value: Floats,
        signal: Floats,
        begins: Floats,
        writes: Writes,
    ) -> tuple[Edges, Extremes]:
        """Compare signals with limits, apply delays, collect edges and extremes."""
        low, high = self._low[rule], self._high[rule]
        condition = beyond_limits(
            signal,
            low,
            high,
            self._clear_low[rule],
            self._clear_high[rule],
            self._state.condition[runs.series],
            runs,
            self._allowed(rule, time) if self._scheduled else None,
        )
        edges, active = self._delay(runs, rule, time, value, signal, begins, condition, writes)
        if len(self.channels):
            writes.append(("judged_until", runs.series, time[runs.last]))
        return edges, _extremes(runs, rule, time, value, signal, active, low, high)

    def _delay(
        self,
        runs: Segments,
        rule: Ints,
        time: Floats,
        value: Floats,
        signal: Floats,
        begins: Floats,
        condition: Bools,
        writes: Writes,
    ) -> tuple[Edges, Bools]:
        """Apply delays to conditions and collect edges."""
        state = self._state
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
        return Edges(rule[rows], time[rows], value[rows], signal[rows], active[rows]), active


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
        return Extremes.none()
    beyond = np.maximum(signal - high, low - signal)
    beyond = np.where(active & ~np.isnan(beyond), beyond, -inf)
    farthest = np.maximum.reduceat(beyond, runs.start)
    hit = (beyond == farthest[runs.row_segment]) & (beyond > -inf)
    rows = np.flatnonzero(hit)
    _first, pick = np.unique(rule[rows], return_index=True)
    rows = rows[pick]
    return Extremes(rule[rows], time[rows], value[rows])
