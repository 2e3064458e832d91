"""Hit rate, false-alarm ratio and critical success index of warnings."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, finite

INFO = ModelInfo(
    id="donaldson1975",
    citation=(
        "R. J. Donaldson, R. M. Dyer, M. J. Kraus, An objective evaluator of techniques for "
        "predicting severe weather events, Preprints 9th Conference on Severe Local Storms, "
        "American Meteorological Society, 321-326, 1975. The preprint was not at hand; the "
        "definitions are those of the verification pages of the WMO joint working group."
    ),
    quantity="Skill of warnings: hit rate, false-alarm ratio, critical success index",
    inputs=("hits", "misses", "false_alarms"),
    status="verified",
)


def _ratio(part: Floats, whole: Floats) -> Floats:
    share = np.full(np.shape(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=share, where=whole > 0))


def hit_rate(hits: ArrayLike, misses: ArrayLike) -> Floats:
    r"""Share of events that were warned of (probability of detection); Donaldson et al. 1975.

    Parameters
    ----------
    hits : float or ndarray, shape (n,)
        Events with a warning. [-]
    misses : float or ndarray, shape (n,)
        Events without one. [-]

    Returns
    -------
    share : ndarray, shape (n,) or ()
        0 to 1; NaN without any event. [-]

    Raises
    ------
    InvalidInput
        A count is negative or not finite.

    Notes
    -----
    .. math:: POD = h / (h + m)

    Examples
    --------
    >>> round(float(hit_rate(28, 23)), 3)
    0.549
    """
    hit, missed = finite("hits", hits, least=0.0), finite("misses", misses, least=0.0)
    return _ratio(hit, hit + missed)


def false_alarm_ratio(hits: ArrayLike, false_alarms: ArrayLike) -> Floats:
    r"""Share of warnings that nothing followed; Donaldson et al. 1975.

    Parameters
    ----------
    hits : float or ndarray, shape (n,)
        Warnings with an event. [-]
    false_alarms : float or ndarray, shape (n,)
        Warnings without one. [-]

    Returns
    -------
    share : ndarray, shape (n,) or ()
        0 to 1; NaN without any warning. [-]

    Raises
    ------
    InvalidInput
        A count is negative or not finite.

    Notes
    -----
    .. math:: FAR = f / (h + f)

    Examples
    --------
    >>> round(float(false_alarm_ratio(28, 72)), 2)
    0.72
    """
    hit, false = finite("hits", hits, least=0.0), finite("false_alarms", false_alarms, least=0.0)
    return _ratio(false, hit + false)


def critical_success_index(hits: ArrayLike, misses: ArrayLike, false_alarms: ArrayLike) -> Floats:
    r"""Hits among all that was warned of or happened (threat score); Donaldson et al. 1975.

    Parameters
    ----------
    hits : float or ndarray, shape (n,)
        Events with a warning. [-]
    misses : float or ndarray, shape (n,)
        Events without one. [-]
    false_alarms : float or ndarray, shape (n,)
        Warnings without event. [-]

    Returns
    -------
    index : ndarray, shape (n,) or ()
        0 to 1; NaN when there was neither. [-]

    Raises
    ------
    InvalidInput
        A count is negative or not finite.

    Notes
    -----
    .. math:: CSI = h / (h + m + f)

    Examples
    --------
    >>> round(float(critical_success_index(28, 23, 72)), 3)
    0.228
    """
    hit, missed = finite("hits", hits, least=0.0), finite("misses", misses, least=0.0)
    false = finite("false_alarms", false_alarms, least=0.0)
    return _ratio(hit, hit + missed + false)
