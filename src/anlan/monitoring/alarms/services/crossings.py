"""What the engine reports: a rule switched on or off at a point.

All of it runs in the transaction that stores the readings, so that no crossing is lost and none
is counted twice: what is on is written down in ``AlarmTrigger``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import Q

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import policy_of, require
from anlan.monitoring.alarms import ladder
from anlan.monitoring.alarms.choices import (
    UNFINISHED,
    AlarmState,
    Level,
    StepKind,
    SuppressionState,
)
from anlan.monitoring.alarms.constants import RULES_SOURCE
from anlan.monitoring.alarms.events import AlarmCleared, AlarmLowered, AlarmOpened, AlarmRaised
from anlan.monitoring.alarms.models import Alarm, AlarmRule, AlarmStep, AlarmTrigger, Suppression
from anlan.monitoring.alarms.permissions import RAISE, TOLD_OF_OWN
from anlan.monitoring.alarms.services.calls import miss_calls, note_call
from anlan.monitoring.alarms.services.storms import join_storm, may_be_told
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


def opened_event(alarm: Alarm) -> AlarmOpened:
    """Return the event that tells of a new alarm."""
    return AlarmOpened(
        **event_facts(alarm),  # type: ignore[arg-type]
        source=alarm.source,
        point_id=alarm.point_id,
        device_id=alarm.device_id,
        enterprise_id=alarm.enterprise_id,
        title=alarm.title,
        opened_at=alarm.opened_at,
    )


def point_key(point_id: int) -> str:
    """Return the key under which alarms of the rules at a point join each other."""
    return f"point:{point_id}"


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
        .filter(
            source=RULES_SOURCE,
            source_key=point_key(point_id),
            state__in=[str(state) for state in UNFINISHED],
        )
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


def _place_of(point: PointInfo) -> Point | None:
    if point.longitude is None or point.latitude is None:
        return None
    return Point(point.longitude, point.latitude, srid=4326)


def _new_alarm(
    rule: AlarmRule, point: PointInfo, at: datetime, value: float | None, actor: Actor
) -> Alarm:
    alarm = Alarm(
        source=RULES_SOURCE,
        source_key=point_key(point.id),
        point_id=point.id,
        device_id=point.device_id,
        enterprise_id=point.enterprise_id,
        region_id=point.region,
        location=_place_of(point),
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
    return begin_alarm(alarm, actor, in_maintenance=point.device_state == DeviceState.MAINTENANCE)


def begin_alarm(alarm: Alarm, actor: Actor, *, in_maintenance: bool = False) -> Alarm:
    """Write a new alarm: quiet when it is suppressed, else given to its first receiver."""
    require(actor, RAISE, alarm)
    if alarm.location is None and alarm.enterprise is not None:
        alarm.location = alarm.enterprise.location
    quiet = _find_suppression(alarm, in_maintenance)
    if quiet is not None:
        alarm.state = AlarmState.SUPPRESSED
        alarm.suppressed_until, alarm.suppression = quiet[1], quiet[2]
    alarm.save()
    add_step(
        alarm,
        StepKind.RAISED,
        actor,
        value=alarm.first_value,
        at=alarm.opened_at,
        text=alarm.reason,
    )
    audit(
        actor,
        "alarms.alarm.opened",
        alarm,
        after={
            "level": alarm.level,
            "value": alarm.first_value,
            "rule": alarm.rule,
            "state": alarm.state,
            "source": alarm.source,
        },
        reason=alarm.reason,
    )
    if quiet is not None:
        add_step(alarm, StepKind.SUPPRESSED, actor, text=quiet[0])
    else:
        join_storm(alarm, actor)
        hand_to(alarm, 0, actor)
    emit(opened_event(alarm), actor)
    return alarm


def _join(
    alarm: Alarm,
    rule: AlarmRule,
    point: PointInfo,
    at: datetime,
    value: float | None,
    actor: Actor,
) -> None:
    alarm.cleared_at = alarm.latched_at = None
    alarm.save(update_fields=["cleared_at", "latched_at", "updated_at"])
    if rule.level < alarm.level:
        alarm.rule = rule
        alarm.save(update_fields=["rule"])
        escalate_level(
            alarm=alarm,
            level=rule.level,
            title=_title(point, rule),
            at=at,
            value=value,
            actor=actor,
        )
        return
    add_step(alarm, StepKind.REPEATED, actor, value=value, at=at, text=rule.name)
    audit(actor, "alarms.alarm.repeated", alarm, after={"value": value, "rule": rule})
    if alarm.state == AlarmState.DISPOSED:
        call_out_again(alarm, actor)


def escalate_level(
    *,
    alarm: Alarm,
    level: int,
    title: str,
    at: datetime,
    value: float | None,
    actor: Actor,
    text: str = "",
) -> Alarm:
    """Raise the level of a standing alarm; who had acknowledged the lower one is called again."""
    former = alarm.level
    alarm.level, alarm.title = level, title
    alarm.save(update_fields=["level", "title", "updated_at"])
    add_step(alarm, StepKind.LEVEL_RAISED, actor, value=value, at=at, text=text)
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
    elif alarm.state == AlarmState.VERIFIED_REAL:
        _hasten(alarm)
    elif not quiet:
        call_out_again(alarm, actor)
    emit(
        AlarmRaised(
            **event_facts(alarm),  # type: ignore[arg-type]
            former_level=former,
            title=alarm.title,
        ),
        actor,
    )
    return alarm


def _hasten(alarm: Alarm) -> None:
    """A graver alarm must be dealt with sooner; a clock that has run out stays as it is."""
    due_at = ladder.due_of(alarm)
    if due_at is None or (alarm.step_due_at is not None and alarm.step_due_at <= due_at):
        return
    alarm.step_due_at = due_at
    alarm.save(update_fields=["step_due_at", "updated_at"])


def call_out_again(alarm: Alarm, actor: Actor) -> None:
    """Whoever had taken it or dealt with it is called anew."""
    ALARM.fire(alarm, "call_again", actor=actor)
    alarm.acknowledged_at, alarm.acknowledged_by = None, ""
    alarm.suppressed_until = alarm.step_due_at = alarm.step_overdue_at = None
    alarm.save(
        update_fields=[
            "acknowledged_at",
            "acknowledged_by",
            "suppressed_until",
            "step_due_at",
            "step_overdue_at",
        ]
    )
    hand_to(alarm, 0, actor)


def hand_to(alarm: Alarm, position: int, actor: Actor, *, escalated: bool = False) -> int | None:
    """Give the alarm to the named person of a step of the ladder and start the clock.

    Returns the person; None beyond the end of the ladder, where the clock stops.
    """
    if escalated:
        miss_calls(alarm)
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
    note_call(
        alarm,
        person_id=person_id,
        actor=actor,
        position=position,
        role=step.role,
        due_at=alarm.acknowledge_due_at,
    )
    told = [person_id] if person_id is not None else []
    if not escalated:
        told += policy_of(alarm).who_can(TOLD_OF_OWN, alarm)
    # One of a storm already told of is on the desk, but rings nobody's telephone again.
    if told and may_be_told(alarm, position):
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


def _find_suppression(
    alarm: Alarm, in_maintenance: bool
) -> tuple[str, datetime | None, Suppression | None] | None:
    """Return (reason, until, window) when alarms of this thing are to stay quiet; red never is."""
    if alarm.level == Level.RED:
        return None
    if in_maintenance:
        return str(DeviceState.MAINTENANCE.label), None, None
    now = clock.now()
    areas = [alarm.region_id, f"{alarm.region_id[:9]:0<12}", f"{alarm.region_id[:6]:0<12}"]
    things = Q(device=None, enterprise=None, region_id__in=areas)
    if alarm.device_id is not None:
        things |= Q(device_id=alarm.device_id)
    if alarm.enterprise_id is not None:
        things |= Q(enterprise_id=alarm.enterprise_id)
    found = (
        Suppression.objects.filter(
            things, state=SuppressionState.APPROVED, starts_at__lte=now, ends_at__gt=now
        )
        .order_by("-ends_at")
        .first()
    )
    return (found.reason, found.ends_at, found) if found else None


@transaction.atomic
def clear_crossing(
    *, rule_id: int, point_id: int, at: datetime, actor: Actor, value: float | None = None
) -> Alarm | None:
    """Note that a rule switched off at a point; the alarm itself ends by people's hands."""
    trigger = (
        AlarmTrigger.objects.select_for_update(of=("self",))
        .select_related("rule")
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
    on = list(
        alarm.triggers.filter(cleared_at__isnull=True)
        .select_related("rule")
        .order_by("rule__level", "raised_at")
    )
    if on:
        _step_down(alarm, trigger.rule, on[0], at, value, actor)
        return alarm
    if alarm.triggers.filter(rule__is_latching=True).exists():
        alarm.latched_at = at
        alarm.save(update_fields=["latched_at", "updated_at"])
        add_step(alarm, StepKind.LATCHED, actor, value=value, at=at)
        audit(actor, "alarms.alarm.latched", alarm, after={"value": value})
        return alarm
    end_signal(alarm, at, actor, value=value)
    return alarm


def end_signal(
    alarm: Alarm, at: datetime, actor: Actor, *, value: float | None = None, reason: str = ""
) -> None:
    """Note that the signal of an alarm is back to normal."""
    alarm.cleared_at = at
    alarm.save(update_fields=["cleared_at", "updated_at"])
    add_step(alarm, StepKind.CLEARED, actor, value=value, at=at, text=reason)
    audit(actor, "alarms.alarm.cleared", alarm, after={"value": value}, reason=reason)
    emit(AlarmCleared(**event_facts(alarm)), actor)  # type: ignore[arg-type]


def _step_down(
    alarm: Alarm,
    ended: AlarmRule,
    gravest: AlarmTrigger,
    at: datetime,
    value: float | None,
    actor: Actor,
) -> None:
    """The level falls with the signal where the rule that ended says so."""
    if not ended.steps_down or gravest.rule.level <= alarm.level:
        return
    former = alarm.level
    alarm.level, alarm.rule = gravest.rule.level, gravest.rule
    alarm.save(update_fields=["level", "rule", "updated_at"])
    add_step(alarm, StepKind.LEVEL_LOWERED, actor, value=value, at=at, text=gravest.rule.name)
    audit(
        actor,
        "alarms.alarm.level_lowered",
        alarm,
        before={"level": former},
        after={"level": alarm.level, "value": value},
    )
    emit(
        AlarmLowered(
            **event_facts(alarm),  # type: ignore[arg-type]
            former_level=former,
            title=alarm.title,
        ),
        actor,
    )


@transaction.atomic
def note_peaks(*, peaks: dict[tuple[int, int], tuple[float, datetime]]) -> None:
    """Write the farthest value of alarms that are on: (rule, point) → (value, time)."""
    for (rule_id, point_id), (value, at) in peaks.items():
        Alarm.objects.filter(
            triggers__rule_id=rule_id,
            triggers__point_id=point_id,
            triggers__cleared_at__isnull=True,
        ).update(peak_value=value, peak_at=at)
