"""Depths of rain within moving windows, with gaps that are never taken for dry hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.registry import Floats, InvalidInput


def window_sums(rain: ArrayLike, steps: int, *, least_share: float = 1.0) -> Floats:
    """Sum of the last ``steps`` values at each step; NaN where too little was measured.

    Parameters
    ----------
    rain : ndarray, shape (n,)
        Rain of each step, oldest first; NaN where nothing was measured. [kg/m²]
    steps : int
        Length of the window. [-]
    least_share : float, default 1
        Share of the window that must have been measured. [-]

    Returns
    -------
    sums : ndarray, shape (n,)
        Sum of what was measured in the window that ends with each step. [kg/m²]

    Raises
    ------
    InvalidInput
        The window has no length or the share is not between 0 and 1.

    Examples
    --------
    >>> window_sums([1.0, 2.0, 3.0], 2).tolist()
    [nan, 3.0, 5.0]
    """
    if steps < 1 or not 0.0 <= least_share <= 1.0:
        raise InvalidInput("the window needs a length and a share between 0 and 1")
    values = np.asarray(rain, dtype=np.float64)
    measured = np.isfinite(values)
    totals = np.concatenate(([0.0], np.cumsum(np.where(measured, values, 0.0))))
    counts = np.concatenate(([0], np.cumsum(measured)))
    end = np.arange(1, len(values) + 1)
    begin = np.maximum(end - steps, 0)
    sums = totals[end] - totals[begin]
    seen = counts[end] - counts[begin]
    # A sum of small differences of large totals may fall a hair below zero.
    found: Floats = np.where(seen >= max(1.0, least_share * steps), np.maximum(sums, 0.0), np.nan)
    return found
