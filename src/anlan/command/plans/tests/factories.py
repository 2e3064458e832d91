"""Test plans: a draft of 龙洲街道 with a level, a group and a task."""

from __future__ import annotations

import factory

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.plans.models import Plan, PlanGroup, PlanLevel, PlanTask


class PlanFactory(factory.django.DjangoModelFactory):
    """The first draft of a township's plan."""

    class Meta:
        model = Plan

    code = factory.Sequence(lambda n: f"TEST-{n}")
    name = "龙洲街道综合应急预案（演示）"
    kind = "grassroots"
    region = factory.SubFactory(RegionFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class PlanLevelFactory(factory.django.DjangoModelFactory):
    """Level three of a plan."""

    class Meta:
        model = PlanLevel

    plan = factory.SubFactory(PlanFactory)
    level = 3
    conditions = "发生较大险情"
    commander_post = "街道办事处主任"


class PlanGroupFactory(factory.django.DjangoModelFactory):
    """A command group of a plan."""

    class Meta:
        model = PlanGroup

    plan = factory.SubFactory(PlanFactory)
    name = "抢险救援组"
    lead_name = "演示消防救援站"
    from_level = 4


class PlanTaskFactory(factory.django.DjangoModelFactory):
    """A task of a group, due in half an hour."""

    class Meta:
        model = PlanTask

    group = factory.SubFactory(PlanGroupFactory)
    code = "T1"
    title = "赶赴现场"
    instruction = "赶赴现场，搜救被困人员"
    deadline_minutes = 30
    from_level = 4


def access_world(samples):
    """Revise the plan; the way into force is read from its state table."""
    return {"plans/": {"pk": samples[Plan].pk}}
