"""Disputes over competence: raised by a unit, decided in writing by the safety-committee office."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.accounts.public import persons_holding
from anlan.base.audit.public import audit
from anlan.base.organisations.public import find_organisation, list_people_info
from anlan.governance.chains.models import Dispute, Trace
from anlan.governance.chains.papers import render_decision
from anlan.governance.chains.permissions import DECIDE
from anlan.governance.chains.services.common import (
    due_in,
    known_unit,
    locked_trace,
    people_of_unit,
    running,
    say,
    start_clocks,
    stop_clocks,
    tell,
)
from anlan.governance.chains.states import DISPUTE, TRACE
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible


def deciders(trace: Trace) -> list[int]:
    """Return who decides disputes in the office of the chain."""
    people = list_people_info(persons_holding(DECIDE))
    office = trace.clue.chain.office_id
    return [pk for pk, person in people.items() if person.organisation_id == office]


@transaction.atomic
def raise_dispute(
    *, trace_id: int, claim: str, actor: Actor, suggested_id: int | None = None
) -> Dispute:
    """Say that a stage is not one's own; the clocks stand still until it is decided."""
    trace = locked_trace(trace_id, actor)
    TRACE.check(trace, "dispute", actor=actor)
    running(trace)
    if not claim.strip():
        raise InvalidInput(fields={"claim": _("Say why it is not your competence.")})
    if suggested_id is not None and suggested_id == trace.organisation_id:
        raise InvalidInput(fields={"suggested_id": _("Name another unit than your own.")})
    TRACE.fire(trace, "dispute", actor=actor)
    made = Dispute.objects.create(
        trace=trace,
        claim=claim.strip(),
        claimant_id=known_unit(trace.organisation_id, "claim"),
        suggested_id=suggested_id,
        made_at=clock.now(),
        made_by=actor.display_name[:100],
    )
    stop_clocks(trace, actor, "职责争议裁定期间停止计时")
    audit(actor, "chains.dispute.raised", trace, after={"suggested": suggested_id or 0})
    say(trace, deciders(trace), _("Competence in dispute: %(title)s"), actor)
    tell(trace.clue, actor, trace=trace)
    return made


@transaction.atomic
def decide_dispute(*, dispute_id: int, competent_id: int, decision: str, actor: Actor) -> Dispute:
    """Decide in writing which unit is competent; it gets the stage, with its days from today."""
    found = get_visible(Dispute, dispute_id, actor=actor)
    trace = locked_trace(found.trace_id, actor)
    made = Dispute.objects.select_for_update().get(pk=found.pk)
    DISPUTE.check(made, "decide", actor=actor, reason=decision)
    unit = known_unit(competent_id, "competent_id")
    DISPUTE.fire(
        made,
        "decide",
        actor=actor,
        reason=decision,
        also={
            "competent_id": unit,
            "decision": decision.strip(),
            "decided_at": clock.now(),
            "decided_by": actor.display_name[:100],
        },
    )
    TRACE.fire(
        trace,
        "settle",
        actor=actor,
        also={
            "organisation_id": unit,
            "sent_at": clock.now(),
            "due_on": due_in(trace.stage.answer_days),
            "signed_at": None,
            "signed_by": "",
            "told_rank": 0,
            "told_on": None,
        },
    )
    trace = locked_trace(trace.pk, actor)
    start_clocks(trace, actor)
    made.document_id = render_decision(Dispute.objects.get(pk=made.pk), actor).id
    made.save(update_fields=["document_id", "updated_at"])
    name = getattr(find_organisation(unit), "name", "")
    audit(actor, "chains.dispute.decided", trace, after={"competent": name}, reason=decision)
    people = {*people_of_unit(unit), *people_of_unit(made.claimant_id)}
    say(trace, people, _("Competence decided: %(title)s"), actor, must_confirm=True)
    tell(trace.clue, actor, trace=trace)
    return made
