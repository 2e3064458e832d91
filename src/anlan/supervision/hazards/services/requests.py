"""More time, other hands, objections."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import deadlines_of, extend_deadline
from anlan.base.organisations.public import find_organisation
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, policy_of, require, visible
from anlan.supervision.hazards.choices import (
    HazardState,
    RequestState,
    TransferState,
)
from anlan.supervision.hazards.constants import (
    DISPUTE_CLOCK,
    EXTENSION_DAYS,
    EXTENSION_TIMES,
    TRANSFER_CLOCK,
)
from anlan.supervision.hazards.errors import AlreadyAnswered, AlreadyAsked
from anlan.supervision.hazards.events import (
    DisputeDecided,
    ExtensionDecided,
    ExtensionRequested,
    HazardDisputed,
    HazardTransferred,
)
from anlan.supervision.hazards.models import (
    ExtensionRequest,
    Hazard,
    HazardDispute,
    HazardTransfer,
)
from anlan.supervision.hazards.permissions import (
    DECIDE_DISPUTE,
    DECIDE_EXTENSION,
    REQUEST_EXTENSION,
    TRANSFER,
)
from anlan.supervision.hazards.services import regrading
from anlan.supervision.hazards.services.common import (
    flow,
    limit,
    locked,
    meet_clock,
    rectify_rule,
    start_clock,
    stop_clocks,
    tell,
)
from anlan.supervision.hazards.services.reporting import set_due
from anlan.supervision.hazards.states import HAZARD


def _with_text(text: str, field: str, message: str) -> str:
    if not text.strip():
        raise InvalidInput(fields={field: message})
    return text.strip()


@transaction.atomic
def request_extension(
    *, hazard_id: int, wanted_due_at: datetime, reason: str, measures: str, actor: Actor
) -> ExtensionRequest:
    """Ask for more time, with the reason and the safety measures meanwhile.

    Raises ``AlreadyAsked``, or ``WrongState``/``InvalidInput`` past the limits of the county.
    """
    hazard = locked(hazard_id, actor)
    require(actor, REQUEST_EXTENSION, hazard)
    if hazard.state != HazardState.RECTIFYING or hazard.due_at is None:
        raise WrongState(_("More time can be asked for only while the hazard is being rectified."))
    if hazard.extensions.filter(state=RequestState.PENDING).exists():
        raise AlreadyAsked
    granted, most = (
        hazard.extensions.filter(state=RequestState.APPROVED).count(),
        limit(EXTENSION_TIMES),
    )
    if granted >= most:
        raise WrongState(
            ngettext(
                "The time was extended %(count)d time already: no more is possible.",
                "The time was extended %(count)d times already: no more is possible.",
                granted,
            )
            % {"count": granted}
        )
    days = limit(EXTENSION_DAYS)
    if wanted_due_at <= hazard.due_at:
        raise InvalidInput(fields={"wanted_due_at": _("The new day must be later.")})
    if wanted_due_at > hazard.due_at + timedelta(days=days):
        raise InvalidInput(
            fields={
                "wanted_due_at": _("At most %(days)d days more can be asked for at a time.")
                % {"days": days}
            }
        )
    asked = ExtensionRequest.objects.create(
        hazard=hazard,
        former_due_at=hazard.due_at,
        wanted_due_at=wanted_due_at,
        reason=_with_text(reason, "reason", _("Please give the reason.")),
        measures=_with_text(
            measures, "measures", _("Say how safety is kept until the hazard is removed.")
        ),
        requested_by_id=actor.id,
        requested_by=actor.display_name[:100],
    )
    audit(
        actor,
        "hazards.extension.requested",
        hazard,
        before={"due_at": hazard.due_at},
        after={"due_at": wanted_due_at},
        reason=reason,
    )
    tell(ExtensionRequested, hazard, actor)
    return asked


@transaction.atomic
def decide_extension(
    *, extension_id: int, is_approved: bool, actor: Actor, reason: str = ""
) -> ExtensionRequest:
    """Grant or refuse more time; a refusal says why. The clock moves with the grant."""
    asked = get_visible(ExtensionRequest, extension_id, actor=actor, lock=True)
    hazard = locked(asked.hazard_id, actor)
    require(actor, DECIDE_EXTENSION, hazard)
    if asked.state != RequestState.PENDING:
        raise AlreadyAnswered
    if not is_approved:
        _with_text(reason, "reason", _("Please give the reason."))
    asked.state = RequestState.APPROVED if is_approved else RequestState.REFUSED
    asked.decided_at, asked.decided_by = clock.now(), actor.display_name[:100]
    asked.decision = reason.strip()
    asked.save()
    if is_approved:
        running = next(
            (
                d
                for d in deadlines_of(hazard)
                if d.rule_code == rectify_rule(hazard) and d.state == "running"
            ),
            None,
        )
        if running is not None:
            extend_deadline(
                deadline_id=running.id,
                due_at=asked.wanted_due_at,
                actor=flow(),
                reason=asked.reason,
            )
        set_due(hazard, asked.wanted_due_at)
        was_late, hazard.overdue_at, hazard.escalation_step = hazard.overdue_at, None, 0
        hazard.save()
        if was_late:
            regrading.weigh_anew(hazard, flow(), _("more time was granted"))
    audit(
        actor,
        "hazards.extension.decided",
        hazard,
        after={"approved": is_approved, "due_at": hazard.due_at},
        reason=reason,
    )
    tell(ExtensionDecided, hazard, actor, is_approved=is_approved)
    return asked


@transaction.atomic
def transfer_hazard(
    *, hazard_id: int, to_organisation_id: int, actor: Actor, reason: str
) -> HazardTransfer:
    """Offer a hazard to another department or township; it stays here until it is taken."""
    hazard = locked(hazard_id, actor)
    require(actor, TRANSFER, hazard)
    if not hazard.is_open:
        raise WrongState(_("This hazard has been crossed off already."))
    if hazard.transfers.filter(state=TransferState.OFFERED).exists():
        raise AlreadyAsked
    office = find_organisation(to_organisation_id)
    if office is None or office.kind not in ("department", "township", "park"):
        raise InvalidInput(
            fields={"to_organisation_id": _("Choose a department, township or park.")}
        )
    if office.id == hazard.department_id:
        raise InvalidInput(fields={"to_organisation_id": _("This office answers for it already.")})
    offer = HazardTransfer.objects.create(
        hazard=hazard,
        from_organisation_id=hazard.department_id or actor.organisation_id,
        to_organisation_id=office.id,
        reason=_with_text(reason, "reason", _("Please give the reason.")),
        offered_by_id=actor.id,
        offered_by=actor.display_name[:100],
        offered_at=clock.now(),
    )
    start_clock(hazard, TRANSFER_CLOCK)
    audit(actor, "hazards.transfer.offered", hazard, after={"to": str(office.name)}, reason=reason)
    tell(HazardTransferred, hazard, actor, to_organisation_id=office.id, answer="offered")
    return offer


def may_answer(offer: HazardTransfer, actor: Actor) -> bool:
    """Whether the actor answers for the office it was offered to."""
    if actor.is_system or offer.to_organisation_id == actor.organisation_id:
        return actor.has(TRANSFER)
    office = find_organisation(offer.to_organisation_id)
    for scope in actor.scopes_for(TRANSFER):
        if scope.kind == "organisation" and scope.value == str(offer.to_organisation_id):
            return True
        if (
            scope.kind == "region"
            and office is not None
            and office.kind in ("township", "park")
            and len(scope.value) > 6
            and office.region_code.startswith(scope.value)
        ):
            return True
    return False


@transaction.atomic
def answer_transfer(
    *, transfer_id: int, is_accepted: bool, actor: Actor, reason: str = ""
) -> HazardTransfer:
    """Take a hazard over or give it back with the reason; only the office it was offered to."""
    from anlan.kernel.errors import NotPermitted

    offer = get_visible(HazardTransfer, transfer_id, actor=actor, lock=True)
    if not may_answer(offer, actor):
        raise NotPermitted(_("Only the office it was offered to may answer."))
    if offer.state != TransferState.OFFERED:
        raise AlreadyAnswered
    if not is_accepted:
        _with_text(reason, "reason", _("Please give the reason."))
    hazard = Hazard.objects.select_for_update(of=("self",)).get(pk=offer.hazard_id)
    offer.state = TransferState.ACCEPTED if is_accepted else TransferState.RETURNED
    offer.answered_at, offer.answered_by = clock.now(), actor.display_name[:100]
    offer.answer = reason.strip()
    offer.save()
    before = hazard.department_id
    if is_accepted:
        hazard.department_id = offer.to_organisation_id
        hazard.save(update_fields=["department", "updated_at"])
    meet_clock(hazard, TRANSFER_CLOCK, evidence=str(offer.get_state_display()))
    audit(
        actor,
        "hazards.transfer.answered",
        hazard,
        before={"department": before},
        after={"department": hazard.department_id, "answer": offer.state},
        reason=reason,
    )
    tell(
        HazardTransferred,
        hazard,
        actor,
        to_organisation_id=offer.to_organisation_id,
        answer=offer.state,
    )
    return offer


@transaction.atomic
def dispute_hazard(*, hazard_id: int, actor: Actor, reason: str) -> HazardDispute:
    """Object: it is no hazard, or not ours. The clock goes on until the bureau has decided."""
    hazard = locked(hazard_id, actor)
    HAZARD.fire(hazard, "dispute", actor=actor, reason=reason)
    dispute = HazardDispute.objects.create(
        hazard=hazard,
        ground=reason.strip(),
        raised_by=actor.display_name[:100],
        raised_at=clock.now(),
    )
    start_clock(hazard, DISPUTE_CLOCK)
    audit(actor, "hazards.dispute.raised", hazard, reason=reason)
    tell(HazardDisputed, hazard, actor)
    return dispute


@transaction.atomic
def decide_dispute(*, hazard_id: int, is_upheld: bool, actor: Actor, reason: str) -> Hazard:
    """Decide an objection: right (the hazard leaves the count), or dismissed (work goes on)."""
    hazard = locked(hazard_id, actor)
    step = "uphold" if is_upheld else "dismiss"
    HAZARD.check(hazard, step, actor=actor, reason=reason)
    policy_of(Hazard).require(actor, DECIDE_DISPUTE, hazard)
    HAZARD.fire(hazard, step, actor=actor, reason=reason)
    dispute = visible(HazardDispute, actor).filter(hazard=hazard, state="pending").first()
    if dispute is not None:
        dispute.state = RequestState.APPROVED if is_upheld else RequestState.REFUSED
        dispute.decided_at, dispute.decided_by = clock.now(), actor.display_name[:100]
        dispute.decision = reason.strip()
        dispute.save()
    meet_clock(hazard, DISPUTE_CLOCK, evidence=reason)
    if is_upheld:
        hazard.counted_on = None
        hazard.save(update_fields=["counted_on", "updated_at"])
        stop_clocks(hazard, reason)
        regrading.unweigh(hazard, flow(), reason)
    else:
        set_due(hazard, start_clock(hazard, rectify_rule(hazard), due_at=hazard.due_at))
        hazard.save(update_fields=["due_at", "due_on", "updated_at"])
    audit(actor, "hazards.dispute.decided", hazard, after={"upheld": is_upheld}, reason=reason)
    tell(DisputeDecided, hazard, actor, is_upheld=is_upheld)
    return hazard


@transaction.atomic
def uphold_dispute(*, hazard_id: int, actor: Actor, reason: str) -> Hazard:
    """The objection is right."""
    return decide_dispute(hazard_id=hazard_id, is_upheld=True, actor=actor, reason=reason)


@transaction.atomic
def dismiss_dispute(*, hazard_id: int, actor: Actor, reason: str) -> Hazard:
    """The objection is dismissed."""
    return decide_dispute(hazard_id=hazard_id, is_upheld=False, actor=actor, reason=reason)
