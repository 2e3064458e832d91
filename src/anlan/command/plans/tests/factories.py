"""Test plans: a draft of 龙洲街道 with a level, a group and a task."""

from __future__ import annotations

from datetime import date

import factory

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.plans.models import (
    Plan,
    PlanAcknowledgement,
    PlanContact,
    PlanGroup,
    PlanImport,
    PlanImportItem,
    PlanLevel,
    PlanPoint,
    PlanRecord,
    PlanReport,
    PlanResource,
    PlanSection,
    PlanTask,
    PlanTrigger,
)
from anlan.command.plans.reference import install_forms
from anlan.kernel.actor import system_actor


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


class PlanTriggerFactory(factory.django.DjangoModelFactory):
    """Three dead."""

    class Meta:
        model = PlanTrigger

    level = factory.SubFactory(PlanLevelFactory)
    fact = "deaths"
    comparison = "at_least"
    value = 3
    words = "死亡3人以上"


class PlanResourceFactory(factory.django.DjangoModelFactory):
    """A rescue team the plan counts on."""

    class Meta:
        model = PlanResource

    plan = factory.SubFactory(PlanFactory)
    kind = "capability"
    code = "search_rescue"
    name = "搜救队"


class PlanContactFactory(factory.django.DjangoModelFactory):
    """A post with a number that is nobody's."""

    class Meta:
        model = PlanContact

    plan = factory.SubFactory(PlanFactory)
    post = "街道值班室"
    phone = "0570-0000000"


class PlanSectionFactory(factory.django.DjangoModelFactory):
    """A chapter."""

    class Meta:
        model = PlanSection

    plan = factory.SubFactory(PlanFactory)
    part = "warning"
    title = "监测预警"


class PlanAcknowledgementFactory(factory.django.DjangoModelFactory):
    """A warning somebody knows of."""

    class Meta:
        model = PlanAcknowledgement

    plan = factory.SubFactory(PlanFactory)
    key = "no_review_day:"
    words = "未写明复审日期"
    reason = "修订时补充"
    by_name = "林指挥"


class PlanRecordFactory(factory.django.DjangoModelFactory):
    """A filing."""

    class Meta:
        model = PlanRecord

    plan = factory.SubFactory(PlanFactory)
    kind = "filing"
    done_on = date(2026, 1, 5)
    by_name = "林指挥"


class PlanPointFactory(factory.django.DjangoModelFactory):
    """A slope above a village."""

    class Meta:
        model = PlanPoint

    plan = factory.SubFactory(PlanFactory, kind="point", name="后山滑坡点预案（演示）")
    kind = "geological"
    place = "演示村三组屋后"
    danger = "强降雨时滑坡"
    households = 18
    people = 56
    signal = "铜锣连续急敲"
    route = "三组晒谷场经村道向东"
    shelter = "演示村小学教学楼一楼"


class PlanImportFactory(factory.django.DjangoModelFactory):
    """A text waiting for confirmation."""

    class Meta:
        model = PlanImport

    name = "龙洲街道防汛预案（演示）"
    code = factory.Sequence(lambda n: f"IMP-{n}")
    kind = "grassroots"
    region = factory.SubFactory(RegionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    sha256 = "0" * 64
    lines = factory.LazyFunction(
        lambda: [{"number": 1, "text": "街道办应当在30分钟内转移群众。", "heading": 0, "cells": []}]
    )
    started_by = "林指挥"


class PlanImportItemFactory(factory.django.DjangoModelFactory):
    """A task found in it."""

    class Meta:
        model = PlanImportItem

    plan_import = factory.SubFactory(PlanImportFactory)
    kind = "task"
    line = 1
    quote = "街道办应当在30分钟内转移群众"
    content = factory.LazyFunction(
        lambda: {
            "text": "街道办应当在30分钟内转移群众",
            "owners": ["街道办"],
            "helpers": [],
            "deadline_minutes": 30,
            "deadline_words": "30分钟内",
            "group": "",
            "level": 0,
        }
    )


class PlanReportFactory(factory.django.DjangoModelFactory):
    """A risk assessment."""

    class Meta:
        model = PlanReport

    plan = factory.SubFactory(PlanFactory)
    kind = "risk"
    made_on = date(2026, 1, 5)
    made_by = "演示评估机构"
    by_name = "赵乡镇"


def load_reference():
    """The forms of the papers."""
    install_forms(system_actor("access-test"))


def access_world(samples):
    """Revise and edit the plan; the way into force is read from its state table.

    The filing is that of an enterprise of the township, handed in.
    """
    plan, task, record = samples[Plan], samples[PlanTask], samples[PlanRecord]
    Plan.objects.filter(pk=record.plan_id).update(kind="enterprise")
    record.state = "handed_in"
    record.save()
    item, contact = samples[PlanImportItem], samples[PlanContact]
    return {
        "plans/": {"pk": plan.pk},
        "plans/templates/": {"code": "township"},
        "plans/contacts/": {"pk": contact.pk},
        "plans/<int:pk>/reports/": {"pk": plan.pk, "kind": "risk"},
        "plans/records/": {"pk": record.pk, "name": "accept"},
        "plans/<int:pk>/parts/": {"pk": task.group.plan.pk, "part": "task", "row": task.pk},
        "plans/imports/<int:pk>/": {"pk": samples[PlanImport].pk},
        "plans/imports/items/": {"pk": item.pk},
    }
