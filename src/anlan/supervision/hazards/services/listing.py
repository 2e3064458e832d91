"""Listed supervision 挂牌督办: listing, application, check on the spot, lifting."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import render_document
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.policy import get_visible, require
from anlan.supervision.hazards.choices import SupervisionLevel
from anlan.supervision.hazards.constants import LISTING_CLOCKS
from anlan.supervision.hazards.errors import AlreadyAsked, FourEyes, HazardFinished, NotMajor
from anlan.supervision.hazards.events import SupervisionLifted, SupervisionListed
from anlan.supervision.hazards.models import Hazard, ListedSupervision
from anlan.supervision.hazards.papers import lifting_context, listing_context
from anlan.supervision.hazards.permissions import LIST
from anlan.supervision.hazards.services.common import (
    county_sign,
    locked,
    meet_clock,
    start_clock,
    stop_clocks,
    tell,
)
from anlan.supervision.hazards.states import LISTING


@transaction.atomic
def list_supervision(
    *,
    hazard_id: int,
    level: str,
    requirements: str,
    actor: Actor,
    due_at: datetime | None = None,
) -> ListedSupervision:
    """Put a major hazard under listed supervision, with the order document.

    A township lists for itself only; province and city listings are recorded by the bureau as they
    arrive. Raises ``NotMajor``, ``AlreadyAsked`` (under supervision already), ``InvalidInput``.
    """
    hazard = locked(hazard_id, actor)
    require(actor, LIST, hazard)
    if not hazard.is_major:
        raise NotMajor
    if not hazard.is_open:
        raise HazardFinished
    fields = {}
    if level not in SupervisionLevel.values:
        fields["level"] = _("Choose who supervises.")
    if not requirements.strip():
        fields["requirements"] = _("Say what must be done.")
    if due_at is not None and due_at <= clock.now():
        fields["due_at"] = _("The day must lie ahead.")
    if fields:
        raise InvalidInput(fields=fields)
    if level != SupervisionLevel.TOWNSHIP and actor.roles == {"township_officer"}:
        raise NotPermitted(_("A township lists at its own level only."))
    if hazard.listings.exclude(state="lifted").exists():
        raise AlreadyAsked(_("The hazard is under listed supervision already."))
    listing = ListedSupervision(
        hazard=hazard,
        level=level,
        requirements=requirements.strip(),
        supervisor_id=actor.organisation_id,
        listed_at=clock.now(),
        listed_by_id=actor.id,
        listed_by=actor.display_name[:100],
    )
    listing.due_at = start_clock(hazard, LISTING_CLOCKS[level], due_at=due_at)
    listing.save()
    hazard.is_listed = True
    hazard.save(update_fields=["is_listed", "updated_at"])
    paper = render_document(
        template_code="hazards.listing_order",
        context=listing_context(hazard, listing),
        subject=hazard,
        actor=actor,
        title=f"关于对{_where(hazard)}重大事故隐患实施挂牌督办的通知",
        county_sign=county_sign(hazard.region_id),
    )
    listing.document_id = paper.id
    listing.save(update_fields=["document_id", "updated_at"])
    audit(
        actor,
        "hazards.supervision.listed",
        hazard,
        after={"level": level, "due_at": listing.due_at, "paper": paper.number},
    )
    tell(SupervisionListed, hazard, actor, supervision_level=level)
    return listing


def _where(hazard: Hazard) -> str:
    return str(hazard.enterprise) if hazard.enterprise_id else hazard.place or str(hazard.region)


def _listing(listing_id: int, actor: Actor) -> tuple[ListedSupervision, Hazard]:
    listing = get_visible(ListedSupervision, listing_id, actor=actor, lock=True)
    return listing, locked(listing.hazard_id, actor)


@transaction.atomic
def apply_for_lifting(*, listing_id: int, actor: Actor, reason: str) -> ListedSupervision:
    """Apply for the end of the listing: the reason says how the requirements are met."""
    listing, hazard = _listing(listing_id, actor)
    LISTING.check(listing, "apply", actor=actor, reason=reason)
    if hazard.rectified_at is None:
        raise InvalidInput(_("Hand in the rectification of the hazard first."))
    LISTING.fire(listing, "apply", actor=actor, reason=reason)
    listing.applied_at, listing.application = clock.now(), reason.strip()
    listing.applied_by_id, listing.applied_by = actor.id, actor.display_name[:100]
    listing.save()
    audit(actor, "hazards.supervision.applied", listing, reason=reason)
    return listing


@transaction.atomic
def check_listing(*, listing_id: int, actor: Actor, reason: str) -> ListedSupervision:
    """Check on the spot that the requirements are met; never by who applied."""
    listing, _hazard = _listing(listing_id, actor)
    LISTING.check(listing, "check", actor=actor, reason=reason)
    if listing.applied_by_id == actor.id:
        raise FourEyes(_("You applied: somebody else must check (four-eyes rule)."))
    LISTING.fire(listing, "check", actor=actor, reason=reason)
    listing.checked_at, listing.finding = clock.now(), reason.strip()
    listing.checked_by_id, listing.checked_by = actor.id, actor.display_name[:100]
    listing.save()
    audit(actor, "hazards.supervision.checked", listing, reason=reason)
    return listing


@transaction.atomic
def refuse_lifting(*, listing_id: int, actor: Actor, reason: str) -> ListedSupervision:
    """Keep the listing: the requirements are not met."""
    listing, _hazard = _listing(listing_id, actor)
    LISTING.fire(listing, "refuse", actor=actor, reason=reason)
    audit(actor, "hazards.supervision.refused", listing, reason=reason)
    return listing


@transaction.atomic
def lift_supervision(*, listing_id: int, actor: Actor, reason: str = "") -> ListedSupervision:
    """End the listing with its document; by another person than the one who checked."""
    listing, hazard = _listing(listing_id, actor)
    LISTING.check(listing, "lift", actor=actor, reason=reason)
    if listing.checked_by_id == actor.id:
        raise FourEyes(_("You checked it: somebody else must lift the listing (four-eyes rule)."))
    LISTING.fire(listing, "lift", actor=actor, reason=reason)
    paper = render_document(
        template_code="hazards.listing_lifted",
        context=lifting_context(hazard, listing),
        subject=hazard,
        actor=actor,
        title=f"关于解除{_where(hazard)}重大事故隐患挂牌督办的通知",
        county_sign=county_sign(hazard.region_id),
    )
    listing.lifted_at, listing.lifted_by = clock.now(), actor.display_name[:100]
    listing.lifting_document_id = paper.id
    listing.save()
    hazard.is_listed = False
    hazard.save(update_fields=["is_listed", "updated_at"])
    meet_clock(hazard, LISTING_CLOCKS[listing.level], evidence=paper.number)
    stop_clocks(hazard, reason or paper.number, LISTING_CLOCKS[listing.level])
    audit(
        actor, "hazards.supervision.lifted", listing, after={"paper": paper.number}, reason=reason
    )
    tell(SupervisionLifted, hazard, actor, supervision_level=listing.level)
    return listing
