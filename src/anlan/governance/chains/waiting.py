"""What of the clues along chains waits for whom."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from anlan.governance.chains.choices import WITH_UNIT, ClueState, TraceState
from anlan.governance.chains.models import Clue, Trace
from anlan.governance.chains.permissions import COORDINATE, DECIDE, HANDLE
from anlan.governance.responsibility.public import organisations_of_person
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def late_q(prefix: str = "") -> Q:
    """Stages whose unit has not answered in time."""
    return Q(
        **{f"{prefix}state__in": WITH_UNIT, f"{prefix}due_on__lt": clock.today()},
    )


def traces_waiting(actor: Actor) -> QuerySet[Trace]:
    """To sign or answer by one's own unit; disputes for who decides them."""
    rows = visible(Trace, actor).filter(clue__state=ClueState.TRACING)
    found = Q(pk__in=[])
    if actor.has(HANDLE) and actor.organisation_id is not None:
        found |= Q(organisation_id=actor.organisation_id, state__in=WITH_UNIT)
    if actor.has(DECIDE):
        found |= Q(state=TraceState.DISPUTED)
    return rows.filter(found)


def clues_waiting(actor: Actor) -> QuerySet[Clue]:
    """To send, to check (every stage has answered), to close, for the coordinating office."""
    rows = visible(Clue, actor)
    if not actor.has(COORDINATE):
        return rows.none()
    unsettled = Trace.objects.exclude(state__in=(TraceState.ANSWERED, TraceState.RELEASED))
    ready = Q(state=ClueState.TRACING) & ~Q(pk__in=unsettled.values("clue_id"))
    to_close = Q(state=ClueState.CHECKED) & ~Q(checked_by_id=actor.id)
    return rows.filter(Q(state=ClueState.NEW) | ready | to_close)


def of_my_units(actor: Actor) -> Q:
    """Traces of one's own unit, or of the units one answers for."""
    units = {actor.organisation_id} - {None}
    if actor.person_id is not None:
        units |= set(organisations_of_person(actor.person_id))
    return Q(organisation_id__in=units)


def with_counts(rows: QuerySet[Clue]) -> QuerySet[Clue]:
    """Add how many stages of a clue are open and late."""
    owed = Q(traces__state__in=(*WITH_UNIT, TraceState.DISPUTED))
    return rows.annotate(
        open_stages=Count("traces", filter=owed, distinct=True),
        late_stages=Count("traces", filter=late_q("traces__"), distinct=True),
    )
