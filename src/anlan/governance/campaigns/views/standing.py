"""The sunshine list of a campaign, the weights of its criteria."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.governance.campaigns.forms import WeightsForm
from anlan.governance.campaigns.models import Campaign, CampaignNotice, Review, Standing
from anlan.governance.campaigns.periods import period_label
from anlan.governance.campaigns.permissions import RUN
from anlan.governance.campaigns.selectors.standing import figures_of, standing_of
from anlan.governance.campaigns.services.standing import change_weights
from anlan.governance.campaigns.views.campaigns import CRUMBS
from anlan.kernel import clock
from anlan.kernel.pages import ActorPage, ChangePage
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.requests import render_page

#: Periods offered as tabs.
PERIODS = 12


class SunshinePage(ActorPage):
    """Who stands where, period by period, by the published criteria."""

    model = Campaign
    title = gettext_lazy("Sunshine list")
    breadcrumbs = CRUMBS

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the list of today, or of a period that was kept."""
        campaign = get_visible(Campaign, pk, actor=self.actor)
        asked = request.GET.get("review", "")
        kept = list(
            visible(Review, self.actor)
            .filter(campaign=campaign, standings__isnull=False)
            .distinct()
            .order_by("-ends_on", "cadence")[:PERIODS]
        )
        chosen = next((row for row in kept if asked == str(row.pk)), None)
        rows = _kept(chosen) if chosen is not None else _today(campaign)
        address = reverse("campaigns:sunshine", args=[campaign.pk])
        page = {
            "title": self.title,
            "subtitle": campaign.name,
            "breadcrumbs": [
                *self.get_breadcrumbs(),
                {"label": campaign.name, "url": campaign.get_absolute_url()},
            ],
            "live_topic": "campaigns",
            "periods": [
                {"label": _("Today"), "url": address, "active": chosen is None},
                *(
                    {
                        "label": period_label(row.cadence, row.starts_on, row.ends_on),
                        "url": f"{address}?review={row.pk}",
                        "active": row == chosen,
                    }
                    for row in kept
                ),
            ],
            "rows": rows,
            "own": self.actor.organisation_id,
            "criteria": list(campaign.criteria.all()),
            "weights_url": reverse("campaigns:weights", args=[campaign.pk])
            if self.actor.has(RUN)
            else "",
            "notices": [
                {"label": row.title, "url": row.get_absolute_url(), "value": row.document_number}
                for row in visible(CampaignNotice, self.actor).filter(review__campaign=campaign)[:6]
            ],
        }
        return render_page(request, "campaigns/sunshine.html", {"page": page})


def _today(campaign: Campaign) -> list[dict[str, Any]]:
    rows = standing_of(campaign, clock.today())
    newest = (
        Review.objects.filter(campaign=campaign, standings__isnull=False, cadence="month")
        .order_by("-ends_on")
        .first()
    )
    before = (
        dict(Standing.objects.filter(review=newest).values_list("unit_id", "rank"))
        if newest is not None
        else {}
    )
    found = []
    for row in rows:
        old = before.get(row.organisation_id)
        found.append(
            {
                "unit_id": row.organisation_id,
                "unit": row.organisation_name,
                "rank": row.rank,
                "score": row.score,
                "change": old - row.rank if old is not None and row.rank is not None else None,
                **figures_of(row),
            }
        )
    return found


def _kept(review: Review) -> list[dict[str, Any]]:
    return [
        {
            "unit_id": row.unit_id,
            "unit": str(row.unit),
            "rank": row.rank,
            "score": row.score,
            "change": row.change,
            **row.figures,
        }
        for row in review.standings.select_related("unit").order_by("rank", "id")
    ]


class WeightsPage(ChangePage):
    """Change the weights; together they make 100."""

    model = Campaign
    permission = RUN
    form_class = WeightsForm
    title = gettext_lazy("Weights of the sunshine list")
    breadcrumbs = CRUMBS

    def form(self, **data: Any) -> Any:
        """One field a criterion."""
        return WeightsForm(campaign=self.obj, **data)

    def save(self, form: Any) -> Campaign:
        """Call the service."""
        return change_weights(campaign_id=self.obj.pk, weights=form.cleaned_data, actor=self.actor)

    def success_url(self, saved: Any) -> str:
        """Back to the list."""
        return reverse("campaigns:sunshine", args=[saved.pk])
