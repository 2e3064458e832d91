"""The same rules, one reading at a time in plain Python: what the arrays must agree with."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field

from anlan_science.telemetry import RuleKind, RuleSpec


@dataclass
class ScalarRule:
    """One rule, evaluated reading by reading."""

    spec: RuleSpec
    condition: bool = False
    since: float = -math.inf
    active: bool = False
    last_time: float = -math.inf
    last_value: float = math.nan
    history: list[float] = field(default_factory=list)
    count: int = 0
    mean: float = 0.0
    variance: float = 0.0
    learnt: list[float] = field(default_factory=list)
    high: float = 0.0
    low: float = 0.0
    crossed: bool = False
    crossings: list[float] = field(default_factory=list)
    schedule: list[float] | None = None

    def feed(self, time, value, quality=0):
        """Take one reading; return True/False on an edge, else None."""
        if quality >= 2 or not math.isfinite(value) or time <= self.last_time:
            return None
        signal, begins = self._signal(time, value)
        self.last_time, self.last_value = time, value
        if self.spec.kind == RuleKind.MISSING:
            return None
        spec = self.spec
        lower, upper = spec.lower, spec.upper
        if spec.kind == RuleKind.STUCK:
            lower, upper = (upper if math.isfinite(upper) else 0.0), math.inf
        band, own = spec.dead_band, spec.kind != RuleKind.STUCK
        if spec.kind == RuleKind.REPETITION:
            lower, upper, band, own = spec.within, math.inf, 0.0, False
        clear_lower, clear_upper = lower + band, upper - band
        if own and not math.isnan(spec.clear_lower):
            clear_lower = spec.clear_lower
        if own and not math.isnan(spec.clear_upper):
            clear_upper = spec.clear_upper
        condition = self.condition
        if not math.isnan(signal):
            if signal >= upper or signal <= lower:
                condition = True
            elif clear_lower < signal < clear_upper:
                condition = False
        if self.schedule is not None and sum(s <= time for s in self.schedule) % 2 == 0:
            condition = False
        if condition != self.condition:
            self.condition, self.since = condition, begins
        held = time - self.since
        active = self.active
        if self.condition and held >= spec.on_delay:
            active = True
        elif not self.condition and held >= spec.off_delay:
            active = False
        edge = active if active != self.active else None
        self.active = active
        return edge

    def _signal(self, time, value):
        spec = self.spec
        if spec.kind == RuleKind.LIMIT:
            return value, time
        if spec.kind == RuleKind.RATE:
            return (value - self.last_value) / (time - self.last_time), time
        if spec.kind == RuleKind.STUCK:
            moved = abs(value - self.last_value)
            limit = spec.upper if math.isfinite(spec.upper) else 0.0
            return moved, self.last_time if moved <= limit else time
        if spec.kind == RuleKind.REPETITION:
            if value >= spec.upper or value <= spec.lower:
                if not self.crossed:
                    self.crossings.append(time)
                self.crossed = True
            elif spec.lower + spec.dead_band < value < spec.upper - spec.dead_band:
                self.crossed = False
            if len(self.crossings) < spec.repeat:
                return 1e15, time
            return time - self.crossings[-spec.repeat], time
        if spec.kind == RuleKind.ROBUST_Z:
            past = self.history[-spec.window :]
            self.history.append(value)
            if len(past) < 5:
                return math.nan, time
            median = statistics.median(past)
            spread = statistics.median(abs(x - median) for x in past)
            if spread == 0:
                return math.nan, time
            return 0.6744897501960817 * (value - median) / spread, time
        if spec.kind == RuleKind.EWMA:
            if self.count == 0:
                self.mean = value
            deviation, before = value - self.mean, self.variance
            self.mean += spec.weight * deviation
            self.variance = (1 - spec.weight) * (self.variance + spec.weight * deviation**2)
            ready = self.count >= spec.window and before > 0
            self.count += 1
            return (deviation / math.sqrt(before) if ready else math.nan), time
        if spec.kind == RuleKind.CUSUM:
            if len(self.learnt) < spec.window:
                self.learnt.append(value)
                return math.nan, time
            spread = statistics.stdev(self.learnt) if len(self.learnt) > 1 else 0.0
            if spread == 0:
                return math.nan, time
            z = (value - statistics.fmean(self.learnt)) / spread
            self.high = max(0.0, self.high + z - spec.allowance)
            self.low = max(0.0, self.low - z - spec.allowance)
            return max(self.high, self.low), time
        return math.nan, time
