"""What of the patrols waits for whom."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from anlan.governance.patrols.choices import FindingState, RoundState, VisitState
from anlan.governance.patrols.permissions import CHECK, ISSUE, PLAN, RECEIVE, teams_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor

#: The office sends notices, and a team sees its visits, so many days ahead.
AHEAD = timedelta(days=7)


def visits_for(actor: Actor) -> Q:
    """To sign for, to answer, to make, to write up, to give feedback on."""
    found = Q(pk__in=[])
    soon = clock.today() + AHEAD
    running = Q(round__state=RoundState.RUNNING)
    if actor.has(RECEIVE) and actor.organisation_id is not None:
        found |= Q(
            organisation_id=actor.organisation_id,
            state__in=(VisitState.NOTIFIED, VisitState.CONSULTING),
        )
    if actor.person_id is not None:
        mine = Q(team_id__in=teams_of(actor.person_id).values("pk"))
        found |= mine & Q(state__in=(VisitState.UNDERWAY, VisitState.DRAFTED, VisitState.ANSWERED))
        found |= (
            mine
            & running
            & Q(
                state__in=(VisitState.PLANNED, VisitState.NOTIFIED, VisitState.RECEIVED),
                planned_on__lte=soon,
            )
        )
    if actor.has(PLAN):
        found |= running & Q(state=VisitState.PLANNED, is_unannounced=False, planned_on__lte=soon)
    if actor.has(ISSUE):
        found |= Q(state=VisitState.ANSWERED) | Q(
            state=VisitState.CONSULTING, comment_due_on__lt=clock.today()
        )
    return found


def findings_for(actor: Actor) -> Q:
    """To put right, to check."""
    found = Q(pk__in=[])
    if actor.has(RECEIVE) and actor.organisation_id is not None:
        found |= Q(organisation_id=actor.organisation_id, state=FindingState.RECTIFYING)
    if actor.has(CHECK):
        found |= Q(state=FindingState.SUBMITTED)
    return found
