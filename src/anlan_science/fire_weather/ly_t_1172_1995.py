"""Forest-fire weather in five grades after the Chinese forestry standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="ly_t_1172_1995",
    citation=(
        "LY/T 1172-1995, National forest-fire weather grades (全国森林火险天气等级), Ministry of "
        "Forestry, 1995. The standard was not at hand: grades and their bounds as public notices "
        "quote them; tables of the five partial indices read in a public program of a forest "
        "(Huanglongshan); temperature and wind agree with Lü Weiwei et al., World Journal of "
        "Forestry 9(3), 2020, doi:10.12677/wjf.2020.93016, tables 5 and 9."
    ),
    quantity="grade of forest-fire weather",
    inputs=("temperature", "humidity", "rain", "days_since_rain", "wind_speed", "cover"),
    validity={},
    status="unverified",
)

ZERO_CELSIUS = 273.15
#: Index A: highest temperature of the day up to and including each bound [°C], and the index.
TEMPERATURE: tuple[tuple[float, ...], tuple[float, ...]] = (
    (5.0, 10.0, 15.0, 20.0, 25.0),
    (0.0, 4.0, 8.0, 12.0, 16.0, 20.0),
)
#: Index B: lowest relative humidity of the day from each bound on [%], and the index.
HUMIDITY: tuple[tuple[float, ...], tuple[float, ...]] = (
    (31.0, 41.0, 51.0, 61.0, 71.0),
    (20.0, 16.0, 12.0, 8.0, 4.0, 0.0),
)
#: Index C: amount of the last rain or snow from each bound on [mm], and the index on the day of it;
#: each day without rain adds ``PER_DAY`` up to ``DRIEST``; less than the first bound is no rain.
RAIN: tuple[tuple[float, ...], tuple[float, ...]] = (
    (0.3, 2.1, 5.1, 10.1),
    (50.0, 10.0, 5.0, 0.0, -5.0),
)
PER_DAY, DRIEST = 5.0, 50.0
#: Index D: greatest wind of the day up to and including each bound [m/s] - the forces of the
#: Beaufort scale - and the index.
WIND: tuple[tuple[float, ...], tuple[float, ...]] = (
    (0.2, 1.5, 3.3, 5.4, 7.9, 10.7, 13.8, 17.1),
    (0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0),
)
#: Index E by how much of the ground is green, or in winter lies under snow.
COVER: Mapping[str, float] = MappingProxyType(
    {
        "all green": 20.0,
        "three quarters green": 15.0,
        "half green": 10.0,
        "a fifth green": 5.0,
        "not green": 0.0,
        "snow on 90 %": 20.0,
        "snow on 60 %": 15.0,
        "snow on 30 %": 10.0,
        "snow on 10 %": 5.0,
        "no snow": 0.0,
    }
)
#: Greatest index of the grades I to IV; above is V.
BOUNDS: tuple[float, ...] = (25.0, 50.0, 72.0, 90.0)


@dataclass(frozen=True, slots=True)
class FireWeather:
    """The five partial indices, their sum and its grade.

    Attributes
    ----------
    temperature : index A. [-]
    humidity : index B. [-]
    dryness : index C. [-]
    wind : index D. [-]
    season : index E, which is taken off. [-]
    index : A + B + C + D - E, at least 0. [-]
    grade : 1 no danger, 2 low, 3 middling, 4 high, 5 extreme. [-]
    """

    temperature: Floats
    humidity: Floats
    dryness: Floats
    wind: Floats
    season: Floats
    index: Floats
    grade: NDArray[np.int64]


def _up_to(table: tuple[tuple[float, ...], tuple[float, ...]], value: Floats) -> Floats:
    """Index of the step whose upper bound a value does not exceed."""
    bounds, indices = table
    return np.asarray(np.array(indices)[np.searchsorted(bounds, value, side="left")])


def _from(table: tuple[tuple[float, ...], tuple[float, ...]], value: Floats) -> Floats:
    """Index of the step whose lower bound a value reaches."""
    bounds, indices = table
    return np.asarray(np.array(indices)[np.searchsorted(bounds, value, side="right")])


def grade_fire_weather(
    temperature: ArrayLike,
    humidity: ArrayLike,
    rain: ArrayLike,
    days_since_rain: ArrayLike,
    wind_speed: ArrayLike,
    cover: str = "not green",
) -> FireWeather:
    r"""Grade of the forest-fire weather of a day; LY/T 1172-1995.

    Parameters
    ----------
    temperature : float or ndarray, shape (n,)
        Highest temperature of the day. [K]
    humidity : float or ndarray, shape (n,)
        Lowest relative humidity of the day, 0 to 1. [-]
    rain : float or ndarray, shape (n,)
        Amount of the last rain or snow, as water; below 0.3 mm it is none. [kg/m²]
    days_since_rain : float or ndarray, shape (n,)
        Whole days without rain since then; 0 on the day itself. [-]
    wind_speed : float or ndarray, shape (n,)
        Greatest wind of the day, mean of ten minutes at 10 m. [m/s]
    cover : str, default "not green"
        How much of the ground is green or under snow: one of ``COVER``. [-]

    Returns
    -------
    weather : FireWeather
        Partial indices, sum and grade. [-, -, -, -, -, -, -]

    Raises
    ------
    InvalidInput
        A value is negative where it may not be or not finite, or the cover is not known.

    Notes
    -----
    .. math:: HTZ = A + B + C + D - E

    Grades I to V up to 25, 50, 72, 90 and above. Values between the printed steps (humidity of
    70.5 %) belong to the drier side of humidity and the cooler side of temperature.

    Examples
    --------
    >>> found = grade_fire_weather(273.15 + 22.0, 0.35, 4.0, 5, 6.0)
    >>> float(found.index), int(found.grade)
    (82.0, 4)

    References
    ----------
    [1] LY/T 1172-1995, National forest-fire weather grades.
    """
    if cover not in COVER:
        raise InvalidInput(f"cover: “{cover}” is none of {', '.join(COVER)}")
    moist = finite("humidity", humidity, least=0.0)
    if (moist > 1.0).any():
        raise InvalidInput("humidity: no value may be greater than 1")
    warm = finite("temperature", temperature, above=0.0) - ZERO_CELSIUS
    days = np.floor(finite("days_since_rain", days_since_rain, least=0.0))
    a = _up_to(TEMPERATURE, np.asarray(np.round(warm, 6)))
    b = _from(HUMIDITY, np.asarray(np.round(100.0 * moist, 6)))
    c = np.clip(_from(RAIN, finite("rain", rain, least=0.0)) + PER_DAY * days, 0.0, DRIEST)
    d = _up_to(WIND, finite("wind_speed", wind_speed, least=0.0))
    a, b, c, d = np.broadcast_arrays(a, b, c, d)
    e = np.full(a.shape, COVER[cover])
    index = np.maximum(a + b + c + d - e, 0.0)
    grade = 1 + np.searchsorted(BOUNDS, index, side="left")
    return FireWeather(
        np.asarray(a), np.asarray(b), np.asarray(c), np.asarray(d), e, np.asarray(index),
        np.asarray(grade, dtype=np.int64),
    )  # fmt: skip
