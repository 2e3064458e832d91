"""Several channels of a device judged together: rows of present values against a learnt model."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np

from anlan_science.telemetry.rules_spec import ChannelModel, RuleKind, RuleSpec
from anlan_science.telemetry.segments import Floats, Ints, split


class Channels:
    """All multichannel rules of a bank.

    The signal is the greater of T-squared and squared prediction error, each divided by its limit:
    one and more is beyond what was learnt.
    """

    def __init__(self, specs: Sequence[RuleSpec], points: int) -> None:
        chosen = [
            (number, spec)
            for number, spec in enumerate(specs)
            if spec.kind == RuleKind.MULTICHANNEL and spec.model is not None
        ]
        self.rules = np.array([number for number, _spec in chosen], np.int64)
        self.width = max((len(spec.channels) for _n, spec in chosen), default=0)
        depth = max((len(_model(spec).variance) for _n, spec in chosen), default=0)
        size = len(chosen)
        self.channel = np.full((size, self.width), -1, np.int64)
        self.mean = np.zeros((size, self.width))
        self.scale = np.ones((size, self.width))
        self.loadings = np.zeros((size, self.width, depth))
        self.precision = np.zeros((size, depth))
        self.limits = np.full((size, 2), inf)
        self.oldest = np.full(size, inf)
        pairs: list[tuple[int, int, int]] = []
        for number, (_position, spec) in enumerate(chosen):
            model, count = _model(spec), len(spec.channels)
            kept = len(model.variance)
            self.channel[number, :count] = spec.channels
            self.mean[number, :count] = model.mean
            self.scale[number, :count] = model.scale
            self.loadings[number, :count, :kept] = model.loadings
            self.precision[number, :kept] = 1 / model.variance
            self.limits[number] = model.t_squared_limit, model.squared_error_limit or inf
            self.oldest[number] = spec.within or inf
            pairs += [(point, number, column) for column, point in enumerate(spec.channels)]
        table = np.array(sorted(pairs), np.int64).reshape(-1, 3)
        self._number, self._column = table[:, 1], table[:, 2]
        self._fed = np.bincount(table[:, 0], minlength=points).astype(np.int64)
        self._first = np.concatenate(([0], np.cumsum(self._fed)))

    def __len__(self) -> int:
        return len(self.rules)

    def rows(
        self,
        point: Ints,
        time: Floats,
        value: Floats,
        last_time: Floats,
        last_value: Floats,
    ) -> tuple[Ints, Floats, Floats]:
        """Return (rule, time, signal) at every moment at which a channel spoke.

        Sorted by rule, then time; NaN while a channel is unknown or too old. ``last_…`` are the
        values of all points before the batch.
        """
        number = self._fed[point]
        if not number.any():
            return np.empty(0, np.int64), np.empty(0), np.empty(0)
        row = np.repeat(np.arange(len(point)), number)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
        place = self._first[point[row]] + offset
        which, column = self._number[place], self._column[place]
        order = np.lexsort((time[row], which))
        which, column, row = which[order], column[order], row[order]
        moment = time[row]
        begins = np.ones(len(which), np.bool_)
        begins[1:] = (which[1:] != which[:-1]) | (moment[1:] != moment[:-1])
        sample = np.cumsum(begins) - 1
        which, at = which[begins], moment[begins]
        found = np.full((len(which), self.width), np.nan)
        found[sample, column] = value[row]
        present, taken = self._carry_forward(which, at, found, last_time, last_value)
        return self.rules[which], at, self._signal(which, at, present, taken)

    def _carry_forward(
        self, which: Ints, at: Floats, found: Floats, last_time: Floats, last_value: Floats
    ) -> tuple[Floats, Floats]:
        """Return the newest value of each channel at each sample, and when it was taken."""
        runs = split(which)
        new = ~np.isnan(found)
        newest = np.where(new, np.arange(len(which))[:, None], -1)
        np.maximum.accumulate(newest, axis=0, out=newest)
        own = newest >= runs.row_start[:, None]
        newest = np.where(own, newest, 0)
        columns = np.arange(self.width)
        source = self.channel[which]
        unused = source < 0
        before, then = last_value[source], last_time[source]
        present = np.where(own, found[newest, columns], before)
        taken = np.where(own, at[newest], then)
        present = np.where(unused, self.mean[which], present)
        return present, np.where(unused, inf, taken)

    def _signal(self, which: Ints, at: Floats, present: Floats, taken: Floats) -> Floats:
        oldest = np.min(taken, axis=1)
        known = ~np.isnan(present).any(axis=1) & (at - oldest <= self.oldest[which])
        signal = np.full(len(which), np.nan)
        rows = np.flatnonzero(known)
        if not len(rows):
            return signal
        chosen = which[rows]
        standard = (present[rows] - self.mean[chosen]) / self.scale[chosen]
        scores = np.einsum("nc,nck->nk", standard, self.loadings[chosen])
        inside = np.sum(scores**2 * self.precision[chosen], axis=1)
        outside = np.maximum(np.sum(standard**2, axis=1) - np.sum(scores**2, axis=1), 0.0)
        ratios = np.stack((inside, outside), axis=1) / self.limits[chosen]
        signal[rows] = ratios.max(axis=1)
        return signal


def _model(spec: RuleSpec) -> ChannelModel:
    assert spec.model is not None
    return spec.model
