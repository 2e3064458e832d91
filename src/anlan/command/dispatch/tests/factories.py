"""Test dispatches: a team of 龙洲街道 that was just ordered to an incident."""

from __future__ import annotations

import factory

from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.dispatch import reference
from anlan.command.dispatch.models import Dispatch
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.teams.models import Team
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor


class DispatchFactory(factory.django.DjangoModelFactory):
    """The order of a team; the tables of incidents must be loaded."""

    class Meta:
        model = Dispatch

    incident = factory.LazyFunction(make_incident)
    team = factory.SubFactory(TeamFactory)
    region = factory.SubFactory(RegionFactory)
    order_text = "赶赴东门集结，做好个人防护，侦检堵漏"
    people = 20
    assigned_at = factory.LazyFunction(clock.now)
    assigned_by = "林指挥演示"


def load_reference():
    """Install the form of the route sheet."""
    reference.load(system_actor("test"))


def access_world(samples):
    """Accept the order; the team asked for is the one that was sent."""
    dispatch = samples[Dispatch]
    samples[Team] = dispatch.team
    return {"dispatch/": {"pk": dispatch.pk, "dispatch_id": dispatch.pk, "step": "accept"}}
