"""What happens in campaigns; lists and pages refresh on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class CampaignEvent(Event):
    """Base: everything of campaigns is heard on one topic."""

    def topics(self) -> list[str]:
        """The lists and pages of campaigns."""
        return ["campaigns"]


@dataclass(frozen=True)
class CampaignMoved(CampaignEvent):
    """A campaign was set up, began, changed or ended."""

    name = "campaigns.campaign.moved"
    words = _("a campaign moved on")
    campaign_id: int
    state: str


@dataclass(frozen=True)
class MeasuresGiven(CampaignEvent):
    """Measures of a sub-plan were given to their units."""

    name = "campaigns.measures.given"
    words = _("measures of a campaign were given to their units")
    campaign_id: int
    sub_plan_id: int
    count: int


@dataclass(frozen=True)
class EntryMoved(CampaignEvent):
    """A list entry was made, asked to be cleared, cleared, returned or struck off."""

    name = "campaigns.entry.moved"
    words = _("an entry of a campaign's lists moved on")
    entry_id: int
    campaign_id: int
    state: str
    region: str
    organisation: int


@dataclass(frozen=True)
class ReviewMoved(CampaignEvent):
    """A scheduling period was opened, prepared, held or closed."""

    name = "campaigns.review.moved"
    words = _("a scheduling period moved on")
    review_id: int
    campaign_id: int
    state: str


@dataclass(frozen=True)
class RoundOpened(CampaignEvent):
    """A period of a report form is open: units fill it in."""

    name = "campaigns.round.opened"
    words = _("a report form is to be filled in")
    round_id: int
    sheets: int


@dataclass(frozen=True)
class RoundSubmitted(CampaignEvent):
    """A period of a report form was submitted upward."""

    name = "campaigns.round.submitted"
    words = _("a report form was submitted upward")
    round_id: int


@dataclass(frozen=True)
class SheetMoved(CampaignEvent):
    """A sheet was handed in, accepted or returned."""

    name = "campaigns.sheet.moved"
    words = _("a report sheet moved on")
    sheet_id: int
    round_id: int
    state: str
    region: str
    organisation: int


@dataclass(frozen=True)
class NoticePublished(CampaignEvent):
    """A notice of a period was published to the units."""

    name = "campaigns.notice.published"
    words = _("a notice of a campaign was published")
    notice_id: int
    campaign_id: int
    criticised: tuple[int, ...]
