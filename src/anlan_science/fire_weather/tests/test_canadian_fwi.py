"""The Canadian system: published values, the reference series and grids, and what must hold."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.fire_weather import system, van_wagner1977
from anlan_science.fire_weather import van_wagner_pickett1985 as daily
from anlan_science.fire_weather.lawson_armitage2008 import drought_day_length, duff_day_length
from anlan_science.fire_weather.van_wagner1987 import daily_severity_rating
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity
from anlan_science.validation.tests.reference import reference
from anlan_science.validation.weather import FOUR_DIGITS, SERIES, grid_values, season_values

HERE = Path(__file__).parent / "verification/canadian_fwi"
START = (85.0, 6.0, 15.0)
NAMES = ("ffmc", "dmc", "dc", "isi", "bui", "fwi", "dsr")

celsius = st.floats(-40, 45)
share = st.floats(0, 1)
wind = st.floats(0, 30)
rain = st.floats(0, 200)


def read(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter=delimiter)
        head, *body = rows
    return {name: [row[i] for row in body] for i, name in enumerate(head)}


def numbers(column):
    return np.array([np.nan if text == "NA" else float(text) for text in column])


def assert_close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=FOUR_DIGITS, atol=1e-9)


def test_the_values_printed_with_the_published_functions_are_reproduced():
    table = read(HERE / "cases.csv")
    day = system.compute_day(START, 290.15, 0.42, 25 / 3.6, 0, 4, 45.98, scale=daily.FF_SCALE_1985)
    for name, expected in zip(table["quantity"], table["expected"], strict=True):
        assert float(getattr(day, name)) == pytest.approx(float(expected), rel=1e-9)


def test_the_first_days_of_the_reference_series_are_reproduced():
    table = {name: numbers(column) for name, column in read(HERE / "season.csv").items()}
    season = system.compute_season(
        table["celsius"] + 273.15,
        table["humidity_percent"] / 100,
        table["wind_kmh"] / 3.6,
        table["rain_mm"],
        table["month"].astype(int),
        40.0,
    )
    for name in NAMES:
        assert_close(getattr(season, name), table[name])


@pytest.mark.parametrize("name", SERIES)
def test_the_reference_series_of_48_days_is_reproduced(name):
    values = list(season_values(reference(), name))

    assert [code for code, _, _ in values] == list(NAMES)
    for _code, expected, found in values:
        assert_close(found, expected)


def test_the_reference_grids_are_reproduced():
    values = list(grid_values(reference()))

    assert len(values) == 5
    for _name, _model, expected, found, _note in values:
        assert expected.size > 100
        assert_close(found, expected)


def test_day_lengths_change_at_the_printed_latitudes():
    assert duff_day_length(1, np.array([46, 30, 10, -10, -30])).tolist() == [
        6.5,
        7.9,
        9.0,
        10.1,
        11.5,
    ]
    assert drought_day_length(7, np.array([46, 20, -20])).tolist() == [6.4, 1.4, -1.6]
    for month in (0, 13):
        with pytest.raises(InvalidInput, match="month"):
            duff_day_length(month, 46)


def test_scalars_and_arrays_agree_and_empty_is_empty():
    temperature = np.array([280.0, 290.0, 300.0])
    many = system.compute_day(START, temperature, 0.4, 5.0, np.array([0, 3, 20]), 6)
    for row, mm in enumerate((0, 3, 20)):
        one = system.compute_day(START, temperature[row], 0.4, 5.0, mm, 6)
        for name in NAMES:
            assert float(getattr(one, name)) == getattr(many, name)[row]
    empty = system.compute_day((np.array([]),) * 3, np.array([]), 0.4, 5.0, 0.0, 6)
    assert empty.fwi.shape == (0,)
    season = system.compute_season(*(np.empty((0, 4)),) * 4, np.array([], dtype=int))
    assert season.fwi.shape == (0, 4)


@pytest.mark.parametrize(
    ("position", "wrong"),
    [(0, float("nan")), (1, 1.01), (1, -0.01), (2, -1.0), (3, -0.1), (3, float("inf"))],
)
def test_impossible_weather_is_refused(position, wrong):
    weather = [290.0, 0.4, 5.0, 0.0]
    weather[position] = wrong
    with pytest.raises(InvalidInput):
        system.compute_day(START, *weather, 6)


def test_days_and_months_must_have_the_same_length():
    with pytest.raises(InvalidInput, match="row per day"):
        system.compute_season(*([[1.0, 1.0]] * 4), np.array([4]))


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 101), st.floats(0, 500), st.floats(0, 1500), celsius, share, wind, rain)
def test_every_code_is_finite_and_not_negative(ffmc, dmc, dc, air, humid, speed, wet):
    day = system.compute_day((ffmc, dmc, dc), air + 273.15, humid, speed, wet, 5)

    for name in NAMES:
        assert np.isfinite(getattr(day, name)) and getattr(day, name) >= 0
    assert day.ffmc <= 101


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 101), celsius, share, wind, rain, st.floats(0, 50))
def test_more_rain_never_makes_more_danger(ffmc, air, humid, speed, wet, more):
    # The two drying codes are piecewise in their own source; the rain term alone is monotone for
    # litter, where half a millimetre is held back.
    less = daily.fine_fuel_moisture_code(ffmc, air + 273.15, humid, speed, wet)
    after = daily.fine_fuel_moisture_code(ffmc, air + 273.15, humid, speed, wet + more)
    assert after <= less + 1e-6


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 101), st.floats(0, 300), st.floats(0, 1000), wind, st.floats(0, 10))
def test_more_wind_or_fuel_never_lowers_the_index(ffmc, dmc, dc, speed, more):
    isi = daily.initial_spread_index(ffmc, speed)
    assert daily.initial_spread_index(ffmc, speed + more) >= isi
    bui = daily.buildup_index(dmc, dc)
    fwi = daily.fire_weather_index(isi, bui)
    assert daily.fire_weather_index(isi * 1.1, bui) >= fwi
    assert daily_severity_rating(fwi + more) >= daily_severity_rating(fwi)


@settings(max_examples=30, deadline=None)
@given(st.floats(20, 101), celsius, share, wind)
def test_without_time_or_rain_the_hourly_code_stays(ffmc, air, humid, speed):
    found = van_wagner1977.hourly_fine_fuel_moisture_code(ffmc, air + 273.15, humid, speed, 0, 0)
    assert float(found) == pytest.approx(ffmc, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 101), celsius, share, wind)
def test_two_half_hours_are_one_hour(ffmc, air, humid, speed):
    weather = (air + 273.15, humid, speed, 0)
    hourly = van_wagner1977.hourly_fine_fuel_moisture_code
    half = hourly(ffmc, *weather, 1800)
    assert float(hourly(half, *weather, 1800)) == pytest.approx(
        float(hourly(ffmc, *weather, 3600)), abs=1e-6
    )


def test_more_than_an_hour_of_constant_weather_is_told():
    hourly, caveats = van_wagner1977.hourly_fine_fuel_moisture_code, Caveats()
    hourly(85, 290.0, 0.4, 5.0, 0.0, 7200.0, caveats=caveats)
    assert [caveat.name for caveat in caveats] == ["duration_s"]
    with pytest.raises(OutOfValidity):
        hourly(85, 290.0, 0.4, 5.0, 0.0, 7200.0, caveats=Caveats(strict=True))
