"""Models of campaigns."""

from anlan.governance.campaigns.models.campaign import (
    Campaign,
    CampaignMeasure,
    CampaignPhase,
    SubPlan,
)
from anlan.governance.campaigns.models.lists import ListEntry
from anlan.governance.campaigns.models.reports import (
    FormRound,
    ReportForm,
    ReportValue,
    Sheet,
    SheetVersion,
)
from anlan.governance.campaigns.models.reviews import Decision, Review
from anlan.governance.campaigns.models.standing import (
    CampaignNotice,
    NoticeReceipt,
    Standing,
    StandingCriterion,
)

__all__ = [
    "Campaign",
    "CampaignMeasure",
    "CampaignNotice",
    "CampaignPhase",
    "Decision",
    "FormRound",
    "ListEntry",
    "NoticeReceipt",
    "ReportForm",
    "ReportValue",
    "Review",
    "Sheet",
    "SheetVersion",
    "Standing",
    "StandingCriterion",
    "SubPlan",
]
