"""Test responses: level three of a township's plan, with a group and a task that runs."""

from __future__ import annotations

from datetime import timedelta

import factory

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.plans.tests.factories import PlanFactory, PlanLevelFactory
from anlan.command.responses.models import Response, ResponseGroup, ResponseTask
from anlan.kernel import clock


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


def access_world(samples):
    """Order a group of the response; accept the task."""
    task = samples[ResponseTask]
    group = samples[ResponseGroup]
    return {
        "responses/": {"pk": samples[Response].pk, "response_id": samples[Response].pk},
        "responses/tasks/": {"pk": task.pk, "task_id": task.pk, "step": "accept"},
        "responses/{response_id}/orders": {"response_id": group.response_id, "group_id": group.pk},
    }
