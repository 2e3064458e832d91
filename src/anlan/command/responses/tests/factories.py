"""Test responses: level three of a township's plan, with a group and a task that runs."""

from __future__ import annotations

from datetime import timedelta

import factory

from anlan.base.documents.tests.factories import DocumentFactory
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.dispatch.tests.factories import DispatchFactory
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.plans.tests.factories import PlanFactory, PlanLevelFactory
from anlan.command.responses import reference
from anlan.command.responses.models import (
    Improvement,
    Objective,
    PublicRelease,
    Response,
    ResponseGroup,
    ResponseTask,
    RollCall,
    RollCallAnswer,
    SituationReport,
)
from anlan.kernel import clock
from anlan.kernel.actor import system_actor


class ResponseFactory(factory.django.DjangoModelFactory):
    """An active response; the tables of incidents must be loaded."""

    class Meta:
        model = Response

    incident = factory.LazyFunction(make_incident)
    region = factory.SubFactory(RegionFactory)
    plan = factory.SubFactory(PlanFactory)
    plan_level = factory.SubFactory(PlanLevelFactory, plan=factory.SelfAttribute("..plan"))
    level = 3
    matter = "演示氯气泄漏应急响应"
    commander_name = "林指挥演示"
    activated_at = factory.LazyFunction(clock.now)
    activated_by = "林指挥演示"


class ResponseGroupFactory(factory.django.DjangoModelFactory):
    """A group at work."""

    class Meta:
        model = ResponseGroup

    response = factory.SubFactory(ResponseFactory)
    name = "抢险救援组"
    lead_name = "演示消防救援站"
    organisation = factory.SubFactory(OrganisationFactory)


class ResponseTaskFactory(factory.django.DjangoModelFactory):
    """A task that was assigned, due in half an hour."""

    class Meta:
        model = ResponseTask

    response = factory.SubFactory(ResponseFactory)
    group = factory.SubFactory(ResponseGroupFactory, response=factory.SelfAttribute("..response"))
    title = "赶赴现场"
    instruction = "赶赴现场，搜救被困人员"
    organisation = factory.SubFactory(OrganisationFactory)
    issued_by = "林指挥演示"
    assigned_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(minutes=30))


class ObjectiveFactory(factory.django.DjangoModelFactory):
    """A timer that repeats every half hour."""

    class Meta:
        model = Objective

    response = factory.SubFactory(ResponseFactory)
    kind = "timer"
    title = "复测浓度"
    started_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(minutes=30))
    repeat_minutes = 30
    set_by = "林指挥演示"


class RollCallFactory(factory.django.DjangoModelFactory):
    """A roll call that waits for answers."""

    class Meta:
        model = RollCall

    response = factory.SubFactory(ResponseFactory)
    reason = "演示清点"
    ordered_by = "林指挥演示"
    ordered_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(minutes=5))


class RollCallAnswerFactory(factory.django.DjangoModelFactory):
    """A team that was asked."""

    class Meta:
        model = RollCallAnswer

    roll_call = factory.SubFactory(RollCallFactory)
    dispatch = factory.SubFactory(DispatchFactory)
    organisation = factory.SelfAttribute("dispatch.team.organisation")
    team_name = "演示救援队"
    expected = 10


class SituationReportFactory(factory.django.DjangoModelFactory):
    """A situation report with its paper."""

    class Meta:
        model = SituationReport

    response = factory.SubFactory(ResponseFactory)
    sequence = factory.Sequence(lambda n: n + 1)
    content = factory.LazyFunction(lambda: {"title": "演示态势快报（第1期）"})
    document = factory.SubFactory(DocumentFactory)
    made_by = "林指挥演示"
    made_at = factory.LazyFunction(clock.now)


class PublicReleaseFactory(factory.django.DjangoModelFactory):
    """Something released to the public."""

    class Meta:
        model = PublicRelease

    response = factory.SubFactory(ResponseFactory)
    code = factory.Sequence(lambda n: f"release-{n}")
    headline = "演示情况通报"
    content = factory.LazyFunction(lambda: {"level": "III级响应"})
    released_by = "林指挥演示"
    released_at = factory.LazyFunction(clock.now)


class ImprovementFactory(factory.django.DjangoModelFactory):
    """An improvement to be made within a month."""

    class Meta:
        model = Improvement

    response = factory.SubFactory(ResponseFactory)
    lesson = "洗消点到位慢"
    measure = "增设洗消点"
    organisation = factory.SubFactory(OrganisationFactory)
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=30))
    set_by = "林指挥演示"


def load_reference():
    """Install the forms of the papers."""
    reference.load(system_actor("test"))


def access_world(samples):
    """Order a group of the response; accept the task; read what was released."""
    task = samples[ResponseTask]
    group = samples[ResponseGroup]
    return {
        "responses/public/": {"code": samples[PublicRelease].code},
        "responses/objectives/": {"pk": samples[Objective].pk, "name": "meet"},
        "responses/roll-calls/": {"pk": samples[RollCall].pk},
        "responses/roll-calls/answers/": {"pk": samples[RollCallAnswer].pk},
        "responses/reports/": {"pk": samples[SituationReport].pk},
        "responses/releases/": {"pk": samples[PublicRelease].pk},
        "responses/improvements/": {"pk": samples[Improvement].pk, "name": "finish"},
        "responses/": {"pk": samples[Response].pk, "response_id": samples[Response].pk},
        "responses/tasks/": {"pk": task.pk, "task_id": task.pk, "step": "accept"},
        "responses/{response_id}/orders": {"response_id": group.response_id, "group_id": group.pk},
    }
