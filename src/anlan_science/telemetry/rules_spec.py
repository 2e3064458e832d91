"""What a rule is to the bank, and what a batch does: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import inf, nan

import numpy as np

from anlan_science.telemetry.segments import Bools, Floats, Ints

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
    REPETITION = 8  # the limits were crossed ``repeat`` times ``within`` some seconds
    COMBINATION = 9  # an expression over the states of other rules
    MULTICHANNEL = 10  # several channels against their learnt correlation


@dataclass(frozen=True, slots=True)
class ChannelModel:
    """What was learnt of several channels while all was well (principal components).

    Attributes
    ----------
    mean, scale : of each channel, shape (c,). [as channel]
    loadings : principal directions kept, shape (c, k). [-]
    variance : along each of them, shape (k,). [-]
    t_squared_limit : of the distance within the model. [-]
    squared_error_limit : of the distance from it; infinite when it is not looked at. [-]
    """

    mean: Floats
    scale: Floats
    loadings: Floats
    variance: Floats
    t_squared_limit: float
    squared_error_limit: float


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """One rule bound to one point.

    Attributes
    ----------
    key : number by which the caller knows the rule.
    point : dense index of the point, from 0; of COMBINATION and MULTICHANNEL the point at which
        they stand.
    kind : what is compared with the limits.
    lower, upper : limits of the signal; infinite for none. [as signal]
    dead_band : how far inside the limits the signal must return. [as signal]
    on_delay, off_delay : how long the condition must hold or be absent. [s]
    window : earlier readings of ROBUST_Z; readings learnt from by EWMA and CUSUM. [-]
    weight : weight of the newest reading in EWMA. [-]
    allowance : slack of CUSUM in standard deviations. [-]
    clear_lower, clear_upper : the condition ends inside these; NaN: by the dead-band. [as signal]
    repeat : crossings that REPETITION waits for. [-]
    within : window of REPETITION; oldest value that MULTICHANNEL takes as present, 0 any. [s]
    schedule : number of the schedule in the bank, -1 for always.
    hidden : switches only for combinations; its edges are not reported.
    expression : of COMBINATION in postfix: operand numbers and ``and``, ``or``, ``not`` and
        ``atleast:n:m`` (n of the m before it).
    operands : keys of the rules of each operand, true while any of them is on.
    channels : dense indices of the points of MULTICHANNEL.
    model : what MULTICHANNEL compares with.
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
    clear_lower: float = nan
    clear_upper: float = nan
    repeat: int = 1
    within: float = 0.0
    schedule: int = -1
    hidden: bool = False
    expression: tuple[int | str, ...] = ()
    operands: tuple[tuple[int, ...], ...] = ()
    channels: tuple[int, ...] = ()
    model: ChannelModel | None = None


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

    def where(self, rows: Bools | Ints) -> Edges:
        """Return some of the edges."""
        return Edges(
            self.rule[rows], self.time[rows], self.value[rows], self.signal[rows], self.rising[rows]
        )

    def joined(self, other: Edges) -> Edges:
        """Return these edges and others, in order of time."""
        if not len(other):
            return self
        both = Edges(
            np.concatenate((self.rule, other.rule)),
            np.concatenate((self.time, other.time)),
            np.concatenate((self.value, other.value)),
            np.concatenate((self.signal, other.signal)),
            np.concatenate((self.rising, other.rising)),
        )
        return both.where(np.argsort(both.time, kind="stable"))

    @classmethod
    def none(cls) -> Edges:
        """Return no edges."""
        empty = np.empty(0)
        return cls(np.empty(0, np.int64), empty, empty, empty, np.empty(0, np.bool_))


@dataclass(frozen=True, slots=True)
class Extremes:
    """For each rule that was on during the batch, the reading farthest beyond its limits."""

    rule: Ints
    time: Floats
    value: Floats

    @classmethod
    def none(cls) -> Extremes:
        """Return no extremes."""
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a batch did: edges, extremes and the state to take over."""

    edges: Edges
    extremes: Extremes
    judged: int
    _writes: tuple[tuple[str, Ints, np.ndarray], ...] = ()


#: State to take over: (name of the array, rows, values).
Writes = list[tuple[str, Ints, np.ndarray]]
