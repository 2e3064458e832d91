"""Natural hazards: stations, points, a storm that has passed, and what was told of it."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime, time, timedelta
from time import time as time_now

from django.utils import timezone

from anlan.base.accounts.public import open_demonstration_account
from anlan.demonstration.generator.chance import Chance
from anlan.demonstration.generator.natural_hazards import (
    HISTORY_H,
    STORM_AGO_H,
    STORM_H,
    NaturalHazards,
    build_natural_hazards,
    storm_rain,
)
from anlan.demonstration.loader.book import Book, location, savepoints
from anlan.kernel.search_text import search_text
from anlan.monitoring.natural_hazards.choices import FeedKind
from anlan.monitoring.natural_hazards.feed_sources import feeds_folder
from anlan.monitoring.natural_hazards.models import (
    Catchment,
    GeoHazardPoint,
    GeoInspection,
    GeoObservation,
    GroupMonitor,
    HazardEvent,
    HourlyValue,
    Station,
    StationPoint,
    Threshold,
)
from anlan.monitoring.natural_hazards.seasons import last_moment
from anlan.monitoring.natural_hazards.services.danger_maps import make_danger_maps
from anlan.monitoring.natural_hazards.services.feeds import poll_feed, save_feed
from anlan.monitoring.natural_hazards.services.fire import update_fire_codes
from anlan.monitoring.natural_hazards.services.hours import full_hour
from anlan.monitoring.natural_hazards.services.products import make_products
from anlan.monitoring.natural_hazards.services.stations import role_of
from anlan.monitoring.natural_hazards.services.verification import verify_warnings
from anlan.monitoring.natural_hazards.services.warnings import receive_warning

#: Hours of weather and levels; codes of a dry autumn to begin with.
WEATHER_H = 24
#: Hours of danger maps to look back on.
MAPS_H = 6
CODES = {"ffmc": 86.0, "ffmc_day": 86.0, "dmc": 24.0, "dc": 260.0}
DEMONSTRATION = "演示数据，由使用单位核定"


def write_natural_hazards(book: Book) -> None:
    """Write everything; products and scores come from the services."""
    hazards = build_natural_hazards(book.county)
    stations = _write_stations(book, hazards)
    _write_points(book, hazards)
    hour = full_hour(book.now)
    _write_hours(book, hazards, stations, hour)
    for ago in reversed(range(MAPS_H)):
        update_fire_codes(at=hour - timedelta(hours=ago), actor=book.actor)
        make_danger_maps(at=hour - timedelta(hours=ago), actor=book.actor)
    make_products(at=hour, actor=book.actor)
    begin = hour - timedelta(hours=STORM_AGO_H + STORM_H - 1)
    for number in range(STORM_H):
        make_products(at=begin + timedelta(hours=number), actor=book.actor)
    _write_events(book, hazards, begin)
    verify_warnings(begin=begin - timedelta(days=3), end=book.now, actor=book.actor)
    _write_warnings(book)
    _write_feed(book)


def _write_stations(book: Book, hazards: NaturalHazards) -> dict[str, Station]:
    catchments = book.write(
        Catchment,
        (
            Catchment(
                code=c.code,
                name=c.name,
                river=c.river,
                region_id=c.region,
                area_km2=c.area_km2,
                concentration_h=c.concentration_h,
            )
            for c in hazards.catchments
        ),
    )
    for made, row in zip(hazards.catchments, catchments, strict=True):
        row.townships.set(made.townships)  # type: ignore[arg-type]  # codes are the keys
    ids = {row.code: row.pk for row in catchments}
    devices = {d.code: d for d in book.county.devices}
    stations = book.write(
        Station,
        (
            Station(
                device_id=book.devices[s.device],
                code=s.code,
                name=s.name,
                kind=s.kind,
                region_id=devices[s.device].region,
                location=location(devices[s.device].position),
                catchment_id=ids.get(s.catchment or ""),
                elevation_m=s.elevation_m,
                warning_stage_m=s.warning_m,
                guarantee_stage_m=s.guarantee_m,
                highest_stage_m=s.highest_m,
                flood_limit_m=s.flood_limit_m,
                stage_source=DEMONSTRATION if s.highest_m else "",
            )
            for s in hazards.stations
        ),
    )
    by_device = {s.device: row for s, row in zip(hazards.stations, stations, strict=True)}
    rows = []
    for point in book.county.points:
        station = by_device.get(point.device)
        proposal = role_of(point.key, point.name, point.quantity) if station else None
        if station is not None and proposal is not None:
            rows.append(
                StationPoint(
                    station=station,
                    point_id=book.points[point.device, point.key],
                    role=proposal[0],
                    window_h=proposal[1],
                )
            )
    book.write(StationPoint, rows)
    book.write(
        Threshold,
        [
            Threshold(
                hazard="flash_flood",
                indicator="rain_1h",
                level=2,
                limit=40,
                region_id=hazards.storm_township,
                data_source=DEMONSTRATION,
            ),
            *(
                Threshold(
                    hazard="flash_flood",
                    indicator="rain_3h",
                    level=3,
                    limit=45,
                    catchment_id=row.pk,
                    data_source=DEMONSTRATION,
                )
                for row in catchments[:1]
            ),
        ],
    )
    return by_device


def _write_points(book: Book, hazards: NaturalHazards) -> None:
    """Points, who watches them, and the inspections of the year."""
    seen = book.days_ago(6)
    points = book.write(
        GeoHazardPoint,
        (
            GeoHazardPoint(
                code=p.code,
                name=p.name,
                kind=p.kind,
                scale=p.scale,
                stability=p.stability,
                region_id=p.region,
                location=location(p.position),
                volume_m3=p.volume_m3,
                cause="降雨、切坡建房",
                threatened_households=p.households,
                threatened_people=p.people,
                threatened_houses=p.houses,
                threatened_property_yuan=p.property_yuan,
                signs_to_watch=p.signs,
                monitoring="群测群防巡查，裂缝贴片量测" + ("；自动监测" if p.device else ""),
                alarm_signal="鸣锣、广播喇叭",
                evacuation_route="沿村道向两侧高处撤离",
                refuge=p.refuge,
                rescue_unit="乡镇（街道）应急救援队（演示）",
                medical_unit="乡镇（街道）卫生院（演示）",
                responsible_id=book.people[p.responsible] if p.responsible else None,
                device_id=book.devices[p.device] if p.device else None,
                last_finding="changed" if number % 17 == 3 else "unchanged",
                last_seen_at=seen - timedelta(hours=number),
                card_issued_on=book.today - timedelta(days=220),
                search_text=search_text(p.name, p.code),
            )
            for number, p in enumerate(hazards.geo_points)
        ),
    )
    book.write(
        GroupMonitor,
        (
            GroupMonitor(
                geo_point=row,
                person_id=book.people[key],
                is_first=rank == 0,
                since_on=book.today - timedelta(days=400),
            )
            for p, row in zip(hazards.geo_points, points, strict=True)
            for rank, key in enumerate(p.monitors)
        ),
    )
    _open_monitor_account(book, hazards)
    names = {p.key: p.name for p in book.county.people}
    year = book.today.year
    inspections = []
    for number, row in enumerate(points):
        who = hazards.geo_points[number].monitors
        name = names[who[0]] if who else "演示巡查员"
        for kind in ("before", "during", "after"):
            due = last_moment(kind, year)
            if due < book.now:
                inspections.append(
                    GeoInspection(
                        geo_point=row,
                        kind=kind,
                        year=year,
                        due_at=due,
                        state="accepted",
                        finding="unchanged",
                        recorded_at=due - timedelta(days=3 + number % 9),
                        recorded_by=name,
                    )
                )
        # The next one, due soon; it was done at every third point already.
        due = timezone.make_aware(
            datetime.combine(book.today + timedelta(days=8 + number % 5), time(23, 59))
        )
        inspections.append(
            GeoInspection(
                geo_point=row,
                kind="after" if book.today.month >= 10 else "during",
                year=year,
                round=2,
                due_at=due if number else book.days_ago(1),
                state="recorded" if number % 3 == 1 else "planned",
                finding=row.last_finding if number % 3 == 1 else "",
                recorded_at=row.last_seen_at if number % 3 == 1 else None,
                recorded_by=name if number % 3 == 1 else "",
            )
        )
    book.write(GeoInspection, inspections)
    book.write(
        GeoObservation,
        (
            GeoObservation(
                geo_point=row,
                at=row.last_seen_at or seen,
                finding=row.last_finding,
                signs=["crack_wider"] if row.last_finding == "changed" else [],
                crack_mm=12.0 if row.last_finding == "changed" else None,
                text="后缘裂缝较上次加宽约3毫米" if row.last_finding == "changed" else "",
                actor_name=names[p.monitors[0]] if p.monitors else "演示巡查员",
            )
            for p, row in zip(hazards.geo_points, points, strict=True)
        ),
    )


def _open_monitor_account(book: Book, hazards: NaturalHazards) -> None:
    """The villager who watches most points and has no account yet tries the role."""
    held = {account.person for account in book.county.accounts}
    watching = Counter(key for p in hazards.geo_points for key in p.monitors if key not in held)
    if not watching:
        return
    person_id = book.people[watching.most_common(1)[0][0]]
    open_demonstration_account(
        username="group_monitor",
        role_code="group_monitor",
        person_id=person_id,
        scope_kind="person",
        scope_value=str(person_id),
        actor=book.actor,
    )
    book.counts["accounts.User"] += 1


def _write_hours(
    book: Book, hazards: NaturalHazards, stations: dict[str, Station], hour: datetime
) -> None:
    """Rain of the last ten days, weather and levels of the last day."""
    chance = Chance(book.county.seed, book.county.code, "hours")
    means = {
        (p.device, p.key): p.behaviour.mean
        for p in book.county.points
        if p.quantity in ("water_level", "wind_speed", "temperature", "humidity")
    }
    roles = {"level": "water_level", "air_temperature": "temperature"}
    rows: list[HourlyValue] = []

    def add(station: Station, quantity: str, ago: int, value: float) -> None:
        at = hour - timedelta(hours=ago)
        rows.append(HourlyValue(station=station, quantity=quantity, at=at, value=value))

    for device, station in stations.items():
        if station.kind == "rain":
            depths = storm_rain(hazards, station.region_id[:9].ljust(12, "0"), chance)
            for number, depth in enumerate(depths.tolist()):
                add(station, "rain_1h", HISTORY_H - 1 - number, depth)
        # A dry and windy day, drier here than there: the map of forest fire has several grades.
        dry = chance.number(0.5, 0.75)
        for (code, key), mean in means.items():
            if code != device or station.kind == "rain":
                continue
            quantity = roles.get(key, key)
            drier = {"humidity": dry, "wind_speed": 0.9 / dry}.get(quantity, 1.0)
            for ago in range(WEATHER_H):
                spread = 0.0005 if quantity == "water_level" else 0.01
                value = round(mean * drier + chance.number(-spread, spread) * mean, 2)
                add(station, quantity, ago, value)
        if station.kind == "weather":
            for quantity, value in CODES.items():
                add(station, quantity, MAPS_H, value)
    book.write(HourlyValue, rows)


def _write_events(book: Book, hazards: NaturalHazards, begin: datetime) -> None:
    """The storm made a flood and a slide; another slide came without rain."""
    near = [p for p in hazards.geo_points if p.region[:9] == hazards.storm_township[:9]]
    slide = GeoHazardPoint.objects.get(code=near[0].code) if near else None
    other = next((p for p in hazards.geo_points if p not in near), None)
    shared = {"source": "演示记录", "recorded_by": "演示值班员"}
    book.write(
        HazardEvent,
        [
            HazardEvent(
                hazard="flash_flood",
                title="溪水漫堤，两处道路过水（演示）",
                region_id=hazards.storm_township,
                began_at=begin + timedelta(hours=5, minutes=20),
                ended_at=begin + timedelta(hours=9),
                level=3,
                people_moved=46,
                loss_yuan=380_000,
                **shared,
            ),
            HazardEvent(
                hazard="landslide",
                title="屋后小型滑坡，人员提前撤离（演示）",
                region_id=near[0].region if near else hazards.storm_township,
                location=slide.location if slide else None,
                geo_point=slide,
                began_at=begin + timedelta(hours=6, minutes=10),
                level=3,
                people_moved=near[0].people if near else 0,
                loss_yuan=120_000,
                **shared,
            ),
            *(
                HazardEvent(
                    hazard="landslide",
                    title="晴天落石，无人受伤（演示）",
                    region_id=point.region,
                    began_at=begin - timedelta(hours=50),
                    level=4,
                    **shared,
                )
                for point in ([other] if other else [])
            ),
        ],
    )


def _write_warnings(book: Book) -> None:
    """A warning that is in force and one that was lifted."""
    name, local = book.county.name, timezone.localtime(book.now)
    issued = local - timedelta(hours=3)
    text = f"{name}气象台{issued:%Y年%m月%d日%H时%M分}发布大风蓝色预警信号：预计未来24小时"
    receive_warning(
        message=f"{text}{name}有偏北大风，阵风可达7级左右，请注意防范，加强野外火源管理。（演示）",
        actor=book.actor,
    )
    storm = local - timedelta(hours=STORM_AGO_H + STORM_H)
    receive_warning(
        message=(
            f"{name}气象台{storm:%Y年%m月%d日%H时%M分}发布暴雨橙色预警信号：预计未来3小时"
            f"{name}部分乡镇降雨量将达50毫米以上，请注意防范山洪和地质灾害。（演示）"
        ),
        actor=book.actor,
    )


ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>demonstration-{number}</identifier>
<sender>demonstration@example.invalid</sender><sent>{sent}</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language>
<category>Fire</category><event>森林火险</event><urgency>Expected</urgency>
<severity>Moderate</severity><certainty>Likely</certainty><expires>{expires}</expires>
<senderName>{name}气象台</senderName><headline>{name}气象台发布森林火险黄色预警信号（演示）</headline>
<description>未来48小时天干物燥，林区用火须从严管控。（演示）</description>
<area><areaDesc>{name}</areaDesc><geocode><valueName>行政区划代码</valueName>
<value>{code}</value></geocode></area></info></alert>
"""


def _write_feed(book: Book) -> None:
    """A folder that the weather service delivers to: one alert, and one that cannot be read."""
    folder = feeds_folder() / "demonstration"
    folder.mkdir(parents=True, exist_ok=True)
    sent = timezone.localtime(book.now) - timedelta(hours=1)
    text = ALERT.format(
        number=f"{sent:%Y%m%d%H%M%S}",
        sent=sent.isoformat(timespec="seconds"),
        expires=(sent + timedelta(hours=48)).isoformat(timespec="seconds"),
        name=book.county.name,
        code=book.county.code[:6],
    )
    written = time_now() - 60
    for name, content in (
        ("forest-fire.xml", text),
        ("broken.xml", text.replace("<category>Fire</category>", "")),
    ):
        (folder / name).write_text(content, encoding="utf-8")
        os.utime(folder / name, (written, written))
    feed = save_feed(
        name="市预警信息发布中心（演示）",
        kind=FeedKind.FOLDER,
        address=folder.name,
        actor=book.actor,
    )
    with savepoints(True):  # one of its messages is refused
        poll_feed(feed_id=feed.pk, actor=book.actor)
