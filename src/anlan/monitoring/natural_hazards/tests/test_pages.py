"""Pages, exports, map layers, desk, search and field of natural hazards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.kernel import clock
from anlan.kernel.layers import layer
from anlan.kernel.testing import assert_audited, make_actor
from anlan.monitoring.natural_hazards import desk
from anlan.monitoring.natural_hazards.models import (
    GeoHazardPoint,
    GeoInspection,
    HazardEvent,
    IncomingWarning,
    ProductArea,
    Station,
    Threshold,
)
from anlan.monitoring.natural_hazards.public import list_present_dangers
from anlan.monitoring.natural_hazards.search import find_points, find_stations
from anlan.monitoring.natural_hazards.services.hours import full_hour
from anlan.monitoring.natural_hazards.services.inspections import record_observation
from anlan.monitoring.natural_hazards.services.products import make_products
from anlan.monitoring.natural_hazards.tests.factories import (
    ENGINE,
    TOWN,
    VILLAGE,
    CatchmentFactory,
    GeoHazardPointFactory,
    GeoInspectionFactory,
    GroupMonitorFactory,
    HazardEventFactory,
    hours,
    make_score,
    make_warning,
    station,
)


def page(client, name, *args, status=200, **query):
    response = client.get(reverse(f"natural_hazards:{name}", args=args), query)
    assert response.status_code == status, response.content[:300]
    return b"".join(response) if response.streaming else response.content.decode()


@pytest.fixture
def storm(ground):
    """Return the products of an hour with 60 mm."""
    gauge = station()
    hours(gauge, "rain_1h", [0.0] * 30 + [60.0], full_hour(clock.now()))
    return make_products(at=clock.now(), actor=ENGINE)


def test_the_overview_tells_what_is_feared_where_and_why(visit, storm, zhao, far, sun):
    make_warning()
    text = page(visit(zhao), "overview", hazard="landslide")
    assert "溪口镇" in text and "60" in text and "暴雨橙色" in text and "庙下乡" not in text
    assert "庙下乡" in page(visit(far), "overview")
    page(visit(make_actor("钱外人")), "overview", status=403)
    flood = next(p for p in storm if p.hazard == "flash_flood")
    assert "庙下乡" in page(visit(sun), "product", flood.pk)
    area = ProductArea.objects.get(product=flood, region_id=TOWN)
    text = page(visit(zhao), "area", area.pk)
    assert "50" in text and "全县" in text
    page(visit(far), "area", area.pk, status=404)
    page(visit(far), "product", flood.pk)  # the county's product, with the own township only
    slide = ProductArea.objects.get(hazard="landslide", region_id=TOWN)
    GeoHazardPointFactory()
    assert "演示村滑坡" in page(visit(zhao), "area", slide.pk)
    for tab in ("all", "warned"):
        page(visit(sun), "products", tab=tab)
    answer = visit(sun).post(reverse("natural_hazards:make_now"))
    assert answer.status_code in (302, 303)
    assert visit(zhao).post(reverse("natural_hazards:make_now")).status_code == 403
    assert [d.level for d in list_present_dangers(zhao, hazard="flash_flood")] == [2]


def test_without_products_the_pages_say_what_to_do(visit, ground, sun):
    for name in (
        "overview",
        "products",
        "levels",
        "stations",
        "catchments",
        "geo_points",
        "inspections",
        "warnings",
        "events",
        "verification",
    ):
        page(visit(sun), name)


def test_stations_levels_and_catchments(visit, ground, chen, zhao, far):
    river = station("river", warning_stage_m=40.0, guarantee_stage_m=42.0)
    hours(river, "water_level", [39.0, 39.5], clock.now())
    catchment = CatchmentFactory()
    assert river.name in page(visit(zhao), "levels")
    assert river.name in page(visit(zhao), "stations", q=river.code)
    assert "40" in page(visit(zhao), "station", river.pk)
    page(visit(far), "station", river.pk, status=404)
    series = visit(zhao).get(reverse("natural_hazards:series", args=[river.pk, "water_level"]))
    assert len(series.json()["series"]) == 2 and len(series.json()["thresholds"]) == 2
    client = visit(chen)
    page(client, "station_create")
    refused = client.post(
        reverse("natural_hazards:station_create"),
        {"code": "1", "name": "站", "kind": "rain", "device": "没有", "datum": "local"},
    )
    assert refused.status_code == 422
    page(client, "station_change", river.pk)
    changed = client.post(
        reverse("natural_hazards:station_change", args=[river.pk]),
        {"name": "新名", "kind": "river", "datum": "wusong", "warning_stage_m": "41"},
    )
    assert changed.status_code == 303
    assert Station.objects.get(pk=river.pk).datum == "wusong"
    page(client, "catchment", catchment.pk)
    page(client, "catchment_change", catchment.pk)
    page(client, "catchment_create")
    made = client.post(
        reverse("natural_hazards:catchment_create"),
        {"code": "W9", "name": "演示流域", "region_code": TOWN, "township_codes": [TOWN]},
    )
    assert made.status_code == 303


def test_thresholds_show_their_source_and_are_changed(visit, ground, sun, zhao):
    row = Threshold.objects.get(hazard="flash_flood", indicator="rain_3h", level=1)
    assert row.clause in page(visit(zhao), "threshold", row.pk)
    for tab in ("used", "unverified", "own", "all"):
        page(visit(zhao), "thresholds", tab=tab)
    page(visit(zhao), "threshold_create", status=403)
    client = visit(sun)
    page(client, "threshold_create")
    page(client, "threshold_change", row.pk)
    values = {
        "hazard": "flash_flood",
        "indicator": "rain_3h",
        "level": "1",
        "limit": "90",
        "data_source": "演示核定",
        "is_active": "on",
    }
    url = reverse("natural_hazards:threshold_change", args=[row.pk])
    assert client.post(url, values).status_code == 303
    row.refresh_from_db()
    assert row.limit == 90
    again = client.post(reverse("natural_hazards:threshold_create"), values)
    assert again.status_code == 422


def test_hazard_points_their_cards_and_monitors(visit, ground, chen, zhao, far):
    slope = GeoHazardPointFactory()
    monitor = GroupMonitorFactory(geo_point=slope)
    text = page(visit(zhao), "geo_point", slope.pk)
    assert slope.refuge in text and monitor.person.name in text
    page(visit(far), "geo_point", slope.pk, status=404)
    for tab in ("kept", "mine", "changed", "all"):
        page(visit(zhao), "geo_points", tab=tab)
    assert slope.code.encode() in page(visit(zhao), "geo_points", export="csv")
    cards = page(visit(zhao), "cards", slope.pk)
    assert "防灾工作明白卡" in cards and "避险明白卡" in cards and slope.refuge in cards
    client = visit(chen)
    for name in ("geo_point_create",):
        page(client, name)
    for name in ("geo_point_change", "monitor_new", "observe"):
        page(client, name, slope.pk)
    page(visit(zhao), "geo_point_change", slope.pk, status=403)
    answer = client.post(
        reverse("natural_hazards:geo_point_create"),
        {
            "code": "330825109999",
            "name": "演示崩塌",
            "kind": "collapse",
            "scale": "small",
            "stability": "unstable",
            "region_code": VILLAGE,
            "longitude": "119.11",
            "latitude": "29.01",
            "threatened_households": "1",
            "threatened_people": "3",
            "threatened_houses": "2",
            "threatened_property_yuan": "0",
        },
    )
    assert answer.status_code == 303 and GeoHazardPoint.objects.count() == 2
    step = client.post(
        reverse("natural_hazards:geo_step", args=[slope.pk, "treat"]), {"reason": "开工"}
    )
    assert step.status_code == 303
    client.post(reverse("natural_hazards:cards_issued", args=[slope.pk]))
    assert_audited("natural_hazards.geo.cards_issued", slope, by=chen)
    client.post(reverse("natural_hazards:monitor_end", args=[monitor.pk]))
    assert_audited("natural_hazards.monitor.ended", slope, by=chen)


def test_inspections_are_planned_and_recorded_over_the_pages(visit, ground, chen, zhao):
    slope = GeoHazardPointFactory()
    client = visit(chen)
    page(client, "plan")
    day = clock.today() + timedelta(days=20)
    planned = client.post(
        reverse("natural_hazards:plan"), {"kind": "before", "round": "1", "due_on": str(day)}
    )
    assert planned.status_code == 303
    inspection = GeoInspection.objects.get()
    for tab in ("open", "overdue", "recorded", "all"):
        page(visit(zhao), "inspections", tab=tab)
    page(visit(zhao), "inspection", inspection.pk)
    assert slope.signs_to_watch in page(visit(zhao), "record", inspection.pk)
    sent = visit(zhao).post(
        reverse("natural_hazards:record", args=[inspection.pk]),
        {"finding": "changed", "signs": ["crack_wider"], "crack_mm": "15"},
    )
    assert sent.status_code == 303
    assert "15 mm" in page(visit(chen), "inspection", inspection.pk)
    step = client.post(reverse("natural_hazards:inspection_step", args=[inspection.pk, "accept"]))
    assert step.status_code == 303
    wrong = visit(zhao).post(
        reverse("natural_hazards:observe", args=[slope.pk]), {"finding": "danger"}
    )
    assert wrong.status_code == 422


def test_warnings_events_and_scores(visit, ground, sun, zhao, far):
    warning = make_warning()
    page(visit(zhao), "warning", warning.pk)
    page(visit(far), "warning", warning.pk, status=404)
    client = visit(sun)
    page(client, "warning_receive")
    assert client.post(reverse("natural_hazards:warning_receive"), {}).status_code == 422
    taken = client.post(
        reverse("natural_hazards:warning_receive"),
        {"message": "演示县气象台11月20日9时30分发布大风蓝色预警信号。"},
    )
    assert taken.status_code == 303 and IncomingWarning.objects.count() == 2
    event = HazardEventFactory()
    page(visit(zhao), "event", event.pk)
    page(visit(zhao), "event_create")
    page(visit(zhao), "event_change", event.pk)
    made = visit(zhao).post(
        reverse("natural_hazards:event_create"),
        {
            "hazard": "landslide",
            "title": "演示滑坡",
            "region_code": VILLAGE,
            "began_at": "2026-11-19T08:00",
            "level": "3",
            "people_moved": "4",
            "casualties": "0",
            "loss_yuan": "0",
            "source": "演示",
        },
    )
    assert made.status_code == 303 and HazardEvent.objects.count() == 2
    make_score()
    assert "1.00" in page(visit(zhao), "verification")
    page(client, "verify")
    done = client.post(
        reverse("natural_hazards:verify"), {"begin": "2026-11-01", "end": "2026-11-20"}
    )
    assert done.status_code == 303
    page(visit(zhao), "verify", status=403)


def test_map_desk_and_search(ground, storm, zhao, far):
    areas = layer("hazard_flash_flood")
    assert areas is not None
    assert [a.region_id for a in areas.rows(zhao)] == [TOWN]
    facts = dict(areas.facts(areas.rows(zhao).get(), zhao))
    assert len(facts) >= 2
    slope = GeoHazardPointFactory()
    points, stations = layer("geo_points"), layer("natural_stations")
    assert points is not None and stations is not None
    assert [p.pk for p in points.rows(zhao)] == [slope.pk] and not points.rows(far).exists()
    assert dict(points.facts(slope, zhao)) and dict(stations.facts(Station.objects.get(), zhao))
    assert desk.dangers(zhao)["rows"][0]["level"] in (1, 2)
    situation = desk.situation(zhao)
    assert situation is not None and "1" in situation.text
    GeoInspectionFactory(geo_point=slope, due_at=clock.now() + timedelta(days=2))
    assert len(list(desk.inspections_to_do(zhao))) == 1
    record_observation(geo_point_id=slope.pk, finding="danger", text="落石", actor=zhao)
    assert [item.level for item in desk.reports(zhao)] == [2]
    make_warning()
    assert len(list(desk.new_warnings(zhao))) == 1 and desk.warnings_in_force(zhao) == 1
    assert [r.title for r in find_points("滑坡", zhao, 5)] == [slope.name]
    assert list(find_stations("演示站", zhao, 5)) and not list(find_stations("演示站", far, 5))


def test_the_number_of_queries_does_not_grow_with_the_points(
    visit, ground, zhao, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = visit(zhao)
    GeoHazardPointFactory()
    with CaptureQueriesContext(connection) as few:
        page(client, "geo_points")
    for _more in range(5):
        GeoHazardPointFactory()
    with django_assert_num_queries(len(few)):
        page(client, "geo_points")
