"""Pairing warnings with what happened: which warning belongs to which event, and how early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.registry import Floats, InvalidInput, finite


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of warnings and events.

    ``lead_s`` has the time from the warning to the event for each event, NaN where there was none;
    ``is_false`` tells of each warning whether nothing followed it.
    """

    lead_s: Floats
    is_false: NDArray[np.bool_]

    @property
    def hits(self) -> int:
        """Events with a warning."""
        return int(np.count_nonzero(np.isfinite(self.lead_s)))

    @property
    def misses(self) -> int:
        """Events without one."""
        return len(self.lead_s) - self.hits

    @property
    def false_alarms(self) -> int:
        """Warnings without event."""
        return int(np.count_nonzero(self.is_false))

    @property
    def median_lead_s(self) -> float:
        """Median lead time of the hits; NaN without any."""
        known = self.lead_s[np.isfinite(self.lead_s)]
        return float(np.median(known)) if len(known) else float("nan")


def match_warnings(
    warnings: Sequence[tuple[float, float]],
    events: ArrayLike,
    *,
    valid_s: float,
    late_s: float = 0.0,
) -> Matching:
    """Pair warnings with events in time.

    A warning holds from its begin until ``valid_s`` after its end. An event is a hit when a warning
    holds at its time, or begins not more than ``late_s`` after it; the lead time counts from the
    begin of the earliest such warning and may be negative. A warning that belongs to no event was
    false.

    Parameters
    ----------
    warnings : sequence of (float, float)
        Begin and end of each warning. [s]
    events : float or ndarray, shape (n,)
        Times at which events began. [s]
    valid_s : float
        How long after its end a warning still counts. [s]
    late_s : float, default 0
        How long after the event a warning still counts as a hit. [s]

    Returns
    -------
    matching : Matching
        Lead time of each event, and which warnings were false. [s]

    Raises
    ------
    InvalidInput
        A time is not finite, a warning ends before it begins, a tolerance is negative.

    Examples
    --------
    >>> found = match_warnings([(0.0, 10.0), (100.0, 110.0)], [12.0, 50.0], valid_s=5.0)
    >>> found.hits, found.misses, found.false_alarms
    (1, 1, 1)
    """
    if valid_s < 0 or late_s < 0:
        raise InvalidInput("tolerances may not be negative")
    times = np.atleast_1d(finite("events", events)).astype(np.float64)
    spans = finite("warnings", np.array(warnings, np.float64).reshape(-1, 2))
    if (spans[:, 1] < spans[:, 0]).any():
        raise InvalidInput("a warning ends before it begins")
    begin, end = spans[:, 0], spans[:, 1]
    fits = (begin[None, :] - late_s <= times[:, None]) & (times[:, None] <= end[None, :] + valid_s)
    earliest = np.where(fits, begin[None, :], np.inf).min(axis=1, initial=np.inf)
    lead = np.where(np.isfinite(earliest), times - earliest, np.nan)
    is_hit: NDArray[np.bool_] = np.any(fits, axis=0)
    return Matching(lead, np.logical_not(is_hit))
