"""First-receiver responsibility 首接责任: who took an alarm first keeps it until handed over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.monitoring.alarms.choices import DutyOutcome, SettingKind, StepKind
from anlan.monitoring.alarms.errors import NothingOffered, NotResponsible
from anlan.monitoring.alarms.models import Alarm, AlarmDuty
from anlan.monitoring.alarms.permissions import ACKNOWLEDGE, VERIFY
from anlan.monitoring.alarms.settings_data import figures


def take_first(alarm: Alarm, actor: Actor) -> None:
    """Who acknowledges an alarm is responsible; called out again, it is who takes it then."""
    if actor.person_id is None:
        return
    now = clock.now()
    if alarm.first_receiver_id is None:
        alarm.first_receiver_id, alarm.first_received_at = actor.person_id, now
        alarm.save(update_fields=["first_receiver", "first_received_at", "updated_at"])
    held = alarm.duties.filter(outcome=DutyOutcome.HELD).first()
    if held is not None and held.person_id == actor.person_id:
        return
    _end_held(alarm, now)
    AlarmDuty.objects.create(
        alarm=alarm,
        person_id=actor.person_id,
        is_first=alarm.first_receiver_id == actor.person_id,
        outcome=DutyOutcome.HELD,
        since=now,
    )


def end_duties(alarm: Alarm) -> None:
    """The alarm is finished: nobody is responsible any more."""
    alarm.duties.filter(outcome=DutyOutcome.OFFERED).update(outcome=DutyOutcome.LAPSED)
    _end_held(alarm, clock.now())


def _end_held(alarm: Alarm, now: datetime) -> None:
    alarm.duties.filter(outcome=DutyOutcome.HELD).update(outcome=DutyOutcome.ENDED, until=now)


def _held(alarm: Alarm) -> AlarmDuty | None:
    return alarm.duties.filter(outcome=DutyOutcome.HELD).first()


@transaction.atomic
def hand_over_alarm(*, alarm_id: int, person_id: int, reason: str, actor: Actor) -> AlarmDuty:
    """Offer the responsibility to somebody who may handle alarms there.

    Only who is responsible, or who may verify, hands over. Raises ``NotResponsible``,
    ``InvalidInput``.
    """
    alarm = get_visible(Alarm, alarm_id, actor=actor, lock=True)
    require(actor, ACKNOWLEDGE, alarm)
    held = _held(alarm)
    if held is None or not alarm.is_unfinished:
        raise NotResponsible
    policy = policy_of(alarm)
    if held.person_id != actor.person_id and not policy.can(actor, VERIFY, alarm):
        raise NotResponsible
    if not reason.strip():
        raise InvalidInput(fields={"reason": "missing"})
    if person_id == held.person_id or person_id not in policy.who_can(ACKNOWLEDGE, alarm):
        raise InvalidInput(fields={"person_id": "may not handle this alarm"})
    now = clock.now()
    alarm.duties.filter(outcome=DutyOutcome.OFFERED).update(outcome=DutyOutcome.LAPSED)
    duty = AlarmDuty.objects.create(
        alarm=alarm,
        person_id=person_id,
        outcome=DutyOutcome.OFFERED,
        offered_by=actor.display_name[:100],
        offered_at=now,
        answer_due_at=now + timedelta(seconds=figures(SettingKind.WATCH)["handover_within_s"]),
        reason=reason,
    )
    audit(actor, "alarms.alarm.handed_over", alarm, after={"person": person_id}, reason=reason)
    notify(
        kind="alarms.alarm",
        person_ids=[person_id],
        title=alarm.title,
        body=reason,
        actor=actor,
        url=alarm.get_absolute_url(),
        level=alarm.level,
        subject=alarm,
    )
    return duty


@transaction.atomic
def answer_handover(
    *, alarm_id: int, is_accepted: bool, actor: Actor, reason: str = ""
) -> AlarmDuty:
    """Accept or decline a responsibility that was offered to the actor."""
    from anlan.monitoring.alarms.services.crossings import add_step

    alarm = get_visible(Alarm, alarm_id, actor=actor, lock=True)
    offer = alarm.duties.filter(outcome=DutyOutcome.OFFERED).first()
    if offer is None:
        raise NothingOffered
    if actor.person_id is None or offer.person_id != actor.person_id:
        raise NotPermitted(permission=ACKNOWLEDGE)
    now = clock.now()
    if is_accepted:
        _end_held(alarm, now)
        offer.outcome, offer.since = DutyOutcome.HELD, now
        alarm.holder_id = offer.person_id
        alarm.save(update_fields=["holder", "updated_at"])
        add_step(alarm, StepKind.HANDED_OVER, actor, person_id=offer.person_id, text=offer.reason)
    else:
        if not reason.strip():
            raise InvalidInput(fields={"reason": "missing"})
        offer.outcome, offer.reason = DutyOutcome.DECLINED, f"{offer.reason}\n{reason}".strip()
    offer.save(update_fields=["outcome", "since", "reason"])
    action = "handover_accepted" if is_accepted else "handover_declined"
    audit(actor, f"alarms.alarm.{action}", alarm, reason=reason)
    return offer


def lapse_offers(now: datetime) -> int:
    """Offers nobody answered in time lapse: the former stays responsible and is told."""
    actor, lapsed = system_actor("alarm clock"), 0
    due = AlarmDuty.objects.filter(outcome=DutyOutcome.OFFERED, answer_due_at__lte=now)
    for duty_id in due.values_list("pk", flat=True):
        with transaction.atomic():
            offer = (
                AlarmDuty.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("alarm")
                .filter(pk=duty_id, outcome=DutyOutcome.OFFERED)
                .first()
            )
            if offer is None:
                continue
            offer.outcome = DutyOutcome.LAPSED
            offer.save(update_fields=["outcome"])
            audit(actor, "alarms.alarm.handover_lapsed", offer.alarm)
            held = _held(offer.alarm)
            if held is not None:
                notify(
                    kind="alarms.alarm",
                    person_ids=[held.person_id],
                    title=offer.alarm.title,
                    actor=actor,
                    url=offer.alarm.get_absolute_url(),
                    level=offer.alarm.level,
                    subject=offer.alarm,
                )
            lapsed += 1
    return lapsed
