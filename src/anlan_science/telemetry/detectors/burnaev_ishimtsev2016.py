"""Shapes and level of one stream: how strange the last readings are by those seen before."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence

import numpy as np

from anlan_science.model_info import ModelInfo
from anlan_science.telemetry import roberts1959
from anlan_science.telemetry.segments import Bools, Floats, split

INFO = ModelInfo(
    id="burnaev_ishimtsev2016",
    citation=(
        "E. Burnaev and V. Ishimtsev, Conformalized density- and distance-based anomaly detection "
        "in time-series data, arXiv:1608.04585, 2016; conformal p-values: R. Laxhammar, Conformal "
        "anomaly detection, University of Skövde, 2014; level: roberts1959."
    ),
    quantity="share of earlier shapes and levels that were as strange as the present ones",
    inputs=("value", "probation", "lengths", "neighbours"),
    validity={"lengths": (2, 200), "neighbours": (1, 100)},
    status="unverified",
)

#: Readings in a shape (two lengths are combined), and earlier shapes it is compared with.
LENGTHS = (19, 36)
NEIGHBOURS = 27
#: Weight of the newest reading in the running mean and its variance, and readings to settle.
LEVEL_WEIGHT = 0.01
SETTLING = 100
#: A present shape is an onset when at most this share of earlier ones was as strange, and no
#: further onset follows within so many readings. Chosen as docs/models/detection.md tells.
RARE = 0.01
QUIET_ROWS = 90
#: Strangeness is compared with that of so many readings before.
MEMORY = 5_000
#: Earlier readings without which strangeness is not compared.
FEWEST = 20
#: Directions in which shapes hardly vary count at least with this share of the largest variance.
LEAST_VARIANCE = 1e-6


def strangeness(value: Floats, probation: int, length: int, neighbours: int) -> Floats:
    """Mean distance of each shape to the nearest shapes before it.

    Parameters
    ----------
    value : ndarray, shape (n,)
        Readings in order of time. [any]
    probation : int
        Readings at the beginning from which the variance of shapes is learnt. [-]
    length : int
        Readings in a shape. [-]
    neighbours : int
        Earlier shapes it is compared with. [-]

    Returns
    -------
    distance : ndarray, shape (n,)
        Mahalanobis distance; NaN until there are earlier shapes. [-]

    Notes
    -----
    Earlier shapes are those of the last half of ``probation`` readings, but none that overlaps the
    present one. Except for the variance, a value depends on earlier readings only.

    Validity
    --------
    length : 2 to 200
    neighbours : 1 to 100
    """
    values = np.asarray(value, np.float64)
    distance = np.full(len(values), np.nan)
    if len(values) < length:
        return distance
    shapes = np.lib.stride_tricks.sliding_window_view(values, length)
    first = shapes[: max(probation - length + 1, 2 * length)]
    earlier = max(2 * length, probation // 2)
    if len(first) < 3 or len(shapes) <= earlier + length:
        return distance
    variance, axes = np.linalg.eigh(np.cov(first.T))
    spread = np.sqrt(np.maximum(variance, max(LEAST_VARIANCE * variance[-1], 1e-300)))
    turned = (shapes - first.mean(axis=0)) @ axes / spread
    for row in range(earlier + length, len(shapes)):
        before = turned[row - length - earlier + 1 : row - length + 1]
        difference = before - turned[row]
        squares = np.einsum("ij,ij->i", difference, difference)
        nearest = min(neighbours, len(squares) - 1)
        distance[row + length - 1] = np.sqrt(np.partition(squares, nearest)[:nearest]).mean()
    return distance


def p_values(distance: Floats, memory: int = MEMORY) -> Floats:
    """Share of the earlier distances that were at least as large.

    Parameters
    ----------
    distance : ndarray, shape (n,)
        Strangeness in order of time, NaN where unknown. [any]
    memory : int
        Number of earlier values compared with. [-]

    Returns
    -------
    share : ndarray, shape (n,)
        Between 0 and 1; 1 where nothing can be said. [-]

    Examples
    --------
    >>> import numpy as np
    >>> steady = np.append(np.tile([1.0, 2.0], 20), [2.0, 9.0])
    >>> p_values(steady)[-2:].round(2).tolist()
    [0.5, 0.0]
    """
    share = np.ones(len(distance))
    ordered: list[float] = []
    recent: deque[float] = deque()
    for row, value in enumerate(np.asarray(distance, np.float64).tolist()):
        if value != value:
            continue
        if len(ordered) >= FEWEST:
            share[row] = (len(ordered) - bisect_left(ordered, value)) / len(ordered)
        insort(ordered, value)
        recent.append(value)
        if len(recent) > memory:
            del ordered[bisect_left(ordered, recent.popleft())]
    return share


def shares(
    value: Floats,
    probation: int,
    lengths: Sequence[int] = LENGTHS,
    neighbours: int = NEIGHBOURS,
) -> Floats:
    """Geometric mean of the p-values of shapes of several lengths and of the level.

    Parameters
    ----------
    value : ndarray, shape (n,)
        Readings in order of time. [any]
    probation : int
        Readings at the beginning from which the variance of shapes is learnt. [-]
    lengths : sequence of int
        Readings in a shape, for each kind of shape. [-]
    neighbours : int
        Earlier shapes each is compared with. [-]

    Returns
    -------
    share : ndarray, shape (n,)
        Small where every kind of shape is strange and the level is unusual. [-]

    Notes
    -----
    The level is the distance from the exponentially weighted mean in standard deviations.
    """
    product = p_values(_level(np.asarray(value, np.float64)))
    for length in lengths:
        product *= p_values(strangeness(value, probation, length, neighbours))
    return np.asarray(product ** (1 / (len(lengths) + 1)), np.float64)


def _level(value: Floats) -> Floats:
    """Distance from the running mean, without sign; 0 while it settles."""
    if not len(value):
        return np.empty(0)
    nothing = np.zeros(1)
    score, _mean, _variance, _count = roberts1959.score_batch(
        value,
        split(np.zeros(len(value), np.int64)),
        np.array([LEVEL_WEIGHT]),
        np.array([SETTLING]),
        nothing,
        nothing,
        np.zeros(1, np.int64),
    )
    return np.abs(np.nan_to_num(score))


def onsets(share: Floats, rare: float = RARE, quiet: int = QUIET_ROWS) -> Bools:
    """Rows at which an alarm begins: a rare shape, and none shortly before.

    Parameters
    ----------
    share : ndarray, shape (n,)
        As ``shares`` gives it. [-]
    rare : float
        Largest share that counts as rare. [-]
    quiet : int
        After an onset none follows within so many rows. [-]

    Returns
    -------
    begins : ndarray of bool, shape (n,)
        Whether an alarm begins. [-]

    Examples
    --------
    >>> import numpy as np
    >>> onsets(np.array([1.0, 0.0, 0.0, 1.0, 0.0]), rare=0.01, quiet=3).tolist()
    [False, True, False, False, True]
    """
    begins = np.zeros(len(share), np.bool_)
    allowed = 0
    for row in np.flatnonzero(np.asarray(share) <= rare).tolist():
        if row >= allowed:
            begins[row] = True
            allowed = row + quiet
    return begins
