"""From a score to one of four levels, by the lower limits of the three graver bands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from anlan_science.model_info import ModelInfo

INFO = ModelInfo(
    id="bands",
    citation=(
        "Four levels of risk (major, larger, general, low; red, orange, yellow, blue): guiding "
        "opinions of the Work Safety Committee of the State Council on dual prevention, 2016. "
        "The limits are those of the method or of the county."
    ),
    quantity="level of risk",
    inputs=("score", "red_from", "orange_from", "yellow_from"),
)


def level_of_score(
    score: float | NDArray[np.float64], red_from: float, orange_from: float, yellow_from: float
) -> NDArray[np.int64]:
    """Level of a score: 1 red, 2 orange, 3 yellow, 4 blue; a limit belongs to the graver band.

    Parameters
    ----------
    score : float or ndarray, shape (n,)
        Score of the method. [-]
    red_from : float
        Least score of the red band. [-]
    orange_from : float
        Least score of the orange band. [-]
    yellow_from : float
        Least score of the yellow band. [-]

    Returns
    -------
    level : ndarray of int, shape (n,) or ()
        Level, 1 to 4. [-]

    Raises
    ------
    ValueError
        When the limits do not descend, or a score is not a number.

    Examples
    --------
    >>> level_of_score(np.array([320.0, 319.9, 70.0, 1.0]), 320.0, 160.0, 70.0).tolist()
    [1, 2, 3, 4]
    """
    if not red_from > orange_from > yellow_from:
        raise ValueError("the limits of the bands must descend")
    values = np.asarray(score, dtype=np.float64)
    if np.isnan(values).any():
        raise ValueError("a score is not a number")
    limits = np.array([yellow_from, orange_from, red_from])
    found: NDArray[np.int64] = 4 - np.searchsorted(limits, values, side="right").astype(np.int64)
    return found
