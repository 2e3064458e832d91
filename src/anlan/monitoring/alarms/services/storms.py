"""Storms of alarms: many of one enterprise or area at one time become one matter on the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import DomainError, InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.alarms.causes import Member, propose_cause
from anlan.monitoring.alarms.choices import (
    ON_DESK,
    UNFINISHED,
    AlarmState,
    GroupState,
    SettingKind,
    StepKind,
)
from anlan.monitoring.alarms.errors import GroupIsOver
from anlan.monitoring.alarms.events import GroupChanged
from anlan.monitoring.alarms.models import Alarm, AlarmGroup
from anlan.monitoring.alarms.permissions import ACKNOWLEDGE
from anlan.monitoring.alarms.settings_data import figures


def _lock(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [key])


def join_storm(alarm: Alarm, actor: Actor) -> AlarmGroup | None:
    """Let a new alarm join the storm that goes on, or see whether it makes one."""
    storm = figures(SettingKind.STORM)
    now = clock.now()
    if alarm.enterprise_id is not None:
        key = f"enterprise:{alarm.enterprise_id}"
        near = Alarm.objects.filter(enterprise_id=alarm.enterprise_id)
    else:
        key = f"area:{alarm.region_id}"
        near = Alarm.objects.filter(region_id=alarm.region_id, enterprise__isnull=True)
    group = _find_or_begin(key, near, alarm, storm, storm["alarms"], 1, actor)
    if group is None and alarm.enterprise_id is not None:
        # The same at several enterprises of a township: a network, the weather.
        near = Alarm.objects.filter(region_id=alarm.region_id)
        group = _find_or_begin(
            f"area:{alarm.region_id}",
            near,
            alarm,
            storm,
            storm["area_alarms"],
            storm["area_enterprises"],
            actor,
        )
    if group is not None:
        alarm.group = group  # the row was written through another instance
        group.latest_at = now
        with override(settings.LANGUAGE_CODE):
            _settle(group)
        emit(GroupChanged(group_id=group.pk), actor)
    return group


def _find_or_begin(
    key: str,
    near: QuerySet[Alarm],
    alarm: Alarm,
    storm: Mapping[str, int],
    enough: int,
    parties: int,
    actor: Actor,
) -> AlarmGroup | None:
    now = clock.now()
    group = (
        AlarmGroup.objects.select_for_update(of=("self",))
        .filter(
            key=key,
            state=GroupState.OPEN,
            latest_at__gte=now - timedelta(seconds=storm["idle_s"]),
        )
        .first()
    )
    if group is not None:
        _add([alarm], group, actor)
        return group
    members = list(
        near.filter(
            raised_at__gte=now - timedelta(seconds=storm["window_s"]),
            state__in=[str(state) for state in ON_DESK],
            group__isnull=True,
        )
    )
    if len(members) < enough or len({member.enterprise_id for member in members}) < parties:
        return None
    _lock(key)
    AlarmGroup.objects.filter(key=key, state=GroupState.OPEN).update(
        state=GroupState.OVER, over_at=now
    )
    whole_area = key.startswith("area:")
    group = AlarmGroup.objects.create(
        key=key,
        title="",
        enterprise_id=None if whole_area else alarm.enterprise_id,
        region_id=alarm.region_id,
        level=alarm.level,
        first_at=min(member.raised_at for member in members),
        latest_at=now,
    )
    _add(members, group, actor)
    with override(settings.LANGUAGE_CODE):
        _settle(group)  # the trail tells of it by its title
    audit(actor, "alarms.group.begun", group, after={"alarms": len(members)})
    return group


def _add(members: Iterable[Alarm], group: AlarmGroup, actor: Actor) -> None:
    from anlan.monitoring.alarms.services.crossings import add_step

    for member in members:
        member.group = group
        member.save(update_fields=["group", "updated_at"])
        add_step(member, StepKind.GROUPED, actor)


def _settle(group: AlarmGroup) -> None:
    """Work out level, number, title and the proposed cause from the members."""
    rows = list(group.alarms.select_related("rule", "point", "device").order_by("opened_at", "pk"))
    if not rows:
        return
    members = [
        Member(
            kind=row.rule.kind if row.rule else "",
            quantity=row.point.quantity if row.point else "",
            device_id=row.device_id,
            device=str(row.device or row.title),
            enterprise_id=row.enterprise_id,
            source=row.source,
            opened_at=row.opened_at,
        )
        for row in rows
    ]
    group.cause, group.evidence = propose_cause(members)
    group.level = min(row.level for row in rows)
    group.number = len(rows)
    words = _("%(where)s: %(number)d alarms, perhaps %(cause)s") % {
        "where": group.enterprise or group.region,
        "number": len(rows),
        "cause": group.get_cause_display(),
    }
    group.title = words[:200]
    group.save()


def may_be_told(alarm: Alarm, matter: int | str) -> bool:
    """Whether people are told of this alarm of a group: the first, a graver one, or much later.

    ``matter`` is the step of the ladder, or the step of handling that is overdue.
    """
    if alarm.group_id is None:
        return True
    group = AlarmGroup.objects.select_for_update(of=("self",)).get(pk=alarm.group_id)
    now = clock.now()
    known = group.told.get(str(matter))
    if known is not None:
        quiet = now.timestamp() - known["at"] < figures(SettingKind.STORM)["quiet_s"]
        if quiet and known["level"] <= alarm.level:
            return False
    group.told[str(matter)] = {"level": alarm.level, "at": now.timestamp()}
    group.save(update_fields=["told", "updated_at"])
    return True


def acknowledge_group(*, group_id: int, actor: Actor) -> AlarmGroup:
    """Take every alarm of a group that waits; those one may not take stay as they are."""
    from anlan.monitoring.alarms.services.alarms import acknowledge_alarm

    with transaction.atomic():
        group = get_visible(AlarmGroup, group_id, actor=actor, lock=True)
        require(actor, ACKNOWLEDGE, group)
        taken = 0
        for alarm_id in group.alarms.filter(state=AlarmState.OPEN).values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    acknowledge_alarm(alarm_id=alarm_id, actor=actor)
            except DomainError:
                continue
            taken += 1
        audit(actor, "alarms.group.acknowledged", group, after={"alarms": taken})
        emit(GroupChanged(group_id=group.pk), actor)
    return group


@transaction.atomic
def dissolve_group(*, group_id: int, actor: Actor, reason: str) -> AlarmGroup:
    """Take a group apart: its alarms are no one matter. Raises ``GroupIsOver``."""
    group = get_visible(AlarmGroup, group_id, actor=actor, lock=True)
    require(actor, ACKNOWLEDGE, group)
    if group.state != GroupState.OPEN:
        raise GroupIsOver
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    group.alarms.update(group=None)
    group.state, group.over_at = GroupState.DISSOLVED, clock.now()
    group.save(update_fields=["state", "over_at", "updated_at"])
    audit(actor, "alarms.group.dissolved", group, reason=reason)
    emit(GroupChanged(group_id=group.pk), actor)
    return group


def end_groups() -> int:
    """A group whose alarms are all finished is over; return how many ended."""
    actor, ended = system_actor("alarm clock"), 0
    waiting = [str(state) for state in UNFINISHED]
    rows = AlarmGroup.objects.filter(state=GroupState.OPEN).exclude(
        pk__in=Alarm.objects.filter(state__in=waiting, group__isnull=False).values("group_id")
    )
    for group in rows:
        with transaction.atomic():
            group.state, group.over_at = GroupState.OVER, clock.now()
            group.save(update_fields=["state", "over_at", "updated_at"])
            audit(actor, "alarms.group.over", group)
            emit(GroupChanged(group_id=group.pk), actor)
        ended += 1
    return ended
