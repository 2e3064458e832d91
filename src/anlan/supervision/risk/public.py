"""The door to the registers of risk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.gis.db.models import PointField
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible
from anlan.supervision.risk.by_township import tally_assessed, tally_checks
from anlan.supervision.risk.choices import FactorKind
from anlan.supervision.risk.contracts import (
    CheckInfo,
    CheckStatistics,
    EnterpriseRiskInfo,
    FactorInfo,
    RegradeInfo,
    UnitInfo,
)
from anlan.supervision.risk.models import (
    ControlCheck,
    EnterpriseRisk,
    RegradeRecord,
    RiskFactor,
    RiskUnit,
)
from anlan.supervision.risk.services import checks
from anlan.supervision.risk.services import factors as services
from anlan.supervision.risk.services.tallies import level_enterprises, rebuild_tallies

__all__ = [
    "check_statistics",
    "enterprise_level",
    "enterprise_risk",
    "find_unit_at",
    "get_unit",
    "level_enterprises",
    "lift_factor",
    "lift_failed_check",
    "list_checks",
    "list_factors",
    "list_regrades",
    "list_repeated",
    "list_units",
    "rebuild_tallies",
    "record_factor",
    "tally_assessed",
    "tally_checks",
]

MOST_ROWS = 2000


def describe_unit(unit: RiskUnit) -> UnitInfo:
    """Return a unit by value; ``risk_object`` should be fetched with it."""
    return UnitInfo(
        id=unit.pk,
        code=unit.code,
        name=unit.name,
        object_name=unit.risk_object.name,
        enterprise_id=unit.enterprise_id,
        region_code=unit.region_id,
        department=unit.department,
        responsible_id=unit.responsible_id,
        control_level=unit.control_level,
        inherent_level=unit.inherent_level,
        residual_level=unit.residual_level,
        current_level=unit.current_level,
        longitude=unit.location.x if unit.location else None,
        latitude=unit.location.y if unit.location else None,
        plan_x=unit.plan_x,
        plan_y=unit.plan_y,
        url=unit.get_absolute_url(),
    )


def describe_factor(factor: RiskFactor) -> FactorInfo:
    """Return a factor by value."""
    return FactorInfo(
        id=factor.pk,
        enterprise_id=factor.enterprise_id,
        unit_id=factor.unit_id,
        kind=factor.kind,
        kind_label=str(factor.get_kind_display()),
        severity=factor.severity,
        source_type=factor.source_type,
        source_id=factor.source_id,
        explanation=factor.explanation,
        url=factor.source_url,
        recorded_at=factor.recorded_at,
        lifted_at=factor.lifted_at,
    )


def list_units(enterprise_id: int, actor: Actor) -> list[UnitInfo]:
    """Return the visible units in use of an enterprise, gravest first."""
    rows = (
        visible(RiskUnit, actor)
        .filter(enterprise_id=enterprise_id, is_retired=False)
        .select_related("risk_object")
        .order_by("current_level", "code", "pk")
    )
    return [describe_unit(unit) for unit in rows[:MOST_ROWS]]


def get_unit(unit_id: int, actor: Actor) -> UnitInfo:
    """Return a visible unit or raise ``NotVisible``."""
    unit = get_visible(RiskUnit, unit_id, actor=actor)
    return describe_unit(RiskUnit.objects.select_related("risk_object").get(pk=unit.pk))


def find_unit_at(
    *, enterprise_id: int, longitude: float, latitude: float, radius_m: float = 50.0
) -> int | None:
    """Return the id of the enterprise's unit nearest to a place, None when none is that near."""
    place = Point(longitude, latitude, srid=4326)
    rows = (
        RiskUnit.objects.filter(
            enterprise_id=enterprise_id, is_retired=False, location__isnull=False
        )
        .annotate(distance=Distance(Cast("location", PointField(geography=True)), place))
        .filter(distance__lte=D(m=radius_m))
        .order_by("distance", "pk")
    )
    return rows.values_list("pk", flat=True).first()


def enterprise_level(enterprise_id: int) -> int:
    """Return the present level of an enterprise (1 red … 4 blue); blue when nothing is known."""
    found = EnterpriseRisk.objects.filter(pk=enterprise_id).values_list("level", flat=True).first()
    return found if found is not None else 4


def enterprise_risk(enterprise_id: int, actor: Actor) -> EnterpriseRiskInfo | None:
    """Return the tally of a visible enterprise, None when no unit is registered."""
    found = visible(EnterpriseRisk, actor).filter(pk=enterprise_id).first()
    if found is None:
        return None
    return EnterpriseRiskInfo(
        enterprise_id=enterprise_id,
        level=found.level,
        red=found.red,
        orange=found.orange,
        yellow=found.yellow,
        blue=found.blue,
        open_factors=RiskFactor.objects.filter(
            enterprise_id=enterprise_id, lifted_at__isnull=True
        ).count(),
        url=reverse("risk:enterprise", args=[enterprise_id]),
    )


def list_factors(
    actor: Actor,
    *,
    enterprise_id: int | None = None,
    unit_id: int | None = None,
    only_open: bool = True,
) -> list[FactorInfo]:
    """Return visible factors, newest first."""
    rows: QuerySet[RiskFactor] = visible(RiskFactor, actor)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if only_open:
        rows = rows.filter(lifted_at__isnull=True)
    return [describe_factor(factor) for factor in rows.order_by("-pk")[:MOST_ROWS]]


def list_repeated(
    *, kinds: Iterable[str], since: datetime, at_least: int, level: int
) -> list[tuple[UnitInfo, int]]:
    """Return the units now at ``level`` on which factors of these kinds came again and again.

    With each unit the number of factors recorded since; of all enterprises (cross-checks).
    """
    counted = dict(
        RiskFactor.objects.filter(kind__in=list(kinds), recorded_at__gte=since, unit__isnull=False)
        .order_by()
        .values_list("unit_id")
        .annotate(number=Count("pk"))
        .filter(number__gte=at_least)
    )
    rows = RiskUnit.objects.filter(pk__in=counted, current_level=level, is_retired=False)
    return [
        (describe_unit(unit), counted[unit.pk])
        for unit in rows.select_related("risk_object").order_by("pk")
    ]


def list_regrades(
    actor: Actor,
    *,
    enterprise_id: int | None = None,
    unit_id: int | None = None,
    since: datetime | None = None,
) -> list[RegradeInfo]:
    """Return visible changes of level, newest first."""
    rows: QuerySet[RegradeRecord] = visible(RegradeRecord, actor).select_related("unit")
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return [
        RegradeInfo(
            id=row.pk,
            enterprise_id=row.enterprise_id,
            unit_id=row.unit_id,
            unit_name=row.unit.name if row.unit else "",
            from_level=row.from_level,
            to_level=row.to_level,
            why=row.why,
            at=row.at,
            actor_name=row.actor_name,
            url=row.get_absolute_url(),
        )
        for row in rows.order_by("-at", "-pk")[:MOST_ROWS]
    ]


def list_checks(
    actor: Actor,
    *,
    enterprise_id: int | None = None,
    unit_id: int | None = None,
    states: Iterable[str] = (),
    since: datetime | None = None,
) -> list[CheckInfo]:
    """Return visible checks, the latest due first."""
    rows: QuerySet[ControlCheck] = visible(ControlCheck, actor).select_related("control")
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    wanted = list(states)
    if wanted:
        rows = rows.filter(state__in=wanted)
    if since is not None:
        rows = rows.filter(due_at__gte=since)
    return [
        CheckInfo(
            id=row.pk,
            enterprise_id=row.enterprise_id,
            unit_id=row.unit_id,
            control_id=row.control_id,
            control=row.control.check_content or row.control.description,
            state=row.state,
            due_at=row.due_at,
            checked_at=row.checked_at,
            checked_by=row.checked_by,
            finding=row.finding,
            url=row.get_absolute_url(),
        )
        for row in rows.order_by("-due_at", "-pk")[:MOST_ROWS]
    ]


def check_statistics(
    actor: Actor, *, since: datetime, until: datetime, enterprise_id: int | None = None
) -> CheckStatistics:
    """Return what became of the visible checks due in a time."""
    rows: QuerySet[ControlCheck] = visible(ControlCheck, actor).filter(
        due_at__gte=since, due_at__lt=until
    )
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    done = Q(state__in=("normal", "abnormal"))
    found = rows.order_by().aggregate(
        due=Count("pk"),
        done=Count("pk", filter=done),
        late=Count("pk", filter=done & Q(is_late=True)),
        abnormal=Count("pk", filter=Q(state="abnormal")),
        missed=Count("pk", filter=Q(state="missed")),
    )
    return CheckStatistics(**found)


def record_factor(
    *,
    enterprise_id: int,
    kind: str,
    source_type: str,
    source_id: str | int,
    explanation: str,
    actor: Actor,
    unit_id: int | None = None,
    severity: str | int = "",
    url: str = "",
    at: datetime | None = None,
) -> FactorInfo:
    """Let something weigh on a unit (or on the whole enterprise) and re-grade at once.

    ``kind`` is one of ``open_hazard, major_hazard, failed_check, missed_check, alarm,
    lapsed_certificate, lapsed_licence, overdue_inspection, control_failed``; ``severity`` is free
    and may be named by rules (an alarm's level 1–4). Synchronous, in the running transaction; the
    same source and kind counts once. The caller has checked the right to its own act.
    """
    return describe_factor(
        services.record_factor(
            enterprise_id=enterprise_id,
            kind=kind,
            source_type=source_type,
            source_id=source_id,
            explanation=explanation,
            actor=actor,
            unit_id=unit_id,
            severity=severity,
            url=url,
            at=at,
        )
    )


def lift_factor(
    *,
    source_type: str,
    source_id: str | int,
    reason: str,
    actor: Actor,
    kind: str | None = None,
    at: datetime | None = None,
) -> int:
    """Lift the open factors of a source (of one kind) and re-grade at once; returns how many."""
    return len(
        services.lift_factor(
            source_type=source_type,
            source_id=source_id,
            reason=reason,
            actor=actor,
            kind=kind,
            at=at,
        )
    )


def lift_failed_check(
    *, check_id: str | int, reason: str, actor: Actor, unless: Iterable[str | int] = ()
) -> int:
    """Lift what a failed check weighs on its unit: what it found has been put right and accepted.

    Of a control that failed several checks, nothing is lifted while one of ``unless`` (checks whose
    hazard is still open) is among them. Returns how many factors were lifted.
    """
    control_id = (
        ControlCheck.objects.filter(pk=check_id).values_list("control_id", flat=True).first()
    )
    if control_id is None:
        return 0
    if ControlCheck.objects.filter(pk__in=list(unless), control_id=control_id).exists():
        return 0
    return lift_factor(
        source_type=checks.SOURCE,
        source_id=control_id,
        kind=FactorKind.FAILED_CHECK,
        reason=reason,
        actor=actor,
    )
