"""The roster answers the alarm ladder; incidents and hand-overs stand in the log by themselves."""

from __future__ import annotations

from anlan.base.notifications.public import notify
from anlan.command.duty.events import HandoverOffered
from anlan.command.duty.models import Handover
from anlan.command.duty.permissions import HAND_OVER
from anlan.command.duty.selectors.roster import holders
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
