"""How well alarms detect labelled events: hits, misses, false alarms, delay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.telemetry.segments import Floats


@dataclass(frozen=True, slots=True)
class DetectionScore:
    """Alarms of one stream against its labelled windows.

    Attributes
    ----------
    hits : windows with at least one alarm.
    misses : windows without an alarm.
    false_alarms : alarms outside every window.
    delays_s : from the start of each hit window to its first alarm. [s]
    duration_s : length of the stream judged. [s]
    """

    hits: int
    misses: int
    false_alarms: int
    delays_s: tuple[float, ...]
    duration_s: float

    @property
    def mean_delay_s(self) -> float | None:
        """Mean delay over the hits; None without a hit. [s]"""
        return float(np.mean(self.delays_s)) if self.delays_s else None

    @property
    def false_alarms_per_day(self) -> float | None:
        """Rate of false alarms; None for a stream without length. [1/d]"""
        return self.false_alarms / (self.duration_s / 86400) if self.duration_s > 0 else None

    @property
    def recall(self) -> float | None:
        """Share of windows that were hit; None without windows. [-]"""
        total = self.hits + self.misses
        return self.hits / total if total else None


@dataclass(frozen=True, slots=True)
class PointScore:
    """Row-by-row agreement of a detector with labels, as SKAB reports it.

    Attributes
    ----------
    f1 : harmonic mean of precision and recall. [-]
    false_alarm_rate : share of normal rows that were flagged. [-]
    missed_alarm_rate : share of abnormal rows that were not. [-]
    """

    f1: float
    false_alarm_rate: float
    missed_alarm_rate: float


def score_alarms(
    onsets: ArrayLike,
    windows: Sequence[tuple[float, float]],
    begin: float,
    end: float,
) -> DetectionScore:
    """Compare alarm onsets with labelled windows.

    Parameters
    ----------
    onsets : ndarray, shape (a,)
        Event times at which an alarm was raised. [s]
    windows : sequence of (float, float)
        Labelled windows, first and last instant, both inside. [s]
    begin : float
        First instant of the stream. [s]
    end : float
        Last instant of the stream. [s]

    Returns
    -------
    score : DetectionScore
        Hits, misses, false alarms and delays. [-]

    Notes
    -----
    Several alarms in one window count once; an alarm in no window is false, each by itself.

    Examples
    --------
    >>> score_alarms([5.0, 12.0, 13.0], [(10.0, 20.0), (30.0, 40.0)], 0.0, 50.0)
    DetectionScore(hits=1, misses=1, false_alarms=1, delays_s=(2.0,), duration_s=50.0)
    """
    times: Floats = np.sort(np.asarray(onsets, np.float64))
    inside = np.zeros(len(times), np.bool_)
    delays = []
    for first, last in windows:
        here = (times >= first) & (times <= last)
        inside |= here
        if here.any():
            delays.append(float(times[here][0] - first))
    return DetectionScore(
        hits=len(delays),
        misses=len(windows) - len(delays),
        false_alarms=int(np.count_nonzero(~inside)),
        delays_s=tuple(delays),
        duration_s=float(end - begin),
    )


def score_points(flagged: ArrayLike, abnormal: ArrayLike) -> PointScore:
    """Compare flags with labels row by row.

    Parameters
    ----------
    flagged : ndarray of bool, shape (n,)
        What the detector says of each row. [-]
    abnormal : ndarray of bool, shape (n,)
        What the label says. [-]

    Returns
    -------
    score : PointScore
        F1, false-alarm rate, missed-alarm rate. [-]

    Examples
    --------
    >>> score_points([0, 1, 1, 0], [0, 0, 1, 1])
    PointScore(f1=0.5, false_alarm_rate=0.5, missed_alarm_rate=0.5)
    """
    said = np.asarray(flagged, np.bool_)
    true = np.asarray(abnormal, np.bool_)
    hit = int(np.count_nonzero(said & true))
    false = int(np.count_nonzero(said & ~true))
    missed = int(np.count_nonzero(~said & true))
    normal = int(np.count_nonzero(~true))
    total = 2 * hit + false + missed
    return PointScore(
        f1=2 * hit / total if total else 1.0,
        false_alarm_rate=false / normal if normal else 0.0,
        missed_alarm_rate=missed / (hit + missed) if hit + missed else 0.0,
    )
