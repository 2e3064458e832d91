"""Cumulative sums in both directions: small lasting shifts of the mean, found early."""

from __future__ import annotations

import numpy as np

from anlan_science.model_info import ModelInfo
from anlan_science.telemetry.segments import Floats, Ints, Segments, scan

INFO = ModelInfo(
    id="page1954",
    citation=(
        "E. S. Page, Continuous inspection schemes, Biometrika 41(1/2), 100-115, 1954, "
        "doi:10.1093/biomet/41.1-2.100; tabular form: D. C. Montgomery, Introduction to "
        "Statistical Quality Control, section on the tabular CUSUM."
    ),
    quantity="larger of the upper and lower one-sided cumulative sums",
    inputs=("standardised", "allowance"),
    validity={"allowance": (0.0, 5.0)},
    status="verified",
)


def one_sided(increment: Floats, carried: Floats, segments: Segments) -> Floats:
    r"""Cumulative sum that never falls below zero, over every series.

    Parameters
    ----------
    increment : ndarray, shape (n,)
        What is added at each row. [-]
    carried : ndarray, shape (s,)
        Sum before the batch. [-]
    segments : Segments
        Runs of the array. [-]

    Returns
    -------
    total : ndarray, shape (n,)
        Sum after each row. [-]

    Notes
    -----
    .. math:: S_i = \max(0, S_{i-1} + u_i)

    Over a long run this equals :math:`C_i - \min(-S_0, \min_{j \le i} C_j)` with the plain
    cumulative sum :math:`C`.
    """
    total = np.empty_like(increment)
    running = carried.copy()

    def step(rows: Ints, series: Ints) -> None:
        running[series] = np.maximum(0.0, running[series] + increment[rows])
        total[rows] = running[series]

    def bulk(series: int, rows: slice) -> None:
        plain = np.cumsum(increment[rows])
        floor = np.minimum(np.minimum.accumulate(plain), -running[series])
        total[rows] = plain - floor

    scan(segments, step, bulk)
    return total


def two_sided(
    standardised: Floats,
    allowance: Floats,
    carried_high: Floats,
    carried_low: Floats,
    segments: Segments,
) -> tuple[Floats, Floats]:
    """Upper and lower cumulative sum of standardised readings.

    Parameters
    ----------
    standardised : ndarray, shape (n,)
        (reading - target) / standard deviation, sorted by series and time. [-]
    allowance : ndarray, shape (s,)
        Slack taken off each step, usually half the shift to be found. [-]
    carried_high : ndarray, shape (s,)
        Upper sum before the batch. [-]
    carried_low : ndarray, shape (s,)
        Lower sum before the batch. [-]
    segments : Segments
        Runs of the array. [-]

    Returns
    -------
    high : ndarray, shape (n,)
        Upper sum after each row. [-]
    low : ndarray, shape (n,)
        Lower sum after each row. [-]

    Validity
    --------
    allowance : 0 to 5

    Examples
    --------
    A step of +1 with allowance 0.5 grows by 0.5 a reading:

    >>> import numpy as np
    >>> from anlan_science.telemetry.segments import split
    >>> runs = split(np.zeros(3, dtype=np.int64))
    >>> zero = np.zeros(1)
    >>> high, low = two_sided(np.ones(3), np.array([0.5]), zero, zero, runs)
    >>> high.tolist(), low.tolist()
    ([0.5, 1.0, 1.5], [0.0, 0.0, 0.0])
    """
    slack = allowance[segments.row_segment]
    return (
        one_sided(standardised - slack, carried_high, segments),
        one_sided(-standardised - slack, carried_low, segments),
    )


def learn_baseline(
    value: Floats,
    segments: Segments,
    warm_up: Ints,
    count: Ints,
    mean: Floats,
    squares: Floats,
) -> tuple[Floats, Ints, Floats, Floats]:
    """Learn target and spread from the first readings of each series, then standardise.

    Parameters
    ----------
    value : ndarray, shape (n,)
        Readings sorted by series and time. [any]
    segments : Segments
        Runs of the array. [-]
    warm_up : ndarray of int, shape (s,)
        Readings to learn from. [-]
    count : ndarray of int, shape (s,)
        Readings learnt from before the batch. [-]
    mean : ndarray, shape (s,)
        Mean of those. [as value]
    squares : ndarray, shape (s,)
        Their sum of squared deviations from the mean. [value²]

    Returns
    -------
    standardised : ndarray, shape (n,)
        (reading - mean) / standard deviation; NaN while learning or without spread. [-]
    count : ndarray of int, shape (s,)
        Readings learnt from after the batch. [-]
    mean : ndarray, shape (s,)
        Mean after the batch. [as value]
    squares : ndarray, shape (s,)
        Sum of squared deviations after the batch. [value²]

    Notes
    -----
    Means and squares of parts are joined by the pairwise formula of Chan, Golub and LeVeque
    (1979), so that the order of batches does not matter beyond rounding.
    """
    segment = segments.row_segment
    seen = count[segment] + np.arange(len(value)) - segments.row_start
    learning = seen < warm_up[segment]
    number = len(segments.start)
    new = np.bincount(segment[learning], minlength=number)
    with np.errstate(divide="ignore", invalid="ignore"):
        part_mean = np.bincount(segment[learning], value[learning], number) / new
        part_mean = np.where(new > 0, part_mean, 0.0)
        part_squares = np.bincount(
            segment[learning], (value[learning] - part_mean[segment[learning]]) ** 2, number
        )
        total = count + new
        difference = np.where(new > 0, part_mean - mean, 0.0)
        joined = np.where(count > 0, mean, 0.0)
        difference = np.where(count > 0, difference, 0.0)
        mean_after = np.where(
            count > 0, joined + difference * new / np.maximum(total, 1), part_mean
        )
        squares_after = squares + part_squares + difference**2 * count * new / np.maximum(total, 1)
        deviation = np.sqrt(squares_after / np.maximum(total - 1, 1))
        standardised = (value - mean_after[segment]) / deviation[segment]
    known = ~learning & (deviation[segment] > 0)
    return np.where(known, standardised, np.nan), total, mean_after, squares_after
