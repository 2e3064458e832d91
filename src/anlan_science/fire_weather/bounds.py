"""Weather and codes that are physically possible; anything else is refused, never clipped."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from anlan_science.registry import Floats, InvalidInput, finite


def checked(name: str, values: ArrayLike, low: float = -math.inf, high: float = math.inf) -> Floats:
    """Values as an array of floats, every one finite and physically possible.

    Parameters
    ----------
    name : str
        How the input is called in the message. [-]
    values : float or ndarray, any shape
        The input. [any]
    low : float, default -inf
        Smallest possible value. [as values]
    high : float, default inf
        Largest possible value. [as values]

    Returns
    -------
    array : ndarray, shape of the input
        The same values. [as values]

    Raises
    ------
    InvalidInput
        A value is not finite or outside ``low`` to ``high``.

    Examples
    --------
    >>> float(checked("wind_speed", 3, low=0.0))
    3.0
    """
    array = finite(name, values, least=low)
    if (array > high).any():
        raise InvalidInput(f"{name}: no value may be more than {high:g}")
    return array
