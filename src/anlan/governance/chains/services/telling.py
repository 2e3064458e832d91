"""Telling of late stages step by step: head of the unit, leader in charge, principal leader."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.governance.chains.choices import WITH_UNIT, ClueState
from anlan.governance.chains.events import StageLate
from anlan.governance.chains.models import Trace
from anlan.governance.chains.services.common import office_people, people_of_unit
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent.parent / "data"


@lru_cache(maxsize=1)
def steps() -> tuple[tuple[int, int], ...]:
    """Return (days late, rank told), as the county arranged it."""
    rows = read_csv(DATA / "steps.csv")
    return tuple((int(row["days_late"]), int(row["rank"])) for row in rows)


def rank_for(days_late: int) -> int:
    """Return the highest rank that is to be told after so many days."""
    return max((rank for days, rank in steps() if days_late >= days), default=0)


@transaction.atomic
def tell_late(*, actor: Actor) -> int:
    """Tell the next leader of every stage whose step has come; returns how many were told."""
    today = clock.today()
    rows = Trace.objects.filter(
        state__in=WITH_UNIT, due_on__lt=today, clue__state=ClueState.TRACING
    ).select_for_update(of=("self",))
    told = 0
    for trace in rows.select_related("clue__chain", "stage", "organisation").order_by("pk"):
        late = (today - trace.due_on).days if trace.due_on else 0
        rank = rank_for(late)
        if rank > trace.told_rank:
            _tell(trace, rank, late, actor)
            told += 1
    return told


def _tell(trace: Trace, rank: int, late: int, actor: Actor) -> None:
    leaders = leaders_in_charge(trace.organisation_id) if trace.organisation_id else []
    people = {person.person_id for person in leaders if trace.told_rank < person.rank <= rank}
    people |= {*people_of_unit(trace.organisation_id), *office_people(trace.clue.chain)}
    notify(
        kind="chains",
        person_ids=sorted(people),
        title=_("%(days)d days late: %(title)s") % {"days": late, "title": trace},
        body=_("%(unit)s has not answered for its stage of the chain “%(chain)s”.")
        % {"unit": trace.organisation, "chain": trace.clue.chain},
        url=trace.get_absolute_url(),
        subject=trace,
        actor=actor,
        must_confirm=True,
    )
    trace.told_rank, trace.told_on = rank, clock.today()
    trace.save(update_fields=["told_rank", "told_on", "updated_at"])
    audit(actor, "chains.trace.late", trace, after={"days": late, "rank": rank})
    emit(
        StageLate(
            clue_id=trace.clue_id,
            chain_id=trace.clue.chain_id,
            state=trace.clue.state,
            region=trace.region_id,
            trace_id=trace.pk,
            unit=trace.organisation_id or 0,
            rank=rank,
        ),
        actor,
    )
