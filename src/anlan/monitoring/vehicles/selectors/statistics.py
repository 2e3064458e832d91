"""Figures by operator: way, driving time, violations per 100 km, on-line rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.vehicles.choices import RuleKind, VehicleState
from anlan.monitoring.vehicles.constants import OFFLINE_AFTER_S
from anlan.monitoring.vehicles.models import Vehicle, VehicleDay, Violation

SLOTS_A_DAY = 288


@dataclass(frozen=True, slots=True)
class OperatorFigures:
    """One operator over a period; ``online_share`` is of all five-minute slots of its vehicles."""

    enterprise_id: int
    name: str
    url: str
    vehicles: int
    online_now: int
    distance_km: float
    driving_h: float
    highest_km_h: float
    online_share: float | None
    violations: int
    by_rule: dict[str, int]

    @property
    def per_100_km(self) -> float | None:
        """Violations per 100 km; unknown where nothing was driven."""
        return self.violations / self.distance_km * 100 if self.distance_km >= 1 else None


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def by_operator(actor: Actor, first: date, last: date) -> list[OperatorFigures]:
    """Return the figures of every operator with visible vehicles, most violations first.

    Silence of a terminal is no violation of a driver and counts in the on-line rate only. Days are
    complete up to the last packed hour.
    """
    vehicles = visible(Vehicle, actor).exclude(state=VehicleState.RETIRED)
    heard = clock.now() - timedelta(seconds=OFFLINE_AFTER_S)
    operators = (
        vehicles.order_by()
        .values("enterprise_id", "enterprise__name")
        .annotate(
            number=Count("pk"),
            online=Count("pk", filter=Q(live__received_at__gte=heard)),
        )
    )
    driven = {
        row["vehicle__enterprise_id"]: row
        for row in VehicleDay.objects.filter(vehicle__in=vehicles, day__gte=first, day__lte=last)
        .order_by()
        .values("vehicle__enterprise_id")
        .annotate(
            km=Sum("distance_km"),
            seconds=Sum("driving_s"),
            most=Max("highest_km_h"),
            slots=Sum("slots_heard"),
            days=Count("day", distinct=True),
        )
    }
    broken: dict[int, dict[str, int]] = {}
    rows = (
        visible(Violation, actor)
        .filter(begun_at__gte=_begin(first), begun_at__lt=_begin(last + timedelta(days=1)))
        .exclude(rule=RuleKind.OFFLINE)
        .order_by()
        .values("enterprise_id", "rule")
        .annotate(number=Count("pk"))
    )
    for row in rows:
        broken.setdefault(row["enterprise_id"], {})[row["rule"]] = row["number"]
    found = []
    for operator in operators:
        key = operator["enterprise_id"]
        way = driven.get(key)
        rules = broken.get(key, {})
        share = None
        if way and way["days"]:
            share = way["slots"] / (way["days"] * operator["number"] * SLOTS_A_DAY)
        found.append(
            OperatorFigures(
                enterprise_id=key,
                name=operator["enterprise__name"],
                url=f"/enterprises/{key}/",
                vehicles=operator["number"],
                online_now=operator["online"],
                distance_km=way["km"] if way else 0.0,
                driving_h=way["seconds"] / 3600 if way else 0.0,
                highest_km_h=way["most"] if way else 0.0,
                online_share=share,
                violations=sum(rules.values()),
                by_rule=rules,
            )
        )
    return sorted(found, key=lambda f: (-f.violations, f.name))


def total_of(figures: Iterable[OperatorFigures]) -> dict[str, float]:
    """Return the sums of all operators."""
    rows = list(figures)
    return {
        "vehicles": sum(row.vehicles for row in rows),
        "online_now": sum(row.online_now for row in rows),
        "distance_km": sum(row.distance_km for row in rows),
        "driving_h": sum(row.driving_h for row in rows),
        "violations": sum(row.violations for row in rows),
    }
