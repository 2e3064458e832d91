"""Alarms as other apps and pages read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import visible
from anlan.monitoring.alarms.choices import ON_DESK, UNFINISHED, RuleKind, RuleState
from anlan.monitoring.alarms.contracts import AlarmInfo
from anlan.monitoring.alarms.models import Alarm, AlarmRule, AlarmTrigger

_RELATED = ("point", "device", "enterprise", "region", "rule")


def info_of(alarm: Alarm) -> AlarmInfo:
    """Return the contract of an alarm whose relations are loaded."""
    device, enterprise = alarm.device, alarm.enterprise
    rule = alarm.rule
    place = device.location or (enterprise.location if enterprise else None)
    return AlarmInfo(
        id=alarm.pk,
        title=alarm.title,
        level=alarm.level,
        state=alarm.state,
        state_label=alarm.get_state_display(),
        point_id=alarm.point_id,
        point_name=alarm.point.name,
        quantity=alarm.point.quantity,
        unit=alarm.unit,
        chemical_id=alarm.point.chemical_id,
        device_id=alarm.device_id,
        device_name=device.name,
        enterprise_id=alarm.enterprise_id,
        enterprise_name=str(enterprise) if enterprise else "",
        organisation_id=enterprise.organisation_id if enterprise else None,
        region=alarm.region_id,
        region_name=alarm.region.name,
        place=device.place,
        longitude=place.x if place else None,
        latitude=place.y if place else None,
        opened_at=alarm.opened_at,
        raised_at=alarm.raised_at,
        first_value=alarm.first_value,
        peak_value=alarm.peak_value,
        limit=rule.upper if rule.upper is not None else rule.lower,
        cleared_at=alarm.cleared_at,
        acknowledged_at=alarm.acknowledged_at,
        holder_id=alarm.holder_id,
        url=reverse("alarms:detail", args=[alarm.pk]),
    )


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
