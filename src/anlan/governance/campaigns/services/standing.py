"""Keeping the sunshine list of a period, changing its criteria."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.campaigns.choices import CampaignState
from anlan.governance.campaigns.models import Campaign, Review, Standing
from anlan.governance.campaigns.permissions import RUN
from anlan.governance.campaigns.selectors.standing import figures_of, standing_of
from anlan.governance.campaigns.services.common import platform
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def keep_standing(*, review_id: int, actor: Actor) -> int:
    """Keep where every unit stood on the last day of a period (today, while it runs).

    The rank before is that of the period of the same kind before it. Keeping again replaces what
    was kept: figures handed in late change it until the notice is out.
    """
    review = get_visible(Review, review_id, actor=actor, lock=True)
    require(actor, RUN, review)
    rows = standing_of(review.campaign, min(review.ends_on, clock.today()))
    before = {
        row.unit_id: row.rank
        for row in Standing.objects.filter(
            review=Review.objects.filter(
                campaign=review.campaign_id,
                cadence=review.cadence,
                ends_on__lt=review.ends_on,
            )
            .order_by("-ends_on")
            .first()
        )
    }
    Standing.objects.filter(review=review).delete()
    Standing.objects.bulk_create(
        Standing(
            review=review,
            unit_id=row.organisation_id,
            figures=figures_of(row),
            score=Decimal(str(row.score)) if row.score is not None else None,
            rank=row.rank,
            rank_before=before.get(row.organisation_id),
        )
        for row in rows
    )
    audit(actor, "campaigns.standing.computed", review, after={"units": len(rows)})
    return len(rows)


def keep_ended_standings() -> int:
    """Keep the list of every period that has ended without one. Run every night."""
    kept = 0
    rows = Review.objects.filter(
        ends_on__lt=clock.today(),
        standings__isnull=True,
        campaign__state=CampaignState.RUNNING,
    )
    for review in rows.order_by("ends_on"):
        kept += bool(keep_standing(review_id=review.pk, actor=platform()))
    return kept


@transaction.atomic
def change_weights(*, campaign_id: int, weights: dict[str, int], actor: Actor) -> Campaign:
    """Change the weights of the criteria; together they make 100."""
    campaign = get_visible(Campaign, campaign_id, actor=actor, lock=True)
    require(actor, RUN, campaign)
    rows = {row.code: row for row in campaign.criteria.select_for_update()}
    wanted = {code: weights.get(code, row.weight) for code, row in rows.items()}
    if any(not 0 <= weight <= 100 for weight in wanted.values()) or sum(wanted.values()) != 100:
        raise InvalidInput(
            _("The weights together make %(total)d, not 100.") % {"total": sum(wanted.values())}
        )
    for code, row in rows.items():
        if row.weight != wanted[code]:
            before = {"weight": row.weight}
            row.weight = wanted[code]
            row.save(update_fields=["weight", "updated_at"])
            audit(
                actor,
                "campaigns.criterion.changed",
                row,
                before=before,
                after={"weight": row.weight},
            )
    return campaign
