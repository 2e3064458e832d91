"""Vehicles of 两客一危: terminals, drivers, a day of tracks, a month of sums, trips, fences."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import numpy as np
from django.contrib.gis.geos import LineString, Polygon
from django.contrib.gis.geos import Point as GeoPoint
from django.utils import timezone

from anlan.demonstration.gateway import route_of
from anlan.demonstration.generator.vehicles import DemoFleet, DemoVehicle, fleet_of
from anlan.demonstration.loader.book import Book
from anlan.integrations.jt808.public import drive_of
from anlan.kernel.bulk import update_rows
from anlan.kernel.search_text import search_text
from anlan.monitoring.devices.models import Device, Point
from anlan.monitoring.vehicles.cards import card_number
from anlan.monitoring.vehicles.models import (
    Driver,
    DrivingRule,
    Fence,
    LiveState,
    SpeedLimit,
    TerminalOrder,
    TrackSegment,
    Trip,
    TripGoods,
    Vehicle,
    VehicleDay,
    Violation,
)
from anlan.monitoring.vehicles.packing import Track, add_up, pack

POINTS = (
    ("longitude", "经度", "longitude", "°", 6),
    ("latitude", "纬度", "latitude", "°", 6),
    ("speed", "车速", "speed", "km/h", 1),
    ("heading", "方向", "heading", "°", 0),
    ("mileage", "里程", "mileage", "km", 1),
    ("alarm", "报警标志", "status", "", 0),
    ("status", "状态标志", "status", "", 0),
    ("driver", "驾驶员卡号", "other", "", 0),
)
PERIOD_S = 10
#: The track of so many hours, a position every half minute.
TRACK_HOURS, STEP_S = 24, 30
DAYS = 30
SLOTS_A_DAY = 288


def write_vehicles(book: Book) -> None:
    """Write the fleet."""
    fleet = fleet_of(book.county)
    codes = _write_devices(book, fleet)
    drivers = _write_drivers(book, fleet)
    vehicles = _write_fleet(book, fleet, codes, drivers)
    _write_tracks(book, fleet, vehicles)
    _write_trips(book, fleet, vehicles, drivers)
    _write_fences(book)
    _write_orders(book, vehicles)


def _write_devices(book: Book, fleet: DemoFleet) -> dict[str, int]:
    regions = {e.key: e.region for e in book.county.enterprises}
    owners = {e.key: e.organisation for e in book.county.enterprises}
    devices = book.write(
        Device,
        (
            Device(
                code=v.code,
                name=f"{v.plate}车载终端",
                kind="vehicle",
                enterprise_id=book.enterprises[v.enterprise],
                region_id=regions[v.enterprise],
                place=v.plate,
                protocol="jt808",
                identity=v.identity,
                connection={"plate": v.plate},
                period_s=PERIOD_S,
                owner_id=book.organisations[owners[v.enterprise]],
                state="in_service",
            )
            for v in fleet.vehicles
        ),
    )
    book.write(
        Point,
        (
            Point(
                device_id=device.pk,
                key=key,
                name=name,
                quantity=quantity,
                unit=unit,
                decimals=digits,
            )
            for device in devices
            for key, name, quantity, unit, digits in POINTS
        ),
    )
    return {device.code: device.pk for device in devices}


def _write_drivers(book: Book, fleet: DemoFleet) -> dict[str, Driver]:
    regions = {e.key: e.region for e in book.county.enterprises}
    rows = book.write(
        Driver,
        (
            Driver(
                name=d.name,
                enterprise_id=book.enterprises[d.enterprise],
                region_id=regions[d.enterprise],
                phone=d.phone,
                qualification=d.qualification,
                card_number=card_number(d.qualification),
                valid_to=book.today + timedelta(days=d.valid_days),
                may_carry_goods=d.may_carry_goods,
            )
            for d in fleet.drivers
        ),
    )
    return {d.key: row for d, row in zip(fleet.drivers, rows, strict=True)}


def _write_fleet(
    book: Book, fleet: DemoFleet, devices: dict[str, int], drivers: dict[str, Driver]
) -> dict[str, Vehicle]:
    enterprises = {e.key: e for e in book.county.enterprises}
    rows = book.write(
        Vehicle,
        (
            Vehicle(
                plate=v.plate,
                kind=v.kind,
                enterprise_id=book.enterprises[v.enterprise],
                region_id=enterprises[v.enterprise].region,
                device_id=devices[v.code],
                driver=drivers[v.driver],
                seats=v.seats,
                load_t=v.load_t,
                runs_at_night=v.runs_at_night,
                inspection_due_on=book.today + timedelta(days=v.inspection_days),
                search_text=search_text(v.plate, enterprises[v.enterprise].name),
            )
            for v in fleet.vehicles
        ),
    )
    made = {v.code: row for v, row in zip(fleet.vehicles, rows, strict=True)}
    through = Vehicle.permitted.through
    book.write(
        through,
        (
            through(vehicle_id=made[v.code].pk, chemical_id=book.chemicals[cas])
            for v in fleet.vehicles
            for cas in v.goods
            if cas in book.chemicals
        ),
    )
    return made


def _write_tracks(book: Book, fleet: DemoFleet, vehicles: dict[str, Vehicle]) -> None:
    """Write tracks of the last day and sums of the days before, as the simulator drives them."""
    now = int(book.now.timestamp())
    this_hour = now // 3600 * 3600
    segments: list[TrackSegment] = []
    days: list[VehicleDay] = []
    states: list[LiveState] = []
    violations: list[Violation] = []
    limits = {(row.vehicle_kind, row.road_class): row for row in SpeedLimit.objects.all()}
    for vehicle in fleet.vehicles:
        row = vehicles[vehicle.code]
        drive = drive_of(vehicle.code, {vehicle.code: route_of(vehicle.way)})
        moments = np.arange(this_hour - TRACK_HOURS * 3600, now, STEP_S)
        longitude, latitude, speed, heading, way = drive.sample(moments.astype(float))
        track = Track(
            moments,
            np.round(longitude, 6),
            np.round(latitude, 6),
            speed,
            heading.astype(np.int64),
        )
        for hour in range(this_hour - TRACK_HOURS * 3600, this_hour, 3600):
            begin, end = np.searchsorted(moments, (hour, hour + 3600))
            part = track.where(slice(begin, end))
            sums = add_up(part)
            segments.append(
                TrackSegment(
                    vehicle=row,
                    hour=datetime.fromtimestamp(hour, tz=book.now.tzinfo),
                    count=len(part),
                    content=pack(part),
                    distance_km=sums.distance_km,
                    driving_s=sums.driving_s,
                    highest_km_h=sums.highest_km_h,
                    slots=sums.slots,
                )
            )
        states.append(
            LiveState(
                vehicle=row,
                at=datetime.fromtimestamp(int(moments[-1]), tz=book.now.tzinfo),
                received_at=book.now,
                location=GeoPoint(float(longitude[-1]), float(latitude[-1]), srid=4326),
                speed_km_h=float(speed[-1]),
                heading=int(heading[-1]),
                mileage_km=float(way[-1]),
                driver_id=row.driver_id,
            )
        )
        days += _days(book, row, drive.way_s, drive.pause_s, float(drive.along[-1]), drive.speed)
        violations += _violations(book, vehicle, row, track, limits)
    book.write(TrackSegment, segments)
    book.write(LiveState, states)
    book.write(VehicleDay, days)
    book.write(Violation, violations)


def _days(
    book: Book, vehicle: Vehicle, way_s: float, pause_s: float, length_m: float, speed_m_s: float
) -> list[VehicleDay]:
    share = way_s / (way_s + pause_s)
    # Some vehicles stay silent for a part of the day: the on-line rate is seldom whole.
    heard = [SLOTS_A_DAY - (vehicle.pk * 31 + number * 17) % 40 for number in range(DAYS)]
    return [
        VehicleDay(
            vehicle=vehicle,
            day=book.today - timedelta(days=number + 1),
            distance_km=speed_m_s * 86.4 * share * slots / SLOTS_A_DAY,
            driving_s=86_400 * share * slots / SLOTS_A_DAY,
            highest_km_h=speed_m_s * 3.6 * 1.06,
            slots_heard=slots,
            positions=slots * 30,
        )
        for number, slots in enumerate(heard)
    ]


def _violations(
    book: Book,
    vehicle: DemoVehicle,
    row: Vehicle,
    track: Track,
    limits: dict[tuple[str, str], SpeedLimit],
) -> list[Violation]:
    """What those in haste and those at night did in the last week, ended long ago."""
    common = {
        "vehicle": row,
        "enterprise_id": row.enterprise_id,
        "region_id": row.region_id,
        "driver_id": row.driver_id,
    }
    found = []
    basis = limits[vehicle.kind, "county"]
    limit = basis.limit_km_h
    top = float(track.speed.max())
    if top > limit:
        quickest = int(track.speed.argmax())
        place = GeoPoint(
            float(track.longitude[quickest]), float(track.latitude[quickest]), srid=4326
        )
        for days in range(1, 8, 2):
            begun = book.now - timedelta(days=days, minutes=row.pk * 7 % 900)
            excess = top / limit - 1
            found.append(
                Violation(
                    **common,
                    rule="speeding",
                    level=2 if excess >= 0.5 else 3 if excess >= 0.2 else 4,
                    begun_at=begun,
                    ended_at=begun + timedelta(minutes=3 + row.pk % 9),
                    value=round(top, 1),
                    limit=limit,
                    unit="km/h",
                    location=place,
                    legal_basis=basis.legal_basis,
                )
            )
    if vehicle.kind != "hazmat" and not vehicle.runs_at_night and row.pk % 5 == 0:
        rule = DrivingRule.objects.filter(kind="night").first()
        begun = timezone.make_aware(
            datetime.combine(book.today - timedelta(days=1 + row.pk % 5), time(2, 12))
        )
        found.append(
            Violation(
                **common,
                rule="night",
                level=rule.level if rule else 2,
                begun_at=begun,
                ended_at=begun + timedelta(minutes=26),
                value=round(float(track.speed.max()), 1),
                limit=0,
                unit="km/h",
                location=GeoPoint(float(track.longitude[0]), float(track.latitude[0]), srid=4326),
                legal_basis=rule.legal_basis if rule else "",
            )
        )
    return found


def _write_trips(
    book: Book, fleet: DemoFleet, vehicles: dict[str, Vehicle], drivers: dict[str, Driver]
) -> None:
    names = {c.cas: c.name for c in book.county.chemicals}
    rows = []
    for t in fleet.trips:
        begun = book.now + timedelta(hours=t.departs_h)
        end = begun + timedelta(hours=t.lasts_h)
        vehicle = vehicles[t.vehicle]
        words = [names.get(cas, cas) for cas, _tonnes in t.goods]
        rows.append(
            Trip(
                number=t.number,
                vehicle=vehicle,
                enterprise_id=vehicle.enterprise_id,
                region_id=vehicle.region_id,
                driver=drivers[t.driver],
                escort=drivers[t.escort],
                shipper=t.shipper,
                receiver=t.receiver,
                receiver_phone="00012345678",
                origin=t.origin,
                destination=t.destination,
                route=LineString(t.route, srid=4326) if len(t.route) > 1 else None,
                planned_from=begun,
                planned_to=end,
                departed_at=begun if t.state != "planned" else None,
                ended_at=end if t.state == "arrived" else None,
                state=t.state,
                search_text=search_text(
                    t.number, vehicle.plate, t.shipper, t.receiver, t.origin, t.destination, *words
                ),
            )
        )
    made = book.write(Trip, rows)
    book.write(
        TripGoods,
        (
            TripGoods(trip=row, chemical_id=book.chemicals[cas], quantity_t=tonnes)
            for t, row in zip(fleet.trips, made, strict=True)
            for cas, tonnes in t.goods
            if cas in book.chemicals
        ),
    )


def _write_orders(book: Book, vehicles: dict[str, Vehicle]) -> None:
    """What the watch desk said to some drivers, and how terminals were set."""
    said: tuple[tuple[str, dict[str, int], str], ...] = (
        ("前方浓雾，请减速慢行，保持车距", {}, "done"),
        ("您已超速，请立即降低车速", {}, "done"),
        ("请就近停车休息二十分钟", {}, "unanswered"),
        ("", {"report_s": 10, "highest_speed_km_h": 80}, "done"),
        ("", {"report_s": 30}, "not_supported"),
    )
    rows = []
    for number, (vehicle, (text, settings, state)) in enumerate(
        zip(vehicles.values(), said, strict=False)
    ):
        at = book.now - timedelta(hours=3 * number + 2)
        rows.append(
            TerminalOrder(
                vehicle=vehicle,
                kind="text" if text else "settings",
                text=text,
                settings=settings,
                ordered_by="演示值班员",
                state=state,
                expires_at=at + timedelta(minutes=10),
                sent_at=at,
                answered_at=None if state == "unanswered" else at + timedelta(seconds=4),
            )
        )
    book.write(TerminalOrder, rows)
    for row in rows:
        row.created_at = row.sent_at or book.now
    update_rows(rows, ["created_at"])


def _write_fences(book: Book) -> None:
    """A town centre closed to dangerous goods by day, a slow zone at the chemical park."""
    seat = next(r for r in book.county.regions if r.level == "county")
    park = next((p for p in book.county.parks if p.kind == "chemical"), None)
    assert seat.centre is not None
    rows = [
        Fence(
            name="县城中心危险货物运输车辆限行区（演示）",
            kind="forbidden",
            region_id=seat.code,
            area=_square(seat.centre.longitude, seat.centre.latitude, 0.012),
            vehicle_kinds=["hazmat"],
            begins_at=time(7, 0),
            ends_at=time(20, 0),
            level=2,
            legal_basis="国务院令第591号 第四十九条：限制通行区域由县级人民政府公安机关划定",
        )
    ]
    if park is not None:
        rows.append(
            Fence(
                name="化工园区限速区（演示）",
                kind="slow",
                region_id=park.region,
                area=Polygon(
                    [(x, y) for x, y, *_ in park.boundary.geoms[0].exterior.coords], srid=4326
                ),
                limit_km_h=40,
                level=4,
                legal_basis="园区交通管理规定（演示）",
            )
        )
    book.write(Fence, rows)


def _square(longitude: float, latitude: float, half: float) -> Polygon:
    area = Polygon.from_bbox((longitude - half, latitude - half, longitude + half, latitude + half))
    area.srid = 4326
    return area
