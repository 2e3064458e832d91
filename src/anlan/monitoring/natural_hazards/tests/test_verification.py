"""Warnings held against recorded events; stations, catchments and thresholds kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.monitoring.devices.models import Device, Point
from anlan.monitoring.natural_hazards.events import EventRecorded
from anlan.monitoring.natural_hazards.models import Threshold, VerificationScore
from anlan.monitoring.natural_hazards.services.hazard_events import record_event
from anlan.monitoring.natural_hazards.services.hours import full_hour
from anlan.monitoring.natural_hazards.services.products import make_products
from anlan.monitoring.natural_hazards.services.stations import (
    change_station,
    register_station,
    save_catchment,
    save_threshold,
)
from anlan.monitoring.natural_hazards.services.verification import verify_warnings
from anlan.monitoring.natural_hazards.tests.factories import (
    ENGINE,
    OTHER,
    TOWN,
    VILLAGE,
    hours,
    station,
)

RAIN = {"hazard": "flash_flood", "indicator": "rain_1h", "level": 2, "limit": 45.0}


def test_scores_follow_from_products_and_events(ground, sun, zhao):
    gauge, end = station(), full_hour(clock.now())
    # A storm that ended in a flood three hours after 35 mm fell, and one that did nothing.
    series = [0.0] * 96
    series[40:43] = [35.0, 55.0, 20.0]
    series[80] = 32.0
    hours(gauge, "rain_1h", series, end)
    begin = end - timedelta(hours=95)
    for number in (40, 41, 42, 80):
        make_products(at=begin + timedelta(hours=number), actor=ENGINE)
    flood = record_event(
        hazard="flash_flood",
        title="演示山洪",
        region_code=VILLAGE,
        began_at=begin + timedelta(hours=43),
        source="演示记录",
        actor=zhao,
    )
    assert_audited("natural_hazards.event.recorded", flood, by=zhao)
    assert_emitted(EventRecorded, event_id=flood.pk)
    missed = record_event(
        hazard="flash_flood",
        title="演示山洪二",
        region_code=TOWN,
        began_at=begin + timedelta(hours=10),
        source="演示记录",
        actor=zhao,
    )
    with pytest.raises(NotPermitted):
        verify_warnings(begin=begin, end=end, actor=zhao)
    with pytest.raises(InvalidInput):
        verify_warnings(begin=end, end=begin, actor=sun)
    verify_warnings(begin=begin, end=end, actor=sun, hazards=["flash_flood"])
    assert_audited("natural_hazards.verification.made")
    rows = VerificationScore.objects.filter(is_current=True)
    product = rows.get(basis="product", level=3)
    assert (product.hits, product.misses, product.false_alarms) == (1, 1, 1)
    assert product.hit_rate == 0.5 and product.critical_success_index == pytest.approx(0.3333)
    assert product.lead_h == 3.0
    rule = rows.get(threshold__indicator="rain_1h", threshold__level=2)
    assert (rule.hits, rule.misses, rule.false_alarms, rule.lead_h) == (1, 1, 0, 2.0)
    silent = rows.get(threshold__indicator="rain_1h", threshold__level=1)
    assert (silent.hits, silent.false_alarm_ratio) == (0, None)
    verify_warnings(begin=begin, end=end, actor=sun, hazards=["flash_flood"])
    assert rows.filter(basis="product", level=3).count() == 1
    record_event(
        event_id=missed.pk,
        hazard="flash_flood",
        title="演示山洪二（更正）",
        region_code=TOWN,
        began_at=begin + timedelta(hours=81),
        source="演示记录",
        actor=zhao,
    )
    verify_warnings(begin=begin, end=end, actor=sun, hazards=["flash_flood"])
    assert rows.get(basis="product", level=3).critical_success_index == 1.0


def test_events_that_cannot_be_are_refused(ground, zhao, far):
    values = {
        "hazard": "landslide",
        "title": "演示滑坡",
        "region_code": TOWN,
        "began_at": clock.now() - timedelta(hours=1),
        "source": "演示",
    }
    for wrong in (
        {"began_at": clock.now() + timedelta(hours=1)},
        {"ended_at": clock.now() - timedelta(hours=2)},
        {"region_code": "1"},
    ):
        with pytest.raises(InvalidInput):
            record_event(actor=zhao, **{**values, **wrong})
    with pytest.raises((NotPermitted, NotVisible)):
        record_event(actor=far, **values)
    event = record_event(actor=zhao, longitude=119.1, latitude=29.0, **values)
    assert event.location.x == 119.1


def test_a_device_becomes_a_station_with_its_roles(ground, chen, zhao):
    device = Device.objects.create(
        code="RG-1", name="演示雨量站", kind="rain_gauge", region_id=TOWN
    )
    for key in ("rain_1h", "rain_3h", "rain_24h", "battery"):
        quantity = "voltage" if key == "battery" else "rainfall"
        Point.objects.create(device=device, key=key, name=key, quantity=quantity)
    values = {"device_id": device.pk, "code": "60801234", "name": "演示站", "kind": "rain"}
    with pytest.raises(NotPermitted):
        register_station(actor=zhao, **values)
    found = register_station(actor=chen, elevation_m=120.5, **values)
    assert_audited("natural_hazards.station.registered", found, by=chen)
    roles = found.points.order_by("window_h").values_list("role", "window_h")
    assert list(roles) == [("rain_total", 1), ("rain_total", 3), ("rain_total", 24)]
    for wrong in ({}, {"code": "60809999"}):
        with pytest.raises(InvalidInput):
            register_station(actor=chen, **{**values, **wrong})
    with pytest.raises(InvalidInput):
        change_station(
            station_id=found.pk, actor=chen, warning_stage_m=42.0, guarantee_stage_m=40.0
        )
    change_station(station_id=found.pk, actor=chen, elevation_m=121.0)
    assert_audited("natural_hazards.station.changed", found, by=chen)


def test_catchments_and_thresholds_are_kept(ground, chen, sun, zhao):
    values = {"code": "WA1", "name": "演示小流域", "region_code": TOWN}
    catchment = save_catchment(actor=chen, township_codes=[TOWN, OTHER], **values)
    assert catchment.townships.count() == 2
    save_catchment(actor=chen, township_codes=[TOWN], catchment_id=catchment.pk, **values)
    assert catchment.townships.count() == 1
    assert_audited("natural_hazards.catchment.saved", catchment, by=chen)
    with pytest.raises(InvalidInput):
        save_catchment(actor=chen, township_codes=[TOWN], **values)

    with pytest.raises(NotPermitted):
        save_threshold(actor=zhao, data_source="演示", **RAIN)
    with pytest.raises(InvalidInput):  # the county has this level already
        save_threshold(actor=sun, data_source="演示", **RAIN)
    own = save_threshold(actor=sun, data_source="演示核定", region_code=TOWN, **RAIN)
    assert_audited("natural_hazards.threshold.saved", own, by=sun)
    of_catchment = save_threshold(
        actor=sun, data_source="演示核定", catchment_id=catchment.pk, **RAIN
    )
    assert {own.unit, of_catchment.unit} == {"mm"}
    for wrong in (
        {"data_source": " "},
        {"indicator": "above_warning"},
        {"hazard": "river_flood"},
        {"hazard": "meteor"},
        {"region_code": TOWN, "catchment_id": catchment.pk},
        {"region_code": "1"},
    ):
        with pytest.raises(InvalidInput):
            save_threshold(actor=sun, **{"data_source": "演示", **RAIN, **wrong})
    save_threshold(actor=sun, threshold_id=own.pk, data_source="演示", is_active=False, **RAIN)
    assert not Threshold.objects.get(pk=own.pk).is_active


def test_every_starting_threshold_has_a_source_and_grows_with_its_level(ground):
    rows = Threshold.objects.all()
    assert rows.count() >= 30 and not rows.filter(data_source="").exists()
    kept: dict[tuple[str, str], dict[int, float]] = {}
    for row in rows:
        kept.setdefault((row.hazard, row.indicator), {})[row.level] = row.limit
    for limits in kept.values():
        ordered = [limits[level] for level in sorted(limits, reverse=True)]
        assert ordered == sorted(ordered)
