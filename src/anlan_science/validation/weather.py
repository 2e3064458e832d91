"""The Canadian fire weather system beside its reference program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from anlan_science.fire_weather import system, van_wagner1977
from anlan_science.fire_weather import van_wagner_pickett1985 as daily
from anlan_science.registry import Caveats, Floats
from anlan_science.validation.data import Data
from anlan_science.validation.measures import Finding, verified

FOLDER = "fwi-cffdrs"
#: Four significant digits are stored, so half a unit of the last is 5e-4 of the value at worst.
FOUR_DIGITS = 6e-4
CODES = ("ffmc", "dmc", "dc", "isi", "bui", "fwi", "dsr")
DAILY, SEVERITY = "van_wagner_pickett1985", "van_wagner1987"
SERIES = ("fwi_01.csv", "fwi_03.csv", "fwi_04.csv", "fwi_07.csv")
_POSSIBLE = {"rh": (0.0, 100.0), "ws": (0.0, np.inf), "prec": (0.0, np.inf)}


def _numbers(rows: list[dict[str, str]]) -> dict[str, Floats]:
    words = {"NA": np.nan, "TRUE": 1.0, "FALSE": 0.0}
    return {
        name: np.array(
            [words[row[name]] if row[name] in words else float(row[name]) for row in rows]
        )
        for name in rows[0]
    }


def _season(data: Data) -> tuple[dict[str, Floats], system.FireWeather]:
    weather = _numbers(data.rows(FOLDER, "test_fwi.csv", ";"))
    found = system.compute_season(
        weather["temp"] + 273.15,
        weather["rh"] / 100,
        weather["ws"] / 3.6,
        weather["prec"],
        weather["mon"].astype(int),
        float(weather["lat"][0]),
    )
    return weather, found


def season_values(data: Data, name: str) -> Iterator[tuple[str, Floats, Floats]]:
    """The reference series of 48 days beside the package.

    Parameters
    ----------
    data : Data
        The reference data. [-]
    name : str
        Table of expected values. [-]

    Returns
    -------
    values : iterator of (str, ndarray, ndarray)
        Code, published, found; each of shape (48,). [-]
    """
    _weather, found = _season(data)
    expected = _numbers(data.rows(FOLDER, name))
    for code in CODES:
        yield code, expected[code.upper()], getattr(found, code)


def check_series(data: Data) -> Iterator[Finding]:
    """Reference series: 48 days by four ways of starting, and one day alone.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        One for each table. [-]
    """
    for name in SERIES:
        values = list(season_values(data, name))
        published = np.concatenate([each[1] for each in values])
        found = np.concatenate([each[2] for each in values])
        yield verified(FOLDER, f"48 days of 1985, {name}", "seven codes and indices",
                       (DAILY, SEVERITY), published, found, FOUR_DIGITS)  # fmt: skip
    weather = _numbers(data.rows(FOLDER, "test_fwi.csv", ";"))
    day = {key: float(column[6]) for key, column in weather.items()}
    one = system.compute_day(
        (85.0, 6.0, 15.0), day["temp"] + 273.15, day["rh"] / 100, day["ws"] / 3.6, day["prec"],
        int(day["mon"]), day["lat"],
    )  # fmt: skip
    expected = _numbers(data.rows(FOLDER, "fwi_09.csv"))
    yield verified(FOLDER, "the seventh day alone, fwi_09.csv", "seven codes and indices",
                   (DAILY, SEVERITY), [expected[code.upper()][0] for code in CODES],
                   [float(getattr(one, code)) for code in CODES], FOUR_DIGITS)  # fmt: skip


def _grid(data: Data, code: str, **limits: tuple[float, float]) -> dict[str, Floats]:
    """Rows of a reference grid that are physically possible and have an answer."""
    table = _numbers(data.rows(FOLDER, f"{code}.csv"))
    table["expected"] = table.pop(code)
    keep = ~np.isnan(table["expected"])
    for name, (low, high) in {**_POSSIBLE, **limits}.items():
        if name in table:
            keep &= (table[name] >= low) & (table[name] <= high)
    return {name: column[keep] for name, column in table.items()}


def _weather_of(t: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats, Floats]:
    return t["temp"] + 273.15, t["rh"] / 100, t["ws"] / 3.6, t["prec"]


def _hourly(t: Mapping[str, Floats]) -> Floats:
    found = np.empty(t["expected"].size)
    for hours in np.unique(t["time.step"]):
        row = t["time.step"] == hours
        found[row] = van_wagner1977.hourly_fine_fuel_moisture_code(
            t["ffmc_old"][row], t["temp"][row] + 273.15, t["rh"][row] / 100, t["ws"][row] / 3.6,
            t["prec"][row], 3600 * hours, caveats=Caveats(),
        )  # fmt: skip
    return found


def _duff(t: Mapping[str, Floats]) -> Floats:
    found = np.empty(t["expected"].size)
    for month in np.unique(t["mon"]):
        for adjusted in (True, False):
            row = (t["mon"] == month) & (t["lat.adjust"] == adjusted)
            found[row] = daily.duff_moisture_code(
                t["dmc_yda"][row], t["temp"][row] + 273.15, t["rh"][row] / 100, t["prec"][row],
                int(month), t["lat"][row] if adjusted else 46.0,
            )  # fmt: skip
    return found


def grid_values(data: Data) -> Iterator[tuple[str, str, Floats, Floats, str]]:
    """Reference grids of single codes beside the package.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    values : iterator of (str, str, ndarray, ndarray, str)
        Table, model, published, found, note. [-]
    """
    t = _grid(data, "FineFuelMoistureCode", ffmc_yda=(0, 101))
    found = daily.fine_fuel_moisture_code(t["ffmc_yda"], *_weather_of(t))
    yield "FineFuelMoistureCode", DAILY, t["expected"], found, ""
    t = _grid(data, "HourlyFineFuelMoistureCode", ffmc_old=(0, 101))
    # In a few rows the reference leaves the scale (to 101.19), as it does not bound a code.
    t = {name: column[t["expected"] <= 101] for name, column in t.items()}
    note = "rows in which the reference leaves the scale of 101 are left out"
    yield "HourlyFineFuelMoistureCode", "van_wagner1977", t["expected"], _hourly(t), note
    t = _grid(data, "DuffMoistureCode", dmc_yda=(0, np.inf), lat=(-90, 90))
    yield "DuffMoistureCode", DAILY, t["expected"], _duff(t), ""
    t = _grid(data, "InitialSpreadIndex", ffmc=(0, 101))
    plain = (t["fbpMod"] == 0) | (t["ws"] < 40)
    found = daily.initial_spread_index(t["ffmc"][plain], t["ws"][plain] / 3.6)
    note = "without the change of the fire behaviour system from 40 km/h on"
    yield "InitialSpreadIndex", DAILY, t["expected"][plain], found, note
    t = _grid(data, "BuildupIndex", dmc=(0, np.inf), dc=(0, np.inf))
    yield "BuildupIndex", DAILY, t["expected"], daily.buildup_index(t["dmc"], t["dc"]), ""


def check_grids(data: Data) -> Iterator[Finding]:
    """Reference grids of single codes, physically possible rows.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        One for each code. [-]
    """
    for name, model, published, found, note in grid_values(data):
        yield verified(FOLDER, f"grid {name}", "code", (model,), published, found, FOUR_DIGITS,
                       note=note)  # fmt: skip
