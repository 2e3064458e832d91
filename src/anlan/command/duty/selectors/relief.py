"""Leave and swaps that wait for somebody."""

from __future__ import annotations

from django.db.models import QuerySet

from anlan.command.duty.choices import LeaveState, SwapState
from anlan.command.duty.models import DutyLeave, DutySwap
from anlan.command.duty.permissions import AGREE_SWAP, PLAN
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of

MOST = 20


def swaps_for(actor: Actor) -> QuerySet[DutySwap]:
    """Return the swaps a colleague waits for the actor to agree to."""
    rows = policy_of(DutySwap).permitted(actor, AGREE_SWAP)
    if actor.person_id is None:
        return rows.none()
    coming = rows.filter(state=SwapState.ASKED, assignment__starts_at__gt=clock.now())
    return coming.select_related("person")[:MOST]


def leaves_to_decide(actor: Actor) -> QuerySet[DutyLeave]:
    """Return the leaves the actor may decide about."""
    rows = policy_of(DutyLeave).permitted(actor, PLAN)
    return rows.filter(state=LeaveState.ASKED, last_day__gte=clock.today()).select_related(
        "person", "organisation"
    )[:MOST]


def swaps_to_decide(actor: Actor) -> QuerySet[DutySwap]:
    """Return the agreed swaps the actor may decide about."""
    rows = policy_of(DutySwap).permitted(actor, PLAN).exclude(colleague_id=actor.person_id or 0)
    return rows.filter(
        state=SwapState.AGREED, assignment__starts_at__gt=clock.now()
    ).select_related("person", "colleague", "organisation")[:MOST]
