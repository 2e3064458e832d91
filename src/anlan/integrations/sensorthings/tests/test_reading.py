"""The read side: sets, entities, links, options, limits, rights."""

from __future__ import annotations

import base64
from urllib.parse import unquote

import pytest
from django.test import Client

from anlan.integrations.sensorthings.tests.conftest import token_for
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory

pytestmark = pytest.mark.django_db


def names(told):
    return [row["name"] for row in told["value"]]


def test_the_root_names_the_sets_and_what_can_be_done(ask):
    told = ask("")
    assert {row["name"] for row in told["value"]} == {
        "Things",
        "Locations",
        "HistoricalLocations",
        "Datastreams",
        "Sensors",
        "ObservedProperties",
        "Observations",
        "FeaturesOfInterest",
    }
    assert any("filter" in one for one in told["serverSettings"]["conformance"])
    for row in told["value"]:
        assert ask(row["url"].split("/v1.1")[1])["value"] is not None


def test_entities_lead_to_each_other(ask, points, readings):
    first, second, _third = points
    thing = ask(f"/Things({first.device_id})")
    assert thing["name"] == "一号探测器" and thing["@iot.id"] == first.device_id
    streams = thing["Datastreams@iot.navigationLink"]
    assert streams.endswith(f"/Things({first.device_id})/Datastreams")
    assert names(ask(f"/Things({first.device_id})/Datastreams", orderby="id")) == [
        "氯气浓度",
        "温度",
    ]
    assert ask(f"/Datastreams({first.pk})/Thing")["name"] == "一号探测器"
    assert ask(f"/Datastreams({second.pk})/ObservedProperty")["@iot.id"] == "temperature"
    assert ask("/ObservedProperties('temperature')/Datastreams")["value"][0]["@iot.id"] == second.pk
    assert ask(f"/Datastreams({first.pk})/Sensor")["encodingType"] == "text/html"
    location = ask(f"/Things({first.device_id})/Locations")["value"][0]
    assert location["location"] == {"type": "Point", "coordinates": [119.17, 29.03]}
    assert ask(f"/Locations({first.device_id})/Things")["value"][0]["name"] == "一号探测器"
    assert ask(f"/HistoricalLocations({first.device_id})/Thing")["@iot.id"] == first.device_id
    observation = ask(f"/Datastreams({first.pk})/Observations", top=1)["value"][0]
    assert ask(f"/Observations('{observation['@iot.id']}')/Datastream")["@iot.id"] == first.pk
    feature = ask(f"/Observations('{observation['@iot.id']}')/FeatureOfInterest")
    assert feature["feature"]["type"] == "Point"
    assert ask(f"/Datastreams({first.pk})/unitOfMeasurement") == {
        "unitOfMeasurement": {"name": "mg/m³", "symbol": "mg/m³", "definition": "unit:mg/m³"}
    }
    assert ask(f"/Things({first.device_id})/name/$value").content.decode() == "一号探测器"
    assert ask("/Things/$ref")["value"][0].keys() == {"@iot.selfLink"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("name eq '温度'", ["温度"]),
        ("name ne '温度'", ["氨气浓度", "氯气浓度"]),
        ("substringof('气',name)", ["氨气浓度", "氯气浓度"]),
        (
            "startswith(name,'氯') or endswith(name,'度') and length(name) eq 2",
            ["氯气浓度", "温度"],
        ),
        ("startswith(name,'氯') eq true", ["氯气浓度"]),
        ("Thing/name eq '一号探测器'", ["氯气浓度", "温度"]),
        ("Thing/properties/kind eq 'gas_detector' and unitOfMeasurement/symbol eq '℃'", ["温度"]),
        ("ObservedProperty/id eq 'temperature'", ["温度"]),
        ("not (ObservedProperty/name eq '温度')", ["氨气浓度", "氯气浓度"]),
        ("properties/range_high div 2 gt 9 and id gt 0", ["氨气浓度", "氯气浓度", "温度"]),
        ("properties/range_high mod 7 eq 6", ["氨气浓度", "氯气浓度", "温度"]),
        ("indexof(name,'浓') eq 2 and substring(name,0,1) eq '氨'", ["氨气浓度"]),
        ("concat(toupper(properties/key),'x') eq 'CL2x'", ["氯气浓度"]),
        ("Thing/Locations/name eq '罐区'", ["氯气浓度", "温度"]),
        ("properties/range_high eq null", []),
        ("id div 0 eq 1", []),
    ],
)
def test_filters_find_what_they_say(ask, points, expression, expected):
    found = names(ask("/Datastreams", filter=expression))
    assert sorted(found) == sorted(expected)


def test_places_are_found(ask, points):
    far = DeviceFactory(name="远处")
    far.location.x = 120.5
    far.save()
    area = "geography'POLYGON((119 29,119.5 29,119.5 29.5,119 29.5,119 29))'"
    near = names(ask("/Things", filter=f"st_within(Locations/location,{area})"))
    assert "远处" not in near and len(near) == 2
    assert names(ask("/Things", filter=f"not st_within(Locations/location,{area})")) == ["远处"]
    close = "geo.distance(location,geography'POINT(119.17 29.03)') lt 0.01"
    assert len(ask("/Locations", filter=close)["value"]) == 2
    assert ask("/Locations", 400, filter="st_within(location,geography'POINT(')")["code"] == 400


def test_pages_counts_orders_and_selections(ask, points):
    first = ask("/Datastreams", top=2, count="true", orderby="name desc", select="id,name")
    assert first["@iot.count"] == 3 and len(first["value"]) == 2
    assert set(first["value"][0]) == {"@iot.id", "@iot.selfLink", "name"}
    following = unquote(first["@iot.nextLink"].split("?")[1].replace("+", " "))
    assert "$skip=2" in following and "$orderby=name desc" in following
    query = dict(part.lstrip("$").split("=", 1) for part in following.split("&"))
    second = ask("/Datastreams", **query)
    assert len(second["value"]) == 1 and "@iot.nextLink" not in second
    everything = names(first) + names(second)
    assert everything == sorted(everything, reverse=True) or len(set(everything)) == 3
    assert ask("/Datastreams", top=0, count="true")["@iot.count"] == 3


def test_links_are_expanded(ask, points, readings):
    told = ask(
        f"/Things({points[0].device_id})",
        expand="Datastreams($orderby=id;$count=true;$top=1;"
        "$expand=ObservedProperty,Observations($top=2)),Locations",
    )
    assert told["Datastreams@iot.count"] == 2 and "Datastreams@iot.nextLink" in told
    stream = told["Datastreams"][0]
    assert stream["ObservedProperty"]["@iot.id"] == "gas_concentration"
    assert len(stream["Observations"]) == 2 and stream["Observations@iot.nextLink"]
    assert told["Locations"][0]["location"]["type"] == "Point"
    ask("/Things", 400, expand="Nowhere")


def test_observations_come_newest_first_and_by_filter(ask, points, readings):
    first = points[0]
    path = f"/Datastreams({first.pk})/Observations"
    newest = ask(path, top=3)
    assert [row["result"] for row in newest["value"]] == [None, 8.0, 7.0]
    assert newest["value"][0]["resultQuality"] == "bad" and "@iot.nextLink" in newest
    oldest = ask(path, orderby="phenomenonTime asc", top=2, count="true")
    assert [row["result"] for row in oldest["value"]] == [0.0, 1.0]
    assert oldest["@iot.count"] == 10
    assert [row["result"] for row in ask(path, orderby="result desc", top=2)["value"]] == [8.0, 7.0]
    assert len(ask(path, filter="result ge 3 and result lt 6")["value"]) == 3
    moment = newest["value"][2]["phenomenonTime"]
    assert len(ask(path, filter=f"phenomenonTime ge {moment}")["value"]) == 3
    assert len(ask(path, filter=f"phenomenonTime lt {moment}")["value"]) == 7
    assert len(ask("/Observations", filter=f"Datastream/id eq {first.pk}")["value"]) == 10
    assert ask(f"/Datastreams({points[1].pk})/Observations")["value"] == []
    arrays = ask("/Observations", resultFormat="dataArray", top=4, select="phenomenonTime,result")
    assert arrays["value"][0]["components"] == ["phenomenonTime", "result"]
    assert len(arrays["value"][0]["dataArray"]) == 4
    ask("/Things", 400, resultFormat="dataArray")
    one = newest["value"][1]["@iot.id"]
    assert ask(f"/Observations('{one}')")["result"] == 8.0


def test_only_what_one_may_see_is_there(ask, points, readings):
    other = PointFactory(device__region__code="330826100000", name="邻县")
    assert "邻县" not in names(ask("/Datastreams"))
    ask(f"/Datastreams({other.pk})", 404)
    ask(f"/Datastreams({other.pk})/Observations", 404)
    ask(f"/Observations('{other.pk}-{readings[0]}')", 404)
    assert Client().get("/sensorthings/v1.1/Things").status_code == 401
    poor = Client(HTTP_AUTHORIZATION=f"Bearer {token_for(['alarms.view_alarm'])}")
    assert poor.get("/sensorthings/v1.1/Things").status_code == 403
    given = base64.b64encode(f"any:{token_for(['devices.view_device'])}".encode()).decode()
    basic = Client(HTTP_AUTHORIZATION=f"Basic {given}")
    assert basic.get("/sensorthings/v1.1/Things").status_code == 200
    wrong = Client(HTTP_AUTHORIZATION="Basic !!!")
    assert wrong.get("/sensorthings/v1.1").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/Nothing",
        "/Things(999999999)",
        "/Things('a')",
        "/Things(1",
        "/Things(1)/Nothing",
        "/Things/Datastreams",
        "/ObservedProperties('nothing')",
        "/Observations('x')",
        "/Observations('1-99999999999999')",
        "/a/b/c/d/e/f/g/h/i/j",
    ],
)
def test_what_is_not_there_is_not_found(ask, path):
    ask(path, 404)


@pytest.mark.parametrize(
    "query",
    [
        {"filter": "name eq 5"},
        {"filter": "name"},
        {"filter": "nothing eq 1"},
        {"filter": "name gt null"},
        {"filter": "length(5) eq 1"},
        {"filter": "nosuch(name) eq 1"},
        {"filter": "name eq 'a' and 5"},
        {"filter": "id eq '1"},
        {"orderby": "nothing"},
        {"top": "many"},
        {"nonsense": "1"},
    ],
)
def test_questions_that_make_no_sense_are_told_so(ask, query):
    told = ask("/Datastreams", 400, **query)
    assert told["code"] == 400 and told["message"]


def test_what_is_known_but_not_offered_says_so(ask, points):
    ask("/Datastreams", 501, filter="st_relate(observedArea,observedArea) eq true")
    ask("/Things", 501, filter="description eq 'a'")
    assert ask.client.post("/sensorthings/v1.1/Things", {}).status_code == 501
    assert ask.client.delete("/sensorthings/v1.1/Things(1)").status_code == 405
