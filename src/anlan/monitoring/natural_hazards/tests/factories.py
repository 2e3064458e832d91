"""A county with two townships, stations, hazard points and products for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import factory
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.contrib.gis.geos import Point as Location
from factory.django import DjangoModelFactory

from anlan.base.organisations.tests.factories import PersonFactory
from anlan.base.regions.models import Region
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.search_text import search_text
from anlan.kernel.testing.cast import make_actor
from anlan.monitoring.devices.models import Device, Point
from anlan.monitoring.natural_hazards.drawing import packed
from anlan.monitoring.natural_hazards.models import (
    Catchment,
    DangerMap,
    FeedMessage,
    GeoHazardPoint,
    GeoInspection,
    GeoObservation,
    GroupMonitor,
    HazardEvent,
    HazardProduct,
    HourlyValue,
    IncomingWarning,
    ProductArea,
    Station,
    StationPoint,
    Threshold,
    VerificationScore,
    WarningArea,
    WarningFeed,
)

COUNTY, TOWN, OTHER, VILLAGE = "330825000000", "330825100000", "330825101000", "330825100001"
ENGINE = system_actor("natural hazards")


def load_reference() -> None:
    """Load thresholds and clocks."""
    from anlan.monitoring.natural_hazards.reference import load

    load(system_actor("tests"))


def square(west: float, south: float, size: float = 0.1) -> MultiPolygon:
    """A square township."""
    ring = (
        (west, south),
        (west + size, south),
        (west + size, south + size),
        (west, south + size),
        (west, south),
    )
    return MultiPolygon(Polygon(ring), srid=4326)


def place(code: str, name: str, level: str, parent: str | None, west: float) -> Region:
    """A region with shape and centre."""
    found, _made = Region.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "level": level,
            "parent_id": parent,
            "boundary": square(west, 29.0),
            "centre": Location(west + 0.05, 29.05, srid=4326),
        },
    )
    return found


def county() -> Region:
    """The county with its two townships and a village."""
    found = place(COUNTY, "演示县", "county", None, 119.1)
    place(TOWN, "溪口镇", "township", COUNTY, 119.1)
    place(OTHER, "庙下乡", "township", COUNTY, 119.6)
    place(VILLAGE, "演示村", "village", TOWN, 119.1)
    return found


def station(kind: str = "rain", region: str = TOWN, **more: Any) -> Station:
    """A station with the points its kind has."""
    county()
    number = Station.objects.count() + 1
    device = Device.objects.create(
        code=f"ST-{number:04d}",
        name=f"演示站{number}",
        kind="rain_gauge",
        region_id=region,
        location=more.pop("location", Location(119.15, 29.05, srid=4326)),
        period_s=60,
        state="in_service",
    )
    found = Station.objects.create(
        device=device,
        code=f"6080{number:04d}",
        name=device.name,
        kind=kind,
        region_id=region,
        location=device.location,
        **more,
    )
    roles: dict[str, list[tuple[str, str, str, int | None]]] = {
        "rain": [("rain", "rainfall", "rain_step", None)],
        "river": [("level", "water_level", "water_level", None)],
        "reservoir": [("level", "water_level", "water_level", None)],
        "soil": [("soil", "soil_moisture", "soil_moisture", None)],
        "weather": [
            ("wind", "wind_speed", "wind_speed", None),
            ("temperature", "temperature", "temperature", None),
            ("humidity", "humidity", "humidity", None),
        ],
    }
    for key, quantity, role, window in roles[kind]:
        point = Point.objects.create(device=device, key=key, name=key, quantity=quantity)
        StationPoint.objects.create(station=found, point=point, role=role, window_h=window)
    return found


def hours(of: Station, quantity: str, values: list[float], until: datetime) -> None:
    """Write hourly values, the last for the hour that ends at ``until``."""
    HourlyValue.objects.bulk_create(
        HourlyValue(
            station=of,
            quantity=quantity,
            at=until - timedelta(hours=len(values) - 1 - number),
            value=value,
        )
        for number, value in enumerate(values)
    )


def officer(role: str = "department_officer", name: str = "陈科长", **more: Any) -> Any:
    """An officer of the county."""
    more.setdefault("scope", Scope("region", "330825"))
    return make_actor(name, role=role, **more)


class CatchmentFactory(DjangoModelFactory):
    """A small catchment."""

    class Meta:
        model = Catchment

    code = factory.Sequence(lambda n: f"WA{n:04d}")
    name = factory.Sequence(lambda n: f"演示小流域{n}")
    region = factory.LazyFunction(lambda: county() and Region.objects.get(pk=TOWN))


class GeoHazardPointFactory(DjangoModelFactory):
    """A landslide above a village."""

    class Meta:
        model = GeoHazardPoint

    code = factory.Sequence(lambda n: f"3308251{n:05d}")
    name = factory.Sequence(lambda n: f"演示村滑坡{n}")
    kind = "landslide"
    scale = "small"
    region = factory.LazyFunction(lambda: county() and Region.objects.get(pk=VILLAGE))
    location = Location(119.15, 29.05, srid=4326)
    threatened_households = 5
    threatened_people = 18
    threatened_houses = 9
    threatened_property_yuan = 1_200_000
    refuge = "演示村文化礼堂"
    signs_to_watch = "裂缝"
    search_text = factory.LazyAttribute(lambda point: search_text(point.name, point.code))


class GroupMonitorFactory(DjangoModelFactory):
    """Who watches it."""

    class Meta:
        model = GroupMonitor

    geo_point = factory.SubFactory(GeoHazardPointFactory)
    person = factory.SubFactory(PersonFactory)
    is_first = True
    since_on = date(2026, 1, 1)


class GeoInspectionFactory(DjangoModelFactory):
    """An inspection before the flood season."""

    class Meta:
        model = GeoInspection

    geo_point = factory.SubFactory(GeoHazardPointFactory)
    kind = "before"
    year = 2027
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=30))


class GeoObservationFactory(DjangoModelFactory):
    """Nothing new."""

    class Meta:
        model = GeoObservation

    geo_point = factory.SubFactory(GeoHazardPointFactory)
    at = factory.LazyFunction(clock.now)
    finding = "unchanged"
    actor_name = "演示监测员"


class HazardEventFactory(DjangoModelFactory):
    """A flash flood."""

    class Meta:
        model = HazardEvent

    hazard = "flash_flood"
    title = "演示山洪"
    region = factory.LazyFunction(lambda: county() and Region.objects.get(pk=TOWN))
    began_at = factory.LazyFunction(clock.now)
    source = "演示记录"


def make_station() -> Station:
    """A rain station."""
    return station()


def make_point_of_station() -> StationPoint:
    """What a point measures."""
    return station().points.get()


def make_hour() -> HourlyValue:
    """One hour of rain."""
    return HourlyValue.objects.create(
        station=station(), quantity="rain_1h", at=clock.now(), value=1.0
    )


def make_threshold() -> Threshold:
    """A threshold of the county."""
    found, _made = Threshold.objects.get_or_create(
        hazard="flash_flood",
        indicator="rain_1h",
        level=2,
        region=None,
        catchment=None,
        defaults={"limit": 50, "data_source": "演示"},
    )
    return found


def make_product() -> HazardProduct:
    """The product of an hour."""
    county()
    at = clock.now().replace(minute=0, second=0, microsecond=0)
    found, _made = HazardProduct.objects.get_or_create(
        hazard="flash_flood",
        valid_at=at,
        region_id=COUNTY,
        defaults={"made_at": at, "level": 2, "areas_judged": 1},
    )
    return found


def make_area() -> ProductArea:
    """A township in it."""
    product = make_product()
    reason = {
        "indicator": "rain_1h",
        "value": 55.0,
        "unit": "mm",
        "place": "演示站",
        "level": 2,
        "limit": 50.0,
        "scope": "全县",
        "source": "演示",
        "is_verified": False,
        "threshold_id": 0,
        "reached": [0],
    }
    found, _made = ProductArea.objects.get_or_create(
        product=product,
        region_id=TOWN,
        defaults={
            "hazard": product.hazard,
            "valid_at": product.valid_at,
            "level": 2,
            "reasons": [reason],
            "figures": [reason],
        },
    )
    return found


def make_danger_map() -> DangerMap:
    """A fire map of an hour in which nobody reported."""
    county()
    at = clock.now().replace(minute=0, second=0, microsecond=0)
    found, _made = DangerMap.objects.get_or_create(
        kind="fire",
        valid_at=at,
        region_id=COUNTY,
        defaults={
            "made_at": at,
            "is_known": False,
            "method": {
                "models": [],
                "limits": [],
                "reach_m": 40_000.0,
                "rain_reach_m": 15_000.0,
                "cell_m": 500.0,
                "is_carried": False,
            },
            "inputs": {"used": [], "silent": []},
            "shapes": packed(()),
        },
    )
    return found


def make_warning() -> IncomingWarning:
    """A warning for the township."""
    county()
    found, _made = IncomingWarning.objects.get_or_create(
        identifier="演示-1",
        sender="演示气象台",
        defaults={
            "format": "text",
            "sent_at": clock.now(),
            "event": "暴雨",
            "headline": "演示县气象台发布暴雨橙色预警信号",
            "level": 2,
            "source_text": "演示",
        },
    )
    WarningArea.objects.get_or_create(warning=found, region_id=TOWN, matched_by="name")
    return found


class WarningFeedFactory(DjangoModelFactory):
    """A folder that the weather service delivers to."""

    class Meta:
        model = WarningFeed

    name = factory.Sequence(lambda n: f"演示气象台{n}")
    kind = "folder"
    address = "qixiang"


class FeedMessageFactory(DjangoModelFactory):
    """A message that cannot be read."""

    class Meta:
        model = FeedMessage

    feed = factory.SubFactory(WarningFeedFactory)
    name = factory.Sequence(lambda n: f"{n}.xml")
    stamp = "1"
    at = factory.LazyFunction(clock.now)
    outcome = "unreadable"
    reason = "演示"
    text = "<alert/>"


def make_warning_area() -> WarningArea:
    """Where it holds."""
    return make_warning().areas.get()


def make_score() -> VerificationScore:
    """A score."""
    now = clock.now()
    return VerificationScore.objects.create(
        run="0",
        made_at=now,
        begin=now - timedelta(days=1),
        end=now,
        hazard="flash_flood",
        basis="product",
        level=2,
        label="演示",
        hits=1,
        misses=0,
        false_alarms=0,
        hit_rate=1.0,
    )


def access_world(samples: Any) -> Any:
    """Ask for the curve of a station, the end of a monitor's duty, and a form that can be sent."""
    return {
        "natural_hazards/stations/<int:pk>/series/": {
            "pk": samples[Station].pk,
            "quantity": "rain_1h",
        },
        "natural_hazards/warnings/messages/": {"pk": samples[FeedMessage].pk},
        "natural_hazards/geo-points/monitors/": {"pk": samples[GroupMonitor].pk},
    }
