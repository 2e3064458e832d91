"""Campaigns in the search box."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.governance.campaigns.models import Campaign, ListEntry, ReportForm, SubPlan
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def find_campaigns(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find campaigns, sub-plans, list entries and report forms by their words."""
    for campaign in visible(Campaign, actor).filter(name__icontains=text)[:limit]:
        yield SearchResult(
            kind=_("campaign"),
            title=campaign.name,
            subtitle=str(campaign.get_state_display()),
            url=campaign.get_absolute_url(),
            score=0.5,
        )
    plans = visible(SubPlan, actor).filter(name__icontains=text).select_related("campaign")
    for plan in plans[:limit]:
        yield SearchResult(
            kind=_("sub-plan"),
            title=plan.name,
            subtitle=plan.campaign.name,
            url=plan.get_absolute_url(),
            score=0.4,
        )
    entries = visible(ListEntry, actor).filter(title__icontains=text).select_related("unit")
    for entry in entries[:limit]:
        yield SearchResult(
            kind=_("list entry"),
            title=entry.title,
            subtitle=str(entry.unit),
            url=entry.get_absolute_url(),
            score=0.4,
        )
    for form in visible(ReportForm, actor).filter(name__icontains=text)[:limit]:
        yield SearchResult(
            kind=_("report form"),
            title=form.name,
            subtitle=str(form.get_cadence_display()),
            url=form.get_absolute_url(),
            score=0.4,
        )


register_search("campaigns", find_campaigns)
