"""Who leads campaigns, fills in report forms, checks them, approves notices; who sees what."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import county_prefix
from anlan.governance.campaigns.models import (
    Campaign,
    CampaignMeasure,
    CampaignNotice,
    CampaignPhase,
    Decision,
    FormRound,
    ListEntry,
    NoticeReceipt,
    ReportForm,
    ReportValue,
    Review,
    Sheet,
    SheetVersion,
    Standing,
    StandingCriterion,
    SubPlan,
)
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import (
    Action,
    CountyWide,
    Policy,
    get_visible,
    policy,
    register_actions,
)

M = TypeVar("M", bound=Model)

VIEW = "campaigns.view_campaign"
RUN = "campaigns.run_campaign"
REPORT = "campaigns.report_for_unit"
VIEW_SHEET = "campaigns.view_sheet"
CHECK = "campaigns.check_sheet"
APPROVE = "campaigns.approve_notice"

READERS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "auditor",
)

register_actions(
    Action(VIEW, _("read campaigns, their progress and the sunshine list"), roles=READERS),
    Action(
        RUN, _("lead campaigns: plans, lists, meetings, report forms"), roles=("bureau_officer",)
    ),
    Action(
        REPORT,
        _("report for one's own unit: list entries, report sheets, receipts"),
        roles=("bureau_officer", "department_officer", "township_officer"),
    ),
    Action(
        VIEW_SHEET,
        _("read report sheets and list entries of one's scope"),
        roles=READERS,
    ),
    Action(
        CHECK,
        _("check report sheets and clear list entries"),
        roles=("bureau_officer",),
    ),
    Action(APPROVE, _("approve notices of campaigns"), roles=("county_leader", "commander")),
)


class OfCampaign(CountyWide[M]):
    """The county's own: read by every official, led by the office."""

    view = VIEW


@policy
class CampaignPolicy(OfCampaign[Campaign]):
    """The county's campaigns."""

    model = Campaign


@policy
class CampaignPhasePolicy(OfCampaign[CampaignPhase]):
    """As the campaign."""

    model = CampaignPhase


@policy
class SubPlanPolicy(OfCampaign[SubPlan]):
    """As the campaign."""

    model = SubPlan


@policy
class CampaignMeasurePolicy(OfCampaign[CampaignMeasure]):
    """As the campaign."""

    model = CampaignMeasure


@policy
class ReviewPolicy(OfCampaign[Review]):
    """As the campaign."""

    model = Review


@policy
class DecisionPolicy(OfCampaign[Decision]):
    """As the campaign."""

    model = Decision


@policy
class StandingCriterionPolicy(OfCampaign[StandingCriterion]):
    """Published with the list."""

    model = StandingCriterion


@policy
class StandingPolicy(OfCampaign[Standing]):
    """Shown to every unit that takes part."""

    model = Standing


@policy
class CampaignNoticePolicy(OfCampaign[CampaignNotice]):
    """Drafts are for the office and those who approve; what is published for everybody."""

    model = CampaignNotice

    def permitted(self, actor: Actor, permission: str) -> QuerySet[CampaignNotice]:
        """Return the rows over which ``actor`` holds ``permission``."""
        rows = super().permitted(actor, permission)
        if permission != VIEW or self._prepares(actor):
            return rows
        return rows.filter(state="published")

    def can(self, actor: Actor, permission: str, obj: CampaignNotice) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``."""
        if not actor.has(permission):
            return False
        return permission != VIEW or self._prepares(actor) or obj.state == "published"

    @staticmethod
    def _prepares(actor: Actor) -> bool:
        return actor.has(RUN) or actor.has(APPROVE)


@policy
class ReportFormPolicy(OfCampaign[ReportForm]):
    """The design of a form is open to those who fill it in."""

    model = ReportForm


@policy
class FormRoundPolicy(OfCampaign[FormRound]):
    """As the form."""

    model = FormRound


class OfUnit(Policy[M]):
    """What belongs to one unit: by its region or the unit itself; the office sees all."""

    view = VIEW_SHEET


@policy
class SheetPolicy(OfUnit[Sheet]):
    """The sheet of a unit."""

    model = Sheet
    region_field = "unit__region"
    organisation_field = "unit_id"


@policy
class SheetVersionPolicy(OfUnit[SheetVersion]):
    """As the sheet."""

    model = SheetVersion
    region_field = "sheet__unit__region"
    organisation_field = "sheet__unit_id"


@policy
class ReportValuePolicy(OfUnit[ReportValue]):
    """As the sheet."""

    model = ReportValue
    region_field = "version__sheet__unit__region"
    organisation_field = "version__sheet__unit_id"


@policy
class NoticeReceiptPolicy(OfUnit[NoticeReceipt]):
    """The receipt of a unit."""

    model = NoticeReceipt
    region_field = "unit__region"
    organisation_field = "unit_id"


@policy
class ListEntryPolicy(OfUnit[ListEntry]):
    """By the unit in charge or the place; who leads a sub-plan reads all entries under it."""

    model = ListEntry
    region_field = "region"
    organisation_field = "unit_id"

    def permitted(self, actor: Actor, permission: str) -> QuerySet[ListEntry]:
        """Return the rows over which ``actor`` holds ``permission``."""
        rows = super().permitted(actor, permission)
        if permission != self.view or actor.is_system or not actor.has(permission):
            return rows
        if actor.organisation_id is None:
            return rows
        led = Q(sub_plan__lead_id=actor.organisation_id)
        return self.queryset().filter(Q(pk__in=rows.values("pk")) | led)

    def can(self, actor: Actor, permission: str, obj: ListEntry) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``."""
        if super().can(actor, permission, obj):
            return True
        return (
            permission == self.view
            and actor.has(permission)
            and actor.organisation_id is not None
            and obj.sub_plan is not None
            and obj.sub_plan.lead_id == actor.organisation_id
        )


def campaign_in_reach(campaign_id: int, actor: Actor, permission: str) -> Campaign:
    """Return a campaign in whose county the actor holds a permission, else ``NotVisible``.

    A township's scope lies inside the county of the campaign, the county's own covers it.
    """
    campaign = get_visible(Campaign, campaign_id, actor=actor)
    county = county_prefix(campaign.region_id)
    for scope in actor.scopes_for(permission):
        if (
            scope.kind != "region"
            or scope.value.startswith(county)
            or county.startswith(scope.value)
        ):
            return campaign
    raise NotVisible
