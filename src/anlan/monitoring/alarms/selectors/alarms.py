"""Alarms as other apps and pages read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.contrib.gis.geos import Point
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import visible
from anlan.monitoring.alarms.choices import ON_DESK, UNFINISHED, GroupState, RuleKind, RuleState
from anlan.monitoring.alarms.contracts import AlarmInfo
from anlan.monitoring.alarms.models import Alarm, AlarmRule, AlarmTrigger

_RELATED = ("point", "device", "enterprise", "region", "rule")


def info_of(alarm: Alarm) -> AlarmInfo:
    """Return the contract of an alarm whose relations are loaded."""
    point, device, enterprise, rule = alarm.point, alarm.device, alarm.enterprise, alarm.rule
    place = place_of(alarm)
    limit = None
    if rule is not None:
        limit = rule.upper if rule.upper is not None else rule.lower
    return AlarmInfo(
        id=alarm.pk,
        title=alarm.title,
        level=alarm.level,
        state=alarm.state,
        state_label=alarm.get_state_display(),
        source=alarm.source,
        source_key=alarm.source_key,
        reason=alarm.reason,
        point_id=alarm.point_id,
        point_name=point.name if point else "",
        quantity=point.quantity if point else "",
        unit=alarm.unit,
        chemical_id=point.chemical_id if point else None,
        device_id=alarm.device_id,
        device_name=device.name if device else "",
        enterprise_id=alarm.enterprise_id,
        enterprise_name=str(enterprise) if enterprise else "",
        organisation_id=enterprise.organisation_id if enterprise else None,
        region=alarm.region_id,
        region_name=alarm.region.name,
        place=device.place if device else "",
        longitude=place.x if place else None,
        latitude=place.y if place else None,
        opened_at=alarm.opened_at,
        raised_at=alarm.raised_at,
        first_value=alarm.first_value,
        peak_value=alarm.peak_value,
        limit=limit,
        cleared_at=alarm.cleared_at,
        acknowledged_at=alarm.acknowledged_at,
        holder_id=alarm.holder_id,
        url=reverse("alarms:detail", args=[alarm.pk]),
        due_at=alarm.due_at,
        due_for=str(alarm.next_step.label) if alarm.next_step else "",
    )


def place_of(alarm: Alarm) -> Point | None:
    """Return where an alarm is: its own place, else its enterprise's."""
    if alarm.location is not None:
        return alarm.location
    return alarm.enterprise.location if alarm.enterprise else None


def find_info(alarm_id: int) -> AlarmInfo:
    """Return one alarm for the platform's own jobs."""
    return info_of(Alarm.objects.select_related(*_RELATED).get(pk=alarm_id))


def get_alarm(alarm_id: int, *, actor: Actor) -> AlarmInfo:
    """Return one visible alarm; raises ``NotVisible``."""
    found = visible(Alarm, actor).select_related(*_RELATED).filter(pk=alarm_id).first()
    if found is None:
        raise NotVisible
    return info_of(found)


def open_alarms(actor: Actor) -> QuerySet[Alarm]:
    """Return the visible alarms that need a hand, gravest and newest first."""
    states = [str(state) for state in ON_DESK]
    return visible(Alarm, actor).filter(state__in=states).order_by("level", "-raised_at")


def list_open_alarms(
    actor: Actor, *, enterprise_id: int | None = None, limit: int = 500
) -> list[AlarmInfo]:
    """Return visible alarms that need a hand, of one enterprise or of all."""
    rows = open_alarms(actor).select_related(*_RELATED)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return [info_of(alarm) for alarm in rows[:limit]]


def list_desk_alarms(actor: Actor, *, limit: int = 500) -> list[AlarmInfo]:
    """Return what needs a hand, one line a storm: its group stands for the alarms in it."""
    rows = open_alarms(actor).select_related(*_RELATED, "group")
    lines: list[AlarmInfo] = []
    seen: set[int] = set()
    for alarm in rows[: limit * 4]:
        group = alarm.group
        if group is None or group.state != GroupState.OPEN:
            lines.append(info_of(alarm))
        elif group.pk not in seen:
            # Gravest and newest first: the first met stands for the group.
            seen.add(group.pk)
            lines.append(
                replace(
                    info_of(alarm),
                    title=group.title,
                    peak_value=None,
                    level=group.level,
                    url=group.get_absolute_url(),
                )
            )
        if len(lines) == limit:
            break
    return lines


def list_alarms_since(
    actor: Actor, since: datetime, *, enterprise_id: int | None = None, limit: int = 500
) -> list[AlarmInfo]:
    """Return visible alarms raised since a time, newest first."""
    rows = visible(Alarm, actor).filter(raised_at__gte=since).select_related(*_RELATED)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return [info_of(alarm) for alarm in rows.order_by("-raised_at")[:limit]]


def list_unfinished(point_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return (alarm, state) of the unfinished alarms of points, for the platform's own jobs."""
    states = [str(state) for state in UNFINISHED]
    rows = Alarm.objects.filter(point_id__in=list(point_ids), state__in=states)
    return list(rows.order_by("pk").values_list("pk", "state"))


def list_crossings(point_ids: Iterable[int]) -> list[tuple[int, int, datetime]]:
    """Return (rule, point, time of the reading) of every switching-on at these points."""
    rows = AlarmTrigger.objects.filter(point_id__in=list(point_ids)).order_by("raised_at")
    return list(rows.values_list("rule_id", "point_id", "raised_at"))


def thresholds_of(point_id: int) -> list[dict[str, object]]:
    """Return the limits in force at a point, as the chart draws them."""
    lines: list[dict[str, object]] = []
    for rule in rules_of(point_id):
        if rule.kind not in (RuleKind.UPPER, RuleKind.LOWER, RuleKind.RANGE, RuleKind.DURATION):
            continue
        for value, direction in ((rule.upper, "high"), (rule.lower, "low")):
            if value is not None:
                lines.append(
                    {
                        "level": rule.level,
                        "value": value,
                        "label": rule.name,
                        "direction": direction,
                    }
                )
    return lines


def limits_of(point_id: int) -> list[tuple[int, float]]:
    """Return (level, upper limit) of the rules in force at a point."""
    return [
        (rule.level, rule.upper)
        for rule in rules_of(point_id)
        if rule.kind == RuleKind.UPPER and rule.upper is not None
    ]


def rules_of(point_id: int) -> list[AlarmRule]:
    """Return the rules in force at a point: its own and its class's."""
    from anlan.monitoring.alarms.selectors.rules import expand

    rules = {rule.pk: rule for rule in AlarmRule.objects.filter(state=RuleState.ACTIVE)}
    return [rules[rule_id] for rule_id, _point in expand(rules.values(), only=[point_id])]


def count_acknowledged(
    actor: Actor, *, since: date, until: date, region_prefix: str = ""
) -> tuple[int, int]:
    """Return how many alarms had to be acknowledged in a period, and how many were in time.

    An alarm whose time has not passed yet is not counted.
    """
    rows = visible(Alarm, actor).filter(
        raised_at__date__gte=since,
        raised_at__date__lte=until,
        acknowledge_due_at__isnull=False,
    )
    rows = rows.filter(Q(acknowledged_at__isnull=False) | Q(acknowledge_due_at__lt=clock.now()))
    if region_prefix:
        rows = rows.filter(region__code__startswith=region_prefix)
    found = rows.order_by().aggregate(
        due=Count("pk"),
        in_time=Count("pk", filter=Q(acknowledged_at__lte=F("acknowledge_due_at"))),
    )
    return found["due"], found["in_time"]
