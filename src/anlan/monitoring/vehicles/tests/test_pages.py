"""Pages show what one may see; the live map's bytes; what is on board where it matters."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.kernel import clock
from anlan.kernel.testing import make_actor
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.vehicles.choices import TripState
from anlan.monitoring.vehicles.models import Fence, Trip, Vehicle, VehicleDay
from anlan.monitoring.vehicles.panels import near_incident, of_alarm, of_enterprise
from anlan.monitoring.vehicles.public import answer_order, take_orders
from anlan.monitoring.vehicles.selectors.live import RECORD, Pulse, moved_since, snapshot
from anlan.monitoring.vehicles.selectors.statistics import by_operator
from anlan.monitoring.vehicles.services.orders import why_not_reachable
from anlan.monitoring.vehicles.tests.factories import (
    DriverFactory,
    FenceFactory,
    LiveStateFactory,
    TripFactory,
    VehicleFactory,
    ViolationFactory,
    load_reference,
)
from anlan.supervision.chemicals.tests.factories import ChemicalFactory
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

pytestmark = pytest.mark.django_db

BOX = '{"type":"Polygon","coordinates":[[[119.1,29],[119.2,29],[119.2,29.1],[119.1,29]]]}'


@pytest.fixture
def bureau():
    return make_actor("局干部", role="bureau_officer")


def test_every_list_and_page_opens(client):
    load_reference()
    trip = TripFactory(state=TripState.UNDER_WAY)
    live = LiveStateFactory(vehicle=trip.vehicle)
    violation, fence = ViolationFactory(vehicle=trip.vehicle), FenceFactory()
    client.force_login(account_with("bureau_officer"))
    for path in (
        "", "?tab=moving", "?tab=silent", "?tab=violating", "?tab=retired", "new/", "map/",
        "statistics/",
        "statistics/?period=month", "drivers/", "drivers/?tab=expired", "drivers/new/", "fences/",
        "fences/new/", "limits/", "rules/", "trips/", "trips/?tab=late", "trips/new/",
        "violations/", "violations/?tab=all", f"fences/{fence.pk}/change/",
        f"drivers/{trip.driver_id}/", f"drivers/{trip.driver_id}/change/",
        f"{trip.vehicle_id}/change/", "orders/", "orders/?tab=open",
        "orders/?tab=failed", "import/",
    ):  # fmt: skip
        assert client.get(f"/vehicles/{path}").status_code == 200, path
    page = client.get(f"/vehicles/{live.pk}/").content.decode()
    assert "氯" in page and "20 t" in page and "52" in page
    waybill = client.get(f"/vehicles/trips/{trip.pk}/").content.decode()
    assert "7782-50-5" in waybill and ChemicalFactory().get_absolute_url() in waybill
    assert "82" in client.get(f"/vehicles/violations/{violation.pk}/").content.decode()
    assert fence.name in client.get(f"/vehicles/fences/{fence.pk}/").content.decode()
    exported = client.get("/vehicles/?export=csv")
    assert trip.vehicle.plate in b"".join(exported.streaming_content).decode("utf-8-sig")


def test_forms_register_draw_and_file(client):
    load_reference()
    driver = DriverFactory()
    chemical = ChemicalFactory()
    client.force_login(account_with("bureau_officer"))
    made = client.post(
        "/vehicles/new/",
        {
            "plate": "浙H演9", "kind": "hazmat", "enterprise_id": driver.enterprise_id,
            "load_t": "30", "driver_id": driver.pk, "permitted_ids": [chemical.pk], "terminal": "",
        },
    )  # fmt: skip
    assert made.status_code == 303
    vehicle = Vehicle.objects.get(plate="浙H演9")
    wrong = client.post(f"/vehicles/{vehicle.pk}/change/", {"terminal": "NOT-THERE"})
    assert wrong.status_code == 422
    area = {
        "name": "禁行",
        "kind": "forbidden",
        "region": driver.region_id,
        "area": BOX,
        "level": "2",
    }
    assert client.post("/vehicles/fences/new/", area).status_code == 303
    assert client.post("/vehicles/fences/new/", area | {"area": "x"}).status_code == 422
    assert client.post("/vehicles/fences/new/", area | {"plates": "没有"}).status_code == 422
    fence = Fence.objects.get()
    changed = client.post(
        f"/vehicles/fences/{fence.pk}/change/", area | {"name": "禁行二", "is_active": "on"}
    )
    assert changed.status_code == 303
    begin = clock.now()
    trip = {
        "number": "YD-9", "vehicle_id": vehicle.pk, "driver_id": driver.pk, "shipper": "甲",
        "receiver": "乙", "origin": "丙", "destination": "丁", "chemical_1": chemical.pk,
        "quantity_1": "12.5", "packaging_1": "tank", "planned_from": f"{begin:%Y-%m-%dT%H:%M}",
        "planned_to": f"{begin + timedelta(hours=2):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert client.post("/vehicles/trips/new/", trip).status_code == 303
    filed = Trip.objects.get(number="YD-9")
    assert client.post(f"/vehicles/trips/{filed.pk}/steps/depart/").status_code == 303
    assert (
        client.post("/vehicles/trips/new/", trip | {"chemical_2": chemical.pk}).status_code == 422
    )


def test_who_lives_elsewhere_sees_nothing(client):
    live = LiveStateFactory()
    client.force_login(account_with("township_officer", scope_value="330825999"))
    assert client.get(f"/vehicles/{live.pk}/").status_code == 404
    assert client.get(f"/vehicles/{live.pk}/track.json").status_code == 404
    assert client.get("/vehicles/positions.bin").content == b""
    assert client.get("/vehicles/drivers/").status_code == 403


def test_the_snapshot_is_twenty_bytes_a_vehicle(bureau, cast):
    live = LiveStateFactory(heading=270, speed_km_h=63.4, level=2)
    LiveStateFactory()
    records = np.frombuffer(snapshot(bureau), RECORD)
    assert RECORD.itemsize == 20 and len(records) == 2
    mine = records[records["id"] == live.pk][0]
    assert (mine["longitude"], mine["latitude"]) == (119_170_000, 29_030_000)
    assert (mine["speed"], mine["heading"], mine["level"]) == (63, 192, 2)
    assert mine["at"] == int(live.at.timestamp())
    assert snapshot(cast.qian) == b""


def test_only_what_moved_is_told_and_once():
    pulse = Pulse()
    live = LiveStateFactory()
    since = clock.now() - timedelta(seconds=10)
    assert len(pulse.fresh(moved_since(since))) == 1
    assert len(pulse.fresh(moved_since(since))) == 0
    live.at += timedelta(seconds=5)
    live.save()
    assert pulse.fresh(moved_since(since))["id"].tolist() == [live.pk]
    assert len(moved_since(clock.now() + timedelta(seconds=5))) == 0


def test_the_stream_is_for_who_may_see_vehicles(client):
    assert client.get("/vehicles/positions/stream/").status_code == 401
    client.force_login(account_with("warehouse_keeper"))
    assert client.get("/vehicles/positions/stream/").status_code == 403
    client.force_login(account_with("bureau_officer"))
    assert client.get("/vehicles/positions/stream/")["Content-Type"] == "text/event-stream"


def test_a_track_is_sent_as_differences_and_refused_when_too_long(client):
    live = LiveStateFactory()
    client.force_login(account_with("bureau_officer"))
    path = f"/vehicles/{live.pk}/track.json"
    assert client.get(path).json()["count"] == 0
    assert client.get(path, {"from": "2020-01-01"}).status_code == 422
    assert client.get(path, {"from": "yesterday"}).status_code == 422


def test_an_alarm_shows_what_its_vehicle_has_on_board(bureau):
    trip = TripFactory(state=TripState.UNDER_WAY)
    alarm = Alarm(source="vehicles.speeding", source_key="1", device_id=trip.vehicle.device_id)
    shown = of_alarm(alarm, bureau)
    assert [row.chemical.cas for row in shown["loads"][0]["goods"]] == ["7782-50-5"]
    empty = of_alarm(
        Alarm(source="vehicles.night", source_key="2", device_id=VehicleFactory().device_id), bureau
    )
    assert empty["loads"] == []
    assert of_alarm(Alarm(source="rules", source_key="3"), bureau) is None


def test_an_incident_shows_dangerous_goods_within_a_kilometre(bureau):
    from django.contrib.gis.geos import Point

    trip = TripFactory(state=TripState.UNDER_WAY)
    LiveStateFactory(vehicle=trip.vehicle)

    class Incident:
        location = Point(119.175, 29.033, srid=4326)

    shown = near_incident(Incident(), bureau)
    assert shown["loads"][0]["distance_m"] == pytest.approx(590, abs=15)
    Incident.location = Point(119.19, 29.03, srid=4326)
    assert near_incident(Incident(), bureau) is None
    assert of_enterprise(trip.enterprise, bureau)["rows"][0]["label"] == trip.vehicle.plate
    assert of_enterprise(EnterpriseFactory(), bureau) is None


def test_figures_by_operator_add_up(bureau, cast):
    live = LiveStateFactory()
    vehicle = live.vehicle
    today = clock.today()
    VehicleDay.objects.create(
        vehicle=vehicle,
        day=today,
        distance_km=250,
        driving_s=7200,
        highest_km_h=88,
        slots_heard=144,
    )
    for rule in ("speeding", "night", "offline"):
        ViolationFactory(vehicle=vehicle, rule=rule)
    (row,) = by_operator(bureau, today, today)
    assert (row.vehicles, row.online_now, row.violations) == (1, 1, 2)
    assert row.per_100_km == pytest.approx(0.8) and row.online_share == pytest.approx(0.5)
    assert row.by_rule == {"speeding": 1, "night": 1}
    assert by_operator(cast.qian, today, today) == []


def test_the_list_asks_the_same_number_of_questions_for_more_rows(
    client, django_assert_max_num_queries
):
    client.force_login(account_with("bureau_officer"))
    for _number in range(8):
        LiveStateFactory()
    with django_assert_max_num_queries(40):
        client.get("/vehicles/")


def test_an_officer_writes_to_the_driver_and_sees_what_came_of_it(client):
    vehicle = VehicleFactory(device__protocol="jt808")
    client.force_login(account_with("bureau_officer"))
    page = client.get(f"/vehicles/{vehicle.pk}/").content.decode()
    assert f"/vehicles/{vehicle.pk}/text/" in page and f"/vehicles/{vehicle.pk}/terminal/" in page
    empty = client.post(f"/vehicles/{vehicle.pk}/text/", {"text": ""})
    assert empty.status_code == 422
    sent = client.post(f"/vehicles/{vehicle.pk}/text/", {"text": "前方浓雾，请减速"})
    assert sent.status_code == 303 and sent["Location"] == f"/vehicles/{vehicle.pk}/"
    form = {"report_s": "30", "highest_speed_km_h": ""}
    assert client.post(f"/vehicles/{vehicle.pk}/terminal/", form).status_code == 303
    text, settings = vehicle.orders.order_by("pk")
    assert settings.settings == {"report_s": 30}
    (taken, _other) = take_orders([vehicle.device.code])
    answer_order(taken.id, 0)
    text.refresh_from_db()
    for path in (f"/vehicles/{vehicle.pk}/", "/vehicles/orders/"):
        page = client.get(path).content.decode()
        assert "前方浓雾，请减速" in page and str(text.get_state_display()) in page


def test_a_vehicle_without_a_terminal_says_why_nothing_can_be_sent(client):
    vehicle = VehicleFactory(device=None)
    client.force_login(account_with("bureau_officer"))
    page = client.get(f"/vehicles/{vehicle.pk}/").content.decode()
    assert str(why_not_reachable(vehicle)) in page
    answer = client.post(f"/vehicles/{vehicle.pk}/text/", {"text": "慢"})
    assert answer.status_code == 409


def test_a_trip_is_filed_with_its_route_and_shows_it_beside_the_way_driven(client):
    trip = TripFactory()
    vehicle, chemical = trip.vehicle, trip.goods.get().chemical
    client.force_login(account_with("bureau_officer"))
    form = {
        "number": "YD-DEMO-ROUTE",
        "vehicle_id": vehicle.pk,
        "shipper": "演示托运",
        "receiver": "演示收货",
        "origin": "演示装货点",
        "destination": "演示卸货点",
        "planned_from": "2026-11-22T08:00",
        "planned_to": "2026-11-22T12:00",
        "chemical_1": chemical.pk,
        "quantity_1": "5",
        "packaging_1": "tank",
        "route": "not a line",
    }
    assert client.post("/vehicles/trips/new/", form).status_code == 422
    form["route"] = '{"type":"LineString","coordinates":[[119.1,29.0],[119.2,29.05]]}'
    assert client.post("/vehicles/trips/new/", form).status_code == 303
    filed = Trip.objects.get(number="YD-DEMO-ROUTE")
    assert filed.route is not None and filed.route.coords[1] == (119.2, 29.05)
    assert "trip-map" in client.get(f"/vehicles/trips/{filed.pk}/").content.decode()
    assert "trip-map" not in client.get(f"/vehicles/trips/{trip.pk}/").content.decode()
