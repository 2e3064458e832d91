"""Daily codes and indices of the Canadian Forest Fire Weather Index System."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.fire_weather.bounds import checked
from anlan_science.fire_weather.lawson_armitage2008 import drought_day_length, duff_day_length
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats

INFO = ModelInfo(
    id="van_wagner_pickett1985",
    citation=(
        "C. E. Van Wagner and T. L. Pickett, Equations and FORTRAN program for the Canadian Forest "
        "Fire Weather Index System, Canadian Forestry Service, Forestry Technical Report 33, "
        "Ottawa, 1985. Equations checked against the reference implementation of the Canadian "
        "Forest Service (R package cffdrs); the printed report was not at hand."
    ),
    quantity="FFMC, DMC, DC, ISI, BUI and FWI of one day",
    inputs=("temperature", "relative_humidity", "wind_speed", "rain", "month", "latitude"),
    validity={
        "relative_humidity": (0.0, 1.0),
        "wind_speed": (0.0, math.inf),
        "rain": (0.0, math.inf),
        "latitude": (-90.0, 90.0),
    },
    status="verified",
)

#: Moisture scale of equations 1, 10 and 25: as printed in 1985, and without rounding (a code of 0
#: is then a moisture content of exactly 250 %), which the Canadian Forest Service uses today.
FF_SCALE_1985 = 147.2
FF_SCALE = 250.0 * 59.5 / 101.0

#: Codes to start a season with when nothing is known (FFMC, DMC, DC), and the freezing point.
START_FFMC, START_DMC, START_DC = 85.0, 6.0, 15.0
_FREEZING_K = 273.15
_KMH_PER_MS = 3.6


def _moisture_of_code(code: Floats, scale: float) -> Floats:
    """Equation 1: moisture content of fine fuel in percent."""
    return np.asarray(scale * (101.0 - code) / (59.5 + code))


def _code_of_moisture(moisture: Floats, scale: float) -> Floats:
    """Equation 10: code of a moisture content, by definition between 0 (250 %) and 101 (dry)."""
    code = 59.5 * (250.0 - moisture) / (scale + moisture)
    return np.asarray(np.minimum(np.maximum(code, 0.0), 101.0))


def _wetted(moisture: Floats, rain_mm: Floats) -> Floats:
    """Equations 3a, 3b: moisture after rain, of which litter holds at most 250 %."""
    excess = np.maximum(moisture - 150.0, 0.0)
    wet = moisture + 42.5 * rain_mm * np.exp(-100.0 / (251.0 - moisture)) * -np.expm1(
        -6.93 / rain_mm
    )
    return np.asarray(np.minimum(wet + 0.0015 * excess**2 * np.sqrt(rain_mm), 250.0))


def _equilibria(celsius: Floats, humidity: Floats) -> tuple[Floats, Floats]:
    """Equations 4 and 5: moisture that drying and wetting tend to."""
    humid = np.exp((humidity - 100.0) / 10.0)
    warm = 0.18 * (21.1 - celsius) * -np.expm1(-0.115 * humidity)
    return (
        0.942 * humidity**0.679 + 11.0 * humid + warm,
        0.618 * humidity**0.753 + 10.0 * humid + warm,
    )


def _log_rate(dry_share: Floats, wind_kmh: Floats) -> Floats:
    """Equations 6a, 7a: log rate at 21.1 °C; the share is H/100 or (100 - H)/100."""
    eighth = np.square(np.square(np.square(dry_share)))
    return np.asarray(0.424 * (1.0 - dry_share**1.7) + 0.0694 * np.sqrt(wind_kmh) * (1.0 - eighth))


def exchange_moisture(
    moisture: Floats,
    celsius: Floats,
    humidity: Floats,
    wind_kmh: Floats,
    rate: float,
) -> Floats:
    """Moisture of litter after a time in constant air; equations 4 to 9 of the source.

    Parameters
    ----------
    moisture : ndarray, shape (n,)
        Moisture content before, in percent of dry mass. [%]
    celsius : ndarray, shape (n,)
        Air temperature. [°C]
    humidity : ndarray, shape (n,)
        Relative humidity in percent. [%]
    wind_kmh : ndarray, shape (n,)
        Wind at 10 m, mean of ten minutes. [km/h]
    rate : float
        Factor of the log rate: 0.581 for a day, 0.0579 × hours for hours. [-]

    Returns
    -------
    moisture : ndarray, shape (n,)
        Moisture content after. [%]

    Notes
    -----
    Kept in the units of the source, as both the daily and the hourly code stand on it.
    """
    dry_limit, wet_limit = _equilibria(celsius, humidity)
    share = humidity / 100.0
    drying = moisture > dry_limit
    wetting = moisture < wet_limit
    log_rate = _log_rate(np.where(drying, share, 1.0 - share), wind_kmh)
    log_rate *= rate * np.exp(0.0365 * celsius)
    limit = np.where(drying, dry_limit, wet_limit)
    moved = limit + (moisture - limit) * np.exp(-math.log(10.0) * log_rate)
    return np.where(drying | wetting, moved, moisture)


def _broadcast(*arrays: Floats) -> list[Floats]:
    return [np.asarray(array) for array in np.broadcast_arrays(*arrays)]


def fine_fuel_moisture_code(
    previous: ArrayLike,
    temperature: ArrayLike,
    relative_humidity: ArrayLike,
    wind_speed: ArrayLike,
    rain: ArrayLike,
    *,
    scale: float = FF_SCALE,
) -> Floats:
    r"""Fine Fuel Moisture Code (FFMC) of a day; Van Wagner and Pickett 1985, equations 1 to 10.

    Parameters
    ----------
    previous : float or ndarray, shape (n,)
        FFMC of the day before. [-]
    temperature : float or ndarray, shape (n,)
        Air temperature at noon local standard time. [K]
    relative_humidity : float or ndarray, shape (n,)
        Relative humidity at noon, 0 to 1. [-]
    wind_speed : float or ndarray, shape (n,)
        Wind at noon, 10 m above open ground, mean of ten minutes. [m/s]
    rain : float or ndarray, shape (n,)
        Rain of the 24 hours before noon; 1 kg/m² is 1 mm. [kg/m²]
    scale : float, default ``FF_SCALE``
        Constant of the moisture scale; ``FF_SCALE_1985`` for the printed tables. [-]

    Returns
    -------
    ffmc : ndarray, shape (n,) or ()
        FFMC of the day, 0 to 101. [-]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible.

    Notes
    -----
    .. math:: m = s (101 - F)/(59.5 + F), \quad F = 59.5 (250 - m)/(s + m)

    The source holds moisture at 250 % and codes between 0 and 101; both bounds are part of it.

    Validity
    --------
    relative_humidity : 0 to 1
    wind_speed : 0 to inf
    rain : 0 to inf

    Examples
    --------
    First day of the published series:

    >>> code = fine_fuel_moisture_code(85, 290.15, 0.42, 25 / 3.6, 0, scale=FF_SCALE_1985)
    >>> round(float(code), 1)
    87.7

    References
    ----------
    [1] C. E. Van Wagner and T. L. Pickett, Forestry Technical Report 33, 1985.
    """
    code, kelvin, humid, wind, wet = _broadcast(
        checked("previous", previous, 0.0, 101.0),
        checked("temperature", temperature, 0.0),
        checked("relative_humidity", relative_humidity, 0.0, 1.0),
        checked("wind_speed", wind_speed, 0.0),
        checked("rain", rain, 0.0),
    )
    moisture = _moisture_of_code(code, scale)
    rainy = wet > 0.5
    if rainy.any():  # equation 2: half a millimetre is held by the canopy
        moisture = np.array(moisture)
        moisture[rainy] = _wetted(moisture[rainy], wet[rainy] - 0.5)
    moisture = exchange_moisture(
        moisture, kelvin - _FREEZING_K, 100.0 * humid, _KMH_PER_MS * wind, 0.581
    )
    return _code_of_moisture(moisture, scale)


def duff_moisture_code(
    previous: ArrayLike,
    temperature: ArrayLike,
    relative_humidity: ArrayLike,
    rain: ArrayLike,
    month: int,
    latitude: ArrayLike = 46.0,
) -> Floats:
    r"""Duff Moisture Code (DMC) of a day; Van Wagner and Pickett 1985, equations 11 to 17.

    Parameters
    ----------
    previous : float or ndarray, shape (n,)
        DMC of the day before. [-]
    temperature : float or ndarray, shape (n,)
        Air temperature at noon local standard time. [K]
    relative_humidity : float or ndarray, shape (n,)
        Relative humidity at noon, 0 to 1. [-]
    rain : float or ndarray, shape (n,)
        Rain of the 24 hours before noon; 1 kg/m² is 1 mm. [kg/m²]
    month : int
        Month, 1 to 12. [-]
    latitude : float or ndarray, shape (n,), default 46
        Latitude, north positive; 46 is the place the printed day lengths are for. [°]

    Returns
    -------
    dmc : ndarray, shape (n,) or ()
        DMC of the day, 0 or more. [-]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible.

    Notes
    -----
    .. math:: K = 1.894 (T + 1.1)(100 - H) L_e 10^{-4}, \quad P = P_0 + K

    (:math:`K` here carries the factor 100 that equation 17 multiplies with.) Below -1.1 °C duff
    does not dry; negative codes after rain are 0: both are rules of the source. Equations 12 and
    15 are evaluated with the unrounded constants of the reference implementation.

    Validity
    --------
    relative_humidity : 0 to 1
    rain : 0 to inf
    latitude : -90 to 90

    Examples
    --------
    >>> round(float(duff_moisture_code(6, 290.15, 0.42, 0, 4)), 3)
    8.545

    References
    ----------
    [1] C. E. Van Wagner and T. L. Pickett, Forestry Technical Report 33, 1985.
    """
    code, kelvin, humid, wet, length = _broadcast(
        checked("previous", previous, 0.0),
        checked("temperature", temperature, 0.0),
        checked("relative_humidity", relative_humidity, 0.0, 1.0),
        checked("rain", rain, 0.0),
        duff_day_length(month, latitude),
    )
    warm = np.maximum(kelvin - _FREEZING_K + 1.1, 0.0)
    drying = 1.894e-4 * warm * (100.0 - 100.0 * humid) * length
    rainy = wet > 1.5
    if rainy.any():
        code = np.array(code)
        code[rainy] = _duff_after_rain(code[rainy], wet[rainy])
    return np.asarray(code + drying)


def _duff_after_rain(code: Floats, rain_mm: Floats) -> Floats:
    """Equations 11 to 15: DMC after a rain of more than 1.5 mm."""
    effective = 0.92 * rain_mm - 1.27
    moisture = 20.0 + 280.0 * np.exp(-0.023 * code)
    safe = np.maximum(code, 1.0)  # only so that the logarithms not chosen below exist
    slope = np.select(
        [code <= 33.0, code <= 65.0],
        [100.0 / (0.5 + 0.3 * code), 14.0 - 1.3 * np.log(safe)],
        6.2 * np.log(safe) - 17.2,
    )
    after = moisture + 1000.0 * effective / (48.77 + slope * effective)
    return np.asarray(np.maximum(43.43 * (5.6348 - np.log(after - 20.0)), 0.0))


def drought_code(
    previous: ArrayLike,
    temperature: ArrayLike,
    rain: ArrayLike,
    month: int,
    latitude: ArrayLike = 46.0,
) -> Floats:
    r"""Drought Code (DC) of a day; Van Wagner and Pickett 1985, equations 18 to 23.

    Parameters
    ----------
    previous : float or ndarray, shape (n,)
        DC of the day before. [-]
    temperature : float or ndarray, shape (n,)
        Air temperature at noon local standard time. [K]
    rain : float or ndarray, shape (n,)
        Rain of the 24 hours before noon; 1 kg/m² is 1 mm. [kg/m²]
    month : int
        Month, 1 to 12. [-]
    latitude : float or ndarray, shape (n,), default 46
        Latitude, north positive. [°]

    Returns
    -------
    dc : ndarray, shape (n,) or ()
        DC of the day, 0 or more. [-]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible.

    Notes
    -----
    .. math:: V = 0.36 (T + 2.8) + L_f, \quad D = D_0 + V/2

    Below -2.8 °C and where V would be negative nothing evaporates; negative codes after rain are
    0: both are rules of the source.

    Validity
    --------
    rain : 0 to inf
    latitude : -90 to 90

    Examples
    --------
    >>> round(float(drought_code(15, 290.15, 0, 4)), 3)
    19.014

    References
    ----------
    [1] C. E. Van Wagner and T. L. Pickett, Forestry Technical Report 33, 1985.
    """
    code, kelvin, wet, length = _broadcast(
        checked("previous", previous, 0.0),
        checked("temperature", temperature, 0.0),
        checked("rain", rain, 0.0),
        drought_day_length(month, latitude),
    )
    warm = np.maximum(kelvin - _FREEZING_K + 2.8, 0.0)
    lost = np.maximum(0.36 * warm + length, 0.0) / 2.0
    rainy = wet > 2.8
    if rainy.any():
        code = np.array(code)
        code[rainy] = _drought_after_rain(code[rainy], wet[rainy])
    return np.asarray(code + lost)


def _drought_after_rain(code: Floats, rain_mm: Floats) -> Floats:
    """Equations 18 to 21: DC after a rain of more than 2.8 mm."""
    effective = 0.83 * rain_mm - 1.27
    store = 800.0 * np.exp(-code / 400.0)
    return np.asarray(np.maximum(code - 400.0 * np.log1p(3.937 * effective / store), 0.0))


def initial_spread_index(
    ffmc: ArrayLike, wind_speed: ArrayLike, *, scale: float = FF_SCALE
) -> Floats:
    r"""Initial Spread Index (ISI); Van Wagner and Pickett 1985, equations 24 to 26.

    Parameters
    ----------
    ffmc : float or ndarray, shape (n,)
        Fine Fuel Moisture Code. [-]
    wind_speed : float or ndarray, shape (n,)
        Wind at noon, 10 m above open ground, mean of ten minutes. [m/s]
    scale : float, default ``FF_SCALE``
        Constant of the moisture scale; ``FF_SCALE_1985`` for the printed tables. [-]

    Returns
    -------
    isi : ndarray, shape (n,) or ()
        ISI, 0 or more. [-]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible.

    Notes
    -----
    .. math:: R = 0.208 e^{0.05039 W} \cdot 91.9 e^{-0.1386 m} (1 + m^{5.31} / 4.93 \cdot 10^7)

    Validity
    --------
    wind_speed : 0 to inf

    Examples
    --------
    >>> round(float(initial_spread_index(87.692980092774448, 25 / 3.6, scale=FF_SCALE_1985)), 4)
    10.8537

    References
    ----------
    [1] C. E. Van Wagner and T. L. Pickett, Forestry Technical Report 33, 1985.
    """
    moisture = _moisture_of_code(checked("ffmc", ffmc, 0.0, 101.0), scale)
    wind = _KMH_PER_MS * checked("wind_speed", wind_speed, 0.0)
    fuel = 91.9 * (1.0 + moisture**5.31 / 4.93e7)
    return np.asarray(0.208 * fuel * np.exp(0.05039 * wind - 0.1386 * moisture))


def buildup_index(dmc: ArrayLike, dc: ArrayLike) -> Floats:
    r"""Buildup Index (BUI); Van Wagner and Pickett 1985, equation 27.

    Parameters
    ----------
    dmc : float or ndarray, shape (n,)
        Duff Moisture Code. [-]
    dc : float or ndarray, shape (n,)
        Drought Code. [-]

    Returns
    -------
    bui : ndarray, shape (n,) or ()
        BUI, 0 or more. [-]

    Raises
    ------
    InvalidInput
        A code is negative or not finite.

    Notes
    -----
    .. math:: U = 0.8 P D / (P + 0.4 D) \text{ for } P \le 0.4 D

    and else :math:`P - (1 - 0.8 D/(P + 0.4 D)) (0.92 + (0.0114 P)^{1.7})`, not below 0.

    Validity
    --------
    dmc : 0 to inf
    dc : 0 to inf

    Examples
    --------
    >>> round(float(buildup_index(8.5450511359999997, 19.013999999999999)), 4)
    8.4904

    References
    ----------
    [1] C. E. Van Wagner and T. L. Pickett, Forestry Technical Report 33, 1985.
    """
    duff, drought = _broadcast(checked("dmc", dmc, 0.0), checked("dc", dc, 0.0))
    both = duff + 0.4 * drought
    ratio = np.divide(0.8 * drought, both, out=np.zeros_like(both), where=both > 0.0)
    deep = duff > 0.4 * drought
    index = np.asarray(duff * ratio)
    if deep.any():
        shallow = duff[deep]
        index[deep] = shallow - (1.0 - ratio[deep]) * (0.92 + (0.0114 * shallow) ** 1.7)
    return np.asarray(np.maximum(index, 0.0))


def fire_weather_index(isi: ArrayLike, bui: ArrayLike) -> Floats:
    r"""Fire Weather Index (FWI); Van Wagner and Pickett 1985, equations 28 to 30.

    Parameters
    ----------
    isi : float or ndarray, shape (n,)
        Initial Spread Index. [-]
    bui : float or ndarray, shape (n,)
        Buildup Index. [-]

    Returns
    -------
    fwi : ndarray, shape (n,) or ()
        FWI, 0 or more. [-]

    Raises
    ------
    InvalidInput
        An index is negative or not finite.

    Notes
    -----
    .. math:: B = 0.1 R f_D, \quad S = \exp(2.72 (0.434 \ln B)^{0.647}) \text{ for } B > 1

    with :math:`f_D = 0.626 U^{0.809} + 2` up to U = 80 and
    :math:`1000/(25 + 108.64 e^{-0.023 U})` above; S = B for B of 1 or less.

    Validity
    --------
    isi : 0 to inf
    bui : 0 to inf

    Examples
    --------
    >>> round(float(fire_weather_index(10.853661073655068, 8.4904265358371838)), 4)
    10.0964

    References
    ----------
    [1] C. E. Van Wagner and T. L. Pickett, Forestry Technical Report 33, 1985.
    """
    spread, fuel = _broadcast(checked("isi", isi, 0.0), checked("bui", bui, 0.0))
    weight = np.asarray(0.626 * fuel**0.809 + 2.0)
    heavy = fuel > 80.0
    if heavy.any():
        weight[heavy] = 1000.0 / (25.0 + 108.64 * np.exp(-0.023 * fuel[heavy]))
    index = np.asarray(0.1 * spread * weight)
    high = index > 1.0
    if high.any():
        index[high] = np.exp(2.72 * (0.434 * np.log(index[high])) ** 0.647)
    return index
