"""Concentration inside a building while a cloud passes outside: one well-mixed zone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="indoor_well_mixed",
    citation=(
        "Mass balance of one well-mixed zone with a constant exchange of air, as in CPR 16E (Green "
        "Book), 1992, and the ALOHA technical documentation, NOAA OR&R 43, 2013. Neither seen; the "
        "exact solution for an outdoor course of straight pieces, derived here. Checked with the "
        "CDC, MMWR 43 (RR-13), 1994, table S3-1."
    ),
    quantity="concentration indoors",
    inputs=("time", "outdoor", "air_changes"),
    validity={"air_changes": (0.05 / 3600.0, 20.0 / 3600.0)},
    status="verified",
)


def indoor(
    time: ArrayLike,
    outdoor: ArrayLike,
    air_changes: float,
    deposition: float = 0.0,
    penetration: float = 1.0,
    first: ArrayLike = 0.0,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Concentration indoors over time from the one outdoors.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Times, rising. [s]
    outdoor : ndarray, shape (n,) or (n, m)
        Concentration outdoors at these times, straight between them; a column per place. [kg/m³]
    air_changes : float
        Volumes of the building exchanged per time; one an hour is 1/3600. [1/s]
    deposition : float, default 0.0
        Rate of loss on surfaces. [1/s]
    penetration : float, default 1.0
        Share of the substance that the air carries in past filters and cracks. [-]
    first : float or ndarray, shape (m,), default 0.0
        Concentration indoors at the first time. [kg/m³]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    indoor : ndarray, shape (n,) or (n, m)
        Concentration indoors. [kg/m³]

    Raises
    ------
    InvalidInput
        An input is impossible, or the times do not rise.

    Notes
    -----
    .. math:: \dot c_i = p \lambda c_o - (\lambda + d) c_i

    solved exactly for each straight piece. When the cloud has passed, the concentration indoors
    is the higher one: windows are to be opened then.

    Validity
    --------
    air_changes : 0.05 to 20 an hour

    Examples
    --------
    One hour in a steady cloud at one air change an hour, 1 - 1/e:

    >>> indoor([0.0, 3600.0], [1.0, 1.0], 1 / 3600).round(4).tolist()
    [0.0, 0.6321]

    References
    ----------
    [1] CPR 16E (Green Book), 1992.
    """
    times = finite("time", time)
    outside = finite("outdoor", outdoor, least=0.0)
    if times.ndim != 1 or outside.shape[:1] != times.shape:
        raise InvalidInput("outdoor: its first axis must be that of the times")
    if (np.diff(times) < 0).any():
        raise InvalidInput("time: the times must rise")
    exchange = float(finite("air_changes", air_changes, least=0.0))
    check_range(caveats, INFO.id, INFO.validity, {"air_changes": exchange})
    carried = float(finite("penetration", penetration, least=0.0))
    finite("1 - penetration", 1.0 - carried, least=0.0)
    loss = exchange + float(finite("deposition", deposition, least=0.0))
    inside = np.empty_like(outside)
    if times.size == 0:
        return inside
    inside[0] = finite("first", first, least=0.0)
    for index in range(1, times.size):
        step = times[index] - times[index - 1]
        # Mean weights of the two ends over the step; series where the step is short.
        decay = loss * step
        kept = np.exp(-decay)
        if decay > 1e-4:
            filled = -np.expm1(-decay) / decay
            late = (1.0 - filled) / decay
            early = filled - late
        else:
            late, early = 0.5 - decay / 6.0, 0.5 - decay / 3.0
        gained = early * outside[index - 1] + late * outside[index]
        inside[index] = kept * inside[index - 1] + carried * exchange * step * gained
    return inside
