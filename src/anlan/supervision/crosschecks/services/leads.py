"""Answering a lead: take it on, confirm it as a hazard, or record what explains it."""

from __future__ import annotations

from django.db import transaction

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import meet_deadline
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible
from anlan.supervision.crosschecks.choices import clock_code
from anlan.supervision.crosschecks.events import LeadAnswered
from anlan.supervision.crosschecks.models import Lead
from anlan.supervision.crosschecks.states import LEAD
from anlan.supervision.hazards.public import report_hazard


@transaction.atomic
def accept_lead(*, lead_id: int, actor: Actor, reason: str = "") -> Lead:
    """Take a lead on: from now on it has a holder."""
    lead = get_visible(Lead, lead_id, actor=actor, lock=True)
    LEAD.fire(lead, "accept", actor=actor, reason=reason)
    lead.holder_id = actor.person_id
    lead.save(update_fields=["holder", "updated_at"])
    audit(actor, "crosschecks.lead.accepted", lead, after={"holder": actor.display_name})
    _tell(lead, actor)
    return lead


@transaction.atomic
def confirm_lead(*, lead_id: int, actor: Actor, reason: str) -> Lead:
    """The contradiction is real: a hazard is opened with the facts, and the clock is met."""
    lead = get_visible(Lead, lead_id, actor=actor, lock=True)
    LEAD.fire(lead, "confirm", actor=actor, reason=reason)
    facts = "\n".join(f"{fact['label']}：{fact['value']}" for fact in lead.facts)
    hazard = report_hazard(
        source="cross_check",
        title=lead.title,
        description=f"{lead.explanation}\n{facts}\n{reason}",
        region_code=lead.region_id,
        enterprise_id=lead.enterprise_id,
        origin_type=lead._meta.label,
        origin_id=lead.pk,
        actor=actor,
    )
    lead.hazard_id = hazard.id
    _close(lead, actor, "crosschecks.lead.confirmed", reason)
    return lead


@transaction.atomic
def dismiss_lead(*, lead_id: int, actor: Actor, reason: str) -> Lead:
    """The facts are explained and nothing is dangerous: say why, and the clock is met."""
    lead = get_visible(Lead, lead_id, actor=actor, lock=True)
    LEAD.fire(lead, "dismiss", actor=actor, reason=reason)
    _close(lead, actor, "crosschecks.lead.dismissed", reason)
    return lead


def _close(lead: Lead, actor: Actor, action: str, reason: str) -> None:
    lead.closed_at = clock.now()
    if lead.holder_id is None:
        lead.holder_id = actor.person_id
    lead.save(update_fields=["closed_at", "holder", "hazard", "updated_at"])
    meet_deadline(subject=lead, rule_code=clock_code(lead.level), actor=actor, evidence=reason)
    audit(actor, action, lead, after={"state": lead.state}, reason=reason)
    _tell(lead, actor)


def _tell(lead: Lead, actor: Actor) -> None:
    emit(LeadAnswered(lead.pk, lead.state, lead.enterprise_id, lead.region_id), actor)
