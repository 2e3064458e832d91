"""Pages and API of roads: rights, what is shown, what is refused."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.roads.models import RoadClosure, RoadNetwork
from anlan.command.roads.tests.factories import RoadClosureFactory, RoadNetworkFactory, corner
from anlan.kernel.testing import make_actor

pytestmark = pytest.mark.django_db


def test_a_township_closes_a_road_sees_it_and_lifts_it(town, visit, cast):
    elsewhere = RoadClosureFactory(region=RegionFactory(other_town=True), name="演示别处")
    client = visit(cast.zhao)
    page = client.get(reverse("roads:closures")).content.decode()
    assert elsewhere.name not in page
    assert client.get(reverse("roads:closure", args=[elsewhere.pk])).status_code == 404
    form = reverse("roads:close")
    assert '"line": true' in client.get(form).content.decode()
    assert '"line": false' in client.get(form, {"shape": "area"}).content.decode()
    line = {"type": "LineString", "coordinates": [corner(1.4, 0), corner(1.6, 0)]}
    values = {"name": "演示1路", "reason": "flood", "effect": "closed", "drawn": json.dumps(line)}
    assert client.post(form, values | {"effect": "slowed"}).status_code == 422
    assert client.post(form, values).status_code == 303
    closure = RoadClosure.objects.get(name="演示1路")
    detail = reverse("roads:closure", args=[closure.pk])
    assert "演示1路" in client.get(detail).content.decode()
    lift = reverse("roads:lift", args=[closure.pk])
    assert visit(make_actor("审计", role="auditor")).post(lift).status_code == 403
    assert client.post(lift, {"reason": "水退"}).status_code == 303
    closure.refresh_from_db()
    assert closure.lift_reason == "水退"
    assert "水退" in client.get(detail).content.decode()


def test_the_page_of_reach_says_minutes_area_and_way(town, visit, cast):
    client = visit(cast.sun)
    empty = client.get(reverse("roads:reach"))
    assert empty.status_code == 200
    lon, lat = corner(0.1, 0)
    to_lon, to_lat = corner(2.9, 0)
    query = {"lon": lon, "lat": lat, "minutes": "1 3", "to_lon": to_lon, "to_lat": to_lat}
    page = client.get(reverse("roads:reach"), query).content.decode()
    assert "km²" in page and "演示1路" in page and "MultiPolygon" in page
    at = client.get(reverse("roads:reach"), {"at": f"{lon},{lat}"}).content.decode()
    assert at.count("km²") == 3
    assert client.get(reverse("roads:reach"), query | {"minutes": "x"}).status_code == 422
    assert client.get(reverse("roads:reach"), {"at": "x"}).status_code == 422


def test_networks_are_listed_read_in_and_taken(visit, ground, run_jobs):
    officer = visit(make_actor("科员", role="bureau_officer"))
    network = RoadNetworkFactory()
    assert network.name in officer.get(reverse("roads:networks")).content.decode()
    detail = officer.get(reverse("roads:network", args=[network.pk])).content.decode()
    assert reverse("roads:take", args=[network.pk]) in detail
    lines = officer.get(reverse("roads:lines", args=[network.pk])).json()
    assert {f["properties"]["kind"] for f in lines["features"]} == {"national", "county"}
    assert officer.post(reverse("roads:take", args=[network.pk])).status_code == 303
    network.refresh_from_db()
    assert network.is_current
    file = SimpleUploadedFile("a.txt", b"x")
    values = {"name": "x", "source": "y", "file": file}
    assert officer.post(reverse("roads:upload"), values).status_code == 422
    values["file"] = SimpleUploadedFile("a.geojson", b"x")
    assert officer.post(reverse("roads:upload"), values).status_code == 303
    run_jobs()
    failed = RoadNetwork.objects.get(name="x")
    assert failed.status == "failed"
    assert failed.problems[0]["text"] in officer.get(failed.get_absolute_url()).content.decode()


def test_the_api_answers_ways_areas_and_closures(town, visit, cast):
    client = visit(cast.sun)
    lon, lat = corner(0.1, 0)
    to_lon, to_lat = corner(2.9, 0)
    ends = {"lon": lon, "lat": lat, "to_lon": to_lon, "to_lat": to_lat}
    way = client.get("/api/v1/roads/route", ends).json()
    assert way["roads"][0][0] == "演示1路" and way["line"][0] == [lon, lat]
    area = client.get("/api/v1/roads/isochrone", {"lon": lon, "lat": lat, "minutes": 2}).json()
    assert area["area_km2"] > 0 and area["geometry"]["type"] == "MultiPolygon"
    assert client.get("/api/v1/roads/isochrone", {"lon": 100, "lat": 30}).status_code == 404
    line = {"type": "LineString", "coordinates": [corner(1.4, 0), corner(1.6, 0)]}
    body = {"name": "演示1路", "reason": "flood", "drawn": json.dumps(line)}
    made = client.post("/api/v1/roads/closures", json.dumps(body), "application/json").json()
    assert client.get("/api/v1/roads/route", ends).json()["time_s"] > way["time_s"] * 1.5
    assert [c["id"] for c in client.get("/api/v1/roads/closures").json()] == [made["id"]]
    lift = f"/api/v1/roads/closures/{made['id']}/lift"
    assert client.post(lift, "{}", "application/json").status_code == 200
    assert client.post(lift, "{}", "application/json").status_code == 409
    assert client.get("/api/v1/roads/route", ends).json()["time_s"] == way["time_s"]
