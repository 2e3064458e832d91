"""Vehicles that fell silent while on their way."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from anlan.monitoring.telemetry.public import unix_ms
from anlan.monitoring.vehicles.choices import RuleKind, TripState, VehicleState
from anlan.monitoring.vehicles.constants import MOVING_FROM_KM_H
from anlan.monitoring.vehicles.models import DrivingRule, LiveState, Trip, Vehicle, Violation
from anlan.monitoring.vehicles.rulebook import Edge
from anlan.monitoring.vehicles.services.fleet import member_of
from anlan.monitoring.vehicles.services.recording import Sighting, tell_waiting, write_violations

#: A vehicle silent for longer than this is a question for its operator, not for the watch desk.
NO_LONGER_THAN = timedelta(hours=12)


def judge_silence(now: datetime) -> int:
    """Begin and end violations of silence; returns how many began."""
    began = _begin_silence(now)
    _end_silence(now)
    tell_waiting()
    return began


@transaction.atomic
def _begin_silence(now: datetime) -> int:
    found: list[Sighting] = []
    for rule in DrivingRule.objects.filter(kind=RuleKind.OFFLINE, is_active=True):
        silent_since = now - timedelta(minutes=rule.minutes)
        on_trip = Trip.objects.filter(vehicle=OuterRef("vehicle"), state=TripState.UNDER_WAY)
        rows = LiveState.objects.filter(
            Q(speed_km_h__gte=MOVING_FROM_KM_H) | Q(Exists(on_trip)),
            received_at__lt=silent_since,
            received_at__gte=now - NO_LONGER_THAN,
            vehicle__kind__in=rule.vehicle_kinds,
            vehicle__state=VehicleState.IN_SERVICE,
        ).exclude(
            Exists(
                Violation.objects.filter(
                    vehicle=OuterRef("vehicle"), rule=RuleKind.OFFLINE, ended_at__isnull=True
                )
            )
        )
        for live in rows.select_related("vehicle__enterprise"):
            minutes = round((now - live.received_at).total_seconds() / 60, 1)
            edge = Edge(
                row=0,
                rule=RuleKind.OFFLINE,
                is_on=True,
                at_ms=unix_ms(live.at),
                level=rule.level,
                value=minutes,
                limit=float(rule.minutes),
                unit="min",
                basis=rule.legal_basis,
            )
            member = member_of(live.vehicle)
            place = (live.location.x, live.location.y)
            found.append(Sighting(edge, member, place, live.driver_id or member.driver_id))
    write_violations(found)
    return len(found)


@transaction.atomic
def _end_silence(now: datetime) -> None:
    """End silences of vehicles that spoke again, and of those no longer in operation."""
    ended = []
    waiting = Violation.objects.filter(rule=RuleKind.OFFLINE, ended_at__isnull=True)
    for violation in waiting.select_related("vehicle__live", "vehicle__enterprise"):
        vehicle: Vehicle = violation.vehicle
        live = getattr(vehicle, "live", None)
        spoke = live is not None and live.at > violation.begun_at
        if spoke or vehicle.state != VehicleState.IN_SERVICE:
            at = live.at if live is not None and spoke else now
            edge = Edge(row=0, rule=RuleKind.OFFLINE, is_on=False, at_ms=unix_ms(at))
            place = (violation.location.x, violation.location.y)
            ended.append(Sighting(edge, member_of(vehicle), place, violation.driver_id))
    write_violations(ended)
