"""Schedules of rules: a change is a new version, with drafts of the rules that hold by it."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.monitoring.alarms.choices import RuleState
from anlan.monitoring.alarms.errors import ScheduleInUse, Superseded
from anlan.monitoring.alarms.models import AlarmRule, RuleSchedule
from anlan.monitoring.alarms.permissions import CHANGE_RULE
from anlan.monitoring.alarms.services.rules import revise_rule

FIELDS = ("name", "days", "begins_at", "ends_at")
#: Rules that hold, or are to hold, by a schedule.
LIVE = (RuleState.ACTIVE, RuleState.DRAFT)


@transaction.atomic
def create_schedule(
    *, name: str, days: str, begins_at: time, ends_at: time, actor: Actor
) -> RuleSchedule:
    """Write a schedule. Its name must be free."""
    require_permission(actor, CHANGE_RULE)
    schedule = RuleSchedule(name=name.strip(), days=days, begins_at=begins_at, ends_at=ends_at)
    _write(schedule)
    audit(actor, "alarms.schedule.created", schedule, after=_told(schedule))
    return schedule


@transaction.atomic
def change_schedule(
    *,
    schedule_id: int,
    name: str,
    days: str,
    begins_at: time,
    ends_at: time,
    reason: str,
    actor: Actor,
) -> RuleSchedule:
    """Write the next version, and draft every rule that holds by the former one anew.

    Rules in force keep the version they were tested with until their drafts go into force.
    Raises ``Superseded``, ``InvalidInput``.
    """
    former = get_visible(RuleSchedule, schedule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, former)
    if not former.is_current:
        raise Superseded
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    former.is_current = False
    former.save(update_fields=["is_current", "updated_at"])
    schedule = RuleSchedule(
        name=name.strip(),
        days=days,
        begins_at=begins_at,
        ends_at=ends_at,
        version=former.version + 1,
        former=former,
    )
    _write(schedule)
    drafted = _draft_rules(former, schedule, actor)
    audit(
        actor,
        "alarms.schedule.changed",
        schedule,
        before=_told(former),
        after=_told(schedule) | {"rules drafted": drafted},
        reason=reason,
    )
    return schedule


@transaction.atomic
def retire_schedule(*, schedule_id: int, reason: str, actor: Actor) -> RuleSchedule:
    """Take a schedule out of use. Raises ``ScheduleInUse`` while rules hold by it."""
    schedule = get_visible(RuleSchedule, schedule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, schedule)
    if not schedule.is_current:
        raise Superseded
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if schedule.rules.filter(state__in=LIVE).exists():
        raise ScheduleInUse
    schedule.is_current = False
    schedule.save(update_fields=["is_current", "updated_at"])
    audit(actor, "alarms.schedule.retired", schedule, reason=reason)
    return schedule


def _write(schedule: RuleSchedule) -> None:
    if not schedule.name:
        raise InvalidInput(fields={"name": _("Please give a name.")})
    try:
        with transaction.atomic():
            schedule.save()
    except IntegrityError:
        taken = _("Another schedule in use has this name.")
        raise InvalidInput(fields={"name": taken}) from None


def _draft_rules(former: RuleSchedule, schedule: RuleSchedule, actor: Actor) -> int:
    """Give the newest version of each rule the new schedule: a draft itself, else as a draft."""
    lines = former.rules.filter(state__in=LIVE).order_by().values_list("line", flat=True)
    drafted = 0
    for line in lines.distinct():
        newest = AlarmRule.objects.filter(line=line).order_by("-version")[0]
        if newest.schedule_id == former.pk:
            revise_rule(rule_id=newest.pk, actor=actor, schedule_id=schedule.pk)
            drafted += 1
    return drafted


def _told(schedule: RuleSchedule) -> dict[str, Any]:
    return {name: str(getattr(schedule, name)) for name in (*FIELDS, "version")}
