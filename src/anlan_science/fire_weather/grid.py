"""One day of fire weather over a large grid, in blocks that stay in the cache of a core."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.fire_weather import van_wagner_pickett1985 as daily
from anlan_science.fire_weather.system import FireWeather, compute_day
from anlan_science.registry import Floats, InvalidInput

#: Cells of a block: some megabytes of intermediate results.
BLOCK = 1 << 15


def compute_grid(
    previous: tuple[ArrayLike, ArrayLike, ArrayLike],
    temperature: ArrayLike,
    relative_humidity: ArrayLike,
    wind_speed: ArrayLike,
    rain: ArrayLike,
    month: int,
    latitude: ArrayLike = 46.0,
    *,
    scale: float = daily.FF_SCALE,
    workers: int = 2,
) -> FireWeather:
    """All codes and indices of one day on a grid; the same numbers as ``system.compute_day``.

    Parameters
    ----------
    previous : tuple of three float or ndarray, shape (rows, columns)
        FFMC, DMC and DC of the day before. [-]
    temperature : float or ndarray, shape (rows, columns)
        Air temperature at noon local standard time. [K]
    relative_humidity : float or ndarray, shape (rows, columns)
        Relative humidity at noon, 0 to 1. [-]
    wind_speed : float or ndarray, shape (rows, columns)
        Wind at noon, 10 m above open ground, mean of ten minutes. [m/s]
    rain : float or ndarray, shape (rows, columns)
        Rain of the 24 hours before noon; 1 kg/m² is 1 mm. [kg/m²]
    month : int
        Month, 1 to 12. [-]
    latitude : float or ndarray, shape (rows, columns), default 46
        Latitude, north positive. [°]
    scale : float, default ``FF_SCALE``
        Constant of the moisture scale. [-]
    workers : int, default 2
        Blocks computed at the same time. [-]

    Returns
    -------
    day : FireWeather, arrays of shape (rows, columns)
        Codes and indices of the day. [-]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible, or the grids do not fit.

    Notes
    -----
    Every cell is computed alone, so that neither blocks nor workers change a digit.

    Examples
    --------
    >>> start = (85.0, 6.0, 15.0)
    >>> day = compute_grid(start, np.full((2, 3), 290.15), 0.42, 25 / 3.6, 0.0, 4)
    >>> day.fwi.shape, round(float(day.fwi[1, 2]), 2)
    ((2, 3), 10.04)
    """
    given = (*previous, temperature, relative_humidity, wind_speed, rain, latitude)
    grids = [np.asarray(value, dtype=np.float64) for value in given]
    try:
        shape = np.broadcast_shapes(*(grid.shape for grid in grids))
    except ValueError as error:
        raise InvalidInput(f"the grids do not fit: {error}") from error
    # What is one number for the whole grid stays one number.
    flat = [grid if grid.ndim == 0 else np.broadcast_to(grid, shape).ravel() for grid in grids]
    size = math.prod(shape)
    names = [field.name for field in fields(FireWeather)]
    found: dict[str, Floats] = {name: np.empty(size) for name in names}

    def work(first: int) -> None:
        part = slice(first, first + BLOCK)
        ffmc, dmc, dc, warm, humid, wind, wet, place = (
            grid if grid.ndim == 0 else grid[part] for grid in flat
        )
        day = compute_day((ffmc, dmc, dc), warm, humid, wind, wet, month, place, scale=scale)
        for name in names:
            found[name][part] = getattr(day, name)

    with ThreadPoolExecutor(max(workers, 1)) as pool:
        # The results are asked for, so that an input that is refused is not lost in a thread.
        list(pool.map(work, range(0, size, BLOCK)))
    return FireWeather(**{name: array.reshape(shape) for name, array in found.items()})
