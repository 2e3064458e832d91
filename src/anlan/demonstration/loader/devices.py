"""What measures: devices, their points, and the rules that judge the readings."""

from __future__ import annotations

from datetime import timedelta

from anlan.demonstration.generator.model import AlarmRule as Rule
from anlan.demonstration.loader.book import Book, location
from anlan.monitoring.alarms.models import AlarmRule
from anlan.monitoring.devices.models import Device, Point

INSTALLED_DAYS_AGO = 400
CALIBRATION_DAYS = 365


def write_devices(book: Book) -> None:
    """Write devices and points, all of them in service."""
    county = book.county
    devices = book.write(
        Device,
        (
            Device(
                code=d.code,
                name=d.name,
                kind=d.kind,
                enterprise_id=book.enterprises[d.enterprise] if d.enterprise else None,
                region_id=d.region,
                location=location(d.position),
                protocol=d.protocol,
                period_s=d.period_s,
                owner_id=book.organisations[d.organisation],
                installed_on=book.today - timedelta(days=INSTALLED_DAYS_AGO + number % 300),
                # Spread over the year: some are nearly due, a few are late.
                calibration_due_on=book.today + timedelta(days=number * 37 % CALIBRATION_DAYS - 5),
                state="in_service",
            )
            for number, d in enumerate(county.devices)
        ),
    )
    book.devices = {row.code: row.pk for row in devices}
    points = book.write(
        Point,
        (
            Point(
                device_id=book.devices[p.device],
                key=p.key,
                name=p.name,
                quantity=p.quantity,
                unit=p.unit,
                range_low=p.range_low,
                range_high=p.range_high,
                decimals=p.behaviour.decimals,
                chemical_id=book.chemicals[p.cas] if p.cas else None,
            )
            for p in county.points
        ),
    )
    for made, row in zip(county.points, points, strict=True):
        book.points[made.device, made.key] = row.pk


def write_rules(book: Book) -> None:
    """Write alarm rules: of a class as they are, of a key or a device for each point meant."""
    advice = {c.cas: c.first_actions for c in book.county.chemicals}
    rows = []
    for rule in book.county.alarm_rules:
        for point_id in _points_of(book, rule):
            is_above = rule.direction == "above"
            rows.append(
                AlarmRule(
                    name=rule.name,
                    state="active",
                    point_id=point_id,
                    quantity="" if point_id else rule.quantity,
                    device_kind="" if point_id else rule.device_kind or "",
                    chemical_id=book.chemicals[rule.cas] if rule.cas else None,
                    kind="upper" if is_above else "lower",
                    level=rule.level,
                    upper=rule.limit if is_above else None,
                    lower=None if is_above else rule.limit,
                    unit=rule.unit,
                    dead_band=rule.dead_band,
                    on_delay_s=rule.delay_s,
                    basis=f"{rule.basis}；{rule.derivation}",
                    basis_verified=rule.is_verified,
                    advice=advice.get(rule.cas or "", ""),
                )
            )
    book.write(AlarmRule, rows)


def _points_of(book: Book, rule: Rule) -> list[int | None]:
    """The points a rule is written for; one None for a rule that holds for a whole class."""
    if rule.point is None and rule.device is None:
        return [None]
    kinds = {d.code: d.kind for d in book.county.devices}
    return [
        book.points[p.device, p.key]
        for p in book.county.points
        if p.quantity == rule.quantity
        and rule.point in (None, p.key)
        and rule.device in (None, p.device)
        and rule.device_kind in (None, kinds[p.device])
        and rule.cas in (None, p.cas)
    ]
