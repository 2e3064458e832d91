"""Test teams, visibly fictitious."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

import factory
from django.contrib.gis.geos import Point

from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents.models import Incident
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.teams.models import (
    Expert,
    ExpertRequest,
    JointTraining,
    NeighbourTeam,
    StandBy,
    Team,
    TeamCertificate,
    TeamEquipment,
    TeamInsurance,
    TeamMember,
)
from anlan.kernel import clock


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


class TeamCertificateFactory(factory.django.DjangoModelFactory):
    """A certificate that holds for another year."""

    class Meta:
        model = TeamCertificate

    member = factory.SubFactory(TeamMemberFactory)
    kind = "应急救援员"
    number = "YS-0001"
    valid_until = factory.LazyFunction(lambda: clock.today() + timedelta(days=365))


class TeamInsuranceFactory(factory.django.DjangoModelFactory):
    """A policy for everybody that holds for half a year more."""

    class Meta:
        model = TeamInsurance

    team = factory.SubFactory(TeamFactory)
    insurer = "演示保险公司"
    policy_number = "YSBX-1"
    people = factory.SelfAttribute("team.member_count")
    sum_insured = Decimal(500_000)
    valid_from = factory.LazyFunction(lambda: clock.today() - timedelta(days=180))
    valid_until = factory.LazyFunction(lambda: clock.today() + timedelta(days=180))


class StandByFactory(factory.django.DjangoModelFactory):
    """A team ordered to wait in its township for the next twelve hours."""

    class Meta:
        model = StandBy

    team = factory.SubFactory(TeamFactory)
    region = factory.SelfAttribute("team.region")
    location = factory.LazyFunction(lambda: Point(119.30, 29.10, srid=4326))
    place = "湖镇镇应急点（演示）"
    starts_at = factory.LazyFunction(clock.now)
    ends_at = factory.LazyFunction(lambda: clock.now() + timedelta(hours=12))
    why = "山洪橙色险情（演示）"
    level = 2
    ordered_by = "林指挥"


class JointTrainingFactory(factory.django.DjangoModelFactory):
    """A drill of last month."""

    class Meta:
        model = JointTraining
        skip_postgeneration_save = True

    kind = "drill"
    held_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=30))
    subject = "联合演练（演示）"
    region = factory.SubFactory(RegionFactory)
    result = "达到目的"

    @factory.post_generation
    def teams(self, create, extracted, **kwargs):
        """Who took part."""
        if create and extracted:
            self.teams.set(extracted)


class ExpertFactory(factory.django.DjangoModelFactory):
    """A chemist who is a person of the contact book."""

    class Meta:
        model = Expert

    code = factory.Sequence(lambda n: f"E{n:03d}")
    name = factory.Sequence(lambda n: f"专家{n}演示")
    incident_kinds: ClassVar = ["chemical"]
    field = "危险化学品泄漏处置"
    phone = "00012345678"
    person = factory.SubFactory(PersonFactory)
    region = factory.SubFactory(RegionFactory)


class NeighbourTeamFactory(factory.django.DjangoModelFactory):
    """A chemical team of the next county."""

    class Meta:
        model = NeighbourTeam

    code = factory.Sequence(lambda n: f"N{n:03d}")
    name = factory.Sequence(lambda n: f"邻县危化救援{n}队（演示）")
    kind = "professional"
    capabilities: ClassVar = ["chemical_rescue", "environmental_monitoring"]
    home_region = "邻县（演示）"
    location = factory.LazyFunction(lambda: Point(119.60, 29.04, srid=4326))
    people = 30
    office = "邻县应急管理局值班室（演示）"
    office_phone = "00057000001"


def load_reference() -> None:
    """Load what incidents need: experts are asked about them."""
    from anlan.command.incidents.tests.factories import load_reference as load_incidents

    load_incidents()


def make_request() -> ExpertRequest:
    """Ask an expert about a leak."""
    return ExpertRequest.objects.create(
        expert=ExpertFactory(), incident=make_incident(), asked_by="林指挥", by_notice=True
    )


def access_world(samples):
    """Declare the team ready; ask the expert about the sample incident."""
    from anlan.command.dispatch.models import Dispatch  # stands above: its team is everybody's

    team = samples[Dispatch].team
    samples[TeamMember] = TeamMemberFactory(team=team)
    samples[TeamEquipment] = TeamEquipmentFactory(team=team)
    samples[StandBy] = StandByFactory(team=team)
    return {
        "teams/": {"step": "declare_ready", "team_id": team.pk},
        "teams/equipment/": {"pk": samples[TeamEquipment].pk},
        "teams/experts/": {"incident_id": samples[Incident].pk},
    }
