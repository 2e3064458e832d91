"""The score of the Numenta Anomaly Benchmark: early detections earn most, false ones cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.telemetry.segments import Floats

INFO = ModelInfo(
    id="lavin_ahmad2015",
    citation=(
        "A. Lavin and S. Ahmad, Evaluating real-time anomaly detection algorithms - the Numenta "
        "Anomaly Benchmark, IEEE ICMLA 2015, 38-44, doi:10.1109/ICMLA.2015.141, arXiv:1510.03336; "
        "weights and probation as of NAB v1.1."
    ),
    quantity="score of detections against labelled windows, 100 for a perfect detector",
    inputs=("flagged", "windows", "weights"),
    validity={"rows": (1, 1e7)},
    status="verified",
)

#: A share of the stream at its beginning is not scored, at most of this many rows.
PROBATION_SHARE = 0.15
PROBATION_ROWS_OF = 5_000
#: Steepness of the sigmoid, and the position beyond which a false detection costs in full.
STEEPNESS = 5.0
FAR_BEHIND = 3.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What a hit earns, what a false detection and a missed window cost (table 1 of the paper)."""

    hit: float
    false: float
    missed: float


PROFILES = {
    "standard": Weights(1.0, 0.11, 1.0),
    "reward_low_fp": Weights(1.0, 0.22, 1.0),
    "reward_low_fn": Weights(1.0, 0.11, 2.0),
}


def probation(rows: int) -> float:
    """Rows at the beginning that are not scored.

    Parameters
    ----------
    rows : int
        Length of the stream. [-]

    Returns
    -------
    number : float
        Rows with a smaller number are on probation. [-]

    Examples
    --------
    >>> probation(4032), probation(20000)
    (604.0, 750.0)
    """
    return float(min(np.floor(PROBATION_SHARE * rows), PROBATION_SHARE * PROBATION_ROWS_OF))


def scaled_sigmoid(position: ArrayLike) -> Floats:
    r"""Value of a detection by its place relative to a window.

    Parameters
    ----------
    position : ndarray, shape (n,)
        -1 at the left edge of the window, 0 at its right edge, positive behind it. [-]

    Returns
    -------
    value : ndarray, shape (n,)
        Between -1 and 1. [-]

    Notes
    -----
    .. math:: \sigma(y) = 2 / (1 + e^{5 y}) - 1, \quad -1 \text{ for } y > 3

    Examples
    --------
    >>> scaled_sigmoid([-1.0, 0.0, 4.0]).round(5).tolist()
    [0.98661, 0.0, -1.0]
    """
    place = np.asarray(position, np.float64)
    near = np.minimum(place, FAR_BEHIND)
    return np.where(place > FAR_BEHIND, -1.0, 2 / (1 + np.exp(STEEPNESS * near)) - 1)


def raw_score(flagged: ArrayLike, windows: Sequence[tuple[int, int]], weights: Weights) -> float:
    """Score of one stream, not normalised.

    Parameters
    ----------
    flagged : ndarray of bool, shape (n,)
        Rows at which the detector spoke. [-]
    windows : sequence of (int, int)
        First and last row of each labelled window, in order. [-]
    weights : Weights
        Profile of costs. [-]

    Returns
    -------
    score : float
        Sum over windows and false detections. [-]

    Notes
    -----
    Of a window only the best detection counts. A false detection costs the less the nearer it lies
    behind a window; in front of every window it costs in full.

    Examples
    --------
    >>> import numpy as np
    >>> spoke = np.zeros(100, bool)
    >>> spoke[50] = True
    >>> raw_score(spoke, [(50, 59)], PROFILES["standard"])
    1.0
    """
    rows = np.flatnonzero(np.asarray(flagged, np.bool_))
    length = len(np.asarray(flagged))
    first_scored = probation(length)
    rows = rows[rows >= first_scored]
    inside = np.zeros(len(rows), np.bool_)
    total = 0.0
    best_value = float(scaled_sigmoid(-1.0))
    for first, last in windows:
        if last < first_scored:
            continue
        here = (rows >= first) & (rows <= last)
        inside |= here
        if not here.any():
            total -= weights.missed
            continue
        position = -(last - rows[here].min() + 1) / (last - first + 1)
        total += weights.hit * float(scaled_sigmoid(position)) / best_value
    outside = rows[~inside]
    value = np.full(len(outside), -1.0)
    for first, last in windows:
        behind = outside > last
        value[behind] = scaled_sigmoid((outside[behind] - last) / (last - first))
    return total + weights.false * float(value.sum())


def normalise(total: float, windows: int, weights: Weights) -> float:
    """Bring the sum over streams to the scale from 0 (silence) to 100 (perfect).

    Parameters
    ----------
    total : float
        Sum of the raw scores of all streams. [-]
    windows : int
        Number of labelled windows in them. [-]
    weights : Weights
        Profile of costs. [-]

    Returns
    -------
    score : float
        Normalised score; negative for one that is worse than silence. [-]

    Examples
    --------
    >>> normalise(-2.0, 2, PROFILES["standard"]), normalise(2.0, 2, PROFILES["standard"])
    (0.0, 100.0)
    """
    silence = -weights.missed * windows
    perfect = weights.hit * windows
    return 100 * (total - silence) / (perfect - silence)
