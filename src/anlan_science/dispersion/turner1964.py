"""Stability class from the height of the sun, the cloud and the wind: the method of Turner."""

from __future__ import annotations

import numpy as np

from anlan_science.dispersion.stability import CLASSES, StabilityClass
from anlan_science.model_info import ModelInfo
from anlan_science.registry import InvalidInput, finite

INFO = ModelInfo(
    id="turner1964",
    citation=(
        "D. B. Turner, A diffusion model for an urban area, J. Applied Meteorology 3, 83-91, 1964, "
        "doi:10.1175/1520-0450(1964)003<0083:ADMFAU>2.0.CO;2; tables 6-4 and 6-5 of US EPA, "
        "EPA-454/R-99-005, 2000, which was at hand; the paper was not."
    ),
    quantity="stability class",
    inputs=("wind_speed", "sun_elevation", "cloud_tenths", "ceiling"),
    validity={"wind_speed": (0.0, 100.0), "cloud_tenths": (0.0, 10.0)},
    status="verified",
)

#: Lower limits of the wind bands at 10 m. [m/s]
WIND_FROM: tuple[float, ...] = (0.0, 0.8, 1.9, 2.9, 3.4, 3.9, 4.9, 5.5, 6.0)
#: Class number (1 = A, 7 is counted as F) by wind band and net radiation index 4 down to -2.
TABLE: tuple[tuple[int, ...], ...] = (
    (1, 1, 2, 3, 4, 6, 7),
    (1, 2, 2, 3, 4, 6, 7),
    (1, 2, 3, 4, 4, 5, 6),
    (2, 2, 3, 4, 4, 5, 6),
    (2, 2, 3, 4, 4, 4, 5),
    (2, 3, 3, 4, 4, 4, 5),
    (3, 3, 4, 4, 4, 4, 5),
    (3, 3, 4, 4, 4, 4, 4),
    (3, 4, 4, 4, 4, 4, 4),
)
#: Lower limits of the height of the sun for insolation 1 to 4 (exclusive above the first). [deg]
SUN_ABOVE: tuple[float, ...] = (15.0, 35.0, 60.0)
#: Ceilings of 7000 ft and 16 000 ft. [m]
LOW_CEILING, MIDDLE_CEILING = 2133.6, 4876.8


def net_radiation_index(sun_elevation: float, cloud_tenths: float, ceiling: float) -> int:
    """Net radiation index, 4 strong sun to -2 clear night (Turner 1964).

    Parameters
    ----------
    sun_elevation : float
        Height of the sun above the horizon; night below 0. [deg]
    cloud_tenths : float
        Sky covered by cloud, 0 to 10. [tenths]
    ceiling : float
        Height of the cloud base above ground; inf without a ceiling. [m]

    Returns
    -------
    index : int
        Net radiation index. [-]

    Raises
    ------
    InvalidInput
        A value is not a number or outside its scale.

    Examples
    --------
    >>> net_radiation_index(50.0, 2.0, float("inf")), net_radiation_index(-5.0, 3.0, 3000.0)
    (3, -2)

    References
    ----------
    [1] D. B. Turner, J. Applied Meteorology 3, 83-91, 1964.
    """
    sun = float(finite("sun_elevation", sun_elevation, least=-90.0))
    cloud = float(finite("cloud_tenths", cloud_tenths, least=0.0))
    if cloud > 10.0 or sun > 90.0 or not ceiling >= 0.0:
        raise InvalidInput("cloud_tenths 0 to 10, sun_elevation -90 to 90, ceiling 0 or more")
    if cloud == 10.0 and ceiling < LOW_CEILING:
        return 0
    if sun <= 0.0:
        return -2 if cloud <= 4.0 else -1
    insolation = 1 + int(np.searchsorted(SUN_ABOVE, sun, side="left"))
    if cloud <= 5.0:
        return insolation
    if ceiling < LOW_CEILING:
        insolation -= 2
    elif ceiling < MIDDLE_CEILING or cloud == 10.0:
        insolation -= 1
    return max(insolation, 1)


def stability_class(
    wind_speed: float, sun_elevation: float, cloud_tenths: float, ceiling: float
) -> StabilityClass:
    """Stability class from wind, sun and cloud (Turner 1964).

    Parameters
    ----------
    wind_speed : float
        Mean wind 10 m above open ground. [m/s]
    sun_elevation : float
        Height of the sun above the horizon; night below 0. [deg]
    cloud_tenths : float
        Sky covered by cloud, 0 to 10. [tenths]
    ceiling : float
        Height of the cloud base above ground; inf without a ceiling. [m]

    Returns
    -------
    stability : str
        Class A to F; class 7 of the source is counted as F. [-]

    Raises
    ------
    InvalidInput
        A value is not a number or outside its scale.

    Examples
    --------
    >>> stability_class(1.0, -10.0, 1.0, float("inf")), stability_class(7.0, 50.0, 0.0, 9999.0)
    ('F', 'D')

    References
    ----------
    [1] D. B. Turner, J. Applied Meteorology 3, 83-91, 1964.
    """
    wind = float(finite("wind_speed", wind_speed, least=0.0))
    band = int(np.searchsorted(WIND_FROM, wind, side="right")) - 1
    number = TABLE[band][4 - net_radiation_index(sun_elevation, cloud_tenths, ceiling)]
    return CLASSES[min(number, len(CLASSES)) - 1]
