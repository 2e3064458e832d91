"""Stability class of the air from wind, sunshine and night cloud, the classic table of Pasquill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from anlan_science.dispersion.stability import StabilityClass, of_class
from anlan_science.model_info import ModelInfo
from anlan_science.registry import finite

INFO = ModelInfo(
    id="pasquill1961",
    citation=(
        "F. Pasquill, The estimation of the dispersion of windborne material, Meteorological "
        "Magazine 90, 33-49, 1961; table 3-1 of D. B. Turner, PHS 999-AP-26, 1970. Neither "
        "was seen; the table is that of US NOAA, READY, Pasquill Stability Classes."
    ),
    quantity="stability class",
    inputs=("wind_speed", "sky"),
    validity={"wind_speed": (0.0, 100.0)},
    status="verified",
)

Sky = Literal["strong", "moderate", "slight", "cloudy_night", "clear_night", "overcast"]

#: Lower limits of the wind bands at 10 m. [m/s]
WIND_FROM: tuple[float, ...] = (0.0, 2.0, 3.0, 5.0, 6.0)
#: Classes by sky, one per wind band; of two printed classes the more stable one stands here,
#: because it gives the longer distances. Pasquill
#: has no class for nights with less than 2 m/s: F here, NOAA prints E under cloud.
TABLE: Mapping[str, tuple[StabilityClass, ...]] = {
    "strong": ("A", "B", "B", "C", "C"),
    "moderate": ("B", "B", "C", "D", "D"),
    "slight": ("B", "C", "C", "D", "D"),
    "cloudy_night": ("F", "E", "D", "D", "D"),
    "clear_night": ("F", "F", "E", "D", "D"),
    "overcast": ("D", "D", "D", "D", "D"),
}


def stability_class(wind_speed: float, sky: Sky) -> StabilityClass:
    """Stability class from the wind and the sky (Pasquill 1961).

    Parameters
    ----------
    wind_speed : float
        Mean wind 10 m above open ground. [m/s]
    sky : str
        Sunshine strong, moderate or slight by day; cloudy_night (low cloud 4/8 or more) or
        clear_night (3/8 or less); overcast at any hour. [-]

    Returns
    -------
    stability : str
        Class A to F. [-]

    Raises
    ------
    InvalidInput
        The wind is negative or not finite.
    UnknownClass
        The sky is not in the table.

    Notes
    -----
    The table prints two classes in some fields (A-B); the more stable one is taken.

    Examples
    --------
    >>> stability_class(1.5, "clear_night"), stability_class(4.0, "moderate")
    ('F', 'C')

    References
    ----------
    [1] F. Pasquill, Meteorological Magazine 90, 33-49, 1961.
    """
    wind = float(finite("wind_speed", wind_speed, least=0.0))
    band = int(np.searchsorted(WIND_FROM, wind, side="right")) - 1
    return of_class(TABLE, sky)[band]
