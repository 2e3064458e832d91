"""Many channels smoothed over time, then judged by principal components: small lasting faults."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anlan_science.model_info import ModelInfo
from anlan_science.telemetry.detectors.jackson_mudholkar1979 import PcaModel, distances, learn
from anlan_science.telemetry.segments import Floats

INFO = ModelInfo(
    id="lowry1992",
    citation=(
        "C. A. Lowry, W. H. Woodall, C. W. Champ and S. E. Rigdon, A multivariate exponentially "
        "weighted moving average control chart, Technometrics 34(1), 46-53, 1992, "
        "doi:10.1080/00401706.1992.10485232; distances as in jackson_mudholkar1979."
    ),
    quantity="larger of T-squared and squared prediction error of smoothed rows, by their limits",
    inputs=("training", "rows", "weight", "share", "factor"),
    validity={"weight": (0.01, 1.0), "share": (0.1, 1.0), "factor": (1.0, 10.0)},
    status="unverified",
)

#: Weight of the newest row, share of variance explained, and how many times the largest distance
#: of the fault-free rows is allowed. Chosen as docs/models/detection.md tells.
WEIGHT, SHARE, FACTOR = 0.2, 0.9, 2.0


@dataclass(frozen=True, slots=True)
class SmoothedModel:
    """What was learnt from smoothed fault-free rows.

    Attributes
    ----------
    pca : means, scales and principal directions of smoothed rows.
    weight : weight of the newest row. [-]
    t_squared_limit : allowed T-squared. [-]
    squared_error_limit : allowed squared prediction error. [-]
    last : smoothed row at the end of the training, shape (c,). [as channel]
    """

    pca: PcaModel
    weight: float
    t_squared_limit: float
    squared_error_limit: float
    last: Floats


def smooth(rows: Floats, weight: float, carried: Floats) -> Floats:
    r"""Exponentially weighted mean of each channel.

    Parameters
    ----------
    rows : ndarray, shape (n, c)
        Rows in order of time. [any]
    weight : float
        Weight of the newest row. [-]
    carried : ndarray, shape (c,)
        Smoothed row before the first. [as rows]

    Returns
    -------
    smoothed : ndarray, shape (n, c)
        Smoothed rows. [as rows]

    Notes
    -----
    .. math:: z_i = w x_i + (1 - w) z_{i-1}

    Validity
    --------
    weight : 0.01 to 1

    Examples
    --------
    >>> import numpy as np
    >>> smooth(np.array([[1.0], [1.0]]), 0.5, np.array([0.0])).tolist()
    [[0.5], [0.75]]
    """
    from scipy.signal import lfilter  # takes two seconds to load

    keep = 1 - weight
    smoothed, _end = lfilter(
        [weight], [1.0, -keep], np.asarray(rows, np.float64), axis=0, zi=(keep * carried)[None]
    )
    return np.asarray(smoothed, np.float64)


def learn_smoothed(
    training: Floats, weight: float = WEIGHT, share: float = SHARE, factor: float = FACTOR
) -> SmoothedModel:
    """Learn directions and limits from fault-free rows.

    Parameters
    ----------
    training : ndarray, shape (n, c)
        Fault-free rows in order of time. [any]
    weight : float
        Weight of the newest row. [-]
    share : float
        Share of the variance that the kept directions explain. [-]
    factor : float
        Limits are this many times the largest distance in the training. [-]

    Returns
    -------
    model : SmoothedModel
        Directions, limits and the smoothed row to go on from. [-]

    Notes
    -----
    Smoothed rows are correlated in time, so limits from a distribution do not hold; they are taken
    from the fault-free rows themselves. The first ``1 / weight`` rows, in which the mean settles,
    are not learnt from.
    """
    rows = np.asarray(training, np.float64)
    smoothed = smooth(rows, weight, rows[0])
    settled = smoothed[min(int(1 / weight), len(rows) // 2) :]
    pca = learn(settled, share)
    t_squared, squared_error = distances(pca, settled)
    return SmoothedModel(
        pca,
        weight,
        factor * float(t_squared.max()),
        factor * max(float(squared_error.max()), 1e-12),
        smoothed[-1],
    )


def judge(model: SmoothedModel, rows: Floats, carried: Floats) -> tuple[Floats, Floats]:
    """Judge rows: 1 and above is abnormal.

    Parameters
    ----------
    model : SmoothedModel
        What was learnt. [-]
    rows : ndarray, shape (n, c)
        Rows in order of time. [any]
    carried : ndarray, shape (c,)
        Smoothed row before the first: ``model.last`` right after the training. [as rows]

    Returns
    -------
    signal : ndarray, shape (n,)
        Larger of the two distances, each divided by its limit. [-]
    carried : ndarray, shape (c,)
        Smoothed row after the last, for the next batch. [as rows]
    """
    if not len(rows):
        return np.empty(0), carried
    smoothed = smooth(rows, model.weight, carried)
    t_squared, squared_error = distances(model.pca, smoothed)
    signal = np.maximum(
        t_squared / model.t_squared_limit, squared_error / model.squared_error_limit
    )
    return signal, smoothed[-1]
