"""Rectify → review → accept → cross off → look back, each by another pair of eyes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import require
from anlan.supervision.hazards.choices import LookBackResult, TraceTrigger
from anlan.supervision.hazards.constants import (
    ESCALATION_CLOCKS,
    LOOK_BACK_CLOCK,
    REVIEW_CLOCK,
)
from anlan.supervision.hazards.errors import FourEyes, HazardFinished
from anlan.supervision.hazards.events import (
    HazardCancelled,
    HazardLookedBack,
    RectificationAccepted,
    RectificationReturned,
    RectificationReviewed,
    RectificationSubmitted,
)
from anlan.supervision.hazards.guards import blocked_for
from anlan.supervision.hazards.models import Hazard, RectificationPlan
from anlan.supervision.hazards.permissions import RECTIFY
from anlan.supervision.hazards.services import regrading
from anlan.supervision.hazards.services.common import (
    flow,
    local_day,
    locked,
    meet_clock,
    rectify_rule,
    start_clock,
    stop_clocks,
    tell,
)
from anlan.supervision.hazards.states import HAZARD


@transaction.atomic
def write_plan(
    *,
    hazard_id: int,
    actor: Actor,
    responsibility: str = "",
    measures: str = "",
    funds_yuan: Decimal | None = None,
    time_limit: str = "",
    contingency: str = "",
) -> RectificationPlan:
    """Write down the five fixes 五落实; without all of them a major hazard cannot be handed in."""
    hazard = locked(hazard_id, actor)
    require(actor, RECTIFY, hazard)
    if not hazard.is_open:
        raise HazardFinished
    if funds_yuan is not None and funds_yuan < 0:
        raise InvalidInput(fields={"funds_yuan": _("Funds cannot be negative.")})
    plan, _made = RectificationPlan.objects.get_or_create(hazard=hazard)
    before, after = changes(
        plan,
        responsibility=responsibility.strip(),
        measures=measures.strip(),
        funds_yuan=funds_yuan,
        time_limit=time_limit.strip(),
        contingency=contingency.strip(),
        written_by=actor.display_name[:100],
    )
    plan.save()
    audit(actor, "hazards.plan.written", hazard, before=before, after=after)
    return plan


@transaction.atomic
def submit_rectification(
    *, hazard_id: int, text: str, actor: Actor, made_at: datetime | None = None
) -> Hazard:
    """Hand in what was done; ``made_at`` is when it was done in the field without signal.

    Raises ``InvalidInput`` without a text, ``TransitionRefused`` without the five fixes.
    """
    hazard = locked(hazard_id, actor)
    if not text.strip():
        raise InvalidInput(fields={"text": _("Say what was done.")})
    HAZARD.fire(hazard, "submit", actor=actor, reason=text)
    now = clock.now()
    done_at = min(made_at, now) if made_at else now
    hazard.rectification = text.strip()
    hazard.rectified_at = done_at
    hazard.rectified_by_id, hazard.rectified_by = actor.id, actor.display_name[:100]
    hazard.is_on_time = hazard.due_at is None or done_at <= hazard.due_at
    _forget_judgement(hazard)
    hazard.save()
    meet_clock(hazard, rectify_rule(hazard), evidence=hazard.rectification[:300])
    _stop_escalation(hazard)
    start_clock(hazard, REVIEW_CLOCK)
    audit(
        actor,
        "hazards.rectification.submitted",
        hazard,
        after={"text": hazard.rectification, "on_time": hazard.is_on_time},
    )
    tell(RectificationSubmitted, hazard, actor, is_on_time=bool(hazard.is_on_time))
    return hazard


def _forget_judgement(hazard: Hazard) -> None:
    hazard.reviewed_at = hazard.accepted_at = None
    hazard.reviewed_by_id = hazard.reviewed_by = ""
    hazard.accepted_by_id = hazard.accepted_by = ""


def _stop_escalation(hazard: Hazard) -> None:
    for rule in ESCALATION_CLOCKS:
        stop_clocks(hazard, _("the rectification was handed in"), rule)


def _check_eyes(hazard: Hazard, step: str, actor: Actor) -> None:
    if (blocked := blocked_for(hazard, step, actor)) is not None:
        raise FourEyes(blocked, step=step)


@transaction.atomic
def review_rectification(*, hazard_id: int, actor: Actor, reason: str = "") -> Hazard:
    """Find on the spot that it is rectified; never by who rectified it."""
    hazard = locked(hazard_id, actor)
    HAZARD.check(hazard, "review", actor=actor)
    _check_eyes(hazard, "review", actor)
    HAZARD.fire(hazard, "review", actor=actor, reason=reason)
    hazard.reviewed_at = clock.now()
    hazard.reviewed_by_id, hazard.reviewed_by = actor.id, actor.display_name[:100]
    hazard.save()
    meet_clock(hazard, REVIEW_CLOCK, evidence=reason)
    audit(actor, "hazards.rectification.reviewed", hazard, reason=reason)
    tell(RectificationReviewed, hazard, actor)
    return hazard


def _return(hazard: Hazard, step: str, actor: Actor, reason: str) -> Hazard:
    HAZARD.check(hazard, step, actor=actor, reason=reason)
    _check_eyes(hazard, step, actor)
    HAZARD.fire(hazard, step, actor=actor, reason=reason)
    hazard.returned_times += 1
    hazard.rectified_at = hazard.is_on_time = None
    hazard.rectified_by_id = hazard.rectified_by = ""
    _forget_judgement(hazard)
    hazard.save()
    stop_clocks(hazard, reason, REVIEW_CLOCK)
    start_clock(hazard, rectify_rule(hazard), due_at=hazard.due_at)
    audit(actor, "hazards.rectification.returned", hazard, reason=reason)
    tell(RectificationReturned, hazard, actor)
    return hazard


@transaction.atomic
def return_review(*, hazard_id: int, actor: Actor, reason: str) -> Hazard:
    """Send it back: not rectified. The first due time stays."""
    return _return(locked(hazard_id, actor), "return_review", actor, reason)


@transaction.atomic
def return_acceptance(*, hazard_id: int, actor: Actor, reason: str) -> Hazard:
    """Refuse to accept a reviewed rectification; it goes back to who must rectify."""
    return _return(locked(hazard_id, actor), "return_accept", actor, reason)


@transaction.atomic
def accept_rectification(*, hazard_id: int, actor: Actor, reason: str = "") -> Hazard:
    """Accept; a general hazard is crossed off with it, a major one by a step of its own."""
    hazard = locked(hazard_id, actor)
    HAZARD.check(hazard, "accept", actor=actor)
    _check_eyes(hazard, "accept", actor)
    HAZARD.fire(hazard, "accept", actor=actor, reason=reason)
    hazard.accepted_at = clock.now()
    hazard.accepted_by_id, hazard.accepted_by = actor.id, actor.display_name[:100]
    hazard.save()
    audit(actor, "hazards.rectification.accepted", hazard, reason=reason)
    tell(RectificationAccepted, hazard, actor)
    regrading.unweigh_check(hazard, flow(), _("rectified and accepted"))
    if not hazard.is_major:
        _cancel(hazard, flow(), _("accepted"))
    return hazard


@transaction.atomic
def cancel_hazard(*, hazard_id: int, actor: Actor, reason: str = "") -> Hazard:
    """Cross a major hazard off 销号: notice, dual report, orders and listing are in order."""
    return _cancel(locked(hazard_id, actor), actor, reason)


def _cancel(hazard: Hazard, actor: Actor, reason: str) -> Hazard:
    HAZARD.fire(hazard, "cancel", actor=actor, reason=reason)
    hazard.closed_at = clock.now()
    hazard.closed_on = local_day(hazard.closed_at)
    hazard.save()
    stop_clocks(hazard, _("crossed off"))
    if hazard.is_major:
        start_clock(hazard, LOOK_BACK_CLOCK)
    regrading.unweigh(hazard, flow(), _("crossed off"))
    audit(actor, "hazards.hazard.cancelled", hazard, reason=reason)
    tell(HazardCancelled, hazard, actor)
    return hazard


@transaction.atomic
def look_back(*, hazard_id: int, result: str, actor: Actor, note: str = "") -> Hazard:
    """Visit again what was crossed off; what is back becomes a new hazard linked to the old one.

    Returns the hazard looked back on; its relapse is in ``relapses``.
    """
    from anlan.supervision.hazards.services.lateness import open_trace_back
    from anlan.supervision.hazards.services.reporting import report_hazard

    hazard = locked(hazard_id, actor)
    HAZARD.check(hazard, "look_back", actor=actor)
    if result not in LookBackResult.values:
        raise InvalidInput(fields={"result": _("Say whether the rectification holds.")})
    if result == LookBackResult.RELAPSED and not note.strip():
        raise InvalidInput(fields={"note": _("Say what was found again.")})
    HAZARD.fire(hazard, "look_back", actor=actor, reason=note)
    hazard.look_back_result, hazard.look_back_note = result, note.strip()
    hazard.looked_back_at, hazard.looked_back_by = clock.now(), actor.display_name[:100]
    hazard.save()
    meet_clock(hazard, LOOK_BACK_CLOCK, evidence=note)
    audit(actor, "hazards.hazard.looked_back", hazard, after={"result": result}, reason=note)
    tell(HazardLookedBack, hazard, actor, result=result)
    if result == LookBackResult.RELAPSED:
        report_hazard(
            source="inspection",
            title=hazard.title,
            description=note.strip(),
            region_code=hazard.region_id,
            enterprise_id=hazard.enterprise_id,
            unit_id=hazard.unit_id,
            unit_name=hazard.unit_name,
            place=hazard.place,
            category=hazard.category_id,
            level=hazard.level_name,
            criterion_codes=list(hazard.criteria.values_list("code", flat=True)),
            longitude=hazard.location.x if hazard.location else None,
            latitude=hazard.location.y if hazard.location else None,
            department_id=hazard.department_id,
            relapse_of_id=hazard.pk,
            actor=actor,
        )
        open_trace_back(hazard, TraceTrigger.RELAPSE, flow())
    return hazard
