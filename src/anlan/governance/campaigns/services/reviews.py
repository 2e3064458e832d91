"""Scheduling by period: opening, reminding, agenda, minutes, decisions, closing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.responses.public import official_language
from anlan.governance.campaigns.choices import Cadence, CampaignState, ReviewState
from anlan.governance.campaigns.events import ReviewMoved
from anlan.governance.campaigns.models import Campaign, Decision, Review
from anlan.governance.campaigns.periods import period_of
from anlan.governance.campaigns.permissions import RUN
from anlan.governance.campaigns.selectors.agenda import behind
from anlan.governance.campaigns.selectors.standing import DECISION_MODEL
from anlan.governance.campaigns.services.common import platform, tell_units
from anlan.governance.campaigns.states import REVIEW
from anlan.governance.commitments.public import CommitmentDraft, create_commitments
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

#: Periods every running campaign is scheduled by: 月调度, 季通报, 半年小结, 年度总结.
CADENCES = (Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR)
#: Items of one agenda.
MOST_ITEMS = 60
#: Units are reminded so many days before a period ends.
REMIND_BEFORE = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was entered with the minutes."""

    text: str
    unit_id: int
    due_on: date


def _tell(review: Review, actor: Actor) -> None:
    emit(ReviewMoved(review.pk, review.campaign_id, review.state), actor)


@transaction.atomic
def open_review(*, campaign_id: int, cadence: str, day: date, actor: Actor) -> Review:
    """Open the period of a campaign that a day lies in; twice gives the same period."""
    campaign = get_visible(Campaign, campaign_id, actor=actor, lock=True)
    require(actor, RUN, campaign)
    starts_on, ends_on = period_of(cadence, day)
    review, created = Review.objects.get_or_create(
        campaign=campaign, cadence=cadence, ends_on=ends_on, defaults={"starts_on": starts_on}
    )
    if created:
        audit(actor, "campaigns.review.opened", review)
        _tell(review, actor)
    return review


def open_due_reviews() -> int:
    """Open the month, quarter, half-year and year of every running campaign. Run every night."""
    opened = 0
    today = clock.today()
    for campaign in Campaign.objects.filter(state=CampaignState.RUNNING, starts_on__lte=today):
        for cadence in CADENCES:
            _start, ends_on = period_of(cadence, today)
            if not campaign.reviews.filter(cadence=cadence, ends_on=ends_on).exists():
                open_review(campaign_id=campaign.pk, cadence=cadence, day=today, actor=platform())
                opened += 1
    return opened


def remind_due_reviews() -> int:
    """Remind the units of what is late before a month's scheduling. Run every morning."""
    today = clock.today()
    told = 0
    rows = Review.objects.filter(
        cadence=Cadence.MONTH,
        state=ReviewState.OPEN,
        reminded_at__isnull=True,
        campaign__state=CampaignState.RUNNING,
    )
    for review in rows:
        if 0 <= (review.ends_on - today).days <= REMIND_BEFORE:
            told += remind_units(review_id=review.pk, actor=platform())
    return told


@transaction.atomic
def remind_units(*, review_id: int, actor: Actor) -> int:
    """Tell every unit that is behind what it owes before the meeting."""
    review = get_visible(Review, review_id, actor=actor, lock=True)
    require(actor, RUN, review)
    late = behind(review.campaign, clock.today())
    units = {row.unit_id for row in late}
    from django.urls import reverse

    told = 0
    with official_language():
        for unit in sorted(units):
            count = sum(1 for row in late if row.unit_id == unit)
            told += tell_units(
                [unit],
                kind="campaigns.review",
                title=_("%(campaign)s: %(count)d items are overdue")
                % {"campaign": review.campaign.name, "count": count},
                body="；".join(row.title for row in late if row.unit_id == unit)[:500],
                url=reverse("campaigns:owed"),
                subject=review,
                actor=actor,
            )
    review.reminded_at = clock.now()
    review.save(update_fields=["reminded_at", "updated_at"])
    audit(actor, "campaigns.units.reminded", review, after={"units": len(units), "people": told})
    return told


@transaction.atomic
def prepare_review(*, review_id: int, actor: Actor) -> Review:
    """Draw up the agenda: what is late on the last day of the period (today, while it runs)."""
    review = get_visible(Review, review_id, actor=actor, lock=True)
    on = min(clock.today(), review.ends_on)
    with official_language():
        agenda: list[dict[str, Any]] = [
            row.to_json() for row in behind(review.campaign, on)[:MOST_ITEMS]
        ]
        if not agenda:
            agenda = [{"kind": "none", "title": _("Nothing is overdue.")}]
    REVIEW.fire(review, "prepare", actor=actor, also={"agenda": agenda})
    audit(actor, "campaigns.review.moved", review, after={"items": len(agenda)})
    _tell(review, actor)
    return review


@transaction.atomic
def hold_review(
    *,
    review_id: int,
    held_on: date,
    chair: str,
    minutes: str,
    actor: Actor,
    decisions: Iterable[Decided] = (),
) -> Review:
    """Enter the minutes of the meeting; every decision becomes a commitment of its unit."""
    review = get_visible(Review, review_id, actor=actor, lock=True)
    problems: dict[str, Any] = {}
    if held_on > clock.today():
        problems["held_on"] = _("This day has not come yet.")
    if not minutes.strip():
        problems["minutes"] = _("Enter what was said.")
    chosen = list(decisions)
    if any(decided.due_on < held_on for decided in chosen):
        problems["decisions"] = _("A decision is due before the meeting.")
    if problems:
        raise InvalidInput(fields=problems)
    REVIEW.fire(
        review,
        "hold",
        actor=actor,
        also={"held_on": held_on, "chair": chair.strip()[:100], "minutes": minutes.strip()},
    )
    audit(actor, "campaigns.review.moved", review, after={"state": review.state})
    for decided in chosen:
        add_decision(
            review_id=review.pk,
            text=decided.text,
            unit_id=decided.unit_id,
            due_on=decided.due_on,
            actor=actor,
        )
    _tell(review, actor)
    return review


@transaction.atomic
def add_decision(
    *, review_id: int, text: str, unit_id: int, due_on: date, actor: Actor
) -> Decision:
    """Enter a decision of the meeting; it becomes a commitment of its unit."""
    review = get_visible(Review, review_id, actor=actor, lock=True)
    require(actor, RUN, review)
    if review.state != ReviewState.HELD or review.held_on is None:
        raise WrongState(_("Decisions are entered with the minutes, until the period is closed."))
    if due_on < review.held_on:
        raise InvalidInput(fields={"due_on": _("A decision is due before the meeting.")})
    row = Decision.objects.create(
        review=review, text=text.strip()[:300], unit_id=unit_id, due_on=due_on
    )
    create_commitments(
        [
            CommitmentDraft(
                title=row.text[:200],
                text=row.text,
                lead_id=unit_id,
                deadline=due_on,
                source="meeting",
                source_model=DECISION_MODEL,
                source_id=str(row.pk),
                source_url=review.get_absolute_url(),
                source_name=str(review),
                starts_on=review.held_on,
            )
        ],
        actor=actor,
    )
    audit(actor, "campaigns.decision.taken", row, after={"unit": unit_id, "due_on": due_on})
    return row


@transaction.atomic
def close_review(*, review_id: int, actor: Actor) -> Review:
    """Close the period; its sunshine list is kept as it stood on the last day."""
    from anlan.governance.campaigns.services.standing import keep_standing

    review = get_visible(Review, review_id, actor=actor, lock=True)
    if review.ends_on >= clock.today():
        raise WrongState(_("The period has not ended yet."))
    REVIEW.fire(review, "close", actor=actor)
    keep_standing(review_id=review.pk, actor=actor)
    audit(actor, "campaigns.review.moved", review, after={"state": review.state})
    _tell(review, actor)
    return review
