"""Individual and societal risk: closed forms, a plain sum beside the loops, and what must hold."""

from __future__ import annotations

import csv
from pathlib import Path

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.registry import InvalidInput
from anlan_science.risk.cpr18e_1999_risk import (
    Scenarios,
    expected_deaths,
    fn_curve,
    individual_risk,
    potential_loss_of_life,
    risk_at,
    risk_of,
    tabulate,
    turn,
)

TABLE = Path(__file__).parent / "verification/cpr18e_1999_risk/cases.csv"
SIDE = np.arange(-250.0, 251.0, 5.0)
DENSITY = 0.01


def cases():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return [pytest.param(row, id="-".join(list(row.values())[:5])) for row in rows]


def site(table, frequency=1e-5, step=10.0, x=0.0, y=0.0):
    """One scenario whose footprint is the same in every class of the table."""
    return Scenarios(*np.array([[x], [y], [frequency], [step]]), table[None, ...])


def wind_from(degrees, directions=16):
    rose = np.zeros((directions, 1))
    rose[round(degrees * directions / 360)] = 1.0
    return rose


def plumes(number, rings=12, bearings=128, classes=2, seed=3):
    """Scenarios with plumes of different width, at random places."""
    chance = np.random.default_rng(seed)
    harm = np.empty((number, rings, bearings, classes))
    for s in range(number):
        for c in range(classes):
            width = chance.uniform(0.1, 0.6)
            harm[s, :, :, c] = tabulate(
                lambda x, y, width=width: (x > 0) * np.exp(-((y / (width * x + 1.0)) ** 2)),
                10.0,
                rings,
                bearings,
            )
    harm[:, -1] = 0.0
    places = chance.uniform(-60, 60, (2, number))
    return Scenarios(*places, chance.uniform(1e-6, 1e-4, number), np.full(number, 10.0), harm)


@pytest.mark.parametrize("row", cases())
def test_closed_forms_are_reproduced(row):
    radius, probability = float(row["radius_m"]), float(row["probability"])
    half = row["form"] == "half"

    def harm(x, y):
        side = np.where(x > 1e-9, 1.0, np.where(x < -1e-9, 0.0, 0.5)) if half else 1.0
        return probability * (np.hypot(x, y) < radius + 0.25) * side

    one = site(tabulate(harm, 0.5, 402)[:, :, None], float(row["frequency"]), 0.5)
    wind = wind_from(float(row["from_degrees"]))
    risk = individual_risk([float(row["x_m"])], [float(row["y_m"])], one, wind, 1)
    assert float(risk[0, 0]) == pytest.approx(float(row["expected_risk"]), rel=1e-12, abs=1e-18)

    x, y = np.meshgrid(SIDE, SIDE)
    deaths, _often = expected_deaths(x, y, np.full(x.shape, DENSITY * 25.0), one, wind, 1)
    assert deaths.max() == pytest.approx(float(row["expected_deaths"]), rel=5e-3)


def test_a_plain_sum_over_scenarios_winds_and_classes_agrees():
    many = plumes(3)
    rose = np.random.default_rng(1).dirichlet(np.ones(32)).reshape(16, 2)
    field = individual_risk(SIDE[::10], SIDE[::10], many, rose, 1)
    x, y = np.meshgrid(SIDE[::10], SIDE[::10])
    rings, bearings = many.harm.shape[1:3]
    plain = np.zeros_like(x)
    for s in range(3):
        dx, dy = x - many.x[s], y - many.y[s]
        ring = np.hypot(dx, dy) / many.step[s]
        near = np.minimum(ring.astype(int), rings - 2)
        u = ring - near
        for d in range(16):
            turned = (np.arctan2(dx, dy) / (2 * np.pi) - d / 16 - 0.5) % 1.0 * bearings
            a = turned.astype(int) % bearings
            v = turned - turned.astype(int)
            b = (a + 1) % bearings
            for c in range(2):
                p = many.harm[s, :, :, c]
                low = p[near, a] * (1 - v) + p[near, b] * v
                high = p[near + 1, a] * (1 - v) + p[near + 1, b] * v
                inside = ring < rings - 1
                plain += np.where(
                    inside, many.frequency[s] * rose[d, c] * (low * (1 - u) + high * u), 0.0
                )
    assert field == pytest.approx(plain, rel=1e-9, abs=1e-15)


def test_single_places_have_the_very_risk_of_the_raster_there():
    many = plumes(4)
    rose = np.random.default_rng(2).dirichlet(np.ones(32)).reshape(16, 2)
    side = SIDE[::10]
    turned = turn(many, rose)
    field = individual_risk(side, side, many, rose)
    assert (risk_of(side, side, turned) == field).all()
    x, y = np.meshgrid(side, side)
    assert (risk_at(x.ravel(), y.ravel(), turned) == field.ravel()).all()
    assert risk_at([], [], turned).size == 0
    with pytest.raises(InvalidInput):
        risk_at([1.0, 2.0], [1.0], turned)


def test_every_run_on_any_number_of_cores_gives_the_same_digits():
    many = plumes(5)
    rose = np.full((16, 2), 1 / 32)
    first = individual_risk(SIDE, SIDE, many, rose)
    cores = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        alone = individual_risk(SIDE, SIDE, many, rose)
        deaths, _often = expected_deaths(SIDE, SIDE, np.ones(SIDE.size), many, rose)
    finally:
        numba.set_num_threads(cores)
    again, _often = expected_deaths(SIDE, SIDE, np.ones(SIDE.size), many, rose)
    assert (first == alone).all()
    assert (deaths == again).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, 2, 4]))
def test_loss_of_life_is_the_risk_of_everybody_added_up(seed, subdirections):
    chance = np.random.default_rng(seed)
    rose = chance.dirichlet(np.ones(32)).reshape(16, 2)
    many = plumes(2, seed=seed)
    side = np.linspace(-150.0, 150.0, 13)
    people = chance.integers(0, 30, (13, 13)).astype(float)
    x, y = np.meshgrid(side, side)
    risk = individual_risk(side, side, many, rose, subdirections)
    deaths, often = expected_deaths(x, y, people, many, rose, subdirections)
    loss = potential_loss_of_life(deaths, often)
    assert loss == pytest.approx(float((people * risk).sum()), rel=1e-10, abs=1e-18)
    curve = fn_curve(deaths, often)
    area = float((np.diff(curve.deaths, prepend=0.0) * curve.frequency).sum())
    assert area == pytest.approx(loss, rel=1e-10, abs=1e-18)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 15), st.floats(-80, 80), st.floats(-80, 80))
def test_turning_the_wind_and_the_place_together_changes_nothing(turns, x, y):
    one = plumes(1)
    here = Scenarios(np.zeros(1), np.zeros(1), one.frequency, one.step, one.harm)
    rose = np.random.default_rng(5).dirichlet(np.ones(32)).reshape(16, 2)
    angle = 2 * np.pi * turns / 16
    turned_x = x * np.cos(angle) + y * np.sin(angle)
    turned_y = y * np.cos(angle) - x * np.sin(angle)
    before = individual_risk([x], [y], here, rose)
    after = individual_risk([turned_x], [turned_y], here, np.roll(rose, turns, axis=0))
    assert float(after[0, 0]) == pytest.approx(float(before[0, 0]), rel=1e-9, abs=1e-15)


@settings(max_examples=20, deadline=None)
@given(st.floats(1e-8, 1e-3), st.floats(1.0, 100.0))
def test_risk_is_never_negative_and_grows_with_the_frequency(frequency, factor):
    table = plumes(1).harm[0]
    rose = np.full((16, 2), 1 / 32)
    side = SIDE[::10]
    less = individual_risk(side, side, site(table, frequency), rose)
    more = individual_risk(side, side, site(table, frequency * factor), rose)
    assert (less >= 0).all()
    assert more == pytest.approx(less * factor, rel=1e-12)
    assert less.max() <= frequency * (1 + 1e-12)


def test_a_mirrored_footprint_gives_a_mirrored_field():
    one = site(plumes(1).harm[0])
    field = individual_risk(SIDE[::10], SIDE[::10], one, np.hstack([wind_from(0)] * 2) / 2)
    assert field == pytest.approx(field[:, ::-1], rel=1e-9, abs=1e-20)
    # Wind from the north carries to the south: to the first rows.
    assert field[:5].sum() > 0
    assert field[6:].sum() == 0


def test_nothing_there_is_no_risk():
    none = Scenarios(*np.zeros((4, 0)), np.zeros((0, 2, 128, 1)))
    rose = np.full((16, 1), 1 / 16)
    assert individual_risk(SIDE, SIDE, none, rose).sum() == 0
    assert individual_risk([], SIDE, plumes(1), np.full((16, 2), 1 / 32)).shape == (101, 0)
    deaths, often = expected_deaths([], [], [], plumes(1), np.full((16, 2), 1 / 32))
    assert fn_curve(deaths, often).deaths.size == 0


@pytest.mark.parametrize(
    "change",
    [
        {"harm": np.full((1, 2, 64, 1), 1.5)},
        {"harm": np.full((1, 2, 64, 1), np.nan)},
        {"harm": np.zeros((1, 1, 64, 1))},
        {"step": np.zeros(1)},
        {"frequency": np.array([-1e-6])},
        {"x": np.zeros(2)},
    ],
)
def test_impossible_scenarios_are_refused(change):
    good = {
        "x": np.zeros(1),
        "y": np.zeros(1),
        "frequency": np.ones(1),
        "step": np.ones(1),
        "harm": np.zeros((1, 2, 64, 1)),
    }
    Scenarios(**good)
    with pytest.raises(InvalidInput):
        Scenarios(**good | change)


def test_an_impossible_rose_or_raster_is_refused():
    one = plumes(1)
    good = np.full((16, 2), 1 / 32)
    for rose in (good * 1.1, good[:, :1], -good, good[:5] * np.nan):
        with pytest.raises(InvalidInput):
            individual_risk(SIDE, SIDE, one, rose)
    for many in (3, 8, 0):
        with pytest.raises(InvalidInput):
            individual_risk(SIDE, SIDE, one, good, many)
    with pytest.raises(InvalidInput):
        individual_risk([np.nan], SIDE, one, good)
    with pytest.raises(InvalidInput):
        expected_deaths([0.0], [0.0], [-1.0], one, good)
    with pytest.raises(InvalidInput):
        expected_deaths([0.0], [0.0], [1.0, 2.0], one, good)
    with pytest.raises(InvalidInput):
        fn_curve([1.0], [1.0, 2.0])
