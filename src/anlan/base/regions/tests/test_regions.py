"""The administrative tree."""

from __future__ import annotations

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.regions.events import RegionChanged, RegionsLoaded
from anlan.base.regions.models import Region
from anlan.base.regions.public import (
    RegionRow,
    find_region_by_prefix,
    list_children,
    load_regions,
    names_of,
    prefix_of,
    region_at,
    region_info,
    subtree,
)
from anlan.base.regions.search import find_regions
from anlan.base.regions.services import read_shape, update_region
from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
COUNTY, TOWN, VILLAGE = "330825000000", "330825100000", "330825100001"


def rows():
    return [
        RegionRow(VILLAGE, "文昌社区", "village", TOWN, 119.18, 29.03),
        RegionRow(
            TOWN,
            "龙洲街道",
            "township",
            COUNTY,
            119.18,
            29.03,
            boundary=square(119.18, 29.03).wkt,
            is_generated=True,
        ),
        RegionRow(
            COUNTY, "龙游县", "county", "330800000000", boundary=square(119.2, 29.0, 0.5).geojson
        ),
        RegionRow("330800000000", "衢州市", "city", "330000000000"),
        RegionRow("330000000000", "浙江省", "province"),
        RegionRow("330825100001001", "第一网格", "grid", VILLAGE),
    ]


@pytest.fixture
def tree():
    return load_regions(rows=rows(), actor=SYSTEM)


def test_regions_are_loaded_in_any_order_and_again(tree, cast):
    assert tree == Region.objects.count() == 6
    assert_audited("regions.regions.loaded", by=SYSTEM)
    assert_emitted(RegionsLoaded, count=6)
    renamed = [RegionRow(TOWN, "新名街道", "township", COUNTY)]
    load_regions(rows=renamed, actor=SYSTEM)
    assert region_info(TOWN).name == "新名街道"
    with pytest.raises(NotPermitted):
        load_regions(rows=rows(), actor=cast.sun)


@pytest.mark.parametrize(
    "row",
    [
        RegionRow("330825100001", "错级", "township", COUNTY),
        RegionRow("33082510", "短码", "township", COUNTY),
        RegionRow("330825101000", "孤儿", "township", "990000000000"),
        RegionRow("330825101000", "错层", "kingdom", COUNTY),
        RegionRow("330825101000", "错形", "township", COUNTY, boundary="POINT (1 2)"),
        RegionRow("330825101000", "错字", "township", COUNTY, boundary="not a shape"),
    ],
)
def test_a_row_that_does_not_fit_stops_the_load(tree, row):
    with pytest.raises(InvalidInput):
        load_regions(rows=[row], actor=SYSTEM)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("330000000000", "33"),
        ("330800000000", "3308"),
        (COUNTY, "330825"),
        (TOWN, "330825100"),
        (VILLAGE, VILLAGE),
        ("330825100001001", "330825100001001"),
    ],
)
def test_a_code_tells_its_subtree(tree, code, prefix):
    assert prefix_of(code) == prefix == Region.objects.get(code=code).prefix
    assert find_region_by_prefix(prefix).code == code


def test_regions_are_found_by_place_and_by_code(tree):
    info = region_info(VILLAGE)
    assert info.path == "龙游县龙洲街道文昌社区" and info.longitude == 119.18
    assert subtree(TOWN) == [TOWN, VILLAGE, "330825100001001"]
    assert [r.code for r in list_children(COUNTY)] == [TOWN]
    assert names_of([TOWN]) == {TOWN: "龙洲街道"}
    assert region_at(119.18, 29.03).code == TOWN
    assert region_at(119.18, 29.03, "county").code == COUNTY
    assert region_at(119.05, 29.1).code == COUNTY
    assert region_at(100.0, 20.0) is None
    with pytest.raises(NotVisible):
        region_info("990000000000")


def test_a_name_is_corrected_by_the_system_administrator(tree, cast):
    keeper = make_actor(role="system_admin")
    region = update_region(code=TOWN, name="龙洲新街道", actor=keeper)
    assert_audited("regions.region.changed", region)
    assert_emitted(RegionChanged, code=TOWN)
    with pytest.raises(InvalidInput):
        update_region(code=TOWN, name=" ", actor=keeper)
    with pytest.raises(NotPermitted):
        update_region(code=TOWN, name="x", actor=cast.sun)


def test_pages_search_and_api(tree, client, cast, settings):
    client.force_login(account_with("township_officer"))
    assert "龙洲街道" in client.get("/regions/").content.decode()
    page = client.get(f"/regions/{COUNTY}/").content.decode()
    assert "龙洲街道" in page and "浙江省" in page
    assert client.get(f"/regions/{COUNTY}/change/").status_code == 403
    assert client.get("/regions/nowhere/").status_code == 404
    assert [r.title for r in find_regions("文昌", cast.sun, 5)] == ["文昌社区"]
    api = "/api/v1/regions/"
    assert len(client.get(api, {"below": "330825", "level": "village"}).json()["items"]) == 1
    assert client.get(f"{api}at", {"longitude": 119.18, "latitude": 29.03}).json()["code"] == TOWN
    assert client.get(f"{api}at", {"longitude": 1, "latitude": 2}).status_code == 404
    assert client.get(f"{api}{TOWN}").json()["parent_code"] == COUNTY
    settings.ANLAN_DEMO = True
    keeper = account_with("system_admin", scope_kind="all", scope_value="", is_demonstration=True)
    client.force_login(keeper)
    changed = client.post(f"/regions/{TOWN}/change/", {"name": "龙洲新街道"})
    assert changed.status_code == 303


@pytest.mark.parametrize(
    "part", [{"offset": 2**65}, {"limit": 2**65}, {"limit": 0}, {"offset": -1}]
)
def test_a_part_no_list_reaches_is_refused(tree, client, part):
    client.force_login(account_with("township_officer"))
    for api in ("/api/v1/regions/", "/api/v1/organisations/people"):
        assert client.get(api, part).status_code == 422


def test_a_page_of_regions_costs_the_same_for_any_number(
    tree, client, django_assert_max_num_queries
):
    client.force_login(account_with("township_officer"))
    for number in range(40):
        RegionFactory(code=f"3308251{number + 10:02d}000", name=f"测试{number}镇")
    client.get("/regions/")
    with django_assert_max_num_queries(12):
        client.get("/regions/")


def test_a_boundary_outside_the_earth_is_refused():
    with pytest.raises(InvalidInput):
        read_shape("POLYGON((0 0, 1e308 0, 1 1, 0 0))")
