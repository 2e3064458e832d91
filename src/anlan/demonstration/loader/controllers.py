"""Devices that gateways ask or hear: control systems, controllers, regulator stations."""

from __future__ import annotations

from datetime import timedelta

from anlan.demonstration.generator.controllers import build_controllers
from anlan.demonstration.loader.book import Book, location
from anlan.demonstration.loader.devices import CALIBRATION_DAYS, INSTALLED_DAYS_AGO
from anlan.monitoring.devices.models import Device, Point


def write_controllers(book: Book) -> None:
    """Write them in service; counted apart from what the generated county holds."""
    controllers = build_controllers(book.county)
    devices = Device.objects.bulk_create(
        Device(
            code=one.code,
            name=one.name,
            kind=one.kind,
            enterprise_id=book.enterprises[one.enterprise.key],
            region_id=one.enterprise.region,
            location=location(one.position),
            protocol=one.protocol,
            identity=one.identity,
            connection=dict(one.connection),
            period_s=one.period_s,
            owner_id=book.organisations[one.enterprise.organisation],
            installed_on=book.today - timedelta(days=INSTALLED_DAYS_AGO),
            calibration_due_on=book.today + timedelta(days=CALIBRATION_DAYS // 2),
            state="in_service",
        )
        for one in controllers
    )
    points = Point.objects.bulk_create(
        Point(
            device=device,
            key=point.key,
            source=point.source,
            scale=point.scale,
            name=point.name,
            quantity=point.quantity,
            unit=point.unit,
            range_low=point.low,
            range_high=point.high,
            decimals=point.decimals,
        )
        for one, device in zip(controllers, devices, strict=True)
        for point in one.points
    )
    book.counts["controllers"] = len(devices)
    book.counts["controller points"] = len(points)
