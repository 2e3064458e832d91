"""SLAB: listings of the program, conservation, and the LNG field trials."""

from __future__ import annotations

import json
import time
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_science.dispersion import ermak1990 as model
from anlan_science.dispersion.stability import UnknownClass
from anlan_science.dispersion.tests.cases import HERE, cases
from anlan_science.registry import Caveats, InvalidInput, OutOfValidity
from anlan_science.validation import dense
from anlan_science.validation.measures import scores
from anlan_science.validation.tests.reference import reference

METHANE, AMMONIA = dense.METHANE, dense.AMMONIA
CHLORINE = model.Gas(0.070906, 498.1, 239.1, 287840.0, 926.3, 1574.0, 1978.34, -27.01)
NIGHT = model.Weather(1.92, 2.88, 306.0, 2e-4, inverse_length=0.0665, humidity=0.046)
DAY = model.Weather(4.0, 2.88, 306.0, 2e-4, inverse_length=0.0, humidity=0.046)
#: Classes and winds that occur together; places and ground of a county.
weathers = st.builds(
    model.Weather,
    st.floats(1.5, 8.0),
    st.just(10.0),
    st.floats(263.0, 310.0),
    st.floats(0.003, 0.3),
    st.sampled_from("CDEF"),
    st.just(0.0),
    st.floats(0.0, 0.95),
)
gases = st.sampled_from([METHANE, AMMONIA, CHLORINE])


@cache
def problem(name):
    if name == "2":
        return model.disperse_jet(
            AMMONIA, dense.DESERT, 107.87, 0.93, 381.0, 1.0, 239.57, 0.81, 2800.0
        )
    if name == "4":
        calm = model.Weather(1.0, 10.0, 276.0, 0.1, "D", humidity=0.3)
        return model.disperse_vertical_jet(
            CHLORINE, calm, 3.33, 0.02, 300.0, 1.0, 239.1, 0.88, 1e4, 1.0
        )
    if name == "3":
        return model.disperse_sudden(METHANE, NIGHT, 6000.0, 900.0, 111.7, reach=1000.0)
    return model.disperse_pool(METHANE, {"1a": NIGHT, "1b": DAY}[name], 117.0, 657.0, 107.0, 1000.0)


@pytest.mark.parametrize("row", cases("ermak1990"))
def test_the_program_is_reproduced_to_its_printed_digits(row):
    cloud, n, rel = problem(row["problem"]), int(row["section"]), float(row["rel"])

    def printed(name):
        return pytest.approx(float(row[name]), rel=rel, abs=1e-9)

    for name in ("height_m", "half_width_m", "core_m", "density_kg_m3", "temperature_k",
                 "speed_m_s", "share", "mass_share", "time_s"):  # fmt: skip
        stem = name.removesuffix("_kg_m3").removesuffix("_m_s").removesuffix("_m")
        stem = stem.removesuffix("_k").removesuffix("_s")
        assert getattr(cloud, stem)[n] == printed(name), name
    # The program has the hole of a jet at one metre.
    origin = 1.0 if row["problem"] in "24" else 0.0
    assert cloud.distance[n] + origin == printed("place_m")
    wide = np.sqrt(cloud.core[n] ** 2 + 3.0 * cloud.edge[n] ** 2)
    at, z = cloud.distance[n], float(row["z_m"])
    assert model.largest_fraction(cloud, at, 0.0, z) == printed("largest")
    assert model.largest_fraction(cloud, at, 0.5 * wide, z) == printed("largest_at_half")


def carried(cloud):
    """Mass per time through each section of a plume, and mass of each moment of a puff."""
    box = cloud.half_width * cloud.height * cloud.density * cloud.mass_share
    return (2.0 * box * cloud.speed)[: cloud.passing], (4.0 * box * cloud.half_length)[
        cloud.passing :
    ]


@settings(max_examples=8, deadline=None)
@given(gases, weathers, st.floats(1.0, 60.0), st.floats(5.0, 25.0), st.floats(30.0, 900.0))
def test_a_pool_keeps_its_mass_as_plume_and_as_puff(gas, weather, rate, across, duration):
    caveats = Caveats()
    cloud = model.disperse_pool(gas, weather, rate, across**2, duration, 1500.0, caveats=caveats)
    if caveats or not cloud.passing:
        return
    plume, puff = carried(cloud)
    behind = cloud.distance[: cloud.passing] > cloud.distance[10]
    assert plume[behind] == pytest.approx(rate, rel=1e-9)
    assert puff == pytest.approx(rate * duration, rel=1e-9)


@settings(max_examples=8, deadline=None)
@given(gases, weathers, st.floats(10.0, 2e4), st.floats(0.0, 0.9))
def test_a_sudden_cloud_keeps_its_mass_and_thins_all_the_time(gas, weather, mass, liquid):
    caveats = Caveats()
    cloud = model.disperse_sudden(
        gas, weather, mass, (mass / 10.0) ** (2 / 3), 0.0, liquid, 1000.0, caveats=caveats
    )
    if caveats:
        return
    assert carried(cloud)[1] == pytest.approx(mass, rel=1e-9)
    assert (np.diff(cloud.mass_share) <= 0.0).all() and (cloud.mass_share > 0.0).all()
    assert (np.diff(cloud.middle) >= 0.0).all()


@settings(max_examples=8, deadline=None)
@given(gases, weathers, st.floats(0.5, 30.0), st.floats(0.0, 8.0), st.floats(0.0, 0.85))
def test_a_jet_keeps_its_mass_and_falls_along_its_axis(gas, weather, rate, height, liquid):
    caveats = Caveats()
    cloud = model.disperse_jet(
        gas, weather, rate, rate / 80.0, 600.0, height, 300.0, liquid, 1000.0, caveats=caveats
    )
    if caveats:
        return
    plume, puff = carried(cloud)
    assert plume == pytest.approx(rate, rel=1e-9)
    assert puff == pytest.approx(600.0 * rate, rel=1e-9)
    assert (np.diff(cloud.mass_share) <= 1e-12).all()
    assert (np.diff(cloud.distance) > 0.0).all()
    x = np.linspace(1.0, 900.0, 40)
    for z in (0.0, 2.0):
        found = model.largest_fraction(cloud, x, 3.0, z)
        assert ((found >= 0.0) & (found <= 1.0)).all()


@settings(max_examples=8, deadline=None)
@given(weathers, st.floats(0.5, 20.0), st.floats(5.0, 80.0), st.floats(0.0, 30.0))
def test_a_vertical_jet_keeps_its_mass_and_comes_down(weather, rate, speed, height):
    # Chlorine with four fifths droplets weighs 18 kg/m³.
    caveats = Caveats()
    cloud = model.disperse_vertical_jet(
        CHLORINE, weather, rate, rate / (18.0 * speed), 900.0, height, 239.1, 0.8, 3000.0,
        caveats=caveats,
    )  # fmt: skip
    if caveats:
        return
    top = int(np.argmax(cloud.centre))
    assert cloud.centre[top] >= height and cloud.centre[-1] < cloud.centre[top]
    assert (np.diff(cloud.mass_share) <= 1e-12).all()
    assert (np.diff(cloud.distance) > 0.0).all()
    box = 2.0 * cloud.half_width * cloud.height * cloud.density * cloud.mass_share * cloud.speed
    # While it lands, the sections of the model do not multiply to the rate (off by up to a sixth);
    # once it is a plume they do.
    assert box[11 : cloud.passing] == pytest.approx(rate, rel=0.25)
    assert box[cloud.passing - 1] == pytest.approx(rate, rel=1e-6)


def test_a_jet_upward_carries_farther_up_than_one_forward_and_spares_the_ground():
    weather = model.Weather(3.0, 10.0, 290.0, 0.1, "D", humidity=0.5)
    up, forward = (
        disperse(CHLORINE, weather, 3.0, 0.005, 900.0, 2.0, 239.1, 0.8)
        for disperse in (model.disperse_vertical_jet, model.disperse_jet)
    )
    assert up.centre.max() > forward.centre.max() + 1.0
    near = np.array([20.0, 100.0])
    assert (model.largest_fraction(up, near) < model.largest_fraction(forward, near)).all()


def test_a_plume_of_equal_share_is_a_box_with_soft_edges():
    # The profile across and over height holds as much as the box of even share.
    cloud, n = problem("1b"), 30
    x = float(cloud.distance[n])
    y, z = np.linspace(0.0, 400.0, 2001), np.linspace(0.0, 60.0, 1201)
    across = np.trapezoid(model.largest_fraction(cloud, x, y, 0.0), y)
    up = np.trapezoid(model.largest_fraction(cloud, x, 0.0, z), z)
    held = 2.0 * across * up / model.largest_fraction(cloud, x)
    box = 2.0 * cloud.half_width[n] * cloud.height[n] * cloud.share[n]
    assert held == pytest.approx(box, rel=2e-3)


def test_a_cloud_passes_a_point_and_is_gone():
    cloud = problem("1b")
    times = np.linspace(0.0, 350.0, 71)
    found = model.fraction_at(cloud, 200.0, 0.0, 0.0, times)

    assert found[0] == pytest.approx(0.0, abs=1e-6) and found[-1] < 0.05 * found.max()
    assert found.max() == pytest.approx(model.largest_fraction(cloud, 200.0), rel=0.05)
    rising = found[: found.argmax()]
    assert (np.diff(rising) >= -1e-9).all()
    assert times[found.argmax()] == pytest.approx(107.0, abs=40.0)
    assert model.fraction_at(cloud, 200.0, 500.0, 0.0, 100.0) < 1e-6


def test_a_sudden_cloud_passes_a_point_and_is_gone():
    cloud = problem("3")
    times = np.linspace(0.0, 500.0, 101)
    found = model.fraction_at(cloud, 150.0, 0.0, 1.0, times)

    assert found[0] < 1e-9 and found.max() > 0.005 and found[-1] < 0.05 * found.max()


def test_the_half_width_of_a_level_is_where_the_level_is():
    cloud = problem("1a")
    x = np.array([60.0, 200.0, 700.0, 900.0])
    wide = model.half_width_of(cloud, x, 0.03, 1.0)

    reached = model.largest_fraction(cloud, x, 0.0, 1.0) >= 0.03
    assert reached.tolist() == [True, True, False, False]
    assert (wide[~reached] == 0.0).all()
    assert model.largest_fraction(cloud, x, wide, 1.0)[reached] == pytest.approx(0.03, rel=1e-6)


def test_longer_averaging_makes_the_plume_wider_and_thinner():
    short, long = (
        model.disperse_pool(METHANE, DAY, 20.0, 200.0, 3600.0, 1000.0, tav) for tav in (10.0, 600.0)
    )
    x = np.array([100.0, 500.0])
    assert (model.largest_fraction(long, x) < model.largest_fraction(short, x)).all()
    assert (long.edge[20:] > short.edge[20:]).all()


def test_the_same_inputs_give_the_same_bytes_in_less_than_300_ms():
    began = time.perf_counter()
    one, other = (model.disperse_pool(METHANE, NIGHT, 117.0, 657.0, 107.0) for _ in range(2))
    assert time.perf_counter() - began < 3.0
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in one.__slots__)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"wind_speed": 0.0}, "wind_speed"),
        ({"temperature": np.nan}, "temperature"),
        ({"humidity": 45.0}, "humidity"),
        ({"wind_height": 1e-4, "roughness": 1e-3}, "wind_height"),
    ],
)
def test_impossible_weather_is_refused(change, text):
    known = {"wind_speed": 2.0, "wind_height": 10.0, "temperature": 290.0, "roughness": 0.03}
    weather = model.Weather(**{**known, **change}, stability="" if change else "D")
    with pytest.raises(InvalidInput, match=text):
        model.disperse_pool(METHANE, weather, 1.0, 10.0, 60.0)


def test_impossible_releases_and_places_are_refused():
    weather = model.Weather(3.0, 10.0, 290.0, 0.03, "D")
    with pytest.raises(UnknownClass):
        model.disperse_pool(METHANE, model.Weather(3.0, 10.0, 290.0, 0.03, "G"), 1.0, 10.0, 60.0)
    for wrong in ({"mass_rate": 0.0}, {"area": -1.0}, {"duration": np.inf}, {"reach": 0.0}):
        known = {"mass_rate": 1.0, "area": 10.0, "duration": 60.0, "reach": 500.0, **wrong}
        with pytest.raises(InvalidInput, match=next(iter(wrong))):
            model.disperse_pool(METHANE, weather, **known)
    with pytest.raises(InvalidInput, match="liquid_share"):
        model.disperse_sudden(METHANE, weather, 10.0, 5.0, 300.0, 1.0)
    with pytest.raises(InvalidInput, match="height"):
        model.disperse_jet(METHANE, weather, 1.0, 0.1, 60.0, 5000.0, 300.0)
    with pytest.raises(InvalidInput, match="not heavier than air"):
        model.disperse_vertical_jet(METHANE, weather, 1.0, 0.1, 60.0, 1.0, 300.0)
    with pytest.raises(InvalidInput, match="duration"):
        model.disperse_vertical_jet(CHLORINE, weather, 1.0, 0.002, 0.1, 1.0, 300.0)
    with pytest.raises(InvalidInput, match="height"):
        model.disperse_vertical_jet(CHLORINE, weather, 1.0, 0.002, 60.0, 5000.0, 300.0)
    with pytest.raises(InvalidInput, match="liquid_share"):
        model.disperse_vertical_jet(CHLORINE, weather, 1.0, 0.002, 60.0, 1.0, 300.0, 1.0)
    cloud = problem("1a")
    with pytest.raises(InvalidInput, match="reach"):
        model.largest_fraction(cloud, 1e6)
    with pytest.raises(InvalidInput, match="time"):
        model.fraction_at(cloud, 100.0, 0.0, 0.0, 1e7)
    assert model.largest_fraction(cloud, -1000.0) == 0.0
    assert model.largest_fraction(cloud, np.array([])).shape == (0,)


def test_what_leaves_the_range_is_told():
    with pytest.raises(OutOfValidity, match="wind_speed"):
        model.disperse_pool(
            METHANE, model.Weather(30.0, 10.0, 290.0, 0.03, "D"), 1.0, 10.0, 60.0,
            caveats=Caveats(strict=True),
        )  # fmt: skip
    caveats = Caveats()
    model.disperse_pool(
        METHANE, model.Weather(2.0, 10.0, 290.0, 0.1, "F"), 900.0, 3000.0, 3600.0, 1e5,
        caveats=caveats,
    )  # fmt: skip
    assert "mixed layer" in str(caveats[-1])


@cache
def trial_pairs():
    data = reference()
    return {each["trial"]: dense.slab_pairs(data, each) for each in dense.slab_trials()}


LIMITS = json.loads((HERE / "validation/limits.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LIMITS["ermak1990"])
def test_lng_trials_stay_within_the_recorded_limits(name):
    limit = LIMITS["ermak1990"][name]
    used = [both for trial, both in trial_pairs().items() if trial.startswith(limit["series"])]
    both = np.concatenate(used)
    found = scores(both[:, 0], both[:, 1])

    assert found["points"] == limit["points"]
    assert found["fac2"] >= limit["fac2_at_least"]
    assert limit["mg_between"][0] <= found["mg"] <= limit["mg_between"][1]
    assert found["vg"] <= limit["vg_at_most"]
    assert abs(found["fb"]) <= limit["fb_at_most"]
    assert found["max_factor"] <= limit["max_factor_at_most"]
