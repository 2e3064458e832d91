"""Antecedent precipitation index: rain of the past, the older the less it counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="kohler_linsley1951",
    citation=(
        "M. A. Kohler, R. K. Linsley, Predicting the runoff from storm rainfall, U.S. Weather "
        "Bureau Research Paper 34, Washington, 1951. The printed paper was not at hand; the range "
        "of the recession is the one usually quoted from it."
    ),
    quantity="Antecedent precipitation index",
    inputs=("rain", "recession", "step_s"),
    validity={"recession": (0.85, 0.98)},
    status="verified",
)

_DAY_S = 86_400.0


def antecedent_precipitation(
    rain: ArrayLike,
    recession: float = 0.85,
    step_s: float = _DAY_S,
    *,
    start: ArrayLike = 0.0,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Antecedent precipitation index after each step; Kohler and Linsley 1951.

    Parameters
    ----------
    rain : ndarray, shape (steps, ...)
        Rain of each step, oldest first; 1 kg/m² is 1 mm. [kg/m²]
    recession : float, default 0.85
        Share that is left after a day without rain. [-]
    step_s : float, default 86400
        Length of a step. [s]
    start : float or ndarray, shape (...), default 0
        Index before the first step. [kg/m²]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    index : ndarray, shape (steps, ...)
        Index at the end of each step, its own rain included. [kg/m²]

    Raises
    ------
    InvalidInput
        Rain is negative or not finite, the recession is not between 0 and 1, a step has no length.
    OutOfValidity
        When the list is strict and the recession lies outside the range.

    Notes
    -----
    .. math:: A_t = k^{\Delta t / 1\,\mathrm{d}} A_{t-1} + P_t

    Validity
    --------
    recession : 0.85 to 0.98

    Examples
    --------
    >>> antecedent_precipitation([10.0, 0.0, 0.0], 0.9).round(2).tolist()
    [10.0, 9.0, 8.1]
    """
    depths = finite("rain", rain, least=0.0)
    if depths.ndim == 0:
        raise InvalidInput("rain must have one value per step")
    if not 0.0 < recession < 1.0:
        raise InvalidInput("recession: must lie between 0 and 1")
    length = float(finite("step_s", step_s, above=0.0))
    check_range(caveats, INFO.id, INFO.validity, {"recession": recession})
    kept = recession ** (length / _DAY_S)
    index = np.broadcast_to(finite("start", start, least=0.0), depths.shape[1:])
    found = np.empty_like(depths)
    for number, depth in enumerate(depths):
        index = kept * index + depth
        found[number] = index
    return found
