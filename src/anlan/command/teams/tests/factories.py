"""Test teams, visibly fictitious."""

from __future__ import annotations

from typing import ClassVar

import factory
from django.contrib.gis.geos import Point

from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.teams.models import Team, TeamEquipment, TeamMember


class TeamFactory(factory.django.DjangoModelFactory):
    """A hazardous chemical team that is ready, with a leader of its organisation."""

    class Meta:
        model = Team
        django_get_or_create: ClassVar = ("code",)

    code = factory.Sequence(lambda n: f"D{n:03d}")
    name = factory.Sequence(lambda n: f"危险化学品救援{n}队（演示）")
    kind = "professional"
    capabilities: ClassVar = ["chemical_rescue", "fire_fighting"]
    region = factory.SubFactory(RegionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    leader = factory.SubFactory(PersonFactory, organisation=factory.SelfAttribute("..organisation"))
    location = factory.LazyFunction(lambda: Point(119.20, 29.04, srid=4326))
    member_count = 20
    speed_kmh = 45.0
    turnout_minutes = 3


class TeamMemberFactory(factory.django.DjangoModelFactory):
    """A member."""

    class Meta:
        model = TeamMember

    team = factory.SubFactory(TeamFactory)
    name = factory.Sequence(lambda n: f"队员{n}演示")
    post = "驾驶员"


class TeamEquipmentFactory(factory.django.DjangoModelFactory):
    """A piece of equipment."""

    class Meta:
        model = TeamEquipment

    team = factory.SubFactory(TeamFactory)
    code = "chemical_suit"
    name = "重型防化服"
    quantity = 8
    unit = "套"


def access_world(samples):
    """Declare the team ready."""
    return {"teams/": {"step": "declare_ready"}}
