"""Outstations that call the platform: data loggers, telemetry stations, fire transmitters."""

from __future__ import annotations

from datetime import timedelta

from anlan.demonstration.generator.outstations import build_outstations
from anlan.demonstration.loader.book import Book, location
from anlan.demonstration.loader.devices import CALIBRATION_DAYS, INSTALLED_DAYS_AGO
from anlan.monitoring.devices.models import Device, Point


def write_outstations(book: Book) -> None:
    """Write them in service; counted apart from what the generated county holds."""
    outstations = build_outstations(book.county)
    devices = Device.objects.bulk_create(
        Device(
            code=one.code,
            name=one.name,
            kind=one.kind,
            enterprise_id=book.enterprises[one.enterprise] if one.enterprise else None,
            region_id=one.region,
            location=location(one.position),
            protocol=one.protocol,
            identity=one.identity,
            period_s=one.period_s,
            owner_id=book.organisations[one.organisation],
            installed_on=book.today - timedelta(days=INSTALLED_DAYS_AGO),
            calibration_due_on=book.today + timedelta(days=CALIBRATION_DAYS // 3),
            state="in_service",
        )
        for one in outstations
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
        for one, device in zip(outstations, devices, strict=True)
        for point in one.points
    )
    book.counts["outstations"] = len(devices)
    book.counts["outstation points"] = len(points)
