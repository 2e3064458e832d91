"""Several time series in one array: each series is a run of consecutive rows (a segment).

All work on a batch is done on whole arrays. Only recursions that cannot be written as a prefix
operation go row by row, and then over all short segments at once and over each long segment in
one call, so that a batch of N rows costs at most about the square root of N calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Segments:
    """Where each series lies in an array sorted by series, then time.

    Attributes
    ----------
    series : series number of each segment, shape (s,).
    start : first row of each segment, shape (s,).
    length : rows of each segment, shape (s,).
    row_start : first row of the segment of each row, shape (n,).
    row_segment : segment of each row, shape (n,).
    """

    series: Ints
    start: Ints
    length: Ints
    row_start: Ints
    row_segment: Ints

    @property
    def rows(self) -> int:
        """Number of rows in all segments."""
        return len(self.row_start)

    @property
    def last(self) -> Ints:
        """Last row of each segment."""
        return self.start + self.length - 1

    @property
    def is_first(self) -> Bools:
        """Whether each row is the first of its segment."""
        first: Bools = np.arange(self.rows) == self.row_start
        return first


def split(sorted_series: Ints) -> Segments:
    """Find the segments of an array of series numbers in which equal numbers are adjacent.

    Parameters
    ----------
    sorted_series : ndarray, shape (n,)
        Series number of each row, equal numbers adjacent. [-]

    Returns
    -------
    segments : Segments
        The runs of equal numbers. [-]
    """
    n = len(sorted_series)
    if n == 0:
        none = np.empty(0, np.int64)
        return Segments(none, none, none, none, none)
    is_first = np.empty(n, np.bool_)
    is_first[0] = True
    np.not_equal(sorted_series[1:], sorted_series[:-1], out=is_first[1:])
    start = np.flatnonzero(is_first)
    length = np.diff(start, append=n)
    row_segment = np.cumsum(is_first) - 1
    return Segments(sorted_series[start], start, length, start[row_segment], row_segment)


def last_true(flag: Bools, segments: Segments) -> Ints:
    """Row of the latest true flag at or before each row, within its segment.

    Parameters
    ----------
    flag : ndarray of bool, shape (n,)
        What is looked for. [-]
    segments : Segments
        Runs of the array. [-]

    Returns
    -------
    row : ndarray of int, shape (n,)
        Row number, or -1 when no flag was true so far in the segment. [-]
    """
    row = np.where(flag, np.arange(len(flag)), -1)
    np.maximum.accumulate(row, out=row)
    return np.where(row < segments.row_start, -1, row)


def shift(value: Floats, segments: Segments, carried: Floats) -> Floats:
    """Value of the preceding row of the same series.

    Parameters
    ----------
    value : ndarray, shape (n,)
        Values of the batch. [any]
    segments : Segments
        Runs of the array. [-]
    carried : ndarray, shape (s,)
        Last value of each series before this batch. [as value]

    Returns
    -------
    previous : ndarray, shape (n,)
        The preceding value, from ``carried`` on the first row of a segment. [as value]
    """
    previous = np.empty_like(value)
    previous[1:] = value[:-1]
    previous[segments.start] = carried
    return previous


def scan(
    segments: Segments,
    step: Callable[[Ints, Ints], None],
    bulk: Callable[[int, slice], None],
) -> None:
    """Run a recursion over every segment with few calls.

    Parameters
    ----------
    segments : Segments
        Runs of the array. [-]
    step : callable
        ``step(rows, segment_numbers)`` advances many segments by one row each. [-]
    bulk : callable
        ``bulk(segment_number, rows)`` runs through one long segment (a slice). [-]

    Returns
    -------
    none : None
        The callables write their results. [-]
    """
    if segments.rows == 0:
        return
    limit = max(8, int(np.sqrt(segments.rows)))
    short = np.flatnonzero(segments.length <= limit)
    if len(short):
        by_length = short[np.argsort(-segments.length[short], kind="stable")]
        lengths = segments.length[by_length]
        for k in range(int(lengths[0])):
            alive = by_length[: int(np.searchsorted(-lengths, -k, side="left"))]
            step(segments.start[alive] + k, alive)
    for number in np.flatnonzero(segments.length > limit):
        begin = int(segments.start[number])
        bulk(int(number), slice(begin, begin + int(segments.length[number])))
