"""Test campaigns: a running one with a sub-plan, lists, a form with one sheet, one of every row."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.campaigns import reference
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
from anlan.kernel import clock
from anlan.kernel.actor import system_actor

COLUMNS = [
    {"code": "found", "name": "隐患数", "kind": "number", "is_required": True},
    {"code": "fixed", "name": "已整改数", "kind": "number", "is_required": True},
    {
        "code": "rate",
        "name": "整改率",
        "kind": "formula",
        "formula": "[已整改数] / [隐患数] * 100",
        "decimals": 1,
        "rolls_up": False,
    },
    {"code": "words", "name": "情况说明", "kind": "text"},
]
RULES = [
    {"kind": "at_most", "column": "fixed", "others": ["found"]},
    {"kind": "not_less_than_last", "column": "found", "is_strict": False},
]


def load_reference() -> None:
    """Install the form of notices."""
    reference.load(system_actor("tests"))


class CampaignFactory(factory.django.DjangoModelFactory):
    """A campaign that runs."""

    class Meta:
        model = Campaign

    name = "演示治本攻坚三年行动"
    kind = "three_year"
    office = factory.SubFactory(OrganisationFactory)
    region = factory.SubFactory(RegionFactory, county=True)
    starts_on = date(2026, 1, 1)
    ends_on = date(2028, 12, 31)
    state = "running"


class CampaignPhaseFactory(factory.django.DjangoModelFactory):
    """Its first phase."""

    class Meta:
        model = CampaignPhase

    campaign = factory.SubFactory(CampaignFactory)
    name = "动员部署"
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 4, 30)


class SubPlanFactory(factory.django.DjangoModelFactory):
    """One sector."""

    class Meta:
        model = SubPlan

    campaign = factory.SubFactory(CampaignFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = "演示行业治本攻坚"
    sector = "07-transport"
    lead = factory.SubFactory(OrganisationFactory)


class CampaignMeasureFactory(factory.django.DjangoModelFactory):
    """One dated measure."""

    class Meta:
        model = CampaignMeasure

    sub_plan = factory.SubFactory(SubPlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "存量重大隐患基本清零"
    deadline = date(2026, 12, 31)


class ListEntryFactory(factory.django.DjangoModelFactory):
    """A problem of a unit."""

    class Meta:
        model = ListEntry

    campaign = factory.SubFactory(CampaignFactory)
    kind = "problem"
    level = "general"
    title = "演示单位疏散通道被占"
    unit = factory.SubFactory(OrganisationFactory)
    region = factory.SubFactory(RegionFactory)
    listed_on = date(2026, 3, 1)
    due_on = date(2026, 6, 30)


class ReviewFactory(factory.django.DjangoModelFactory):
    """A month that has ended."""

    class Meta:
        model = Review

    campaign = factory.SubFactory(CampaignFactory)
    cadence = "month"
    starts_on = date(2026, 5, 1)
    ends_on = date(2026, 5, 31)


class DecisionFactory(factory.django.DjangoModelFactory):
    """What was decided."""

    class Meta:
        model = Decision

    review = factory.SubFactory(ReviewFactory)
    text = "限期整改演示隐患"
    unit = factory.SubFactory(OrganisationFactory)
    due_on = date(2026, 7, 1)


class ReportFormFactory(factory.django.DjangoModelFactory):
    """A monthly form."""

    class Meta:
        model = ReportForm

    campaign = factory.SubFactory(CampaignFactory)
    name = "演示隐患整改月报"
    office = factory.SubFactory(OrganisationFactory)
    cadence = "month"
    columns = factory.LazyFunction(lambda: [dict(column) for column in COLUMNS])
    rules = factory.LazyFunction(lambda: [dict(rule) for rule in RULES])
    state = "issued"


class FormRoundFactory(factory.django.DjangoModelFactory):
    """Its period of May."""

    class Meta:
        model = FormRound

    form = factory.SubFactory(ReportFormFactory)
    starts_on = date(2026, 5, 1)
    ends_on = date(2026, 5, 31)
    due_on = date(2026, 6, 5)
    columns = factory.LazyFunction(lambda: [dict(column) for column in COLUMNS])
    rules = factory.LazyFunction(lambda: [dict(rule) for rule in RULES])


class SheetFactory(factory.django.DjangoModelFactory):
    """The sheet of one unit."""

    class Meta:
        model = Sheet

    round = factory.SubFactory(FormRoundFactory)
    unit = factory.SubFactory(OrganisationFactory)
    due_on = date(2026, 6, 5)


class SheetVersionFactory(factory.django.DjangoModelFactory):
    """Its first version."""

    class Meta:
        model = SheetVersion

    sheet = factory.SubFactory(SheetFactory)
    number = 1
    handed_in_at = factory.LazyFunction(clock.now)
    handed_in_by_id = "test"
    handed_in_by = "演示科员"


class ReportValueFactory(factory.django.DjangoModelFactory):
    """One cell."""

    class Meta:
        model = ReportValue

    version = factory.SubFactory(SheetVersionFactory)
    column = "found"
    number = 3


class StandingCriterionFactory(factory.django.DjangoModelFactory):
    """One criterion with all the weight."""

    class Meta:
        model = StandingCriterion

    campaign = factory.SubFactory(CampaignFactory)
    code = "in_time"
    name = "任务按期完成率"
    formula = "按期完成÷到期×100"
    weight = 100


class StandingFactory(factory.django.DjangoModelFactory):
    """Where a unit stood."""

    class Meta:
        model = Standing

    review = factory.SubFactory(ReviewFactory)
    unit = factory.SubFactory(OrganisationFactory)
    figures = factory.LazyFunction(
        lambda: {
            "done": 1,
            "due": 2,
            "overdue": 1,
            "forms_due": 1,
            "forms_in_time": 1,
            "hazards_due": 0,
            "hazards_cleared": 0,
        }
    )
    score = 50
    rank = 1


class CampaignNoticeFactory(factory.django.DjangoModelFactory):
    """A drafted notice."""

    class Meta:
        model = CampaignNotice

    review = factory.SubFactory(ReviewFactory)
    title = "关于2026年5月演示行动工作情况的通报"
    situation = "截至5月底，任务按期完成。"
    drafted_by_id = "test"
    drafted_by = "演示科员"


class NoticeReceiptFactory(factory.django.DjangoModelFactory):
    """That it was sent to a unit."""

    class Meta:
        model = NoticeReceipt

    notice = factory.SubFactory(CampaignNoticeFactory)
    unit = factory.SubFactory(OrganisationFactory)


def access_world(samples: Any) -> dict[str, Any]:
    """Name what the routes ask for by the rows that fit together."""
    sub_plan = samples[CampaignMeasure].sub_plan_id
    return {
        "campaigns/<int:pk>/": {"pk": samples[Campaign].pk},
        "campaigns/<int:pk>/step/": {"pk": samples[Campaign].pk, "name": "finish"},
        "campaigns/sub-plans/": {"pk": sub_plan, "row": samples[CampaignMeasure].pk},
        "campaigns/entries/": {"pk": samples[ListEntry].pk, "name": "clear"},
        "campaigns/scheduling/": {"pk": samples[Review].pk, "name": "prepare"},
        "campaigns/forms/": {"pk": samples[ReportForm].pk, "name": "withdraw"},
        "campaigns/rounds/": {"pk": samples[FormRound].pk, "name": "submit", "kind": "xlsx"},
        "campaigns/sheets/": {"pk": samples[Sheet].pk, "name": "accept"},
        "campaigns/notices/": {"pk": samples[CampaignNotice].pk, "name": "approve"},
        "campaigns/receipts/": {"pk": samples[NoticeReceipt].pk},
    }
