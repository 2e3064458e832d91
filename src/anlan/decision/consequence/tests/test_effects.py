"""The chain of models: order of the zones, growth with the source, refusals, geometry."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from anlan.decision.consequence.effects import geometry
from anlan.decision.consequence.effects.case import Case, Unanswerable, Weather
from anlan.decision.consequence.effects.compute import compute
from anlan.decision.consequence.effects.substances import substances, toxic_levels, zone_levels
from anlan_science.dispersion import gaussian_plume
from anlan_science.harm.levels import mass_concentration
from anlan_science.registry import Caveats

WEATHER = Weather(3.0, 45.0, 293.15, 0.6, "D")


def case(scenario="toxic", release="hole", cas="7782-50-5", quantity=1000.0, **changes):
    values = {
        "is_gas": False,
        "liquid_density": {"7782-50-5": 1410.0, "74-98-6": 500.0, "7664-41-7": 610.0}.get(
            cas, 790.0
        ),
        "pressure": None,
        "partial_pressure": None,
        "hole": 0.025,
        "head": 2.0,
        "rate": None,
        "duration": 1800.0,
        "height": 0.0,
        "pool_area": None,
        **changes,
    }
    return Case(scenario, release, cas, quantity, **values)


EVERY = (
    case(),
    case(release="ten_minutes"),
    case(release="sudden"),
    case(cas="7664-41-7", quantity=20_000.0),
    case(cas="7664-41-7", release="sudden", quantity=20_000.0),
    case(cas="67-56-1", quantity=400_000.0, hole=0.1),
    case("flammable", cas="74-98-6", quantity=20_000.0),
    case("flammable", "sudden", "74-98-6", 20_000.0),
    case("explosion", "sudden", "74-98-6", 20_000.0),
    case("explosion", "hole", "74-98-6", 20_000.0),
    case("fireball", "sudden", "74-98-6", 20_000.0),
    case("jet_fire", "hole", "74-98-6", 20_000.0),
    case("pool_fire", "sudden", "67-56-1", 400_000.0, pool_area=1500.0),
    case(release="pipe"),
    case(release="vapour"),
    case("flammable", "hole", "74-82-8", 50_000.0, is_cold=True, hole=0.05),
    case(release="sudden", quantity=5000.0, is_cold=True, pool_area=100.0),
    case("explosion", "sudden", "74-98-6", 20_000.0, explosion="multi_energy", congestion="high"),
    case("explosion", "sudden", "74-98-6", 20_000.0, explosion="flame_speed", congestion="high"),
    case("burst", "sudden", "1333-74-0", 50.0, is_gas=True, pressure=2e7),
)


@pytest.mark.parametrize("one", EVERY, ids=lambda c: f"{c.scenario}-{c.release}-{c.cas}")
def test_graver_zones_lie_inside_lesser_ones_and_the_factor_of_two_holds_them(one):
    outcome = compute(one, WEATHER)
    assert [z.zone for z in outcome.zones] == [1, 2, 3]
    assert outcome.models
    reaches = [z.reach for z in outcome.zones]
    assert reaches == sorted(reaches) and reaches[2] > 0.0
    for zone in outcome.zones:
        assert zone.reach_low <= zone.reach <= zone.reach_high
        if zone.outline:
            polygon = Polygon(zone.outline)
            assert polygon.buffer(0).area > 0.0
            assert max(math.hypot(x, y) for x, y in zone.outline) >= 0.95 * zone.reach
    shapes = [Polygon(z.outline).buffer(0.5) for z in outcome.zones if z.outline]
    for inner, outer in zip(shapes, shapes[1:], strict=False):
        assert inner.difference(outer.buffer(3.0)).area < 0.02 * inner.area


@settings(max_examples=12, deadline=None)
@given(rate=st.floats(0.05, 30.0), factor=st.floats(1.1, 8.0), wind=st.floats(1.0, 12.0))
def test_more_released_reaches_farther_and_the_same_inputs_give_the_same_numbers(
    rate, factor, wind
):
    weather = replace(WEATHER, wind_speed=wind)
    small = compute(case(release="rate", quantity=1e6, rate=rate, cas="7783-06-4"), weather)
    again = compute(case(release="rate", quantity=1e6, rate=rate, cas="7783-06-4"), weather)
    large = compute(
        case(release="rate", quantity=1e6, rate=rate * factor, cas="7783-06-4"), weather
    )
    assert [z.reach for z in small.zones] == [z.reach for z in again.zones]
    for a, b in zip(small.zones, large.zones, strict=True):
        assert b.reach >= 0.98 * a.reach


def test_a_passive_plume_ends_where_the_published_model_has_the_level():
    ammonia = case(release="rate", cas="7664-41-7", rate=2.0, quantity=1e5, is_gas=True)
    outcome = compute(ammonia, WEATHER)
    assert set(outcome.models) >= {"gaussian_plume", "briggs1973"}
    zone = outcome.zones[1]
    at_end = gaussian_plume.concentration(
        zone.reach, 0.0, 0.0, 2.0, 3.0, 0.0, "D", "briggs1973_rural", caveats=Caveats()
    )
    limit = mass_concentration(zone.value * 1e-6, 0.0170305, 293.15)
    assert float(at_end) == pytest.approx(float(limit), rel=0.01)


def test_a_dense_plume_goes_on_as_a_passive_one_without_a_jump():
    from anlan.decision.consequence.effects.clouds import dense_plume, passive_plume

    cloud = dense_plume(
        rate=12.0,
        molar_mass=0.0709,
        wind=3.0,
        temperature=293.15,
        stability="D",
        terrain="rural",
        averaging_s=600.0,
    )
    assert cloud is not None
    assert (cloud.axis[1:] <= cloud.axis[:-1]).all()
    joint = int((cloud.edge == 0.0).argmax())
    assert 0 < joint < len(cloud.x) - 1
    assert cloud.axis[joint] / cloud.axis[joint - 1] > 0.85  # one step of the distances is 3.6 %
    passive = passive_plume(
        rate=12.0, height=0.0, wind=3.0, stability="D", terrain="rural", averaging_s=600.0
    )
    assert (cloud.axis[joint:] >= 0.999 * passive.axis[joint:]).all()


def test_every_refusal_names_the_input_to_mend():
    for wrong, field in (
        (case(cas="1310-73-2"), "chemical"),
        (case("flammable"), "chemical"),
        (case(release="rate"), "rate_kg_s"),
        (case(is_gas=True), "pressure_kpa"),
        (case(is_gas=True, pressure=90_000.0), "pressure_kpa"),
        (case("pool_fire", cas="7664-41-7"), "chemical"),
        (case(liquid_density=None), "chemical"),
        (case(is_solution=True), "partial_pressure_kpa"),
        (case("burst", "sudden"), "is_gas"),
        (case("burst", "sudden", is_gas=True), "pressure_kpa"),
        (case(cas="67-56-1", release="vapour"), "release"),
        (case(cas="67-56-1", is_cold=True), "is_cold"),
        (case("jet_fire", cas="74-98-6", is_cold=True), "is_cold"),
        (case(cas="7664-41-7", is_cold=True, head=0.0), "head_m"),
    ):
        with pytest.raises(Unanswerable) as refused:
            compute(wrong, WEATHER)
        assert refused.value.field == field
    with pytest.raises(Unanswerable) as calm:
        compute(case(), replace(WEATHER, wind_speed=0.2))
    assert calm.value.code == "calm"


def test_numbers_outside_the_published_range_become_warnings():
    gale = compute(case(), replace(WEATHER, wind_speed=30.0))
    assert {c.model for c in gale.caveats} >= {"ermak1990"}
    assert "beyond_ten_km" in compute(case(quantity=50_000.0, hole=0.1), WEATHER).remarks


def test_zones_lie_downwind_and_all_around_without_a_direction():
    outcome = compute(case(), WEATHER)
    zone = outcome.zones[0]
    where = {"longitude": 119.17, "latitude": 29.04}
    shape = geometry.place(zone.outline, wind_from=45.0, **where)
    east, north = geometry.metres_per_degree(29.04)
    centre = shape.centroid
    x, y = (centre.x - 119.17) * east, (centre.y - 29.04) * north
    assert math.degrees(math.atan2(x, y)) % 360 == pytest.approx(225.0, abs=2.0)
    spread = geometry.spread_by_wind(zone.outline, wind_from=45.0, stability="D", **where)
    assert spread.area > 1.5 * shape.area
    assert shape.difference(spread.buffer(1e-5)).area < 0.01 * shape.area
    around = compute(case(), replace(WEATHER, wind_from=None))
    circle = Polygon(around.zones[0].outline)
    assert circle.contains(Point(0.0, 0.9 * zone.reach)) and "wind_unknown" in around.remarks


def test_a_degree_is_as_long_as_on_the_ellipsoid():
    from pyproj import Geod

    east, north = geometry.metres_per_degree(29.0)
    geod = Geod(ellps="WGS84")
    assert east == pytest.approx(geod.inv(119.0, 29.0, 119.001, 29.0)[2] * 1000.0, rel=1e-6)
    assert north == pytest.approx(geod.inv(119.0, 28.9995, 119.0, 29.0005)[2] * 1000.0, rel=1e-6)


def test_tables_hold_together():
    for cas, substance in substances().items():
        known = [p for p in substance.vapour_pressures if p is not None]
        assert known == sorted(known), cas
        if (
            substance.vapour_pressure(substance.boiling_point)
            and 253 <= substance.boiling_point <= 323
        ):
            boiling = substance.vapour_pressure(substance.boiling_point)
            assert boiling == pytest.approx(101_325.0, rel=0.15), (
                cas
            )  # Lee-Kesler for hydrogen fluoride: -12 %
        levels = [x.value for x in toxic_levels(cas, 600.0)]
        assert levels == sorted(levels, reverse=True), cas
    for effect in ("thermal", "overpressure", "flammable"):
        values = [x.value for x in zone_levels(effect)]
        assert values == sorted(values, reverse=True)
    assert [x.label for x in toxic_levels("7782-50-5", 1200.0)] == [
        "AEGL-3 (30 min)",
        "AEGL-2 (30 min)",
        "AEGL-1 (30 min)",
    ]
