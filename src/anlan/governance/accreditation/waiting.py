"""What of the demonstration units waits for whom."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from anlan.governance.accreditation.choices import (
    IN_FORCE,
    CaseState,
    ObjectionState,
    ProposalState,
    RectificationState,
    RoundState,
)
from anlan.governance.accreditation.models import Case
from anlan.governance.accreditation.permissions import APPLY, AWARD, MANAGE, REVIEW
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of

#: A re-check is “soon” when its day is this near.
SOON = timedelta(days=30)


def of_unit(actor: Actor) -> Q:
    """What the unit must do: answer the criteria, re-checks, rectifications."""
    if not actor.has(APPLY) or actor.is_system:
        return Q(pk__in=[])
    own = Q(pk__in=policy_of(Case).permitted(actor, APPLY).values("pk"))
    todo = Q(state=CaseState.PREPARING)
    todo |= Q(
        pk__in=Case.objects.filter(state__in=IN_FORCE, rounds__state=RoundState.OPEN).values("pk")
    )
    todo |= Q(
        pk__in=Case.objects.filter(rectifications__state=RectificationState.OPEN).values("pk")
    )
    return own & todo


def of_office(actor: Actor) -> Q:
    """What the office must do: review, publish, decide."""
    found = Q(pk__in=[])
    if actor.has(REVIEW):
        reviews = policy_of(Case).permitted(actor, REVIEW)
        found |= Q(
            pk__in=reviews.filter(state__in=(CaseState.SUBMITTED, CaseState.ON_SITE)).values("pk")
        )
    if actor.has(MANAGE):
        mine = policy_of(Case).permitted(actor, MANAGE)
        open_ones = (
            Q(state=CaseState.ASSESSED)
            | Q(objections__state=ObjectionState.OPEN)
            | Q(proposals__state=ProposalState.OPEN)
            | Q(rectifications__state=RectificationState.ANSWERED)
            | Q(state__in=IN_FORCE, rounds__state=RoundState.SUBMITTED)
        )
        found |= Q(pk__in=mine.filter(open_ones).values("pk"))
    return found


def of_awarder(actor: Actor) -> Q:
    """What waits for who awards: publicity that is over, an exit that was taken up."""
    if not actor.has(AWARD) or actor.is_system:
        return Q(pk__in=[])
    rows = policy_of(Case).permitted(actor, AWARD)
    over = Q(state=CaseState.PUBLICITY, publicity_until__lt=clock.today())
    leaving = Q(state__in=IN_FORCE, proposals__state=ProposalState.TAKEN, proposals__act="exit")
    return Q(pk__in=rows.filter(over | leaving).values("pk"))


def waiting_for(actor: Actor) -> Q:
    """What waits for this person."""
    return of_unit(actor) | of_office(actor) | of_awarder(actor)


def late(_actor: Actor) -> Q:
    """Titles whose re-check or validity has passed its day."""
    today = clock.today()
    return Q(state__in=IN_FORCE) & (Q(recheck_on__lt=today) | Q(valid_until__lt=today))


def due_soon(_actor: Actor) -> Q:
    """Titles that are re-checked within a month."""
    today = clock.today()
    return Q(state__in=IN_FORCE, recheck_on__gte=today, recheck_on__lte=today + SOON)
