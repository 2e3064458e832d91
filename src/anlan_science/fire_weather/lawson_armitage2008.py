"""Day-length factors of the duff and drought codes for any latitude."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.fire_weather.bounds import checked
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput

INFO = ModelInfo(
    id="lawson_armitage2008",
    citation=(
        "B. D. Lawson and O. B. Armitage, Weather guide for the Canadian Forest Fire Danger Rating "
        "System, Natural Resources Canada, Northern Forestry Centre, Edmonton, 2008; the row of "
        "46° N is that of Van Wagner and Pickett 1985. Numbers taken from the reference "
        "implementation of the Canadian Forest Service (R package cffdrs); the guide not seen."
    ),
    quantity="day-length factor of DMC and DC",
    inputs=("month", "latitude"),
    validity={"month": (1.0, 12.0), "latitude": (-90.0, 90.0)},
    # The reference grids are made with the same tables, and of the DC they show 40° N only.
    status="unverified",
)

#: Factor of the DMC by month; a row holds above its latitude, up to the row before.
DUFF: tuple[tuple[float, tuple[float, ...]], ...] = (
    (30.0, (6.5, 7.5, 9.0, 12.8, 13.9, 13.9, 12.4, 10.9, 9.4, 8.0, 7.0, 6.0)),
    (10.0, (7.9, 8.4, 8.9, 9.5, 9.9, 10.2, 10.1, 9.7, 9.1, 8.6, 8.1, 7.8)),
    (-10.0, (9.0,) * 12),
    (-30.0, (10.1, 9.6, 9.1, 8.5, 8.1, 7.8, 7.9, 8.3, 8.9, 9.4, 9.9, 10.2)),
    (-np.inf, (11.5, 10.5, 9.2, 7.9, 6.8, 6.2, 6.5, 7.4, 8.7, 10.0, 11.2, 11.8)),
)
#: Factor of the DC by month, likewise.
DROUGHT: tuple[tuple[float, tuple[float, ...]], ...] = (
    (20.0, (-1.6, -1.6, -1.6, 0.9, 3.8, 5.8, 6.4, 5.0, 2.4, 0.4, -1.6, -1.6)),
    (-20.0, (1.4,) * 12),
    (-np.inf, (6.4, 5.0, 2.4, 0.4, -1.6, -1.6, -1.6, -1.6, -1.6, 0.9, 3.8, 5.8)),
)


def _factor(
    table: tuple[tuple[float, tuple[float, ...]], ...], month: int, latitude: ArrayLike
) -> Floats:
    """Look up the month in the row of each latitude."""
    if month not in range(1, 13):
        raise InvalidInput("month must be 1 to 12")
    places = checked("latitude", latitude, -90.0, 90.0)
    rows = [places > above for above, _months in table]
    return np.select(rows, [np.float64(months[month - 1]) for _above, months in table])


def duff_day_length(month: int, latitude: ArrayLike) -> Floats:
    """Effective day length in the drying rate of the DMC, after the weather guide of 2008.

    Parameters
    ----------
    month : int
        Month, 1 to 12. [-]
    latitude : float or ndarray, shape (n,)
        Latitude, north positive. [°]

    Returns
    -------
    factor : ndarray, shape (n,) or ()
        Effective day length. [h]

    Raises
    ------
    InvalidInput
        No such month or latitude.

    Validity
    --------
    latitude : -90 to 90

    Examples
    --------
    >>> float(duff_day_length(4, 46.0)), float(duff_day_length(4, 0.0))
    (12.8, 9.0)

    References
    ----------
    [1] B. D. Lawson and O. B. Armitage, Weather guide for the CFFDRS, 2008.
    """
    return _factor(DUFF, month, latitude)


def drought_day_length(month: int, latitude: ArrayLike) -> Floats:
    """Day-length adjustment in the evapotranspiration of the DC, after the guide of 2008.

    Parameters
    ----------
    month : int
        Month, 1 to 12. [-]
    latitude : float or ndarray, shape (n,)
        Latitude, north positive. [°]

    Returns
    -------
    factor : ndarray, shape (n,) or ()
        Adjustment. [-]

    Raises
    ------
    InvalidInput
        No such month or latitude.

    Validity
    --------
    latitude : -90 to 90

    Examples
    --------
    >>> float(drought_day_length(4, 46.0)), float(drought_day_length(1, -46.0))
    (0.9, 6.4)

    References
    ----------
    [1] B. D. Lawson and O. B. Armitage, Weather guide for the CFFDRS, 2008.
    """
    return _factor(DROUGHT, month, latitude)
