"""The Canadian system as a whole: one day for a map, or a season for a station."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.fire_weather import van_wagner1987
from anlan_science.fire_weather import van_wagner_pickett1985 as daily
from anlan_science.fire_weather.bounds import checked
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput

#: The models the system binds together.
MODELS: tuple[ModelInfo, ...] = (daily.INFO, van_wagner1987.INFO)


@dataclass(frozen=True, slots=True)
class FireWeather:
    """Codes and indices of one day (or of each day), all without unit, arrays of one shape."""

    ffmc: Floats
    dmc: Floats
    dc: Floats
    isi: Floats
    bui: Floats
    fwi: Floats
    dsr: Floats


def compute_day(
    previous: tuple[ArrayLike, ArrayLike, ArrayLike],
    temperature: ArrayLike,
    relative_humidity: ArrayLike,
    wind_speed: ArrayLike,
    rain: ArrayLike,
    month: int,
    latitude: ArrayLike = 46.0,
    *,
    scale: float = daily.FF_SCALE,
) -> FireWeather:
    """All codes and indices of one day; Van Wagner and Pickett 1985, DSR of Van Wagner 1987.

    Parameters
    ----------
    previous : tuple of three float or ndarray, shape (n,)
        FFMC, DMC and DC of the day before. [-]
    temperature : float or ndarray, shape (n,)
        Air temperature at noon local standard time. [K]
    relative_humidity : float or ndarray, shape (n,)
        Relative humidity at noon, 0 to 1. [-]
    wind_speed : float or ndarray, shape (n,)
        Wind at noon, 10 m above open ground, mean of ten minutes. [m/s]
    rain : float or ndarray, shape (n,)
        Rain of the 24 hours before noon; 1 kg/m² is 1 mm. [kg/m²]
    month : int
        Month, 1 to 12. [-]
    latitude : float or ndarray, shape (n,), default 46
        Latitude, north positive. [°]
    scale : float, default ``FF_SCALE``
        Constant of the moisture scale; ``FF_SCALE_1985`` for the printed tables. [-]

    Returns
    -------
    day : FireWeather, arrays of shape (n,) or ()
        Codes and indices of the day. [-]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible.

    Examples
    --------
    >>> start = (85.0, 6.0, 15.0)
    >>> day = compute_day(start, 290.15, 0.42, 25 / 3.6, 0.0, 4)
    >>> round(float(day.fwi), 2), round(float(day.dsr), 3)
    (10.04, 1.612)
    """
    old_ffmc, old_dmc, old_dc = previous
    ffmc = daily.fine_fuel_moisture_code(
        old_ffmc, temperature, relative_humidity, wind_speed, rain, scale=scale
    )
    dmc = daily.duff_moisture_code(old_dmc, temperature, relative_humidity, rain, month, latitude)
    dc = daily.drought_code(old_dc, temperature, rain, month, latitude)
    isi = daily.initial_spread_index(ffmc, wind_speed, scale=scale)
    bui = daily.buildup_index(dmc, dc)
    fwi = daily.fire_weather_index(isi, bui)
    return FireWeather(ffmc, dmc, dc, isi, bui, fwi, van_wagner1987.daily_severity_rating(fwi))


def compute_season(
    temperature: ArrayLike,
    relative_humidity: ArrayLike,
    wind_speed: ArrayLike,
    rain: ArrayLike,
    months: NDArray[np.int64],
    latitude: float = 46.0,
    *,
    start: tuple[ArrayLike, ArrayLike, ArrayLike] = (
        daily.START_FFMC,
        daily.START_DMC,
        daily.START_DC,
    ),
    scale: float = daily.FF_SCALE,
) -> FireWeather:
    """Codes and indices of consecutive days, each day standing on the day before.

    Parameters
    ----------
    temperature : ndarray, shape (days, ...)
        Air temperature at noon local standard time. [K]
    relative_humidity : ndarray, shape (days, ...)
        Relative humidity at noon, 0 to 1. [-]
    wind_speed : ndarray, shape (days, ...)
        Wind at noon, 10 m above open ground, mean of ten minutes. [m/s]
    rain : ndarray, shape (days, ...)
        Rain of the 24 hours before noon; 1 kg/m² is 1 mm. [kg/m²]
    months : ndarray of int, shape (days,)
        Month of each day, 1 to 12. [-]
    latitude : float, default 46
        Latitude, north positive. [°]
    start : tuple of three float or ndarray, shape (...)
        FFMC, DMC and DC of the day before the first; by default those of a spring thaw. [-]
    scale : float, default ``FF_SCALE``
        Constant of the moisture scale; ``FF_SCALE_1985`` for the printed tables. [-]

    Returns
    -------
    season : FireWeather, arrays of shape (days, ...)
        Codes and indices of each day. [-]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible, or the lengths differ.
    """
    weather = [
        checked("temperature", temperature, 0.0),
        checked("relative_humidity", relative_humidity, 0.0, 1.0),
        checked("wind_speed", wind_speed, 0.0),
        checked("rain", rain, 0.0),
    ]
    if any(array.shape != weather[0].shape for array in weather) or (
        weather[0].ndim == 0 or len(months) != len(weather[0])
    ):
        raise InvalidInput("weather and months must have one row per day")
    codes = start
    days: list[FireWeather] = []
    for row, month in enumerate(months):
        day = compute_day(
            codes,
            weather[0][row],
            weather[1][row],
            weather[2][row],
            weather[3][row],
            int(month),
            latitude,
            scale=scale,
        )
        codes = (day.ffmc, day.dmc, day.dc)
        days.append(day)
    names = FireWeather.__slots__
    empty = np.empty_like(weather[0])
    return FireWeather(
        *(np.array([getattr(day, name) for day in days]) if days else empty for name in names)
    )
