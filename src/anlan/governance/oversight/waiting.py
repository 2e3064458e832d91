"""What of the supervision documents waits for whom."""

from __future__ import annotations

from django.db.models import Q

from anlan.base.workflow.public import approval_of, may_decide
from anlan.governance.oversight.choices import WITH_UNIT, OrderState, StatementState
from anlan.governance.oversight.models import Order
from anlan.governance.oversight.permissions import (
    APPROVE,
    APPROVE_LEADER,
    APPROVE_PRINCIPAL,
    CHECK,
    RECEIVE,
)
from anlan.governance.responsibility.public import organisations_of_person
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of


def waiting_for(actor: Actor) -> Q:
    """What waits for this person: to sign or answer, to approve, to check, to take up."""
    found = Q(pk__in=[])
    if actor.has(RECEIVE) and actor.organisation_id is not None:
        found |= Q(organisation_id=actor.organisation_id, state__in=WITH_UNIT)
    if actor.has(CHECK):
        mine = Q(office_id=actor.organisation_id)
        found |= mine & Q(state__in=(OrderState.ANSWERED, OrderState.PROPOSED, OrderState.DRAFT))
        found |= mine & Q(statements__state=StatementState.OPEN)
    if any(actor.has(p) for p in (APPROVE, APPROVE_LEADER, APPROVE_PRINCIPAL)):
        found |= Q(pk__in=to_approve(actor))
    return found


def to_approve(actor: Actor) -> list[int]:
    """Return the documents on which this person decides now."""
    rows = policy_of(Order).visible(actor).filter(state=OrderState.APPROVING)[:200]
    found = []
    for order in rows:
        approval = approval_of(order)
        if approval is not None and approval.is_running and may_decide(approval.id, actor):
            found.append(order.pk)
    return found


def about_units(actor: Actor) -> Q:
    """One's own unit, or the units one answers for."""
    units = {actor.organisation_id} - {None}
    if actor.person_id is not None:
        units |= set(organisations_of_person(actor.person_id))
    return Q(organisation_id__in=units)
