"""Hourly danger maps: the grid, what is drawn, what is kept, how it is sent and looked at."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import numpy as np
import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.urls import reverse

from anlan.base.regions.models import Region
from anlan.kernel import clock
from anlan.kernel.errors import NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.monitoring.natural_hazards import drawing
from anlan.monitoring.natural_hazards.constants import MAPS_HELD
from anlan.monitoring.natural_hazards.events import DangerMapMade
from anlan.monitoring.natural_hazards.models import DangerMap, Threshold
from anlan.monitoring.natural_hazards.selectors.danger_maps import shapes_at
from anlan.monitoring.natural_hazards.services.danger_maps import (
    forget_danger_maps,
    make_danger_maps,
)
from anlan.monitoring.natural_hazards.services.fire import update_fire_codes
from anlan.monitoring.natural_hazards.services.hours import full_hour
from anlan.monitoring.natural_hazards.tests.factories import (
    COUNTY,
    ENGINE,
    TOWN,
    CatchmentFactory,
    hours,
    square,
    station,
)
from anlan_science.fire_weather.hourly import compute_hour

DRY = {"temperature": 34.0, "humidity": 15.0, "wind_speed": 9.0}
MILD = {"temperature": 18.0, "humidity": 80.0, "wind_speed": 1.0}
CODES = {"ffmc": 88.0, "ffmc_day": 88.0, "dmc": 60.0, "dc": 350.0}


def weather_station(at, weather, east=119.15, count=3):
    found = station("weather", location=Point(east, 29.05, srid=4326))
    for quantity, value in weather.items():
        hours(found, quantity, [value] * count, at)
    for quantity, value in CODES.items():
        hours(found, quantity, [value], at - timedelta(hours=count))
    return found


def fire_hours(at, count=3):
    """Carry the codes on and draw the maps of the last hours."""
    for ago in reversed(range(count)):
        update_fire_codes(at=at - timedelta(hours=ago), actor=ENGINE)
        make_danger_maps(at=at - timedelta(hours=ago), actor=ENGINE)


def features(found):
    return json.loads(gzip.decompress(found.shapes))["features"]


@pytest.fixture
def noon(ground):
    """The hour all maps are drawn for, with a gauge that has seen no rain."""
    at = full_hour(clock.now())
    hours(station(), "rain_1h", [0.0] * 26, at)
    return at


def test_cells_with_their_middle_in_an_area_are_found_and_joined_again():
    hole = Polygon(
        ((0, 0), (0.3, 0), (0.3, 0.3), (0, 0.3), (0, 0)),
        ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2), (0.1, 0.1)),
    )
    area = MultiPolygon(hole, srid=4326)
    grid = drawing.grid_over(area)

    inside = grid.within(area)

    share = inside.mean() * grid.rows * grid.columns * grid.cell_m**2
    assert share == pytest.approx(hole.area * 111_320**2, rel=0.02)
    joined = drawing.clipped(grid.joined(inside), area)
    assert joined.area == pytest.approx(hole.area, rel=0.02)
    assert grid.joined(np.zeros_like(inside)) is None


def test_a_large_county_has_larger_cells():
    small, large = (drawing.grid_over(square(119.0, 29.0, size)) for size in (0.1, 2.0))
    assert small.cell_m == 500.0 and large.cell_m > 500.0
    assert large.rows * large.columns < 22_000


def test_values_are_kept_to_a_hundredth_and_unknown_stays_unknown():
    values = np.array([0.0, 12.345, np.nan, 101.0])
    first, second = drawing.unpack_values(drawing.pack_values(values, values * 2), 2)
    assert first == pytest.approx(values, abs=0.006, nan_ok=True)
    assert second == pytest.approx(values * 2, abs=0.006, nan_ok=True)


def test_the_index_at_a_station_is_its_own_and_grades_follow_the_thresholds(noon):
    # Two stations 10 km apart: dry and windy in the west, mild in the east.
    west, _east = weather_station(noon, DRY, 119.11, 1), weather_station(noon, MILD, 119.19, 1)
    fire_hours(noon, 1)

    found = DangerMap.objects.get(kind="fire")
    grid = drawing.Grid(
        found.method["west"], found.method["north"], 29.05, found.method["cell_m"],
        found.method["rows"], found.method["columns"],
    )  # fmt: skip
    _ffmc, fwi = drawing.unpack_values(bytes(found.grid), 2)
    east, north = grid.centres()
    x, y = grid.metres(np.array([119.11]), np.array([29.05]))
    cell = np.hypot(east - x, north - y).argmin()
    expected = compute_hour(88.0, 60.0, 350.0, 307.15, 0.15, 9.0, 0.0)
    assert fwi[cell] == pytest.approx(float(expected.fwi), rel=0.03)
    assert found.level == 1 and found.is_known and found.verification == "unverified"
    levels = {each["properties"]["level"] for each in features(found)}
    assert {0, 1} <= levels | {0} and max(levels) <= 4
    assert {each["properties"]["id"] for each in features(found)} == {found.pk}
    assert [row["name"] for row in found.inputs["used"]][0] == west.name
    assert sum(area["km2"] for area in found.areas) == pytest.approx(108, rel=0.05)
    assert all(row["is_verified"] is False for row in found.method["limits"])
    assert_emitted(DangerMapMade, kind="fire")
    assert_audited("natural_hazards.danger_map.made", found)


def test_litter_is_carried_on_cell_by_cell(noon):
    weather_station(noon, DRY)
    fire_hours(noon)

    first, second, third = DangerMap.objects.filter(kind="fire").order_by("valid_at")
    assert [each.method["is_carried"] for each in (first, second, third)] == [False, True, True]
    litter = [drawing.unpack_values(bytes(each.grid), 2)[0] for each in (first, second, third)]
    assert (litter[0] < litter[1]).all() and (litter[1] < litter[2]).all()


def test_a_township_with_thresholds_of_its_own_is_graded_by_them(noon):
    Threshold.objects.create(
        hazard="forest_fire",
        indicator="fwi",
        level=2,
        limit=0.1,
        region_id=TOWN,
        data_source="演示",
    )
    wide = Polygon.from_bbox((119.0, 29.0, 119.2, 29.1))
    Region.objects.filter(pk=COUNTY).update(boundary=MultiPolygon(wide, srid=4326))
    weather_station(noon, MILD)
    fire_hours(noon, 1)

    found = DangerMap.objects.get(kind="fire")
    drawn = {each["properties"]["level"]: each for each in features(found)}
    assert len(drawn) == 2
    ring = drawn[2]["geometry"]["coordinates"][0][0]
    assert min(east for east, _north in ring) == pytest.approx(119.1, abs=0.006)


def test_without_weather_nothing_is_called_safe(noon):
    silent = station("weather")
    make_danger_maps(at=noon, actor=ENGINE)

    found = DangerMap.objects.get(kind="fire")
    assert not found.is_known and found.level is None
    (only,) = features(found)
    assert "level" not in only["properties"] and only["properties"]["known"] is False
    assert [row["id"] for row in found.inputs["silent"]] == [silent.pk]


def test_rain_grades_townships_and_catchments(ground):
    at = full_hour(clock.now())
    small = CatchmentFactory(boundary=square(119.12, 29.02, 0.05))
    gauge = station(catchment=small)
    hours(gauge, "rain_1h", [0.0] * 22 + [35.0, 60.0], at)
    Threshold.objects.create(
        hazard="flash_flood",
        indicator="rain_3h",
        level=1,
        limit=90,
        catchment=small,
        data_source="演示",
    )
    make_danger_maps(at=at, actor=ENGINE)

    found = DangerMap.objects.get(kind="rain")
    drawn = {each["properties"]["name"]: each["properties"] for each in features(found)}
    assert drawn["溪口镇"]["level"] == 1 and "95.0 mm" in drawn["溪口镇"]["note"]  # slides
    town = next(area for area in found.areas if area["name"] == "溪口镇")
    assert town["reasons"]["flash_flood"][0]["level"] == 2
    assert drawn["庙下乡"]["known"] is False and "level" not in drawn["庙下乡"]
    assert drawn[small.name]["level"] == 1  # by its own threshold
    assert found.level == 1 and {"township", "catchment"} == {a["kind"] for a in found.areas[:2]}


def test_a_map_is_drawn_once_and_forgotten_after_its_time(noon, zhao):
    assert len(make_danger_maps(at=noon, actor=ENGINE)) == 2
    assert make_danger_maps(at=noon, actor=ENGINE) == []
    assert forget_danger_maps(at=noon + MAPS_HELD, actor=ENGINE) == 0
    assert forget_danger_maps(at=noon + MAPS_HELD + timedelta(hours=1), actor=ENGINE) == 2
    with pytest.raises(NotPermitted):
        make_danger_maps(at=noon, actor=zhao)


def test_the_map_is_sent_as_it_is_kept_and_an_old_one_is_not_the_present(noon, zhao, visit):
    weather_station(noon, DRY)
    fire_hours(noon)
    client, address = visit(zhao), reverse("natural_hazards:fire_shapes")

    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    newest = DangerMap.objects.filter(kind="fire").order_by("-valid_at").first()
    assert answer.content == newest.shapes and answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 200_000
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    plain = client.get(address, {"hour": int((noon - timedelta(hours=2)).timestamp())})
    assert plain.json()["features"] and plain["ETag"] != answer["ETag"]
    assert client.get(address, {"hour": 0}).json()["features"] == []
    assert client.get(address, {"hour": "noon"}).status_code == 422
    key, content = shapes_at("fire", zhao, noon + timedelta(hours=3))
    assert key == "none" and b"[]" in gzip.decompress(content)


def test_hours_are_told_with_their_age_and_what_to_do(noon, zhao, visit, ground):
    client, address = visit(zhao), reverse("natural_hazards:fire_hours")
    empty = client.get(address).json()
    assert empty["hours"] == [] and not empty["is_drawn"] and empty["note"]
    weather_station(noon, DRY)
    fire_hours(noon)

    told = client.get(address).json()

    assert told["is_drawn"] and len(told["hours"]) == 3
    assert told["hours"][0]["filter"] == f"hour={int(noon.timestamp())}"
    assert "未验证" in told["note"]
    ground.advance(minutes=60 * 5)
    later = client.get(address).json()
    assert not later["is_drawn"] and later["note"] != told["note"]
    chosen = client.get(address, {"hour": int(noon.timestamp())}).json()
    assert chosen["is_drawn"] and chosen["note"] != later["note"]
    assert client.get(chosen["about"]["url"]).status_code == 200
    ground.advance(minutes=60 * 24)
    assert client.get(address).json()["hours"] == []


def test_the_one_map_knows_the_layers_and_their_detail(noon, zhao, visit):
    weather_station(noon, DRY)
    fire_hours(noon, 1)
    client = visit(zhao)
    layers = {each["id"]: each for each in client.get("/map/config.json").json()["layers"]}
    fire, rain = layers["danger_fire"], layers["danger_rain"]
    assert fire["source"] == "geojson" and fire["style"] == "graded" and fire["hours_url"]
    assert [entry["level"] for entry in fire["legend"]] == [1, 2, 3, 4, 0, None]
    assert rain["url"].endswith("rain.geojson") and not rain["visible"]
    found = DangerMap.objects.get(kind="fire")
    detail = client.get(f"/map/feature/danger_fire/{found.pk}/")
    assert found.get_absolute_url() in detail.content.decode()
    assert client.get("/map/tiles/danger_fire/8/212/106.mvt").status_code == 404


def test_pages_show_inputs_methods_and_marks(noon, zhao, far, visit):
    weather_station(noon, DRY)
    fire_hours(noon, 2)
    client = visit(zhao)
    fire, rain = (DangerMap.objects.filter(kind=kind).first() for kind in ("fire", "rain"))

    page = client.get(fire.get_absolute_url()).content.decode()
    assert "shepard1968" in page and "未验证" in page and "QX/T 77-2007" in page
    assert "EFFIS" in page and f"hour={int(fire.valid_at.timestamp())}" in page
    assert "caine1980" in client.get(rain.get_absolute_url()).content.decode()
    listed = client.get(reverse("natural_hazards:danger_maps")).content.decode()
    assert fire.get_absolute_url() in listed
    desk = client.get(reverse("natural_hazards:overview")).content.decode()
    assert fire.get_absolute_url() in desk and rain.get_absolute_url() in desk
    # Another township reads the county's map too, and is not led to stations it may not see.
    other = visit(far).get(fire.get_absolute_url()).content.decode()
    assert "/natural_hazards/stations/" not in other.split('class="object-page"')[1]
