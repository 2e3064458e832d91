"""What the engine reports: a rule switched on or off at a point.

All of it runs in the transaction that stores the readings, so that no crossing is lost and none
is counted twice: what is on is written down in ``AlarmTrigger``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import policy_of, require
from anlan.monitoring.alarms import ladder
from anlan.monitoring.alarms.choices import UNFINISHED, AlarmState, Level, StepKind
from anlan.monitoring.alarms.events import AlarmCleared, AlarmOpened, AlarmRaised
from anlan.monitoring.alarms.models import Alarm, AlarmRule, AlarmStep, AlarmTrigger, Suppression
from anlan.monitoring.alarms.permissions import RAISE, TOLD_OF_OWN
from anlan.monitoring.alarms.states import ALARM
from anlan.monitoring.devices.public import DeviceState, PointInfo, lock_point


def add_step(
    alarm: Alarm,
    kind: str,
    actor: Actor,
    *,
    value: float | None = None,
    person_id: int | None = None,
    text: str = "",
    at: datetime | None = None,
) -> AlarmStep:
    """Write one entry of an alarm's history."""
    return AlarmStep.objects.create(
        alarm=alarm,
        at=at or clock.now(),
        kind=kind,
        level=alarm.level,
        value=value,
        person_id=person_id,
        actor_name=actor.display_name[:100],
        text=text,
    )


def event_facts(alarm: Alarm) -> dict[str, object]:
    """Return the fields that every alarm event carries."""
    return {
        "alarm_id": alarm.pk,
        "level": alarm.level,
        "state": str(alarm.state),
        "region": alarm.region_id,
        "organisation": alarm.enterprise.organisation_id if alarm.enterprise else None,
    }


@transaction.atomic
def open_alarm(
    *,
    rule_id: int,
    point_id: int,
    at: datetime,
    actor: Actor,
    value: float | None = None,
    signal: float | None = None,
) -> Alarm:
    """Note that a rule switched on at a point: open an alarm, or join the one that stands.

    Called again for a crossing already noted it changes nothing.
    """
    rule = AlarmRule.objects.get(pk=rule_id)
    # The point's row is the lock: two crossings of one point come one after the other.
    point = lock_point(point_id)
    noted = (
        AlarmTrigger.objects.filter(rule=rule, point_id=point_id, cleared_at__isnull=True)
        .select_related("alarm__enterprise")
        .first()
    )
    if noted is not None:
        return noted.alarm
    alarm = (
        Alarm.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(point_id=point_id, state__in=[str(state) for state in UNFINISHED])
        .first()
    )
    if alarm is None:
        alarm = _new_alarm(rule, point, at, value, actor)
    else:
        _join(alarm, rule, point, at, value, actor)
    AlarmTrigger.objects.create(
        alarm=alarm, rule=rule, point_id=point_id, raised_at=at, value=value, signal=signal
    )
    return alarm


def _title(point: PointInfo, rule: AlarmRule) -> str:
    where = point.enterprise_name or point.place or point.device_name
    return f"{where} {point.name} {rule.name}"[:200]


def _new_alarm(
    rule: AlarmRule, point: PointInfo, at: datetime, value: float | None, actor: Actor
) -> Alarm:
    alarm = Alarm(
        point_id=point.id,
        device_id=point.device_id,
        enterprise_id=point.enterprise_id,
        region_id=point.region,
        rule=rule,
        level=rule.level,
        title=_title(point, rule),
        unit=point.unit,
        opened_at=at,
        raised_at=clock.now(),
        first_value=value,
        peak_value=value,
        peak_at=at,
    )
    require(actor, RAISE, alarm)
    quiet = _find_suppression(alarm, point)
    if quiet is not None:
        alarm.state, alarm.suppressed_until = AlarmState.SUPPRESSED, quiet[1]
    alarm.save()
    add_step(alarm, StepKind.RAISED, actor, value=value, at=at)
    audit(
        actor,
        "alarms.alarm.opened",
        alarm,
        after={"level": alarm.level, "value": value, "rule": rule, "state": alarm.state},
    )
    if quiet is not None:
        add_step(alarm, StepKind.SUPPRESSED, actor, text=quiet[0])
    else:
        hand_to(alarm, 0, actor)
    emit(
        AlarmOpened(
            **event_facts(alarm),  # type: ignore[arg-type]
            point_id=point.id,
            device_id=point.device_id,
            enterprise_id=alarm.enterprise_id,
            title=alarm.title,
            opened_at=at,
        ),
        actor,
    )
    return alarm


def _join(
    alarm: Alarm,
    rule: AlarmRule,
    point: PointInfo,
    at: datetime,
    value: float | None,
    actor: Actor,
) -> None:
    alarm.cleared_at = None
    alarm.save(update_fields=["cleared_at", "updated_at"])
    if rule.level < alarm.level:
        escalate_level(
            alarm=alarm, rule=rule, title=_title(point, rule), at=at, value=value, actor=actor
        )
        return
    add_step(alarm, StepKind.REPEATED, actor, value=value, at=at, text=rule.name)
    audit(actor, "alarms.alarm.repeated", alarm, after={"value": value, "rule": rule})
    if alarm.state == AlarmState.DISPOSED:
        _call_out_again(alarm, actor)


def escalate_level(
    *,
    alarm: Alarm,
    rule: AlarmRule,
    title: str,
    at: datetime,
    value: float | None,
    actor: Actor,
) -> Alarm:
    """Raise the level of a standing alarm; who had acknowledged the lower one is called again."""
    former = alarm.level
    alarm.level, alarm.rule, alarm.title = rule.level, rule, title
    alarm.save(update_fields=["level", "rule", "title", "updated_at"])
    add_step(alarm, StepKind.LEVEL_RAISED, actor, value=value, at=at)
    audit(
        actor,
        "alarms.alarm.level_raised",
        alarm,
        before={"level": former},
        after={"level": alarm.level, "value": value},
    )
    quiet = alarm.state == AlarmState.SUPPRESSED and alarm.level != Level.RED
    if alarm.state == AlarmState.OPEN:
        hand_to(alarm, 0, actor)
    elif alarm.state != AlarmState.VERIFIED_REAL and not quiet:
        _call_out_again(alarm, actor)
    emit(
        AlarmRaised(
            **event_facts(alarm),  # type: ignore[arg-type]
            former_level=former,
            title=alarm.title,
        ),
        actor,
    )
    return alarm


def _call_out_again(alarm: Alarm, actor: Actor) -> None:
    ALARM.fire(alarm, "call_again", actor=actor)
    alarm.acknowledged_at, alarm.acknowledged_by = None, ""
    alarm.suppressed_until = None
    alarm.save(update_fields=["acknowledged_at", "acknowledged_by", "suppressed_until"])
    hand_to(alarm, 0, actor)


def hand_to(alarm: Alarm, position: int, actor: Actor, *, escalated: bool = False) -> int | None:
    """Give the alarm to the named person of a step of the ladder and start the clock.

    Returns the person; None beyond the end of the ladder, where the clock stops.
    """
    step = ladder.step_of(alarm.level, position)
    if step is None:
        alarm.acknowledge_due_at = None
        alarm.save(update_fields=["acknowledge_due_at", "updated_at"])
        return None
    called = set(
        alarm.steps.filter(
            kind__in=[StepKind.HANDED, StepKind.ESCALATED], person__isnull=False
        ).values_list("person_id", flat=True)
    )
    person_id = ladder.find_holder(alarm, step, called if escalated else ())
    alarm.holder_id = person_id
    alarm.ladder_position = position
    alarm.acknowledge_due_at = clock.now() + timedelta(seconds=step.within_s)
    alarm.save(update_fields=["holder", "ladder_position", "acknowledge_due_at", "updated_at"])
    add_step(
        alarm,
        StepKind.ESCALATED if escalated else StepKind.HANDED,
        actor,
        person_id=person_id,
        text=step.role,
    )
    told = [person_id] if person_id is not None else []
    if not escalated:
        told += policy_of(alarm).who_can(TOLD_OF_OWN, alarm)
    if told:
        notify(
            kind="alarms.alarm",
            person_ids=told,
            title=alarm.title,
            actor=actor,
            url=f"/alarms/{alarm.pk}/",
            level=alarm.level,
            subject=alarm,
        )
    return person_id


def _find_suppression(alarm: Alarm, point: PointInfo) -> tuple[str, datetime | None] | None:
    """Return (reason, until) when alarms of this object are to stay quiet; red never is."""
    if alarm.level == Level.RED:
        return None
    if point.device_state == DeviceState.MAINTENANCE:
        return str(DeviceState.MAINTENANCE.label), None
    now = clock.now()
    objects = Q(device_id=alarm.device_id)
    if alarm.enterprise_id is not None:
        objects |= Q(enterprise_id=alarm.enterprise_id)
    found = (
        Suppression.objects.filter(objects, starts_at__lte=now, ends_at__gt=now)
        .order_by("-ends_at")
        .first()
    )
    return (found.reason, found.ends_at) if found else None


@transaction.atomic
def clear_crossing(
    *, rule_id: int, point_id: int, at: datetime, actor: Actor, value: float | None = None
) -> Alarm | None:
    """Note that a rule switched off at a point; the alarm itself ends by people's hands."""
    trigger = (
        AlarmTrigger.objects.select_for_update(of=("self",))
        .filter(rule_id=rule_id, point_id=point_id, cleared_at__isnull=True)
        .first()
    )
    if trigger is None:
        return None
    trigger.cleared_at = at
    trigger.save(update_fields=["cleared_at"])
    alarm = (
        Alarm.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .get(pk=trigger.alarm_id)
    )
    if alarm.triggers.filter(cleared_at__isnull=True).exists():
        return alarm
    alarm.cleared_at = at
    alarm.save(update_fields=["cleared_at", "updated_at"])
    add_step(alarm, StepKind.CLEARED, actor, value=value, at=at)
    audit(actor, "alarms.alarm.cleared", alarm, after={"value": value})
    emit(AlarmCleared(**event_facts(alarm)), actor)  # type: ignore[arg-type]
    return alarm


@transaction.atomic
def note_peaks(*, peaks: dict[tuple[int, int], tuple[float, datetime]]) -> None:
    """Write the farthest value of alarms that are on: (rule, point) → (value, time)."""
    for (rule_id, point_id), (value, at) in peaks.items():
        Alarm.objects.filter(
            triggers__rule_id=rule_id,
            triggers__point_id=point_id,
            triggers__cleared_at__isnull=True,
        ).update(peak_value=value, peak_at=at)
