"""One hour of the Canadian system: litter of the hour above the duff and drought of the day."""

from __future__ import annotations

from numpy.typing import ArrayLike

from anlan_science.fire_weather import van_wagner1977, van_wagner1987
from anlan_science.fire_weather import van_wagner_pickett1985 as daily
from anlan_science.fire_weather.bounds import checked
from anlan_science.fire_weather.system import FireWeather
from anlan_science.model_info import ModelInfo

#: The models an hour binds together.
MODELS: tuple[ModelInfo, ...] = (van_wagner1977.INFO, daily.INFO, van_wagner1987.INFO)


def compute_hour(
    previous: ArrayLike,
    dmc: ArrayLike,
    dc: ArrayLike,
    temperature: ArrayLike,
    relative_humidity: ArrayLike,
    wind_speed: ArrayLike,
    rain: ArrayLike,
) -> FireWeather:
    """All codes and indices of one hour: FFMC of Van Wagner 1977, from it ISI, FWI and DSR.

    Parameters
    ----------
    previous : float or ndarray, shape (n,)
        FFMC of the hour before. [-]
    dmc : float or ndarray, shape (n,)
        DMC of the day. [-]
    dc : float or ndarray, shape (n,)
        DC of the day. [-]
    temperature : float or ndarray, shape (n,)
        Air temperature of the hour. [K]
    relative_humidity : float or ndarray, shape (n,)
        Relative humidity, 0 to 1. [-]
    wind_speed : float or ndarray, shape (n,)
        Wind 10 m above open ground, mean of ten minutes. [m/s]
    rain : float or ndarray, shape (n,)
        Rain of the hour; 1 kg/m² is 1 mm. [kg/m²]

    Returns
    -------
    hour : FireWeather, arrays of shape (n,) or ()
        Codes and indices of the hour; DMC, DC and BUI are those of the day. [-]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible.

    Notes
    -----
    Only the litter follows the hours: DMC and DC move once a day. The severity rating was made for
    days and stands here, as in the reference program, for comparison only.

    Examples
    --------
    >>> hour = compute_hour(85.0, 50.0, 125.0, 290.15, 0.42, 25 / 3.6, 0.0)
    >>> round(float(hour.ffmc), 2), round(float(hour.isi), 2), round(float(hour.fwi), 2)
    (85.49, 7.94, 18.84)
    """
    duff, drought = checked("dmc", dmc, 0.0), checked("dc", dc, 0.0)
    ffmc = van_wagner1977.hourly_fine_fuel_moisture_code(
        previous, temperature, relative_humidity, wind_speed, rain
    )
    isi = daily.initial_spread_index(ffmc, wind_speed)
    bui = daily.buildup_index(duff, drought)
    fwi = daily.fire_weather_index(isi, bui)
    return FireWeather(
        ffmc, duff, drought, isi, bui, fwi, van_wagner1987.daily_severity_rating(fwi)
    )
