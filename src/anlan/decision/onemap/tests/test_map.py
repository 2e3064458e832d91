"""The map shows what a person may see, and answers what lies around a place."""

from __future__ import annotations

import json

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.test import RequestFactory

from anlan.base.regions.models import Region
from anlan.decision.onemap import selectors, views
from anlan.decision.onemap.models import Road, SensitiveSite
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.layers import layer
from anlan.kernel.testing import make_actor

pytestmark = pytest.mark.django_db
#: One minute of latitude is 1,852 m: the second school is 1.11 km north of the first.
HERE = (119.2, 29.0)


@pytest.fixture
def county():
    box = Polygon.from_bbox((119.0, 28.8, 119.4, 29.2))
    county = Region.objects.create(
        code="330825000000", name="演示县", level="county", boundary=MultiPolygon(box)
    )
    towns = [
        Region.objects.create(
            code=f"3308251{n}000",
            name=f"演示{n}镇",
            level="township",
            parent=county,
            centre=Point(119.1 + n / 10, 29.0),
        )
        for n in (10, 20)
    ]
    for n, (north, town) in enumerate(((0.0, towns[0]), (0.01, towns[0]), (0.02, towns[1]))):
        SensitiveSite.objects.create(
            code=f"s{n}",
            name=f"演示{n}小学",
            kind="school",
            region=town,
            location=Point(HERE[0], HERE[1] + north),
            people_day=100 * (n + 1),
            people_night=7,
        )
    Road.objects.create(
        name="演示大道",
        road_class="county",
        speed_km_h=40,
        from_node="a",
        to_node="b",
        length_m=100,
        line=LineString(HERE, (119.21, 29.0)),
    )
    return county


@pytest.fixture
def officer():
    return make_actor("局办", role="bureau_officer", scope=Scope("region", "330825"))


@pytest.fixture
def town_officer():
    return make_actor("镇", role="township_officer", scope=Scope("region", "330825110"))


def test_what_lies_within_a_radius_is_counted_with_its_people(county, officer, frozen_clock):
    assert frozen_clock.at.hour == 10  # by day
    inner, middle, outer = selectors.rings(longitude=HERE[0], latitude=HERE[1], actor=officer)
    assert (inner.people, middle.people, outer.people) == (100, 100, 600)
    near = next(n for n in outer.nearby if n.layer.id == "sites")
    assert [round(row.distance_m, -2) for row in near.rows] == [0, 1100, 2200]
    frozen_clock.advance(hours=12)
    assert selectors.rings(longitude=HERE[0], latitude=HERE[1], actor=officer)[2].people == 21


def test_rings_say_what_each_radius_alone_would_say(county, officer):
    place = {"longitude": HERE[0], "latitude": HERE[1]}
    for ring in selectors.rings(**place, actor=officer):
        alone = selectors.within(**place, radius_m=ring.radius_m, actor=officer, limit=12)
        assert list(ring.nearby) == alone
    (wide,) = selectors.rings(**place, actor=officer, radii_m=(3000,), without=("sites",))
    assert "sites" not in {nearby.layer.id for nearby in wide.nearby}


def test_a_town_officer_sees_only_the_town_in_lists_and_tiles(county, officer, town_officer):
    sites = layer("sites")
    z, x, y = 10, 851, 425
    west, south, east, north = selectors.tile_bounds(z, x, y)
    assert west < HERE[0] < east and south < HERE[1] < north
    whole, part = (selectors.tile(sites, actor, z, x, y) for actor in (officer, town_officer))
    assert "演示2小学".encode() in whole
    assert "演示0小学".encode() in part and "演示2小学".encode() not in part
    assert selectors.tile(sites, make_actor("x"), z, x, y) == b""
    rows = selectors.within(longitude=HERE[0], latitude=HERE[1], radius_m=3000, actor=town_officer)
    assert {r.name for n in rows for r in n.rows if n.layer.id == "sites"} == {
        "演示0小学",
        "演示1小学",
    }


def _get(view, actor, query="", **kwargs):
    request = RequestFactory().get(f"/map/?{query}")
    request.actor, request.htmx = actor, None
    return view(request, **kwargs)


def test_layers_come_together_as_they_come_alone(county, officer, town_officer):
    place = {"z": 10, "x": 851, "y": 425}
    for actor in (officer, town_officer):
        alone = [
            _get(views.tile, actor, layer_id=name, **place).content for name in ("sites", "parks")
        ]
        both = _get(views.tiles, actor, "layers=parks,sites,parks", **place)
        assert both.content == alone[1] + alone[0] and alone[0]
        assert both["Content-Type"] == "application/vnd.mapbox-vector-tile"
        assert "no-cache" in both["Cache-Control"]
    assert _get(views.tiles, officer, **place).content == b""
    for names in ("sites,secrets", "danger_fire"):
        with pytest.raises(NotVisible):
            _get(views.tiles, officer, f"layers={names}", **place)
    with pytest.raises(NotVisible):
        _get(views.tiles, officer, "layers=sites", z=1, x=2, y=0)
    many = ",".join(f"x{n}" for n in range(200))
    with pytest.raises(NotVisible):
        _get(views.tiles, officer, f"layers={many}", **place)


def test_a_layer_tells_whose_events_change_it(county, officer):
    layers = {x["id"]: x for x in json.loads(_get(views.config, officer).content)["layers"]}
    assert layers["teams"]["changed_by"] == ["dispatch", "teams"]
    assert layers["sites"]["changed_by"] == ["onemap"]


def test_the_map_opens_where_a_person_is_on_duty(county, officer):
    answer = json.loads(_get(views.config, officer).content)
    assert answer["bounds"] == [119.0, 28.8, 119.4, 29.2]
    assert "sites" in {x["id"] for x in answer["layers"]}


def test_base_layers_are_geojson_and_sent_once(county, officer):
    answer = _get(views.base, officer, name="roads")
    feature = json.loads(answer.content)["features"][0]
    assert feature["properties"] == {"name": "演示大道", "class": "county"}
    with pytest.raises(NotVisible):
        _get(views.base, officer, name="secrets")


@pytest.mark.parametrize(
    "query", ["lon=x&lat=29", "lon=119", "lon=119&lat=29&radius=-1", "lon=nan&lat=29"]
)
def test_wrong_places_are_told_in_words(county, officer, query):
    with pytest.raises(InvalidInput):
        _get(views.query, officer, query)


def test_who_may_not_open_the_map_is_refused(county, cast):
    with pytest.raises(NotPermitted):
        _get(views.config, cast.qian)


def test_a_feature_outside_ones_area_does_not_exist(county, officer, town_officer):
    far = SensitiveSite.objects.get(code="s2")
    assert (
        "演示2小学"
        in _get(views.feature, officer, layer_id="sites", pk=str(far.pk)).content.decode()
    )
    with pytest.raises(NotVisible):
        _get(views.feature, town_officer, layer_id="sites", pk=str(far.pk))
    with pytest.raises(NotVisible):
        _get(views.feature, officer, layer_id="sites", pk="x'y")


def test_a_filtered_list_becomes_a_layer(county, officer):
    from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

    for category in ("hazchem", "industry"):
        EnterpriseFactory(
            name=f"演示{category}厂",
            short_name=f"演示{category}",
            category=category,
            region_id="330825110000",
            location=Point(*HERE),
        )
    found = _get(
        views.tile, officer, "category=hazchem", layer_id="enterprises", z=10, x=851, y=425
    ).content.decode(errors="replace")
    assert "演示hazchem" in found and "演示industry" not in found
    page = _get(views.show, officer, "layer=enterprises&category=hazchem").content.decode()
    assert "category=hazchem" in page


def test_people_around_an_incident_are_counted_whoever_asks(county, frozen_clock):
    count = selectors.people_in_sites(longitude=HERE[0], latitude=HERE[1], radius_m=1500)
    assert count == 300
    frozen_clock.advance(hours=12)
    assert selectors.people_in_sites(longitude=HERE[0], latitude=HERE[1], radius_m=500) == 7


def test_a_dossier_fetches_its_surroundings_afterwards(county, officer):
    page = _get(views.surroundings, officer, "lon=119.2&lat=29.0").content.decode()
    assert "演示0小学" in page
