"""Modified z-score: distance from the running median in robust standard deviations."""

from __future__ import annotations

import numpy as np

from anlan_science.model_info import ModelInfo
from anlan_science.telemetry.segments import Floats, Ints, Segments

INFO = ModelInfo(
    id="iglewicz_hoaglin1993",
    citation=(
        "B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Basic References "
        "in Quality Control 16, Milwaukee, 1993, section 3.3."
    ),
    quantity="modified z-score of a reading against the readings before it",
    inputs=("value", "history", "window"),
    validity={"window": (5, 512)},
    status="verified",
)

#: 75th percentile of the standard normal distribution: MAD / 0.6745 estimates sigma.
NORMAL_MAD = 0.6744897501960817
#: Fewest earlier readings from which a median and a spread are worth forming.
MIN_HISTORY = 5


def modified_z_score(value: Floats, earlier: Floats) -> Floats:
    r"""Modified z-score of each value against its own earlier readings.

    Parameters
    ----------
    value : ndarray, shape (n,)
        The reading to judge. [any]
    earlier : ndarray, shape (n, w)
        Readings before it, NaN where there is none. [as value]

    Returns
    -------
    score : ndarray, shape (n,)
        Score; NaN with fewer than five earlier readings or when they do not vary. [-]

    Notes
    -----
    .. math:: M_i = 0.6745 (x_i - \tilde x) / MAD

    Validity
    --------
    window : 5 to 512 readings

    Examples
    --------
    >>> import numpy as np
    >>> past = np.array([[2.1, 2.6, 2.4, 2.5, 2.3]])
    >>> float(modified_z_score(np.array([9.0]), past).round(2)[0])
    44.52
    """
    median, count = _median(earlier)
    spread, _count = _median(np.abs(earlier - median[:, None]))
    with np.errstate(divide="ignore", invalid="ignore"):
        score = NORMAL_MAD * (value - median) / spread
    return np.where((count >= MIN_HISTORY) & (spread > 0), score, np.nan)


def _median(rows: Floats) -> tuple[Floats, Ints]:
    """Median of each row without its NaN, and how many values there were."""
    ordered = np.sort(rows, axis=1)  # NaN go last
    count = np.count_nonzero(~np.isnan(ordered), axis=1)
    line = np.arange(len(rows))
    high = np.clip(count // 2, 0, rows.shape[1] - 1)
    low = np.clip((count - 1) // 2, 0, rows.shape[1] - 1)
    return (ordered[line, low] + ordered[line, high]) / 2, count


def score_batch(
    value: Floats, segments: Segments, history: Floats, window: Ints
) -> tuple[Floats, Floats]:
    """Score a batch and return the history after it.

    Parameters
    ----------
    value : ndarray, shape (n,)
        Readings sorted by series and time. [any]
    segments : Segments
        Runs of the array. [-]
    history : ndarray, shape (s, w)
        Latest readings of each series before the batch, newest last, NaN where none. [as value]
    window : ndarray of int, shape (s,)
        How many earlier readings count, at most w. [-]

    Returns
    -------
    score : ndarray, shape (n,)
        Modified z-score of each row. [-]
    history : ndarray, shape (s, w)
        Latest readings of each series after the batch. [as value]
    """
    width = history.shape[1]
    number = np.arange(len(segments.start))
    # Each series gets a stretch of its history followed by its new readings.
    begin = segments.start + number * width
    tape = np.empty(len(value) + history.size)
    tape[begin[:, None] + np.arange(width)] = history
    position = np.arange(len(value)) + (segments.row_segment + 1) * width
    tape[position] = value
    columns = np.arange(-width, 0)
    score = np.empty(len(value))
    for first in range(0, len(value), 8192):  # bounded memory
        rows = slice(first, first + 8192)
        earlier = tape[position[rows, None] + columns]
        earlier[columns < -window[segments.row_segment[rows], None]] = np.nan
        score[rows] = modified_z_score(value[rows], earlier)
    after = tape[(begin + segments.length)[:, None] + np.arange(width)]
    return score, after
