"""Hourly Fine Fuel Moisture Code: the course of litter moisture through day and night."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.fire_weather.bounds import checked
from anlan_science.fire_weather.van_wagner_pickett1985 import (
    _FREEZING_K,
    _KMH_PER_MS,
    FF_SCALE,
    _broadcast,
    _code_of_moisture,
    _moisture_of_code,
    _wetted,
    exchange_moisture,
)
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range

INFO = ModelInfo(
    id="van_wagner1977",
    citation=(
        "C. E. Van Wagner, A method of computing fine fuel moisture content throughout the diurnal "
        "cycle, Environment Canada, Petawawa Forest Experiment Station, Information Report "
        "PS-X-69, 1977; as brought in line with the daily code by the Canadian Forest Service "
        "(R package cffdrs, against which it is verified). The report was not seen."
    ),
    quantity="Fine Fuel Moisture Code after an hour",
    inputs=("previous", "temperature", "relative_humidity", "wind_speed", "rain", "duration_s"),
    validity={
        "relative_humidity": (0.0, 1.0),
        "wind_speed": (0.0, math.inf),
        "rain": (0.0, math.inf),
        "duration_s": (0.0, 3600.0),
    },
    status="verified",
)


def hourly_fine_fuel_moisture_code(
    previous: ArrayLike,
    temperature: ArrayLike,
    relative_humidity: ArrayLike,
    wind_speed: ArrayLike,
    rain: ArrayLike,
    duration_s: float = 3600.0,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Fine Fuel Moisture Code after some time of constant weather; Van Wagner 1977.

    Parameters
    ----------
    previous : float or ndarray, shape (n,)
        FFMC before. [-]
    temperature : float or ndarray, shape (n,)
        Air temperature. [K]
    relative_humidity : float or ndarray, shape (n,)
        Relative humidity, 0 to 1. [-]
    wind_speed : float or ndarray, shape (n,)
        Wind 10 m above open ground, mean of ten minutes. [m/s]
    rain : float or ndarray, shape (n,)
        Rain of the time; 1 kg/m² is 1 mm. [kg/m²]
    duration_s : float, default 3600
        The time, during which the weather is taken as constant. [s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    ffmc : ndarray, shape (n,) or ()
        FFMC after the time, 0 to 101. [-]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible.
    OutOfValidity
        When the list is strict and the time is longer than an hour.

    Notes
    -----
    .. math:: m = E + (m_0 - E) 10^{-k t}

    Any rain wets, not only what exceeds half a millimetre as in the daily code. Longer than an
    hour is computed as the source does, but weather is seldom constant for so long: see Validity.

    Validity
    --------
    relative_humidity : 0 to 1
    wind_speed : 0 to inf
    rain : 0 to inf
    duration_s : 0 to 3600

    Examples
    --------
    >>> round(float(hourly_fine_fuel_moisture_code(85, 290.15, 0.42, 25 / 3.6, 0)), 2)
    85.49

    References
    ----------
    [1] C. E. Van Wagner, Information Report PS-X-69, 1977.
    """
    code, kelvin, humid, wind, wet = _broadcast(
        checked("previous", previous, 0.0, 101.0),
        checked("temperature", temperature, 0.0),
        checked("relative_humidity", relative_humidity, 0.0, 1.0),
        checked("wind_speed", wind_speed, 0.0),
        checked("rain", rain, 0.0),
    )
    limits = {"duration_s": INFO.validity["duration_s"]}
    check_range(caveats, INFO.id, limits, {"duration_s": duration_s})
    hours = float(checked("duration_s", duration_s, 0.0)) / 3600.0
    moisture = _moisture_of_code(code, FF_SCALE)
    rainy = wet > 0.0
    if rainy.any():
        moisture = np.array(moisture)
        moisture[rainy] = _wetted(moisture[rainy], wet[rainy])
    moisture = exchange_moisture(
        moisture, kelvin - _FREEZING_K, 100.0 * humid, _KMH_PER_MS * wind, 0.0579 * hours
    )
    return _code_of_moisture(moisture, FF_SCALE)
