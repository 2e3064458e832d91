"""Exponentially weighted moving average: distance of a reading from its running mean."""

from __future__ import annotations

import numpy as np

from anlan_science.model_info import ModelInfo
from anlan_science.telemetry.segments import Floats, Ints, Segments, scan, shift

INFO = ModelInfo(
    id="roberts1959",
    citation=(
        "S. W. Roberts, Control chart tests based on geometric moving averages, Technometrics "
        "1(3), 239-250, 1959, doi:10.1080/00401706.1959.10489860; variance recursion: T. Finch, "
        "Incremental calculation of weighted mean and variance, University of Cambridge, 2009. "
        "Neither seen; mean and variance agree with pandas."
    ),
    quantity="distance of a reading from the exponentially weighted mean before it",
    inputs=("value", "weight"),
    validity={"weight": (0.001, 1.0)},
    status="verified",
)


def recursion(driver: Floats, keep: Floats, carried: Floats, segments: Segments) -> Floats:
    r"""Linear recursion over every series.

    Parameters
    ----------
    driver : ndarray, shape (n,)
        What is added at each row. [any]
    keep : ndarray, shape (s,)
        Share of the former state that is kept. [-]
    carried : ndarray, shape (s,)
        State before the batch. [as driver]
    segments : Segments
        Runs of the array. [-]

    Returns
    -------
    state : ndarray, shape (n,)
        State after each row. [as driver]

    Notes
    -----
    .. math:: y_i = k y_{i-1} + u_i
    """
    from scipy.signal import lfilter  # takes two seconds to load

    state = np.empty_like(driver)
    running = carried.copy()

    def step(rows: Ints, series: Ints) -> None:
        running[series] = keep[series] * running[series] + driver[rows]
        state[rows] = running[series]

    def bulk(series: int, rows: slice) -> None:
        factor = keep[series]
        state[rows], _end = lfilter(
            [1.0], [1.0, -factor], driver[rows], zi=[factor * running[series]]
        )

    scan(segments, step, bulk)
    return state


def score_batch(
    value: Floats,
    segments: Segments,
    weight: Floats,
    warm_up: Ints,
    mean: Floats,
    variance: Floats,
    count: Ints,
) -> tuple[Floats, Floats, Floats, Ints]:
    r"""Score a batch against the weighted mean and variance before each reading.

    Parameters
    ----------
    value : ndarray, shape (n,)
        Readings sorted by series and time. [any]
    segments : Segments
        Runs of the array. [-]
    weight : ndarray, shape (s,)
        Weight of the newest reading. [-]
    warm_up : ndarray of int, shape (s,)
        Readings to learn from before scores are given. [-]
    mean : ndarray, shape (s,)
        Weighted mean before the batch, any value where count is 0. [as value]
    variance : ndarray, shape (s,)
        Weighted variance before the batch. [value²]
    count : ndarray of int, shape (s,)
        Readings seen before the batch. [-]

    Returns
    -------
    score : ndarray, shape (n,)
        Standard deviations from the mean; NaN while learning or without spread. [-]
    mean : ndarray, shape (s,)
        Mean after the batch. [as value]
    variance : ndarray, shape (s,)
        Variance after the batch. [value²]
    count : ndarray of int, shape (s,)
        Readings seen after the batch. [-]

    Notes
    -----
    .. math:: m_i = m_{i-1} + w (x_i - m_{i-1}), \quad
              v_i = (1 - w) (v_{i-1} + w (x_i - m_{i-1})^2)

    Validity
    --------
    weight : 0.001 to 1
    """
    start_mean = np.where(count == 0, value[segments.start], mean)
    row_weight = weight[segments.row_segment]
    means = recursion(row_weight * value, 1 - weight, start_mean, segments)
    deviation = value - shift(means, segments, start_mean)
    variances = recursion(
        (1 - row_weight) * row_weight * deviation**2, 1 - weight, variance, segments
    )
    before = shift(variances, segments, variance)
    seen = count[segments.row_segment] + np.arange(len(value)) - segments.row_start
    with np.errstate(divide="ignore", invalid="ignore"):
        score = deviation / np.sqrt(before)
    score = np.where((seen >= warm_up[segments.row_segment]) & (before > 0), score, np.nan)
    last = segments.last
    return score, means[last], variances[last], count + segments.length
