"""Hours gathered from readings, products with levels, alarms raised and cleared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point as Location

from anlan.kernel import clock
from anlan.kernel.errors import NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.monitoring.alarms.public import list_open_alarms
from anlan.monitoring.natural_hazards.events import ProductMade
from anlan.monitoring.natural_hazards.models import HazardProduct, HourlyValue, ProductArea
from anlan.monitoring.natural_hazards.services.fire import update_fire_codes
from anlan.monitoring.natural_hazards.services.hours import full_hour, gather_hours
from anlan.monitoring.natural_hazards.services.products import (
    make_products,
    run_hour,
    run_within_hour,
)
from anlan.monitoring.natural_hazards.services.stages import judge_stages
from anlan.monitoring.natural_hazards.tests.factories import (
    ENGINE,
    OTHER,
    TOWN,
    CatchmentFactory,
    GeoObservationFactory,
    hours,
    station,
)
from anlan.monitoring.telemetry.public import Writer, begin_books, columns, unix_ms


def store(point_ids, readings):
    """Write readings (point id, moment, value) as the ingester does."""
    begin_books(clock.now())
    writer = Writer()
    writer.load(point_ids)
    rows = columns(
        [point_ids.index(p) for p, _at, _value in readings],
        [unix_ms(at) for _p, at, _value in readings],
        [value for _p, _at, value in readings],
        [0] * len(readings),
    )
    writer.confirm(writer.write(rows, clock.now()))
    writer.flush(clock.now(), force=True)


def area(hazard, code=TOWN):
    return ProductArea.objects.get(hazard=hazard, region_id=code, is_current=True)


def open_alarms(actor):
    return {alarm.source_key: alarm for alarm in list_open_alarms(actor)}


def test_an_hour_is_the_sum_of_its_rain_and_no_reading_is_no_hour(ground):
    rain, river = station(), station("river")
    now = full_hour(clock.now())
    p, q = rain.points.get().point_id, river.points.get().point_id
    minutes = [(p, now - timedelta(minutes=m), 0.5) for m in range(60)]
    store(
        [p, q],
        [
            *minutes,
            (p, now - timedelta(minutes=60), 9.0),  # the last moment of the hour before
            (q, now - timedelta(minutes=30), 38.2),
            (q, now - timedelta(minutes=1), 38.9),
        ],
    )
    gather_hours(until=now + timedelta(minutes=3), actor=ENGINE)
    found = {(v.station_id, v.quantity, v.at): v.value for v in HourlyValue.objects.order_by("at")}
    assert found[rain.pk, "rain_1h", now] == pytest.approx(30.0)
    assert found[rain.pk, "rain_1h", now - timedelta(hours=1)] == 9.0
    assert found[river.pk, "water_level", now] == 38.9
    assert (river.pk, "water_level", now - timedelta(hours=1)) not in found
    gather_hours(until=now, actor=ENGINE)
    assert HourlyValue.objects.count() == len(found)


def test_a_storm_makes_products_and_alarms_and_their_end_clears_them(ground, cast):
    gauge, at = station(), full_hour(clock.now())
    hours(gauge, "rain_1h", [0.0] * 22 + [35.0, 60.0], at)
    made = make_products(at=at, actor=ENGINE)
    assert {p.hazard for p in made} == {"flash_flood", "landslide", "forest_fire"}
    flood = area("flash_flood")
    # 95 mm in three hours: orange by the three hours, and 60 mm in one.
    assert flood.level == 2 and {r["indicator"] for r in flood.reasons} >= {"rain_1h", "rain_3h"}
    assert flood.reasons[0]["place"] == gauge.name
    assert area("landslide").level == 1  # twice Caine's curve for six hours
    assert not area("forest_fire").is_known
    # The other township is too far to borrow: unknown, not safe.
    assert not area("flash_flood", OTHER).is_known
    assert_audited("natural_hazards.product.made", made[0])
    assert_emitted(ProductMade, hazard="flash_flood", level=2)
    alarms = open_alarms(cast.lin)
    assert alarms[f"flash_flood:{TOWN}"].level == 2
    assert alarms[f"landslide:{TOWN}"].level == 1
    assert gauge.name in alarms[f"flash_flood:{TOWN}"].reason

    assert make_products(at=at, actor=ENGINE) == []  # once an hour
    hours(gauge, "rain_1h", [0.0] * 30, at + timedelta(hours=30))
    ground.advance(minutes=30 * 60)
    make_products(at=clock.now(), actor=ENGINE)
    assert area("flash_flood").level is None and area("flash_flood").is_known
    assert open_alarms(cast.lin)[f"flash_flood:{TOWN}"].cleared_at is not None
    assert HazardProduct.objects.filter(hazard="flash_flood").count() == 2


def test_a_graver_hour_raises_the_alarm_and_an_older_one_changes_nothing(ground, cast):
    gauge, at = station(), full_hour(clock.now())
    hours(gauge, "rain_1h", [0.0] * 22 + [35.0, 90.0], at)
    make_products(at=at - timedelta(hours=1), actor=ENGINE)
    assert open_alarms(cast.lin)[f"flash_flood:{TOWN}"].level == 3
    make_products(at=at, actor=ENGINE)
    assert open_alarms(cast.lin)[f"flash_flood:{TOWN}"].level == 1
    make_products(at=at - timedelta(hours=2), actor=ENGINE)
    assert area("flash_flood").valid_at == at
    assert open_alarms(cast.lin)[f"flash_flood:{TOWN}"].cleared_at is None


def test_rain_of_a_catchment_endangers_the_townships_below(ground):
    catchment = CatchmentFactory()
    catchment.townships.set([TOWN, OTHER])
    at = full_hour(clock.now())
    for depth in (40.0, 30.0):
        hours(station(catchment=catchment), "rain_1h", [depth], at)
    make_products(at=at, actor=ENGINE)
    below = area("flash_flood", OTHER)
    assert below.level == 3 and below.reasons[0]["place"] == catchment.name
    assert below.reasons[0]["value"] == 35.0


def test_a_township_borrows_the_nearest_station_and_says_so(ground):
    near = station(location=Location(119.52, 29.05, srid=4326))
    at = full_hour(clock.now())
    hours(near, "rain_1h", [55.0], at)
    make_products(at=at, actor=ENGINE)
    borrowed = area("flash_flood", OTHER)
    assert borrowed.level == 2 and borrowed.reasons[0]["is_borrowed"]


def test_danger_reported_by_a_monitor_raises_the_product(ground):
    at = full_hour(clock.now())
    hours(station(), "rain_1h", [0.0] * 72, at)
    GeoObservationFactory(finding="danger", at=at - timedelta(hours=2))
    make_products(at=at, actor=ENGINE)
    assert area("landslide").level == 2
    assert area("landslide").reasons[0]["indicator"] == "danger_report"


def test_fire_codes_are_carried_on_and_dry_wind_raises_the_index(ground, cast):
    rain, weather = station(), station("weather")
    end = full_hour(clock.now()).replace(hour=14)  # Beijing time, as the clock of the tests
    count = 24 * 3
    hours(rain, "rain_1h", [0.0] * count, end)
    for quantity, value in (("temperature", 34.0), ("humidity", 15.0), ("wind_speed", 9.0)):
        hours(weather, quantity, [value] * count, end)
    begin = end - timedelta(hours=27)
    for quantity, value in (("ffmc", 85.0), ("ffmc_day", 85.0), ("dmc", 60.0), ("dc", 350.0)):
        hours(weather, quantity, [value], begin - timedelta(hours=1))
    for number in range(28):
        assert update_fire_codes(at=begin + timedelta(hours=number), actor=ENGINE) == 1
    values = HourlyValue.objects.filter(station=weather)
    fwi = [v.value for v in values.filter(quantity="fwi").order_by("at")]
    assert fwi[-1] > fwi[0] > 0 and fwi[-1] > 38
    dmc = values.filter(quantity="dmc").order_by("at")
    assert len({round(v.value, 6) for v in dmc}) == 3  # moves once a day
    make_products(at=end, actor=ENGINE)
    assert area("forest_fire").level in (1, 2)


def test_without_rain_the_fire_codes_do_not_move(ground):
    weather, at = station("weather"), full_hour(clock.now())
    for quantity, value in (("temperature", 30.0), ("humidity", 20.0), ("wind_speed", 5.0)):
        hours(weather, quantity, [value], at)
    assert update_fire_codes(at=at, actor=ENGINE) == 0


def test_levels_are_held_against_their_stages(ground, cast):
    river = station("river", warning_stage_m=40.0, guarantee_stage_m=42.0, highest_stage_m=44.0)
    lake = station("reservoir", flood_limit_m=100.0)
    p, q = river.points.get().point_id, lake.points.get().point_id
    now = clock.now()
    store([p, q], [(p, now, 39.7), (q, now, 100.5)])
    assert judge_stages(at=now, actor=ENGINE) == 0  # blue, and no flood season in November
    for minutes, level, expected in ((10, 40.2, 3), (20, 42.0, 2), (30, 44.5, 1)):
        ground.advance(minutes=10)
        store([p, q], [(p, clock.now(), level)])
        assert judge_stages(at=clock.now(), actor=ENGINE) == 1
        alarm = open_alarms(cast.lin)[str(river.pk)]
        assert alarm.level == expected, minutes
        assert alarm.point_id == p
    ground.advance(minutes=10)
    store([p, q], [(p, clock.now(), 39.0)])
    assert judge_stages(at=clock.now(), actor=ENGINE) == 0
    assert open_alarms(cast.lin)[str(river.pk)].cleared_at is not None
    ground.advance(minutes=60 * 24)
    assert judge_stages(at=clock.now(), actor=ENGINE) == 0  # too old to say anything


def test_the_whole_hour_runs_and_is_refused_to_who_may_not(ground):
    station()
    run_hour(at=clock.now(), actor=ENGINE)
    assert HazardProduct.objects.count() == 3
    with pytest.raises(NotPermitted):
        make_products(at=clock.now(), actor=make_actor("钱外人"))
    with pytest.raises(NotPermitted):
        judge_stages(at=clock.now(), actor=make_actor("钱外人"))


def test_a_cloudburst_is_told_within_the_hour_and_only_what_is_graver(ground, cast):
    gauge, at = station(), full_hour(clock.now())
    point = gauge.points.get().point_id
    hours(gauge, "rain_1h", [0.0] * 24, at)
    ground.advance(minutes=max(0, int((at - clock.now()).total_seconds() // 60)) + 3)
    make_products(at=at, actor=ENGINE)
    assert area("flash_flood").level is None

    ground.advance(minutes=20)
    assert run_within_hour(at=clock.now(), actor=ENGINE) == []  # nothing new
    now = clock.now()
    store([point], [(point, now - timedelta(minutes=m), 4.0) for m in range(1, 16)])
    (flood, slide) = run_within_hour(at=now, actor=ENGINE)
    assert (flood.hazard, slide.hazard) == ("flash_flood", "landslide")
    assert flood.valid_at == now.replace(second=0, microsecond=0) and flood.is_current
    assert area("flash_flood").level == flood.level is not None
    assert open_alarms(cast.lin)[f"flash_flood:{TOWN}"].level == flood.level
    assert_audited("natural_hazards.product.made", flood)
    ground.advance(minutes=10)
    assert run_within_hour(at=clock.now(), actor=ENGINE) == []  # told already

    ground.advance(minutes=60)
    made = run_hour(at=clock.now(), actor=ENGINE)
    assert {p.hazard for p in made} == {"flash_flood", "landslide", "forest_fire"}
    assert area("flash_flood").valid_at == full_hour(clock.now())
    with pytest.raises(NotPermitted):
        run_within_hour(at=clock.now(), actor=make_actor("审计演示", role="auditor"))
