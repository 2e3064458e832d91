"""The roster answers the alarm ladder; incidents and hand-overs stand in the log by themselves."""

from __future__ import annotations

from anlan.base.accounts.public import actor_of_person
from anlan.base.notifications.events import NotificationConfirmed
from anlan.base.notifications.public import notify
from anlan.command.duty.events import HandoverOffered
from anlan.command.duty.models import DutyCheck, DutyCheckAnswer, Handover
from anlan.command.duty.permissions import ANSWER_CHECK, HAND_OVER
from anlan.command.duty.selectors.roster import holders
from anlan.command.duty.services.checks import answer_check
from anlan.kernel.actor import system_actor
from anlan.kernel.events import on
from anlan.kernel.policy import policy_of
from anlan.monitoring.alarms.public import register_holder_source

register_holder_source(holders)


@on(HandoverOffered)
def tell_of_handover(event: HandoverOffered) -> None:
    """Who may take over learns that a shift waits."""
    handover = Handover.objects.get(pk=event.handover_id)
    if handover.state != "offered":
        return
    notify(
        kind="duty.handover",
        person_ids=policy_of(Handover).who_can(HAND_OVER, handover),
        title=f"{handover.given_by}交班，待接班",
        body=handover.summary,
        url=handover.get_absolute_url(),
        subject=handover,
        actor=system_actor("duty"),
    )


@on(NotificationConfirmed, inline=True)
def take_confirmation(event: NotificationConfirmed) -> None:
    """Who confirms the notice of a duty check has answered it."""
    if event.subject_type != DutyCheck._meta.label:
        return
    answer = DutyCheckAnswer.objects.filter(
        check_asked_id=int(event.subject_id), person_id=event.person_id, answered_at__isnull=True
    ).first()
    actor = actor_of_person(event.person_id)
    if answer is not None and actor is not None and actor.has(ANSWER_CHECK):
        answer_check(answer_id=answer.pk, actor=actor)
