"""Spread of surface fires: independent code, closed forms, and what must hold for any fire."""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.fire.anderson1982 import BTU, FOOT, FUELS, FuelModel, make_fuel
from anlan_science.fire.anderson1983 import GREATEST_RATIO, rate_towards, shape_of
from anlan_science.fire.byram1959 import fireline_intensity, flame_length
from anlan_science.fire.finney2002 import STEPS, arrival_times, simulate, slope_and_aspect
from anlan_science.fire.rothermel1972 import make_bed, spread
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity

HERE = Path(__file__).parent / "verification"
CHAIN_PER_HOUR, MILE_PER_HOUR = 20.1168 / 3600.0, 0.44704
fuels = st.sampled_from(sorted(FUELS))
winds = st.floats(0.0, 12.0)
bearings = st.floats(0.0, 360.0)


def read(name):
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def flame_wind(canopy_cover):
    """Wind at flame height for 5 mph at 20 ft over a canopy of 30 ft (Albini and Baughman)."""
    filled = canopy_cover * 0.5 / 3.0
    share = 0.555 / (math.sqrt(filled * 30.0) * math.log((20.0 + 0.36 * 30.0) / (0.13 * 30.0)))
    return 5.0 * share * MILE_PER_HOUR


def test_the_fuels_are_those_of_the_other_catalogue():
    rows = read("anderson1982/cases.csv")
    assert {int(row["number"]) for row in rows} == set(FUELS)
    for number, fuel in FUELS.items():
        own = [row for row in rows if int(row["number"]) == number]
        for kind, load, surface in (
            ("dead", fuel.dead_load, fuel.dead_surface),
            ("live", fuel.live_load, fuel.live_surface),
        ):
            known = [row for row in own if row["class"] == kind]
            pounds = [float(row["load_lb_ft2"]) * 0.45359237 / FOOT**2 for row in known]
            assert list(load) == pytest.approx(pounds, rel=1e-12)
            per_metre = [float(row["surface_1_ft"]) / FOOT for row in known]
            assert list(surface) == pytest.approx(per_metre, rel=1e-12)
        assert fuel.depth == pytest.approx(float(own[0]["depth_ft"]) * FOOT)
        assert fuel.extinction == float(own[0]["extinction"])


@cache
def bed_of(name):
    if name != "gs4":
        fuel = FUELS[int(name)]
        return make_bed(fuel, (0.06, 0.07, 0.08)[: len(fuel.dead_load)], 0.9)
    tons = 2000.0 / 43560.0
    cured = 1.333 - 1.11 * 0.6
    herb = 3.4 * tons
    gs4 = make_fuel(
        "humid grass and shrub",
        ((1.9 * tons, 1800.0), (0.3 * tons, 109.0), (0.1 * tons, 30.0), (herb * cured, 1600.0)),
        ((herb * (1.0 - cured), 1600.0), (7.1 * tons, 1600.0)),
        2.1,
        0.40,
    )
    return make_bed(gs4, (0.06, 0.07, 0.08, 0.06), (0.6, 0.9))


def still(shape=(21, 21)):
    start = np.full(shape, np.inf)
    start[shape[0] // 2, shape[1] // 2] = 0.0
    return start


@pytest.mark.parametrize(
    "row", read("rothermel1972/cases.csv"), ids=lambda row: "-".join(row.values())
)
def test_rates_of_the_independent_code_are_reproduced(row):
    found = spread(
        bed_of(row["fuel"]),
        flame_wind(float(row["canopy_cover"])),
        float(row["wind_from"]),
        float(row["slope"]),
        float(row["aspect"]),
    )
    expected = float(row["expected_chains_per_hour"])
    assert float(found.rate) / CHAIN_PER_HOUR == pytest.approx(expected, abs=1e-6)


def test_the_bed_is_that_of_the_independent_code():
    assert bed_of("gs4").live_extinction == pytest.approx(1.37968551, abs=1e-8)
    assert bed_of("gs4").surface * FOOT == pytest.approx(1631.128734, abs=1e-6)


def test_shape_and_flames_of_the_independent_code_are_reproduced():
    bed = bed_of("gs4")
    head = spread(bed, flame_wind(0.5), 0.0, 0.3, 0.0)
    ellipse = shape_of(head.rate, head.effective_wind)
    shape = {row["quantity"]: float(row["expected"]) for row in read("anderson1983/cases.csv")}
    assert float(shape_of(1.0, 5 * MILE_PER_HOUR).ratio) == pytest.approx(
        shape["ratio_at_5_mph"], abs=1e-6
    )
    assert float(ellipse.backing) / CHAIN_PER_HOUR == pytest.approx(shape["backing"], abs=1e-6)
    assert float(ellipse.flanking) / CHAIN_PER_HOUR == pytest.approx(shape["flanking"], abs=1e-6)
    flames = {row["quantity"]: float(row["expected"]) for row in read("byram1959/cases.csv")}
    front = [
        fireline_intensity(bed.reaction_intensity, bed.residence, rate)
        for rate in (head.rate, ellipse.flanking)
    ]
    assert float(front[0]) / (BTU / FOOT) == pytest.approx(flames["head_intensity"], rel=1e-6)
    assert float(flame_length(front[1])) / FOOT == pytest.approx(
        flames["flank_flame_length"], rel=1e-6
    )


def test_the_thirteen_fuels_burn_about_as_printed():
    close = 0
    for row in read("rothermel1972/printed.csv"):
        bed = make_bed(FUELS[int(row["number"])], 0.08, 1.0)
        rate = spread(bed, 5 * MILE_PER_HOUR).rate
        flames = flame_length(fireline_intensity(bed.reaction_intensity, bed.residence, rate))
        ratio = float(rate) / CHAIN_PER_HOUR / float(row["chains_per_hour"])
        close += abs(ratio - 1.0) < 0.1
        assert ratio == pytest.approx(1.0, abs=0.31)
        assert float(flames) / FOOT == pytest.approx(float(row["flame_ft"]), rel=0.12)
    assert close >= 11


@given(fuels, st.floats(0.02, 0.4), st.floats(0.01, 0.2), st.floats(0.3, 3.0))
def test_wetter_fuel_never_burns_faster(number, moisture, more, live):
    dry, wet = (make_bed(FUELS[number], value, live) for value in (moisture, moisture + more))
    assert dry.rate >= wet.rate >= 0
    assert dry.reaction_intensity >= wet.reaction_intensity >= 0
    assert dry.residence == wet.residence > 0
    if moisture > FUELS[number].extinction and not FUELS[number].live_load:
        assert dry.rate == 0


@given(fuels, winds, st.floats(0.1, 3.0), bearings)
def test_more_wind_or_a_steeper_slope_never_slows_the_head(number, wind, more, bearing):
    bed = make_bed(FUELS[number], 0.06, 0.9)
    calm, windy = spread(bed, np.array([wind, wind + more]), bearing, caveats=Caveats()).rate
    assert bed.rate <= calm <= windy
    slopes = np.array([more / 4, more / 3])
    flat, steep = spread(bed, 0.0, 0.0, slopes, bearing, caveats=Caveats()).rate
    assert bed.rate <= flat <= steep


@given(fuels, winds, bearings, st.floats(0.0, 1.0), bearings, bearings)
def test_turning_everything_turns_the_fire(number, wind, wind_from, slope, aspect, turn):
    bed = make_bed(FUELS[number], 0.06, 0.9)
    before = spread(bed, wind, wind_from, slope, aspect, caveats=Caveats())
    after = spread(bed, wind, wind_from + turn, slope, aspect + turn, caveats=Caveats())
    # Where wind and slope all but cancel, rounding decides on what is left of them.
    scale = float(spread(bed, wind, 0.0, slope, 0.0, caveats=Caveats()).rate)
    assert float(after.rate) == pytest.approx(float(before.rate), rel=1e-9, abs=1e-9 * scale)
    if before.rate > bed.rate * 1.001:
        apart = (float(after.towards) - float(before.towards) - turn + 180.0) % 360.0 - 180.0
        assert abs(apart) < 1e-4


@given(fuels, st.floats(0.1, 5.0))
def test_the_effective_wind_of_wind_alone_is_that_wind(number, wind):
    found = spread(make_bed(FUELS[number], 0.06, 0.9), wind, 45.0, caveats=Caveats())
    assert float(found.effective_wind) == pytest.approx(wind, rel=1e-9)
    assert float(found.towards) == pytest.approx(225.0)


@given(st.floats(0.0, 30.0), st.floats(0.001, 3.0), bearings)
def test_an_ellipse_is_fastest_ahead_and_symmetric(wind, rate, angle):
    ellipse = shape_of(rate, wind, caveats=Caveats())
    assert 1.0 <= ellipse.ratio <= GREATEST_RATIO
    assert 0 < ellipse.backing <= ellipse.heading
    one, other = (float(rate_towards(ellipse, value)) for value in (angle, -angle))
    assert one == pytest.approx(other, rel=1e-12)
    assert float(ellipse.backing) - 1e-12 <= one <= rate * (1 + 1e-12)
    assert float(rate_towards(ellipse, 180.0)) == pytest.approx(float(ellipse.backing), rel=1e-9)


@pytest.mark.parametrize(
    "row", read("finney2002/cases.csv"), ids=lambda row: "-".join(row.values())
)
def test_the_front_in_a_constant_wind_is_the_ellipse(row):
    towards = float(row["towards"])
    ellipse = shape_of(0.5, float(row["effective_wind_m_s"]))
    north, east = np.mgrid[:81, :81] - 40.0
    bearing = np.degrees(np.arctan2(east, north))
    expected = np.hypot(north, east) * 10.0 / rate_towards(ellipse, bearing - towards)
    found = arrival_times(
        np.full((81, 81), 0.5), towards, ellipse.eccentricity, 10.0, still((81, 81))
    )
    away = np.hypot(north, east) >= 5
    late = found[away] / expected[away] - 1.0
    assert late.min() > -1e-9
    assert late.mean() < float(row["mean_late"])
    assert late.max() < float(row["greatest_late"])


def test_the_ways_are_symmetric():
    ways = {tuple(step) for step in STEPS.tolist()}
    assert len(ways) == 32
    assert ways == {(-north, -east) for north, east in ways} == {(e, n) for n, e in ways}


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.floats(1.1, 4.0))
def test_fronts_are_monotone_and_scale(seed, factor):
    chance = np.random.default_rng(seed)
    head = chance.choice([0.0, 0.2, 0.5, 1.0], (15, 17), p=[0.2, 0.3, 0.3, 0.2])
    towards, narrow = chance.uniform(0, 360, (15, 17)), chance.uniform(0, 0.9, (15, 17))
    start = np.where(chance.random((15, 17)) < 0.03, chance.uniform(0, 50, (15, 17)), np.inf)
    found = arrival_times(head, towards, narrow, 10.0, start)
    assert (found >= 0).all()
    assert np.isinf(found[head == 0]).all()
    assert (found[head > 0] <= start[head > 0]).all()
    faster = arrival_times(head * factor, towards, narrow, 10.0, start / factor)
    assert faster == pytest.approx(found / factor, rel=1e-9)
    larger = arrival_times(head, towards, narrow, 10.0 * factor, start * factor)
    assert larger == pytest.approx(found * factor, rel=1e-9)
    more = start.copy()
    more[7, 8] = 0.0
    # Between the neighbours of a patchwork a hair may be lost.
    both = arrival_times(head, towards, narrow, 10.0, more)
    assert (both <= found * 1.002).all()
    turned = arrival_times(
        np.rot90(head, -1), np.rot90(towards + 270.0, -1), np.rot90(narrow, -1), 10.0,
        np.rot90(start, -1),
    )  # fmt: skip
    assert turned == pytest.approx(np.rot90(found, -1), rel=1e-9)
    cut = arrival_times(head, towards, narrow, 10.0, start, latest=60.0)
    assert (cut == np.where(found <= 60.0, found, np.inf)).all()


def test_a_break_of_one_cell_stops_the_fire():
    head = np.full((21, 21), 0.5)
    head[:, 13] = 0.0
    found = arrival_times(head, 90.0, 0.9, 10.0, still())
    assert np.isinf(found[:, 13:]).all()
    assert np.isfinite(found[:, :13]).all()


def test_fire_runs_with_the_wind_and_up_the_slope():
    beds = {1: make_bed(FUELS[1], 0.06)}
    fuel = np.ones((21, 21), dtype=np.int64)
    flat = np.zeros((21, 21))
    # Wind from the west: the east burns first, the map is its own mirror north and south.
    found = simulate(fuel, beds, flat, 10.0, 2.0, 270.0, still())
    assert found[10, 18] < found[10, 2] / 2
    assert found == pytest.approx(found[::-1], rel=1e-9)
    hill = np.tile(np.arange(21) * 5.0, (21, 1)).T
    found = simulate(fuel, beds, hill, 10.0, 0.0, 0.0, still())
    assert found[18, 10] < found[2, 10] / 2
    fuel[:, 4] = 99
    assert np.isinf(simulate(fuel, beds, flat, 10.0, 2.0, 270.0, still())[:, :5]).all()
    caveats = Caveats()
    simulate(fuel, beds, flat, 10.0, 25.0, 270.0, still(), caveats=caveats)
    names = {caveat.name for caveat in caveats}
    assert {"wind_speed", "effective_wind"} <= names
    with pytest.raises(OutOfValidity):
        simulate(fuel, beds, flat, 10.0, 25.0, 270.0, still(), caveats=Caveats(strict=True))


def test_a_plane_has_one_slope_and_one_aspect():
    north, east = np.mgrid[:5, :6] * 10.0
    slope, aspect = slope_and_aspect(0.3 * east + 0.4 * north, 10.0)
    assert slope == pytest.approx(np.full((5, 6), 0.5))
    assert aspect == pytest.approx(np.full((5, 6), math.degrees(math.atan2(-0.3, -0.4)) % 360))


def test_impossible_input_is_refused():
    bed = make_bed(FUELS[1], 0.06)
    empty = FuelModel("nothing", (), (), (), (), 1.0, 0.2)
    head = np.full((3, 3), 0.5)
    for call in (
        lambda: make_bed(FUELS[1], -0.1),
        lambda: make_bed(FUELS[1], (0.1, 0.1)),
        lambda: make_bed(empty, 0.1),
        lambda: spread(bed, -1.0),
        lambda: spread(bed, 1.0, math.nan),
        lambda: shape_of(1.0, -1.0),
        lambda: flame_length(-1.0),
        lambda: slope_and_aspect([1.0, 2.0], 1.0),
        lambda: slope_and_aspect(head, 0.0),
        lambda: arrival_times(-head, 0.0, 0.0, 1.0, head),
        lambda: arrival_times(head, 0.0, 1.0, 1.0, head),
        lambda: arrival_times(head, np.zeros(2), 0.0, 1.0, head),
        lambda: arrival_times(head, 0.0, 0.0, 1.0, -head),
        lambda: arrival_times(head, 0.0, 0.0, 1.0, head * np.nan),
        lambda: arrival_times(head[0], 0.0, 0.0, 1.0, head[0]),
        lambda: simulate(head, {1: bed}, head, 1.0, np.zeros(2), 0.0, head),
    ):
        with pytest.raises(InvalidInput):
            call()


def test_empty_arrays_give_empty_arrays():
    assert spread(make_bed(FUELS[1], 0.06), np.array([])).rate.size == 0
    assert shape_of([], []).ratio.size == 0
    assert arrival_times(np.zeros((0, 0)), 0.0, 0.0, 1.0, np.inf).size == 0
