"""Townships and villages divide the county; things stand where they belong."""

from __future__ import annotations

from collections import defaultdict

import pytest
import shapely
from shapely.geometry import Point

from anlan.demonstration.generator.divisions import SEED_COUNTIES, read_county
from anlan.demonstration.generator.regions import short_village

COUNTIES = tuple(SEED_COUNTIES)


@pytest.mark.parametrize("name", COUNTIES)
@pytest.mark.parametrize("level", ["township", "village"])
def test_areas_of_a_level_divide_the_real_county(county_named, name, level):
    county = read_county(name).boundary
    areas = [r.boundary for r in county_named(name).regions if r.level == level]
    union = shapely.union_all(areas)

    assert all(area.is_valid and not area.is_empty for area in areas)
    assert union.symmetric_difference(county).area / county.area < 1e-6
    assert abs(sum(area.area for area in areas) / union.area - 1) < 1e-6


@pytest.mark.parametrize("name", COUNTIES)
def test_villages_lie_in_their_township_and_carry_its_code(county_named, name):
    regions = {r.code: r for r in county_named(name).regions}

    for region in regions.values():
        if region.level == "village":
            township = regions[region.parent]
            assert region.code.startswith(township.code[:9])
            assert region.boundary.covers(Point(region.centre))
            assert township.boundary.covers(Point(region.centre))
        elif region.level == "grid":
            assert len(region.code) == 15 and region.code.startswith(region.parent)
            assert regions[region.parent].boundary.covers(Point(region.centre))


def test_only_the_county_boundary_is_real(longyou):
    assert {r.level: r.is_generated for r in longyou.regions} == {
        "province": False,
        "city": False,
        "county": False,
        "township": True,
        "village": True,
        "grid": True,
    }


@pytest.mark.parametrize("name", COUNTIES)
def test_every_thing_stands_on_the_ground_it_names(county_named, name):
    county = county_named(name)
    shapes = {r.code: r.boundary for r in county.regions if r.level == "village"}
    placed = (
        *county.enterprises,
        *county.devices,
        *county.teams,
        *county.warehouses,
        *county.shelters,
        *county.sites,
    )

    assert all(shapes[thing.region].covers(Point(thing.position)) for thing in placed)


@pytest.mark.parametrize("name", COUNTIES)
def test_chemical_plants_stand_in_the_chemical_park(county_named, name):
    county = county_named(name)
    park = next(p for p in county.parks if p.kind == "chemical")
    plants = [
        e
        for e in county.enterprises
        if e.sector in {"chemical_organic", "chemical_reagent", "chemical_inorganic", "coating"}
    ]

    assert park.is_generated and park.boundary.is_valid
    assert all(park.boundary.covers(Point(plant.position)) for plant in plants)
    assert all(plant.park == park.key and plant.township == park.region for plant in plants)


@pytest.mark.parametrize("name", COUNTIES)
def test_the_road_network_is_connected_and_inside_the_county(county_named, name):
    county = county_named(name)
    boundary = read_county(name).boundary
    nodes = {n.key: n.position for n in county.road_nodes}
    links = defaultdict(set)
    for road in county.roads:
        links[road.from_node].add(road.to_node)
        links[road.to_node].add(road.from_node)
    reached, waiting = set(), [county.roads[0].from_node]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += links[node]

    assert reached == set(nodes)
    assert len(county.roads) > len(nodes)  # more than a tree: there are detours
    assert {r.road_class for r in county.roads} == {"national", "provincial", "county", "township"}
    assert all(
        Point(nodes[r.from_node]).distance(Point(r.line.coords[0])) < 1e-5 for r in county.roads
    )
    assert shapely.covers(boundary.buffer(1e-6), [r.line for r in county.roads]).all()
    assert all(r.length_m > 0 and r.name.startswith("演示") for r in county.roads)


@pytest.mark.parametrize("name", COUNTIES)
def test_rivers_are_simple_lines_in_the_county(county_named, name):
    county = county_named(name)
    boundary = read_county(name).boundary.buffer(0.002)

    assert [r.order for r in county.rivers] == [1, 2, 2]
    assert all(r.line.is_simple and boundary.covers(r.line) for r in county.rivers)


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("大坪村村民委员会", "大坪村"),
        ("小唐庄村委会", "小唐庄村"),
        ("五十八间社区居委会", "五十八间社区"),
        ("观筑社区居民委员会", "观筑社区"),
        ("民主嘎查", "民主嘎查"),
    ],
)
def test_villages_have_an_everyday_name(official, short):
    assert short_village(official) == short
