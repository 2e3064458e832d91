"""Thousands of vehicles: positions stored and judged, the live map's bytes, tracks."""

from __future__ import annotations

import base64
import gzip
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.contrib.gis.geos import Polygon
from django.db import connection, transaction

from anlan.demonstration.benchmarks.dual_prevention import make_county
from anlan.integrations.jt808.public import drive_of
from anlan.kernel.actor import Actor, Scope, granted, system_actor
from anlan.kernel.policy import all_actions
from anlan.monitoring.devices.models import Device, Point
from anlan.monitoring.telemetry.public import Readings
from anlan.monitoring.vehicles import reference
from anlan.monitoring.vehicles.choices import VehicleKind
from anlan.monitoring.vehicles.models import Fence, Position, TrackSegment, Vehicle, Violation
from anlan.monitoring.vehicles.selectors.live import (
    OVERLAP,
    RECORD,
    Pulse,
    may_show,
    moved_since,
    snapshot,
)
from anlan.monitoring.vehicles.selectors.tracks import read_track
from anlan.monitoring.vehicles.services.observing import Observer
from anlan.monitoring.vehicles.services.recording import tell_waiting
from anlan.monitoring.vehicles.services.tracks import close_hours
from anlan.supervision.enterprises.models import Enterprise

KEYS = ("longitude", "latitude", "speed", "heading", "mileage")
PERIOD_S = 10
#: Ingest batches a second: vehicles speak at moments of their own.
BATCHES_A_SECOND = 5
OPERATORS = 20
#: So many positions are a change of the live map, measured so often.
CHANGES, FEEDS = 500, 40


def make_fleet(vehicles: int) -> tuple[list[int], list[str]]:
    """Write operators, terminals, points, fences; return point ids by vehicle, and codes."""
    reference.load(system_actor("bench"))
    make_county(OPERATORS, system_actor("bench"))
    operators = list(Enterprise.objects.select_related("region").order_by("pk")[:OPERATORS])
    region = operators[0].region
    codes = [f"330825-VEH-{number:05d}" for number in range(vehicles)]
    devices = Device.objects.bulk_create(
        [
            Device(
                code=code,
                name=code,
                kind="vehicle",
                region=region,
                enterprise=operators[number % OPERATORS],
                protocol="jt808",
                identity=f"000{number:08d}",
                period_s=PERIOD_S,
                state="in_service",
            )
            for number, code in enumerate(codes)
        ],
        batch_size=2000,
    )
    points = Point.objects.bulk_create(
        [
            Point(device=device, key=key, name=key, quantity="other")
            for device in devices
            for key in KEYS
        ],
        batch_size=5000,
    )
    kinds = VehicleKind.values
    Vehicle.objects.bulk_create(
        [
            Vehicle(
                plate=f"浙H演{number:05d}",
                kind=kinds[number % 3],
                enterprise=operators[number % OPERATORS],
                region=region,
                device=device,
            )
            for number, device in enumerate(devices)
        ],
        batch_size=2000,
    )
    for number in range(40):
        west, south = 119.05 + 0.006 * number, 28.98 + 0.004 * (number % 10)
        Fence.objects.create(
            name=f"围栏{number}",
            kind=("watch", "forbidden", "slow", "watch")[number % 4],
            region=region,
            area=Polygon.from_bbox((west, south, west + 0.01, south + 0.01)),
            limit_km_h=60 if number % 4 == 2 else None,
            vehicle_kinds=["hazmat"],
        )
    return [point.pk for point in points], codes


def officer() -> Actor:
    """Return somebody who may see everything of the county."""
    every = [action.code for action in all_actions()]
    return Actor(
        kind="person",
        id="person:bench",
        display_name="演示科长",
        grants=(granted(every, Scope("region", "33")),),
    )


def quantile(values: list[float], share: float) -> float:
    """Return a quantile in milliseconds."""
    return round(float(np.quantile(values, share)) * 1000, 1)


def timed(work: Callable[[], Any], times: int) -> tuple[Any, list[float]]:
    """Do something several times; return the last answer and the times."""
    taken, answer = [], None
    for _time in range(times):
        began = time.perf_counter()
        answer = work()
        taken.append(time.perf_counter() - began)
    return answer, taken


class Traffic:
    """A fleet that drives, and an ingester that hears it."""

    def __init__(self, vehicles: int) -> None:
        self.point_ids, codes = make_fleet(vehicles)
        self.drives = [drive_of(code, {}) for code in codes]
        self.observer = Observer()

    def tell(self, rows: range, moment: datetime) -> float:
        """Let some vehicles tell their positions; return how long storing and judging took."""
        size, stamp = len(KEYS), int(moment.timestamp() * 1000)
        now = [self.drives[row].at(stamp / 1000) for row in rows]
        index = (np.arange(rows.start, rows.stop)[:, None]) * size + np.arange(size)
        readings = Readings(
            index.ravel().astype(np.int64),
            np.full(index.size, stamp),
            np.array(now, float).ravel(),
            np.zeros(index.size, np.int16),
        )
        began = time.perf_counter()
        with transaction.atomic():
            self.observer.observe(readings, self.point_ids, datetime.now(UTC))
        return time.perf_counter() - began


def measure(vehicles: int, minutes: float) -> dict[str, Any]:
    """Let a fleet drive for a while, as fast as the machine can, and look at it."""
    traffic = Traffic(vehicles)
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    batch = max(1, vehicles // (PERIOD_S * BATCHES_A_SECOND))
    taken: list[float] = []
    stored = 0
    rounds = max(2, round(minutes * 60 / PERIOD_S))
    cpu = time.process_time()
    for number in range(rounds):
        moment = begin + timedelta(seconds=number * PERIOD_S)
        for start in range(0, vehicles, batch):
            rows = range(start, min(start + batch, vehicles))
            took = traffic.tell(rows, moment)
            if number:  # the first round reads the fleet and grows the tables
                taken.append(took)
                stored += len(rows)
    cpu = time.process_time() - cpu
    busy = sum(taken)
    figures: dict[str, Any] = {
        "vehicles": vehicles,
        "rounds": rounds,
        "positions": Position.objects.count(),
        "expected": vehicles * rounds,
        "batch": batch,
        "batch_p50_ms": quantile(taken, 0.5),
        "batch_p99_ms": quantile(taken, 0.99),
        "positions_per_s": round(stored / busy),
        "needed_per_s": round(vehicles / PERIOD_S),
        "violations": Violation.objects.count(),
        "cpu_s": round(cpu, 1),
    }
    figures |= measure_feed(traffic, vehicles, begin + timedelta(seconds=rounds * PERIOD_S))
    figures |= measure_map()
    figures |= measure_tracks(begin)
    return figures


def measure_feed(traffic: Traffic, vehicles: int, begin: datetime) -> dict[str, Any]:
    """The way of 500 positions from their readings to the bytes an open map is sent; and alarms."""
    actor = officer()
    allowed, pulse = may_show(actor), Pulse()
    many = min(CHANGES, vehicles)
    stored, told = [], []
    for number in range(FEEDS):
        start = number * many % max(1, vehicles - many + 1)
        stored.append(
            traffic.tell(range(start, start + many), begin + timedelta(seconds=10 * number))
        )
        began = time.perf_counter()
        moved = pulse.fresh(moved_since(datetime.now(UTC) - OVERLAP))
        content = base64.b64encode(moved[np.isin(moved["id"], allowed)].tobytes())
        told.append(time.perf_counter() - began)
        assert content
    Violation.objects.exclude(pk__in=Violation.objects.order_by("-pk")[:20]).update(is_told=True)
    waiting = Violation.objects.filter(is_told=False).count()
    began = time.perf_counter()
    tell_waiting()
    whole = [a + b for a, b in zip(stored, told, strict=True)]
    return {
        "feed_positions": many,
        "feed_store_p50_ms": quantile(stored, 0.5),
        "feed_send_p50_ms": quantile(told, 0.5),
        "feed_p50_ms": quantile(whole, 0.5),
        "feed_p95_ms": quantile(whole, 0.95),
        "alarm_each_ms": round((time.perf_counter() - began) * 1000 / max(1, waiting), 1),
    }


def measure_map() -> dict[str, Any]:
    """The first picture of the live map, and everything as one change."""
    actor = officer()
    content, taken = timed(lambda: snapshot(actor), 20)
    since = datetime.now(UTC) - timedelta(days=1)
    _everything, asked = timed(lambda: moved_since(since), 10)
    return {
        "snapshot_bytes": len(content),
        "snapshot_gzip_bytes": len(gzip.compress(content, 6)),
        "snapshot_p50_ms": quantile(taken, 0.5),
        "snapshot_p95_ms": quantile(taken, 0.95),
        "delta_all_p50_ms": quantile(asked, 0.5),
        "delta_bytes_per_s": round(len(content) / PERIOD_S * 4 / 3),
        "record_bytes": RECORD.itemsize,
    }


def measure_tracks(begin: datetime) -> dict[str, Any]:
    """Packing an hour, and reading a track that is packed."""
    started = time.perf_counter()
    packed = close_hours(begin + timedelta(hours=3))
    pack_s = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(length(content)), sum(count), count(*) FROM vehicles_tracksegment"
        )
        held, count, hours = cursor.fetchone()
    one = TrackSegment.objects.order_by("pk").values_list("vehicle_id", "hour", "content", "count")
    vehicle_id, hour, content, positions = one.first() or (0, begin, b"", 0)
    # A day and a month as such hours: the same segment under other hours.
    TrackSegment.objects.bulk_create(
        [
            TrackSegment(
                vehicle_id=vehicle_id,
                hour=hour - timedelta(hours=number),
                content=content,
                count=positions,
                distance_km=0,
                driving_s=0,
                highest_km_h=0,
                slots=0,
            )
            for number in range(1, 24 * 30)
        ]
    )
    end = hour + timedelta(hours=1)
    _day, day = timed(lambda: read_track(vehicle_id, end - timedelta(days=1), end), 20)
    _month, month = timed(lambda: read_track(vehicle_id, end - timedelta(days=30), end), 5)
    return {
        "segments": packed,
        "pack_s": round(pack_s, 2),
        "bytes_per_position": round(float(held) / float(count), 2) if count else None,
        "hours": hours,
        "track_day_p50_ms": quantile(day, 0.5),
        "track_month_p50_ms": quantile(month, 0.5),
    }
